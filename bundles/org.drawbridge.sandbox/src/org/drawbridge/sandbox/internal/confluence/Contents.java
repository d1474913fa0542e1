package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.sandbox.internal.confluence.Content.Kind;

/** Pages, blog posts, comments and attachments of v1. */
final class Contents {

    private Contents() {}

    static void routes(Router router) {
        router.get("/rest/api/content", Contents::list)
                .get(
                        "/rest/api/content/{id}",
                        visit -> visit.answer(content(visit, asked(visit)).build()))
                .get(
                        "/rest/api/content/{id}/history",
                        visit -> visit.answer(history(visit, asked(visit)).build()))
                .get("/rest/api/content/{id}/label", visit -> {
                    asked(visit);
                    visit.answer(Paged.of(visit, List.<String>of(), label -> Visit.object())
                            .build());
                })
                .get("/rest/api/content/{id}/child", Contents::kinds)
                .get("/rest/api/content/{id}/child/{type}", visit -> below(visit, false))
                .get("/rest/api/content/{id}/descendant/{type}", visit -> below(visit, true))
                .get("/rest/api/content/{id}/restriction/byOperation", visit -> {
                    Content content = asked(visit);
                    visit.answer(Visit.object()
                            .add("read", restriction(visit, content, "read"))
                            .add("update", restriction(visit, content, "update"))
                            .add(
                                    "_links",
                                    Visit.object()
                                            .add("self", visit.profile().base() + visit.path())
                                            .add("base", visit.profile().base())
                                            .add("context", visit.profile().context()))
                            .build());
                })
                .get("/rest/api/content/{id}/restriction/byOperation/{operation}", visit -> {
                    Content content = asked(visit);
                    if (!Set.of("read", "update").contains(visit.variable("operation"))) {
                        throw Refusal.badRequest("Invalid operation key : " + visit.variable("operation"));
                    }
                    visit.answer(restriction(visit, content, visit.variable("operation"))
                            .build());
                });
    }

    /** The content of the path; hidden ones don't exist. */
    static Content asked(Visit visit) {
        String id = visit.variable("id");
        return visit.site()
                .wiki()
                .content(id)
                .filter(content -> visit.site().maySee(visit.who(), content))
                .orElseThrow(() -> Refusal.notFound("No content found with id: ContentId{id=" + id + "}"));
    }

    private static void list(Visit visit) throws IOException {
        String type = visit.query("type").orElse("page");
        Optional<String> key = visit.query("spaceKey");
        Optional<Space> space = key.map(each -> Spaces.visible(visit, each));
        Optional<String> title = visit.query("title");
        Wiki wiki = visit.site().wiki();
        List<Content> found = space.map(wiki::contents).orElseGet(wiki::contents).stream()
                .filter(content -> content.kind().word().equals(type))
                .filter(content -> title.map(content.title()::equalsIgnoreCase).orElse(true))
                .filter(content -> visit.site().maySee(visit.who(), content))
                .toList();
        visit.answer(Paged.of(visit, found, content -> content(visit, content)).build());
    }

    private static void kinds(Visit visit) throws IOException {
        Content content = asked(visit);
        JsonObjectBuilder json = Visit.object();
        JsonObjectBuilder expandable = Visit.object();
        for (Kind kind : List.of(Kind.PAGE, Kind.COMMENT, Kind.ATTACHMENT)) {
            if (visit.expands(kind.word())) {
                json.add(kind.word(), Paged.of(visit, children(visit, content, kind), each -> content(visit, each)));
            } else {
                expandable.add(kind.word(), visit.path() + "/" + kind.word());
            }
        }
        visit.answer(json.add("_expandable", expandable).build());
    }

    private static void below(Visit visit, boolean deep) throws IOException {
        Content content = asked(visit);
        Kind kind = kind(visit.variable("type"));
        List<Content> found = new ArrayList<>(children(visit, content, kind));
        if (deep) {
            List<Content> pages = new ArrayList<>(children(visit, content, Kind.PAGE));
            while (!pages.isEmpty()) {
                Content page = pages.removeFirst();
                pages.addAll(children(visit, page, Kind.PAGE));
                found.addAll(children(visit, page, kind));
            }
        }
        visit.answer(Paged.of(visit, found, each -> content(visit, each)).build());
    }

    private static Kind kind(String word) {
        try {
            return Kind.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("Invalid content type : " + word);
        }
    }

    static List<Content> children(Visit visit, Content content, Kind kind) {
        return visit.site().wiki().children(content, kind).stream()
                .filter(child -> visit.site().maySee(visit.who(), child))
                .toList();
    }

