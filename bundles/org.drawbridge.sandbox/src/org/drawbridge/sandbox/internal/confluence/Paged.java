package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.drawbridge.sandbox.ConfluenceSwitches.Paging;

/** Lists of v1, page by page, with the traps that real servers have: {@code reference: confluence §4, listing spaces}. */
final class Paged {

    private static final int MOST = 200;
    /** So few that even the sandbox's handful of spaces shows what a cap does. */
    private static final int CAP = 3;

    private Paged() {}

    /** A page without traps, as the caller's parameters {@code start} and {@code limit} ask. */
    static <T> JsonObjectBuilder of(Visit visit, List<T> all, Function<T, JsonObjectBuilder> shape) {
        return of(visit, all, shape, Paging.PLAIN);
    }

    static <T> JsonObjectBuilder of(Visit visit, List<T> all, Function<T, JsonObjectBuilder> shape, Paging paging) {
        int limit = Math.clamp(visit.number("limit", 25), 0, MOST);
        int start = Math.max(0, visit.number("start", 0));
        boolean capped = paging == Paging.CAPPED_LIMIT_WRONG_NEXT || paging == Paging.SHORT_PAGES;
        int given = capped ? Math.min(limit, CAP) : limit;
        int from = Math.min(start, all.size());
        if (start >= all.size() && paging == Paging.ROWS_PAST_THE_END) {
            from = Math.max(0, all.size() - limit);
        }
        List<T> rows = all.subList(from, Math.min(from + given, all.size()));
        JsonArrayBuilder results = Visit.array();
        rows.forEach(row -> results.add(shape.apply(row)));
        JsonObjectBuilder links = Visit.object()
                .add("base", visit.profile().base())
                .add("context", visit.profile().context());
        if (from + rows.size() < all.size() && !rows.isEmpty()) {
            int next = start + (paging == Paging.CAPPED_LIMIT_WRONG_NEXT ? limit : rows.size());
            links.add("next", visit.path() + "?" + others(visit) + "limit=" + limit + "&start=" + next);
        }
        links.add("self", visit.profile().base() + visit.path());
        return Visit.object()
                .add("results", results)
                .add("start", start)
                .add("limit", limit)
                .add("size", rows.size())
                .add("_links", links);
    }

    /** The caller's other parameters, for the address of the next page. */
    static String others(Visit visit) {
        StringBuilder text = new StringBuilder();
        for (String name : visit.call().query().keySet()) {
            if (List.of("start", "limit", "cursor", "next").contains(name)) {
                continue;
            }
            for (String value : visit.call().queryAll(name)) {
                text.append(encoded(name)).append('=').append(encoded(value)).append('&');
            }
        }
        return text.toString();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
