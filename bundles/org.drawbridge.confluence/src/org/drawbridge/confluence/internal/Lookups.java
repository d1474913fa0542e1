package org.drawbridge.confluence.internal;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.failure.AuthFailure;

/**
 * The look-ups of people and groups that Confluence often refuses to normal users (reference: confluence §4), tried on
 * a real person and a real group.
 */
final class Lookups {

    private static final Texts TEXTS = Texts.of(Lookups.class);

    private final ConfluenceApi api;

    Lookups(ConfluenceApi api) {
        this.api = api;
    }

    /** What is looked up; the key of its plain name. */
    enum Kind {
        USER_DETAILS("lookup.users"),
        EMAILS("lookup.emails"),
        GROUP_MEMBERS("lookup.group-members");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        String label() {
            return TEXTS.get(key);
        }
    }

    /**
     * How a look-up went.
     *
     * @param works empty if there was nobody to try it on
     */
    record Result(Kind kind, Optional<Boolean> works, List<Evidence> evidence) {

        boolean refused() {
            return works.isPresent() && !works.get();
        }
    }

    /** Tries all of them. */
    List<Result> all() throws AuthFailure {
        Optional<JsonObject> somebody = somebody();
        List<Result> results = new ArrayList<>();
        JsonObject found = null;
        if (somebody.isEmpty()) {
            results.add(new Result(Kind.USER_DETAILS, Optional.empty(), List.of()));
        } else {
            Answer answer = api.get("/rest/api/user?" + api.userQuery(somebody.get()));
            boolean known =
                    answer.ok() && Answer.string(answer.object(), "type").equals("known");
            found = known ? answer.object() : null;
            results.add(new Result(
                    Kind.USER_DETAILS,
                    Optional.of(known),
                    List.of(answer.evidence(
                            known ? Answer.string(answer.object(), "displayName") : answer.message()))));
        }
        results.add(emails(somebody, found));
        results.add(groupMembers());
        return results;
    }

    /** Somebody other than the caller where one can be found: the author of something; else the caller. */
    private Optional<JsonObject> somebody() throws AuthFailure {
        String own = api.userQuery(api.me());
        Answer answer = api.get("/rest/api/content?type=page&limit=25&expand=history");
        Optional<JsonObject> author = answer.results().stream()
                .map(page -> Answer.child(Answer.child(page, "history"), "createdBy"))
                .filter(user -> Answer.string(user, "type").equals("known"))
                .filter(user -> !api.userQuery(user).equals(own))
                .findFirst();
        if (author.isPresent() || api.session().account().anonymous()) {
            return author;
        }
        return Optional.of(api.me());
    }

    private Result emails(Optional<JsonObject> somebody, JsonObject details) throws AuthFailure {
        if (somebody.isEmpty()) {
            return new Result(Kind.EMAILS, Optional.empty(), List.of());
        }
        if (details != null && !Answer.string(details, "email").isEmpty()) {
            return new Result(Kind.EMAILS, Optional.of(true), List.of(Evidence.fact("GET /rest/api/user", "email")));
        }
        String name = Answer.string(somebody.get(), "username");
        if (api.site().cloud() || name.isEmpty()) {
            return new Result(
                    Kind.EMAILS,
                    Optional.of(false),
                    List.of(Evidence.fact("GET /rest/api/user", TEXTS.get("lookup.no-email"))));
        }
        // REST of most Data Center versions has no e-mail addresses, the old remote API has (reference: confluence §2).
        Answer answer = api.rpc("getUser", name);
        JsonObject user =
                answer.object().containsKey("result") ? Answer.child(answer.object(), "result") : answer.object();
        boolean works = answer.ok() && !Answer.string(user, "email").isEmpty();
        return new Result(Kind.EMAILS, Optional.of(works), List.of(answer.evidence()));
    }

    private Result groupMembers() throws AuthFailure {
        Answer groups = api.get("/rest/api/group?limit=10");
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(groups.evidence());
        Optional<JsonObject> group = groups.ok() ? groups.results().stream().findFirst() : Optional.empty();
        if (group.isEmpty() && !api.session().account().anonymous()) {
            Answer own = api.get("/rest/api/user/memberof?" + api.userQuery(api.me()) + "&limit=1");
            group = own.ok() ? own.results().stream().findFirst() : Optional.empty();
        }
        if (group.isEmpty()) {
            return new Result(Kind.GROUP_MEMBERS, Optional.of(false), evidence);
        }
        String id = Answer.string(group.get(), "id");
        Answer members = api.site().cloud() && !id.isEmpty()
                ? api.get("/rest/api/group/" + ConfluenceApi.encode(id) + "/membersByGroupId?limit=1")
                : api.get("/rest/api/group/" + ConfluenceApi.encode(Answer.string(group.get(), "name"))
                        + "/member?limit=1");
        evidence.add(members.evidence());
        return new Result(
                Kind.GROUP_MEMBERS, Optional.of(members.ok() && members.object().containsKey("results")), evidence);
    }
}
