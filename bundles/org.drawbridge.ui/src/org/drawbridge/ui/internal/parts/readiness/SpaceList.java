package org.drawbridge.ui.internal.parts.readiness;

import java.text.Collator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.drawbridge.core.check.Outcome;

/** The spaces of a run, found and sorted as the user wants them. Thread-safe. */
final class SpaceList {

    /** The table's columns, in their order. */
    enum Column {
        KEY(110, SpaceRow::key),
        NAME(190, SpaceRow::name),
        TYPE(100, SpaceRow::type),
        OUTCOME(115, row -> null),
        PAGES(70, row -> null),
        LEVEL(120, SpaceRow::level),
        REASON(420, SpaceRow::reason);

        private final int width;
        private final Function<SpaceRow, String> text;

        Column(int width, Function<SpaceRow, String> text) {
            this.width = width;
            this.text = text;
        }

        int width() {
            return width;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Comparator<SpaceRow> order() {
            return switch (this) {
                case OUTCOME -> Comparator.comparing(SpaceRow::outcome);
                case PAGES -> Comparator.comparingLong(row -> row.pages().orElse(-1));
                default -> alphabetical(text);
            };
        }

        /** As people sort, and each text looked at by the collator once only: that is what takes long. */
        private static Comparator<SpaceRow> alphabetical(Function<SpaceRow, String> text) {
            Collator collator = Collator.getInstance();
            Map<String, java.text.CollationKey> keys = new HashMap<>();
            return Comparator.comparing(row -> keys.computeIfAbsent(text.apply(row), collator::getCollationKey));
        }
    }

    /**
     * What the user wants to see.
     *
     * @param text that must occur; empty for all
     * @param sorted by this column, then in the order in which the spaces were found
     */
    record Query(String text, Optional<Outcome> outcome, Optional<Column> sorted, boolean descending) {}

    /** What there is to see. */
    record View(List<SpaceRow> rows, int total) {}

    private final Map<String, SpaceRow> rows = new LinkedHashMap<>();

    synchronized void put(SpaceRow row) {
        rows.put(row.key(), row);
    }

    synchronized void clear() {
        rows.clear();
    }

    private synchronized List<SpaceRow> all() {
        return new ArrayList<>(rows.values());
    }

    /** Takes a while with very many spaces: not for the UI thread. */
    View view(Query query) {
        List<SpaceRow> all = all();
        int total = all.size();
        String text = query.text().strip().toLowerCase(Locale.ROOT);
        all.removeIf(row -> !text.isEmpty() && !row.found().contains(text)
                || query.outcome().isPresent()
                        && row.outcome() != query.outcome().get());
        query.sorted().ifPresent(column -> {
            Comparator<SpaceRow> order = column.order();
            all.sort(query.descending() ? order.reversed() : order);
        });
        return new View(List.copyOf(all), total);
    }
}
