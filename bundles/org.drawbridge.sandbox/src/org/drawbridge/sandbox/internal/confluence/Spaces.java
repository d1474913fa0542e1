package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Spaces of v1, and their permissions: {@code reference: confluence §4}. */
final class Spaces {

    private Spaces() {}

    static void routes(Router router) {
        router.get("/rest/api/space", Spaces::list)
                .get(
                        "/rest/api/space/{key}",
                        visit -> visit.answer(space(visit, asked(visit)).build()))
                .get("/rest/api/space/{key}/content", Spaces::content)
                .get("/rest/api/space/{key}/content/{type}", visit -> {
                    Space space = asked(visit);
                    visit.answer(Paged.of(
                                    visit,
                                    contents(visit, space, visit.variable("type")),
                                    content -> Contents.content(visit, content))
                            .build());
                });
    }

    /** What Data Center has since 9.1; asked for by somebody else than an administrator, it breaks down (CONFSERVER-99908). */
    static void permissionRoutes(Router router) {
        router.get("/rest/api/space/{key}/permissions", visit -> {
                    Space space = administered(visit);
                    JsonArrayBuilder all = Visit.array();
                    space.grants().forEach((subject, rights) -> grants(all, space, subject, rights));
                    visit.answer(all.build());
                })
                .get(
                        "/rest/api/space/{key}/permissions/anonymous",
                        visit -> granted(visit, administered(visit), new Subject.Everybody()))
                .get(
                        "/rest/api/space/{key}/permissions/group/{name}",
                        visit -> granted(visit, administered(visit), new Subject.Group(visit.variable("name"))))
                .get(
                        "/rest/api/space/{key}/permissions/user/{userKey}",
                        visit -> granted(
                                visit,
                                administered(visit),
                                new Subject.User(visit.site()
                                        .people()
                                        .byKey(visit.variable("userKey"))
                                        .orElseThrow(() -> Refusal.notFound(
                                                "No user found with key : " + visit.variable("userKey"))))))
                .get("/rest/api/permissions", Spaces::globalPermissions);
    }

    private static void list(Visit visit) throws IOException {
        List<String> keys = visit.call().queryAll("spaceKey");
        Optional<String> type = visit.query("type");
        Optional<String> status = visit.query("status");
        List<Space> visible = visit.site().wiki().spaces().stream()
                .filter(space -> visit.site().maySee(visit.who(), space))
                .filter(space -> keys.isEmpty() || keys.contains(space.key()))
                .filter(space -> type.map(space.type()::equalsIgnoreCase).orElse(true))
                .filter(space -> status.map(space.status()::equalsIgnoreCase).orElse(true))
                .toList();
        visit.answer(Paged.of(
                        visit,
                        visible,
                        space -> space(visit, space),
                        visit.site().switches().paging())
                .build());
    }

    /** The space of the path; hidden ones don't exist. */
    static Space asked(Visit visit) {
        return visible(visit, visit.variable("key"));
    }

    static Space visible(Visit visit, String key) {
        return visit.site()
                .wiki()
                .space(key)
                .filter(space -> visit.site().maySee(visit.who(), space))
                .orElseThrow(() -> Refusal.notFound("No space found with key : " + key));
    }

