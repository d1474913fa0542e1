package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** The search of v1. Data Center pages it by {@code start}, Cloud by cursor only: {@code reference: confluence §4}. */
final class Search {

    private Search() {}

    static void routes(Router router) {
        router.get("/rest/api/search", Search::search).get("/rest/api/content/search", visit -> {
            Cql cql = cql(visit);
            visit.answer(page(visit, contents(visit, cql), content -> Contents.content(visit, content))
                    .build());
        });
    }

    private static Cql cql(Visit visit) {
        return Cql.parse(visit.query("cql").orElseThrow(() -> Refusal.badRequest("cql query parameter is required")));
    }

    private static void search(Visit visit) throws IOException {
        Cql cql = cql(visit);
        JsonObjectBuilder page;
        int total;
        if (cql.users()) {
            Users.requireLookups(visit, "Not permitted to search users");
            List<Person> found =
                    visit.site().people().all().stream().filter(cql::accepts).toList();
            total = found.size();
            page = page(visit, found, person -> user(visit, person));
        } else {
            List<Content> found = contents(visit, cql);
            total = found.size();
            page = page(visit, found, content -> content(visit, content));
        }
        visit.answer(page.add("totalSize", total)
                .add("cqlQuery", visit.query("cql").orElse(""))
                .add("searchDuration", 7)
                .build());
    }

    private static List<Content> contents(Visit visit, Cql cql) {
        Wiki wiki = visit.site().wiki();
        // Few calls ask for more than one space; those that do may take their time.
        List<Content> candidates =
                cql.space().flatMap(wiki::space).map(wiki::contents).orElseGet(wiki::contents);
        return candidates.stream()
                .filter(cql::accepts)
                .filter(content -> visit.site().maySee(visit.who(), content))
                .toList();
    }

    private static JsonObjectBuilder user(Visit visit, Person person) {
        return Visit.object()
                .add("user", Users.person(visit, person))
                .add("title", person.displayName())
                .add("excerpt", "")
                .add("url", visit.profile().cloud() ? "/people/" + person.accountId() : "/display/~" + person.name())
                .add("entityType", "user")
                .add("iconCssClass", "aui-icon content-type-profile")
                .add("score", 0.0);
    }

    private static JsonObjectBuilder content(Visit visit, Content content) {
        return Visit.object()
                .add("content", Contents.content(visit, content))
                .add("title", content.title())
                .add("excerpt", "")
                .add("url", "/pages/viewpage.action?pageId=" + content.id())
                .add("entityType", "content")
                .add("iconCssClass", "aui-icon content-type-page")
                .add("lastModified", content.created().toString());
    }

    private static <T> JsonObjectBuilder page(Visit visit, List<T> all, Function<T, JsonObjectBuilder> shape) {
        if (!visit.profile().cloud()) {
            return Paged.of(visit, all, shape);
        }
        int limit = Math.clamp(visit.number("limit", 25), 1, 100);
        int from = Math.min(position(visit.query("cursor").orElse("")), all.size());
        List<T> rows = all.subList(from, Math.min(from + limit, all.size()));
        JsonArrayBuilder results = Visit.array();
        rows.forEach(row -> results.add(shape.apply(row)));
        JsonObjectBuilder links = Visit.object()
                .add("base", visit.profile().base())
                .add("context", visit.profile().context());
        if (from + rows.size() < all.size()) {
            links.add(
                    "next",
                    visit.path() + "?next=true&cursor=" + Paged.encoded(cursor(from + rows.size())) + "&"
                            + Paged.others(visit) + "limit=" + limit);
        }
        return Visit.object()
                .add("results", results)
                .add("start", from)
                .add("limit", limit)
                .add("size", rows.size())
                .add("_links", links);
    }

    /** A cursor that means nothing to the client. */
    static String cursor(int position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("at:" + position + ":" + (position * 7919 % 1000)).getBytes(StandardCharsets.UTF_8));
    }

    /** Where a cursor points; 0 for none. A forged one is refused. */
    static int position(String cursor) {
        if (cursor.isEmpty()) {
            return 0;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int position = Integer.parseInt(text.split(":")[1]);
            if (cursor(position).equals(cursor)) {
                return position;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Refused below.
        }
        throw Refusal.badRequest("Invalid cursor");
    }
}
