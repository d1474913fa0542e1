package org.drawbridge.core.internal.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.drawbridge.core.http.Response;

/**
 * How long a throttled or unavailable service wants to be left alone ({@code reference: confluence §6, entra-sharepoint
 * §C}): the larger of {@code Retry-After} (seconds or an HTTP date, judged by the answer's own {@code Date}) and {@code
 * RateLimit-Reset} (seconds); at least one second; growing with each try where the service names nothing usable.
 */
final class RetryAfter {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST_UNASKED = Duration.ofSeconds(32);
    /** Larger values are no wait but a way to say never, such as 9223372036854775807. */
    private static final Duration NEVER = Duration.ofDays(365);

    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss zzz", Locale.ENGLISH));
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

    private RetryAfter() {}

    /** @param retry 0 for the first wait */
    static Duration of(Response response, int retry, Instant now, RandomGenerator random) {
        Optional<Duration> asked = asked(response, now);
        if (asked.isPresent()) {
            return asked.get().compareTo(LEAST) < 0 ? LEAST : asked.get();
        }
        long full = Math.min(MOST_UNASKED.toMillis(), LEAST.toMillis() << Math.min(retry, 10));
        return Duration.ofMillis(full + random.nextLong(full / 2 + 1));
    }

    /** Whether the service itself says how long. */
    static Optional<Duration> asked(Response response, Instant now) {
        Optional<Duration> after = response.header("Retry-After").flatMap(text -> parse(text, response, now));
        Optional<Duration> reset = response.header("RateLimit-Reset").flatMap(RetryAfter::seconds);
        if (after.isEmpty() || reset.isEmpty()) {
            return after.or(() -> reset);
        }
        return after.get().compareTo(reset.get()) >= 0 ? after : reset;
    }

    private static Optional<Duration> parse(String text, Response response, Instant now) {
        Optional<Duration> seconds = seconds(text);
        if (seconds.isPresent()) {
            return seconds;
        }
        // A server whose clock is off says when by that same clock.
        Instant there = response.header("Date").flatMap(RetryAfter::date).orElse(now);
        return date(text)
                .map(until -> Duration.between(there, until))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    private static Optional<Duration> seconds(String text) {
        String digits = text.strip();
        if (!digits.matches("\\d+(\\.\\d+)?")) {
            return Optional.empty();
        }
        double value = Math.ceil(Double.parseDouble(digits));
        return Optional.of(value >= NEVER.toSeconds() ? NEVER : Duration.ofSeconds((long) value));
    }

    private static Optional<Instant> date(String text) {
        for (DateTimeFormatter format : DATES) {
            try {
                return Optional.of(ZonedDateTime.parse(text.strip(), format).toInstant());
            } catch (DateTimeException e) {
                // Perhaps one of the other two forms that HTTP allows.
            }
        }
        try {
            return Optional.of(LocalDateTime.parse(text.strip(), ASCTIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
