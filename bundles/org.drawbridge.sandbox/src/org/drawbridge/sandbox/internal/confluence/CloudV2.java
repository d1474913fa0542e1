package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.drawbridge.sandbox.ConfluenceSwitches.Paging;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.confluence.Content.Kind;

/** The second version of Cloud's REST, paged by cursors: {@code reference: confluence §3 Cloud, §4 Cloud}. */
final class CloudV2 {

    private static final String ROOT = "/api/v2";
    private static final int SHORT = 3;

    private record Grant(String id, Subject subject, Right right) {}

    private CloudV2() {}

    static void routes(Router router) {
        router.get(ROOT + "/spaces", CloudV2::spaces)
                .get(
                        ROOT + "/spaces/{id}",
                        visit -> visit.answer(space(asked(visit)).build()))
                .get(ROOT + "/spaces/{id}/permissions", visit -> list(visit, grants(asked(visit)), CloudV2::grant))
                .get(ROOT + "/spaces/{id}/pages", visit -> {
                    Space space = asked(visit);
                    list(visit, pages(visit, Optional.of(space)), page -> page(visit, page));
                })
                .get(
                        ROOT + "/pages",
                        visit -> list(
                                visit,
                                pages(visit, visit.query("space-id").map(id -> space(visit, id))),
                                page -> page(visit, page)))
                .get(
                        ROOT + "/pages/{id}",
                        visit -> visit.answer(page(visit, content(visit)).build()))
                .get(
                        ROOT + "/pages/{id}/attachments",
                        visit -> list(
                                visit,
                                Contents.children(visit, content(visit), Kind.ATTACHMENT),
                                each -> attachment(visit, each)))
                .get(
                        ROOT + "/pages/{id}/footer-comments",
                        visit -> list(
                                visit,
                                Contents.children(visit, content(visit), Kind.COMMENT),
                                each -> page(visit, each)))
                .get(
                        ROOT + "/pages/{id}/children",
                        visit -> list(
                                visit, Contents.children(visit, content(visit), Kind.PAGE), each -> page(visit, each)));
    }

    /** A refusal; a genuine one names the thing, that of somebody who can't use the site does not. */
    static void refusal(Call call, int status, String title) throws IOException {
        String code = Tomcat.reason(status).toUpperCase(Locale.ROOT).replace(' ', '_');
        call.json(
                status,
                Visit.object()
                        .add(
                                "errors",
                                Visit.array()
                                        .add(Visit.object()
                                                .add("status", status)
                                                .add("code", code)
                                                .add("title", title)
                                                .addNull("detail")))
                        .build());
    }

    private static Space space(Visit visit, String id) {
        Optional<Space> space =
                id.matches("\\d{1,18}") ? visit.site().wiki().space(Long.parseLong(id)) : Optional.empty();
        return space.filter(each -> visit.site().maySee(visit.who(), each))
                .orElseThrow(() -> Refusal.notFound("Space not found"));
    }

    private static Space asked(Visit visit) {
        return space(visit, visit.variable("id"));
    }

    private static Content content(Visit visit) {
        return visit.site()
                .wiki()
                .content(visit.variable("id"))
                .filter(each -> visit.site().maySee(visit.who(), each))
                .orElseThrow(() -> Refusal.notFound("Content not found"));
    }

    private static void spaces(Visit visit) throws IOException {
        List<String> keys = listed(visit, "keys");
        List<String> ids = listed(visit, "ids");
        List<Space> spaces = visit.site().wiki().spaces().stream()
                .filter(space -> visit.site().maySee(visit.who(), space))
                .filter(space -> keys.isEmpty() || keys.contains(space.key()))
                .filter(space -> ids.isEmpty() || ids.contains(Long.toString(space.id())))
                .filter(space ->
                        visit.query("status").map(space.status()::equals).orElse(true))
                .filter(space -> visit.query("type").map(space.type()::equals).orElse(true))
                .toList();
        list(visit, spaces, CloudV2::space);
    }

    private static List<String> listed(Visit visit, String name) {
        return visit.call().queryAll(name).stream()
                .flatMap(values -> Arrays.stream(values.split(",")))
                .toList();
    }

