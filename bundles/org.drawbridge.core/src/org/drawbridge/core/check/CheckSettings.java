package org.drawbridge.core.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How thorough the checks are to be.
 *
 * @param scope in which spaces real calls are tried; empty for what the connection's settings say
 * @param pages how many pages are looked at in each of these spaces
 * @param concurrency the most calls to one side at the same time
 * @param expected how long the migration is expected to take: no sign-in should end before
 */
public record CheckSettings(Optional<Scope> scope, int pages, int concurrency, Duration expected) {

    public static final int MOST_CONCURRENCY = 64;
    public static final int MOST_PAGES = 50;
    public static final CheckSettings DEFAULT = new CheckSettings(Optional.empty(), 5, 8, Duration.ofDays(14));

    public CheckSettings {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(expected, "expected");
        pages = Math.clamp(pages, 1, MOST_PAGES);
        concurrency = Math.clamp(concurrency, 1, MOST_CONCURRENCY);
    }

    /** Which spaces. */
    public sealed interface Scope {
        /** Every space that the account sees. */
        record All() implements Scope {
            @Override
            public String toString() {
                return "all";
            }
        }

        /** So many, spread over the list; the others are listed with the account's level only. */
        record Sample(int count) implements Scope {
            @Override
            public String toString() {
                return Integer.toString(count);
            }
        }

        /** These and no others; one that can't be seen is reported as such. */
        record Keys(List<String> keys) implements Scope {
            public Keys {
                keys = List.copyOf(keys);
            }

            @Override
            public String toString() {
                return String.join(",", keys);
            }
        }

        /** {@code all}, a number, or keys with commas between them; empty if it is none of these. */
        static Optional<Scope> parse(String text) {
            String given = text.strip();
            if (given.equalsIgnoreCase("all")) {
                return Optional.of(new All());
            }
            if (given.matches("\\d{1,6}")) {
                return Optional.of(new Sample(Integer.parseInt(given)));
            }
            Set<String> keys = new LinkedHashSet<>(
                    Arrays.stream(given.split(",")).map(String::strip).toList());
            keys.remove("");
            boolean sound = !keys.isEmpty() && keys.stream().allMatch(key -> key.matches("~?[\\w.@-]{1,255}"));
            return sound ? Optional.of(new Keys(List.copyOf(keys))) : Optional.empty();
        }
    }

    public CheckSettings withScope(Scope changed) {
        return new CheckSettings(Optional.of(changed), pages, concurrency, expected);
    }

    public CheckSettings withPages(int changed) {
        return new CheckSettings(scope, changed, concurrency, expected);
    }

    public CheckSettings withConcurrency(int changed) {
        return new CheckSettings(scope, pages, changed, expected);
    }

    public CheckSettings withExpected(Duration changed) {
        return new CheckSettings(scope, pages, concurrency, changed);
    }
}
