package org.drawbridge.confluence.internal;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.Level;

/**
 * What the account may do, found by asking Confluence in each edition's way, with the fallbacks of reference: confluence
 * §4. Thread-safe.
 */
final class PermissionLevels {

    private static final Texts TEXTS = Texts.of(PermissionLevels.class);
    private static final String SUPER_GROUP = "confluence-administrators";
    private static final int MOST_GROUP_PAGES = 20;
    private static final int GROUP_PAGE = 200;

    private final ConfluenceApi api;
    /** Ways to ask that turned out not to exist here, so that they aren't tried for each space. */
    private volatile boolean restGone;

    private volatile boolean rpcGone;
    private volatile boolean pagesGone;
    private volatile Answer rpcRefusal;

    PermissionLevels(ConfluenceApi api) {
        this.api = api;
        restGone = api.site().olderThan(Version.PERMISSIONS_API);
    }

    /** The levels, highest first; the words are those of the command line's contract. */
    enum Rank {
        ADMIN("admin", true),
        SPACE_ADMIN("space-admin", false),
        USER("user", false),
        ANONYMOUS("anonymous", false);

        private final String word;
        private final boolean full;

        Rank(String word, boolean full) {
            this.word = word;
            this.full = full;
        }

        /** The level with its meaning for a migration: spec C5. */
        Level level() {
            return new Level(word, TEXTS.get("level." + word), TEXTS.get("level." + word + ".meaning"), full);
        }
    }

    /**
     * Whether the account administers the whole of Confluence.
     *
     * @param everywhere whether that includes every space: so it is for the administrators' group, and for site
     *     administrators of Cloud it is not
     * @param sure false if no way of asking gave an answer
     * @param byGroupOnly whether nothing but the account's groups could be seen: it may still be an administrator by
     *     another group than the usual one
     */
    record Admin(boolean admin, boolean everywhere, boolean sure, boolean byGroupOnly, List<Evidence> evidence) {

        /** Nobody in particular: anonymous callers administer nothing. */
        static final Admin NOBODY = new Admin(false, false, true, false, List.of());
    }

    /**
     * What the account is in one space.
     *
     * @param administers empty if it couldn't be found out
     */
    record SpaceRight(Optional<Boolean> administers, Evidence evidence) {}

    // ---- the whole of Confluence

    Admin admin() throws AuthFailure {
        List<Evidence> evidence = new ArrayList<>();
        return api.site().cloud() ? cloudAdmin(evidence) : onPremisesAdmin(evidence);
    }

    private Admin cloudAdmin(List<Evidence> evidence) throws AuthFailure {
        Answer answer = api.get(SignInAnswer.CALL + "?expand=operations");
        List<JsonObject> operations =
                Answer.objects(answer.object().get("operations")).toList();
        boolean admin = operations.stream()
                .anyMatch(operation -> Answer.string(operation, "operation").equals("administer")
                        && Answer.string(operation, "targetType").equals("application"));
        evidence.add(
                answer.evidence(admin ? "administer application" : TEXTS.get("level.operations", operations.size())));
        if (admin) {
            return new Admin(true, false, true, false, evidence);
        }
        Optional<Set<String>> groups = groups(evidence);
        boolean byGroup = groups.orElse(Set.of()).stream()
                .anyMatch(group -> group.equals("site-admins")
                        || group.equals("org-admins")
                        || group.startsWith("confluence-admins"));
        return new Admin(byGroup, false, groups.isPresent() || !operations.isEmpty(), false, evidence);
    }

    private Admin onPremisesAdmin(List<Evidence> evidence) throws AuthFailure {
        Optional<Set<String>> groups = groups(evidence);
        if (groups.orElse(Set.of()).contains(SUPER_GROUP)) {
            return new Admin(true, true, true, false, evidence);
        }
        Optional<Boolean> byPage = adminByPage(evidence);
        if (byPage.isEmpty() && !restGone) {
            Answer global = api.get("/rest/api/permissions");
            boolean administers = global.ok() && administers(global, groups.orElse(Set.of()));
            evidence.add(global.evidence(administers ? "administer" : global.message()));
            byPage = global.ok() ? Optional.of(administers) : Optional.empty();
        }
        boolean admin = byPage.orElse(false);
        boolean sure = byPage.isPresent() || groups.isPresent();
        return new Admin(admin, false, sure, byPage.isEmpty(), evidence);
    }