    static JsonObjectBuilder space(Visit visit, Space space) {
        Profile profile = visit.profile();
        JsonObjectBuilder json = Visit.object()
                .add("id", space.id())
                .add("key", space.key())
                .add("name", space.name())
                .add("type", space.type());
        if (profile.cloud() || profile.since(7, 0)) {
            json.add("status", space.status());
        }
        JsonObjectBuilder expandable = Visit.object().add("metadata", "").add("icon", "");
        if (visit.expands("description")) {
            json.add(
                    "description",
                    Visit.object()
                            .add(
                                    "plain",
                                    Visit.object()
                                            .add("value", space.description())
                                            .add("representation", "plain")
                                            .add("embeddedContent", Visit.array())));
        } else {
            expandable.add("description", "");
        }
        Optional<Content> homepage = visit.site()
                .wiki()
                .content(Long.toString(space.homepage()))
                .filter(page -> visit.site().maySee(visit.who(), page));
        if (visit.expands("homepage") && homepage.isPresent()) {
            json.add("homepage", Contents.content(visit, homepage.get()));
        } else {
            expandable.add("homepage", "/rest/api/content/" + space.homepage());
        }
        if (profile.cloud()) {
            if (visit.expands("operations")) {
                JsonArrayBuilder operations = Visit.array();
                for (Right right : visit.site().rights(visit.who(), space)) {
                    operations.add(Visit.object()
                            .add("operation", right.cloudOperation())
                            .add("targetType", right.target()));
                }
                json.add("operations", operations);
            } else {
                expandable.add("operations", "");
            }
            expandable.add("permissions", "");
        }
        return json.add(
                        "_links",
                        Visit.object()
                                .add("webui", (profile.cloud() ? "/spaces/" : "/display/") + space.key())
                                .add("self", profile.base() + "/rest/api/space/" + space.key()))
                .add("_expandable", expandable);
    }

    private static void content(Visit visit) throws IOException {
        Space space = asked(visit);
        visit.answer(Visit.object()
                .add("page", Paged.of(visit, contents(visit, space, "page"), each -> Contents.content(visit, each)))
                .add(
                        "blogpost",
                        Paged.of(visit, contents(visit, space, "blogpost"), each -> Contents.content(visit, each)))
                .build());
    }

    private static List<Content> contents(Visit visit, Space space, String type) {
        return visit.site().wiki().contents(space).stream()
                .filter(content -> content.kind().word().equals(type))
                .filter(content -> visit.site().maySee(visit.who(), content))
                .toList();
    }

    private static Space administered(Visit visit) {
        Space space = asked(visit);
        if (!visit.site().rights(visit.who(), space).contains(Right.ADMINISTER)) {
            throw Refusal.broken("Not permitted to view permissions of space : " + space.key());
        }
        return space;
    }

    private static void granted(Visit visit, Space space, Subject subject) throws IOException {
        Set<Right> rights = space.grants().get(subject);
        if (rights == null) {
            throw Refusal.notFound("No permissions found for space : " + space.key());
        }
        JsonArrayBuilder list = Visit.array();
        grants(list, space, subject, rights);
        visit.answer(list.build());
    }

    private static void grants(JsonArrayBuilder list, Space space, Subject subject, Set<Right> rights) {
        for (Right right : rights) {
            JsonObjectBuilder grant = Visit.object()
                    .add(
                            "operation",
                            Visit.object().add("targetType", right.target()).add("operationKey", right.operation()));
            switch (subject) {
                case Subject.Everybody() -> grant.add("subject", Visit.object().add("type", "anonymous"));
                case Subject.Group(String name) ->
                    grant.add("subject", Visit.object().add("type", "group").add("name", name));
                case Subject.User(Person person) ->
                    grant.add("subject", Visit.object().add("type", "user").add("userKey", person.key()));
            }
            list.add(grant.add("spaceKey", space.key()).add("spaceId", space.id()));
        }
    }

    private static void globalPermissions(Visit visit) throws IOException {
        if (!visit.administrator()) {
            throw Refusal.forbidden("Not permitted to view global permissions");
        }
        JsonArrayBuilder all = Visit.array();
        global(all, "administer", Person.ADMINISTRATORS);
        global(all, "use", Person.ADMINISTRATORS);
        global(all, "use", Person.USERS);
        global(all, "create", Person.USERS);
        visit.answer(all.build());
    }

    private static void global(JsonArrayBuilder all, String operation, String group) {
        all.add(Visit.object()
                .add(
                        "operation",
                        Visit.object()
                                .add("targetType", operation.equals("create") ? "space" : "application")
                                .add("operationKey", operation))
                .add("subject", Visit.object().add("type", "group").add("displayName", group)));
    }
}