    /** A content as REST shows it, with what {@code expand} asks for. */
    static JsonObjectBuilder content(Visit visit, Content content) {
        JsonObjectBuilder json = Visit.object()
                .add("id", content.restId())
                .add("type", content.kind().word())
                .add("status", "current")
                .add("title", content.title());
        JsonObjectBuilder expandable = Visit.object();
        if (visit.expands("space")) {
            json.add(
                    "space",
                    Visit.object()
                            .add("id", content.space().id())
                            .add("key", content.space().key())
                            .add("name", content.space().name())
                            .add("type", content.space().type()));
        } else {
            expandable.add("space", "/rest/api/space/" + content.space().key());
        }
        if (visit.expands("history")) {
            json.add("history", history(visit, content));
        } else {
            expandable.add("history", "/rest/api/content/" + content.restId() + "/history");
        }
        if (visit.expands("version")) {
            json.add("version", version(visit, content));
        } else {
            expandable.add("version", "");
        }
        if (visit.expands("ancestors")) {
            JsonArrayBuilder ancestors = Visit.array();
            visit.site()
                    .wiki()
                    .ancestors(content)
                    .forEach(page -> ancestors.add(Visit.object()
                            .add("id", page.restId())
                            .add("type", page.kind().word())
                            .add("status", "current")
                            .add("title", page.title())));
            json.add("ancestors", ancestors);
        } else {
            expandable.add("ancestors", "");
        }
        body(visit, content, json, expandable);
        extensions(visit, content, json);
        return json.add("_links", links(visit, content)).add("_expandable", expandable);
    }

    private static void body(Visit visit, Content content, JsonObjectBuilder json, JsonObjectBuilder expandable) {
        if (content.kind() == Kind.ATTACHMENT || !visit.expands("body")) {
            expandable.add("body", "");
            return;
        }
        JsonObjectBuilder body = Visit.object();
        for (String form : List.of("storage", "view", "export_view")) {
            if (visit.expands("body." + form)) {
                body.add(
                        form,
                        Visit.object()
                                .add("value", content.storage())
                                .add("representation", form)
                                .add("embeddedContent", Visit.array()));
            }
        }
        json.add("body", body);
    }

    private static void extensions(Visit visit, Content content, JsonObjectBuilder json) {
        if (content.kind() == Kind.ATTACHMENT) {
            json.add("metadata", Visit.object().add("mediaType", content.mediaType()))
                    .add(
                            "extensions",
                            Visit.object()
                                    .add("mediaType", content.mediaType())
                                    .add("fileSize", content.size())
                                    .add("comment", ""));
        } else if (content.kind() == Kind.COMMENT) {
            json.add("extensions", Visit.object().add("location", "footer"));
        } else if (visit.expands("extensions")) {
            json.add("extensions", Visit.object().add("position", "none"));
        }
    }

    private static JsonObjectBuilder links(Visit visit, Content content) {
        JsonObjectBuilder links = Visit.object().add("webui", webui(visit, content));
        if (content.kind() == Kind.ATTACHMENT) {
            links.add("download", download(visit, content));
        }
        return links.add("self", visit.profile().base() + "/rest/api/content/" + content.restId())
                .add("base", visit.profile().base())
                .add("context", visit.profile().context());
    }

    private static String webui(Visit visit, Content content) {
        if (visit.profile().cloud()) {
            return "/spaces/" + content.space().key() + "/pages/" + content.id();
        }
        return "/pages/viewpage.action?pageId="
                + (content.kind() == Kind.COMMENT || content.kind() == Kind.ATTACHMENT
                        ? content.parent()
                        : content.id());
    }

    /** Where an attachment is downloaded from, below the context path. */
    static String download(Visit visit, Content attachment) {
        String name = Paged.encoded(attachment.title()).replace("+", "%20");
        long modified = attachment.created().plus(Duration.ofHours(1)).toEpochMilli();
        return "/download/attachments/" + attachment.parent() + "/" + name + "?version=" + attachment.version()
                + "&modificationDate=" + modified + "&api=v2";
    }

    private static JsonObjectBuilder history(Visit visit, Content content) {
        return Visit.object()
                .add("latest", true)
                .add("createdBy", Users.person(visit, content.author()))
                .add("createdDate", content.created().toString())
                .add("lastUpdated", version(visit, content))
                .add(
                        "_links",
                        Visit.object()
                                .add(
                                        "self",
                                        visit.profile().base() + "/rest/api/content/" + content.restId() + "/history"));
    }

    private static JsonObjectBuilder version(Visit visit, Content content) {
        return Visit.object()
                .add("by", Users.person(visit, content.author()))
                .add(
                        "when",
                        content.created()
                                .plus(Duration.ofHours(content.version()))
                                .toString())
                .add("message", "")
                .add("number", content.version())
                .add("minorEdit", false);
    }

    private static JsonObjectBuilder restriction(Visit visit, Content content, String operation) {
        Set<Subject> subjects = operation.equals("read") ? content.readers() : content.editors();
        JsonArrayBuilder users = Visit.array();
        JsonArrayBuilder groups = Visit.array();
        int userCount = 0;
        int groupCount = 0;
        for (Subject subject : subjects) {
            if (subject instanceof Subject.User(Person person)) {
                users.add(Users.person(visit, person));
                userCount++;
            } else if (subject instanceof Subject.Group(String name)) {
                groups.add(Users.group(visit, name));
                groupCount++;
            }
        }
        String self = visit.profile().base() + "/rest/api/content/" + content.restId() + "/restriction/byOperation/"
                + operation;
        return Visit.object()
                .add("operation", operation)
                .add(
                        "restrictions",
                        Visit.object().add("user", results(users, userCount)).add("group", results(groups, groupCount)))
                .add("_links", Visit.object().add("self", self))
                .add("_expandable", Visit.object().add("content", "/rest/api/content/" + content.restId()));
    }

    private static JsonObjectBuilder results(JsonArrayBuilder results, int size) {
        return Visit.object()
                .add("results", results)
                .add("start", 0)
                .add("limit", 200)
                .add("size", size);
    }
}