    /** The groups that the account is in; empty if that is refused. */
    private Optional<Set<String>> groups(List<Evidence> evidence) throws AuthFailure {
        Set<String> groups = new LinkedHashSet<>();
        String path = "/rest/api/user/memberof?" + api.userQuery(api.me()) + "&limit=" + GROUP_PAGE + "&start=";
        for (int page = 0; page < MOST_GROUP_PAGES; page++) {
            Answer answer = api.get(path + page * GROUP_PAGE);
            if (!answer.ok() || !answer.object().containsKey("results")) {
                evidence.add(answer.evidence());
                return Optional.empty();
            }
            int before = groups.size();
            answer.results().forEach(group -> groups.add(Answer.string(group, "name")));
            if (page == 0) {
                evidence.add(answer.evidence(
                        groups.contains(SUPER_GROUP) ? SUPER_GROUP : TEXTS.get("level.groups", groups.size())));
            }
            boolean more = !Answer.string(Answer.child(answer.object(), "_links"), "next")
                    .isEmpty();
            if (!more || groups.size() == before) {
                break;
            }
        }
        return Optional.of(groups);
    }

    /** What Confluence's pages say of the caller; only where they are shown to the same caller as REST. */
    private Optional<Boolean> adminByPage(List<Evidence> evidence) throws AuthFailure {
        Answer answer = api.page("/");
        PageMetas metas = PageMetas.of(answer.text());
        boolean same = answer.ok() && isMe(metas);
        Optional<Boolean> admin =
                same ? metas.get("ajs-is-confluence-admin").map(Boolean::parseBoolean) : Optional.empty();
        pagesGone = !same;
        evidence.add(answer.evidence(
                admin.map(value -> "ajs-is-confluence-admin=" + value).orElse("")));
        return admin;
    }

    private boolean isMe(PageMetas metas) throws AuthFailure {
        String user = metas.get("ajs-remote-user").orElse("");
        return !user.isEmpty() && user.equalsIgnoreCase(Answer.string(api.me(), "username"));
    }

    private boolean administers(Answer permissions, Set<String> groups) throws AuthFailure {
        String userKey = Answer.string(api.me(), "userKey");
        return permissions.array().stream()
                .flatMap(Answer::objects)
                .filter(entry -> Answer.string(Answer.child(entry, "operation"), "operationKey")
                        .equals("administer"))
                .map(entry -> Answer.child(entry, "subject"))
                .anyMatch(subject -> switch (Answer.string(subject, "type")) {
                    case "user" ->
                        !userKey.isEmpty() && Answer.string(subject, "userKey").equals(userKey);
                    case "group" ->
                        groups.contains(Answer.string(subject, "name"))
                                || groups.contains(Answer.string(subject, "displayName"));
                    default -> false;
                });
    }

    // ---- one space

    /** Whether the account administers the space. */
    SpaceRight in(Space space) throws AuthFailure {
        if (api.session().account().anonymous()) {
            return new SpaceRight(Optional.of(false), Evidence.fact(TEXTS.get("level.anonymous"), ""));
        }
        if (space.administered().isPresent()) {
            return new SpaceRight(
                    space.administered(), Evidence.fact("GET /rest/api/space?expand=operations", space.key()));
        }
        if (api.site().cloud()) {
            return onCloud(space);
        }
        Evidence last = Evidence.fact(TEXTS.get("level.no-way"), "");
        Optional<Boolean> byRest = Optional.empty();
        if (!restGone) {
            Answer answer = roster(space);
            if (answer.ok() && answer.array().isPresent()) {
                return new SpaceRight(Optional.of(true), answer.brief(TEXTS.get("level.permissions-readable")));
            }
            if (answer.status() == 404) {
                restGone = true;
            } else if (answer.status() == 500 || answer.status() == 403 || answer.status() == 401) {
                // It is how non-administrators are refused, but a 500 may also be a real fault: ask another way too.
                byRest = Optional.of(false);
                last = answer.brief();
            }
        }
        if (!rpcGone) {
            Answer answer = api.rpc("getPermissions", space.key());
            Optional<JsonArray> granted = rpcResult(answer);
            if (granted.isPresent() && asMe(answer)) {
                boolean admin = granted.get().stream()
                        .filter(JsonString.class::isInstance)
                        .map(value -> ((JsonString) value).getString())
                        .anyMatch(word -> word.equalsIgnoreCase("admin"));
                return new SpaceRight(
                        Optional.of(admin), answer.brief(granted.get().toString()));
            }
            rpcGone = !answer.isJson() || granted.isPresent();
            if (!answer.isJson() && (answer.status() == 401 || answer.status() == 403)) {
                rpcRefusal = answer;
            }
            last = byRest.isPresent() ? last : answer.brief();
        }
        if (byRest.isPresent() || pagesGone) {
            return new SpaceRight(byRest, last);
        }
        return byPage(space);
    }