    private static List<Content> pages(Visit visit, Optional<Space> space) {
        Wiki wiki = visit.site().wiki();
        return space.map(wiki::contents).orElseGet(wiki::contents).stream()
                .filter(content -> content.kind() == Kind.PAGE)
                .filter(content -> visit.site().maySee(visit.who(), content))
                .toList();
    }

    private static <T> void list(Visit visit, List<T> all, Function<T, JsonObjectBuilder> shape) throws IOException {
        int limit = Math.clamp(visit.number("limit", 25), 1, 250);
        int given = visit.site().switches().paging() == Paging.SHORT_PAGES ? Math.min(limit, SHORT) : limit;
        int from = Math.min(Search.position(visit.query("cursor").orElse("")), all.size());
        List<T> rows = all.subList(from, Math.min(from + given, all.size()));
        JsonArrayBuilder results = Visit.array();
        rows.forEach(row -> results.add(shape.apply(row)));
        JsonObjectBuilder links = Visit.object();
        if (from + rows.size() < all.size()) {
            String next = "/wiki" + visit.path() + "?" + Paged.others(visit) + "limit=" + limit + "&cursor="
                    + Paged.encoded(Search.cursor(from + rows.size()));
            links.add("next", next);
            visit.call().with("Link", "<" + next + ">; rel=\"next\"");
        }
        visit.answer(Visit.object()
                .add("results", results)
                .add("_links", links.add("base", visit.profile().base()))
                .build());
    }

    private static JsonObjectBuilder space(Space space) {
        return Visit.object()
                .add("id", Long.toString(space.id()))
                .add("key", space.key())
                .add("name", space.name())
                .add("type", space.type())
                .add("status", space.status())
                .add("homepageId", Long.toString(space.homepage()))
                .addNull("description")
                .add("_links", Visit.object().add("webui", "/spaces/" + space.key()));
    }

    private static List<Grant> grants(Space space) {
        List<Grant> grants = new ArrayList<>();
        space.grants()
                .forEach((subject, rights) -> rights.forEach(
                        right -> grants.add(new Grant(space.id() + Integer.toString(grants.size()), subject, right))));
        return grants;
    }

    private static JsonObjectBuilder grant(Grant grant) {
        JsonObjectBuilder principal = switch (grant.subject()) {
            case Subject.Everybody() -> Visit.object().add("type", "role").add("id", "ANONYMOUS");
            case Subject.Group(String name) ->
                Visit.object().add("type", "group").add("id", Users.groupId(name));
            case Subject.User(Person person) ->
                Visit.object().add("type", "user").add("id", person.accountId());
        };
        return Visit.object()
                .add("id", grant.id())
                .add("principal", principal)
                .add(
                        "operation",
                        Visit.object()
                                .add("key", grant.right().cloudOperation())
                                .add("targetType", grant.right().target()));
    }

    private static JsonObjectBuilder page(Visit visit, Content content) {
        JsonObjectBuilder json = Visit.object()
                .add("id", content.restId())
                .add("status", "current")
                .add("title", content.title())
                .add("spaceId", Long.toString(content.space().id()))
                .add("authorId", content.author().accountId())
                .add("createdAt", content.created().toString());
        if (content.parent() == 0) {
            json.addNull("parentId");
        } else {
            json.add("parentId", Long.toString(content.parent()));
        }
        JsonObjectBuilder body = Visit.object();
        if (visit.query("body-format").orElse("").equals("storage")) {
            body.add("storage", Visit.object().add("representation", "storage").add("value", content.storage()));
        }
        return json.add(
                        "version",
                        Visit.object()
                                .add("number", content.version())
                                .add("authorId", content.author().accountId())
                                .add("createdAt", content.created().toString()))
                .add("body", body)
                .add(
                        "_links",
                        Visit.object().add("webui", "/spaces/" + content.space().key() + "/pages/" + content.id()));
    }

    private static JsonObjectBuilder attachment(Visit visit, Content content) {
        return Visit.object()
                .add("id", content.restId())
                .add("status", "current")
                .add("title", content.title())
                .add("mediaType", content.mediaType())
                .add("fileSize", content.size())
                .add("pageId", Long.toString(content.parent()))
                .add("downloadLink", Contents.download(visit, content))
                .add("version", Visit.object().add("number", content.version()))
                .add("_links", Visit.object().add("download", Contents.download(visit, content)));
    }
}
