package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Users and groups of v1: {@code reference: confluence §2, §4}. */
final class Users {

    private Users() {}

    static void routes(Router router) {
        router.get("/rest/api/user/current", Users::current)
                .get(
                        "/rest/api/user/anonymous",
                        visit -> visit.answer(anonymous(visit).build()))
                .get("/rest/api/user/memberof", Users::memberOf)
                .get(
                        "/rest/api/user",
                        visit -> visit.answer(person(visit, asked(visit)).build()))
                .get("/rest/api/group", Users::groups)
                .get("/rest/api/group/{name}/member", visit -> members(visit, visit.variable("name")));
    }

    /** What only Cloud has. */
    static void cloudRoutes(Router router) {
        router.get(
                        "/rest/api/group/member",
                        visit -> members(visit, visit.query("name").orElse("")))
                .get(
                        "/rest/api/group/{id}/membersByGroupId",
                        visit -> members(
                                visit,
                                visit.site().people().groups().stream()
                                        .filter(group -> groupId(group).equals(visit.variable("id")))
                                        .findFirst()
                                        .orElse("")));
    }

    private static void current(Visit visit) throws IOException {
        JsonObjectBuilder user =
                visit.who().map(person -> person(visit, person)).orElseGet(() -> anonymous(visit));
        if (visit.profile().cloud() && visit.expands("operations")) {
            JsonArrayBuilder operations =
                    Visit.array().add(Visit.object().add("operation", "use").add("targetType", "application"));
            if (visit.administrator()) {
                operations.add(Visit.object().add("operation", "administer").add("targetType", "application"));
            }
            user.add("operations", operations);
        }
        visit.answer(user.build());
    }

    /** The person whom the parameters name; refused if the caller may not look people up. */
    private static Person asked(Visit visit) {
        People people = visit.site().people();
        Optional<String> accountId = visit.query("accountId");
        Optional<Person> found;
        String what;
        if (visit.profile().cloud()) {
            found = accountId.flatMap(people::byAccountId);
            what = "account id : " + accountId.orElse("");
        } else if (visit.query("key").isPresent()) {
            found = visit.query("key").flatMap(people::byKey);
            what = "key : " + visit.query("key").get();
        } else if (visit.query("username").isPresent()) {
            found = visit.query("username").flatMap(people::find);
            what = "username : " + visit.query("username").get();
        } else {
            throw Refusal.badRequest("username or key query parameter must be specified");
        }
        if (!found.equals(visit.who())) {
            requireLookups(visit, "Not permitted to view user profiles");
        }
        return found.orElseThrow(() -> Refusal.notFound("No user found with " + what));
    }

    /** Refuses unless the caller may look up other people. */
    static void requireLookups(Visit visit, String message) {
        if (!visit.administrator()
                && (visit.who().isEmpty() || !visit.site().switches().lookupsForEverybody())) {
            throw Refusal.forbidden(message);
        }
    }

    private static void memberOf(Visit visit) throws IOException {
        List<String> groups = asked(visit).groups().stream().sorted().toList();
        visit.answer(Paged.of(visit, groups, group -> group(visit, group)).build());
    }

    private static void groups(Visit visit) throws IOException {
        requireLookups(visit, "Not permitted to view groups");
        List<String> groups = List.copyOf(visit.site().people().groups());
        visit.answer(Paged.of(visit, groups, group -> group(visit, group)).build());
    }

    private static void members(Visit visit, String group) throws IOException {
        requireLookups(visit, "Not permitted to view group members");
        if (!visit.site().people().groups().contains(group)) {
            throw Refusal.notFound("No group with name : " + group);
        }
        List<Person> members = visit.site().people().all().stream()
                .filter(person -> person.groups().contains(group))
                .toList();
        visit.answer(Paged.of(visit, members, person -> person(visit, person)).build());
    }

    static JsonObjectBuilder group(Visit visit, String name) {
        JsonObjectBuilder group = Visit.object().add("type", "group").add("name", name);
        if (visit.profile().cloud()) {
            group.add("id", groupId(name));
        }
        return group.add(
                "_links",
                Visit.object()
                        .add(
                                "self",
                                visit.profile().base() + "/rest/api/group/"
                                        + Paged.encoded(name).replace("+", "%20")));
    }

    /** The id of a group of Cloud. */
    static String groupId(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** A person as REST shows them to the caller. */
    static JsonObjectBuilder person(Visit visit, Person person) {
        return visit.profile().cloud() ? cloudPerson(visit, person) : dataCenterPerson(visit, person);
    }

    private static JsonObjectBuilder dataCenterPerson(Visit visit, Person person) {
        Profile profile = visit.profile();
        return Visit.object()
                .add("type", "known")
                .add("username", person.name())
                .add("userKey", person.key())
                .add("displayName", person.displayName())
                .add("profilePicture", picture(profile, "default.svg"))
                .add("_links", links(profile, "/rest/api/user?key=" + person.key()))
                .add("_expandable", Visit.object().add("status", ""));
    }

    private static JsonObjectBuilder cloudPerson(Visit visit, Person person) {
        boolean own = visit.who().map(person::equals).orElse(false);
        Profile profile = visit.profile();
        return Visit.object()
                .add("type", "known")
                .add("accountId", person.accountId())
                .add("accountType", "atlassian")
                .add("accountStatus", "active")
                .add("email", own || person.showsEmail() ? person.email() : "")
                .add("publicName", person.displayName())
                .add("displayName", person.displayName())
                .add("isExternalCollaborator", false)
                .add("isGuest", false)
                .add(
                        "profilePicture",
                        Visit.object()
                                .add("path", "/wiki/aa-avatar/" + person.accountId())
                                .add("width", 48)
                                .add("height", 48)
                                .add("isDefault", false))
                .add("_expandable", Visit.object().add("operations", "").add("personalSpace", ""))
                .add("_links", links(profile, "/rest/api/user?accountId=" + person.accountId()));
    }

    static JsonObjectBuilder anonymous(Visit visit) {
        return Visit.object()
                .add("type", "anonymous")
                .add("displayName", "Anonymous")
                .add("profilePicture", picture(visit.profile(), "anonymous.svg"))
                .add("_links", links(visit.profile(), "/rest/api/user/anonymous"));
    }

    private static JsonObjectBuilder picture(Profile profile, String file) {
        return Visit.object()
                .add("path", profile.context() + "/images/icons/profilepics/" + file)
                .add("width", 48)
                .add("height", 48)
                .add("isDefault", true);
    }

    private static JsonObjectBuilder links(Profile profile, String self) {
        return Visit.object()
                .add("base", profile.base())
                .add("context", profile.context())
                .add("self", profile.base() + self);
    }
}