    /** Why rights in spaces stay unknown: the remote API, which this version needs for them, is switched off. */
    Optional<Problem> remoteApiOff() {
        Answer refusal = rpcRefusal;
        return refusal == null || !api.site().olderThan(Version.PERMISSIONS_API)
                ? Optional.empty()
                : Optional.of(ConfluenceFailures.problem("confluence.remote-api-off")
                        .with("site", api.site().base())
                        .evidence(refusal.facts())
                        .problem());
    }

    /** Whether the remote API saw the same caller as REST: an answer to anybody else says nothing. */
    private boolean asMe(Answer answer) throws AuthFailure {
        return answer.header("X-AUSERNAME").isPresent()
                ? answer.header("X-AUSERNAME").get().equalsIgnoreCase(Answer.string(api.me(), "username"))
                : !api.tokensForRestOnly();
    }

    private SpaceRight byPage(Space space) throws AuthFailure {
        Answer answer = api.page("/display/" + ConfluenceApi.encode(space.key()));
        PageMetas metas = PageMetas.of(answer.text());
        if (!answer.ok() || !isMe(metas)) {
            pagesGone = answer.redirect() || !isMe(metas);
            return new SpaceRight(Optional.empty(), answer.brief());
        }
        boolean admin = metas.isTrue("ajs-is-space-admin");
        return new SpaceRight(Optional.of(admin), answer.brief("ajs-is-space-admin=" + admin));
    }

    private SpaceRight onCloud(Space space) throws AuthFailure {
        Answer answer = api.get("/rest/api/space/" + ConfluenceApi.encode(space.key()) + "?expand=operations");
        if (answer.ok() && answer.object().containsKey("operations")) {
            return new SpaceRight(Space.of(answer.object()).administered(), answer.brief("operations"));
        }
        if (space.id().isEmpty()) {
            return new SpaceRight(Optional.empty(), answer.brief());
        }
        Answer roster = roster(space);
        String mine = Answer.string(api.me(), "accountId");
        boolean admin = roster.results().stream()
                .anyMatch(row -> Answer.string(Answer.child(row, "principal"), "id")
                                .equals(mine)
                        && Answer.string(Answer.child(row, "operation"), "key").equals("administer")
                        && Answer.string(Answer.child(row, "operation"), "targetType")
                                .equals("space"));
        return new SpaceRight(admin ? Optional.of(true) : Optional.empty(), roster.brief());
    }

    /** Reads who may do what in the space, the call that migrating permissions needs. */
    Answer roster(Space space) throws AuthFailure {
        String key = ConfluenceApi.encode(space.key());
        if (api.site().cloud()) {
            return api.get("/api/v2/spaces/" + ConfluenceApi.encode(space.id()) + "/permissions?limit=25");
        }
        return restGone
                ? api.rpc("getSpacePermissionSets", space.key())
                : api.get("/rest/api/space/" + key + "/permissions");
    }

    /** Whether an answer of {@link #roster} has the permissions in it. */
    boolean readable(Answer roster) {
        if (!roster.ok()) {
            return false;
        }
        return api.site().cloud()
                ? roster.object().containsKey("results")
                : rpcResult(roster).isPresent();
    }

    /** The plain or the enveloped form of a JSON-RPC result; empty for an error. */
    private static Optional<JsonArray> rpcResult(Answer answer) {
        if (!answer.ok()) {
            return Optional.empty();
        }
        return answer.array()
                .or(() -> answer.object().get("result") instanceof JsonArray result
                        ? Optional.of(result)
                        : Optional.empty());
    }
}
