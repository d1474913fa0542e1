package org.drawbridge.confluence.internal;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.failure.AuthFailure;

/**
 * All spaces that an account sees. Survives the known traps of paging (reference: confluence §4): short pages that are
 * not the last one, rows past the end, a {@code next} link that skips rows, rows that come twice, pages without end.
 */
final class SpaceListing {

    private static final Texts TEXTS = Texts.of(SpaceListing.class);
    private static final Pattern START = Pattern.compile("[?&]start=(\\d{1,9})");
    private static final int PAGE = 100;
    /** Pages in a row without anything new after which there is nothing more to come. */
    private static final int STALE_PAGES = 3;
    /** Far beyond any Confluence: a listing that goes on after this one is broken. */
    private static final int MOST_PAGES = 20_000;

    private final ConfluenceApi api;
    private final List<Evidence> evidence = new ArrayList<>();
    private boolean archivedKnown;

    SpaceListing(ConfluenceApi api) {
        this.api = api;
    }

    /** The calls that it rests on: the first of each kind, and those that were refused. */
    List<Evidence> evidence() {
        return List.copyOf(evidence);
    }

    /** Whether the server told which spaces are archived. */
    boolean archivedKnown() {
        return archivedKnown;
    }

    /**
     * Lists them, those in use and the archived ones.
     *
     * @throws AuthFailure {@code confluence.spaces-refused} if the account may not list spaces
     */
    List<Space> all() throws AuthFailure {
        Map<String, Space> spaces = new LinkedHashMap<>();
        if (api.site().cloud() && !v1Spaces(spaces)) {
            v2Spaces(spaces);
            archivedKnown = true;
            return List.copyOf(spaces.values());
        }
        if (!api.site().cloud()) {
            v1Spaces(spaces);
        }
        archived(spaces);
        return List.copyOf(spaces.values());
    }

    /** Only these; those that the account does not see are {@link Space#unseen}. */
    List<Space> of(List<String> keys) throws AuthFailure {
        List<Space> spaces = new ArrayList<>();
        archivedKnown = true;
        for (String key : keys) {
            String expand = api.site().cloud() ? "?expand=operations" : "";
            Answer answer = api.get("/rest/api/space/" + ConfluenceApi.encode(key) + expand);
            Space space = answer.ok() ? Space.of(answer.object()) : Space.unseen(key);
            if (!answer.ok() && api.site().cloud() && answer.status() != 403) {
                answer = api.get("/api/v2/spaces?keys=" + ConfluenceApi.encode(key));
                space = answer.results().stream().findFirst().map(Space::of).orElse(space);
            }
            if (answer.status() == 429 || answer.status() >= 500) {
                throw refusal(answer);
            }
            if (spaces.isEmpty() || !space.seen()) {
                evidence.add(answer.evidence());
            }
            archivedKnown &= !space.seen() || space.archived().isPresent();
            spaces.add(space);
        }
        return spaces;
    }

    /** False if this interface is closed to the token (a scope is missing) or gone, so that the other one may serve. */
    private boolean v1Spaces(Map<String, Space> spaces) throws AuthFailure {
        String query = api.site().cloud() ? "expand=operations" : "";
        Optional<Answer> refused = pages(query, space -> spaces.putIfAbsent(space.key(), space));
        if (refused.isEmpty()) {
            return true;
        }
        int status = refused.get().status();
        if (api.site().cloud() && (status == 401 || status == 404 || status == 410)) {
            return false;
        }
        throw refusal(refused.get());
    }

    /** Which of them are archived; servers leave the archived ones out or don't mark them. */
    private void archived(Map<String, Space> spaces) throws AuthFailure {
        Map<String, Space> archived = new LinkedHashMap<>();
        Optional<Answer> refused = pages("status=archived", space -> archived.putIfAbsent(space.key(), space));
        if (refused.isPresent()) {
            return;
        }
        boolean ignored =
                archived.values().stream().anyMatch(space -> space.archived().equals(Optional.of(false)))
                        || !archived.isEmpty()
                                && archived.keySet().equals(spaces.keySet())
                                && archived.values().stream()
                                        .allMatch(space -> space.archived().isEmpty());
        if (ignored) {
            // A server that does not know the parameter answers with all spaces; then their own status counts, if any.
            archivedKnown =
                    spaces.values().stream().allMatch(space -> space.archived().isPresent());
            return;
        }
        archivedKnown = true;
        spaces.replaceAll((key, space) -> space.withArchived(archived.containsKey(key)));
        archived.forEach((key, space) -> spaces.putIfAbsent(key, space.withArchived(true)));
    }

    /** Walks {@code /rest/api/space}; the answer is the refusal, if the first page was one. */
    private Optional<Answer> pages(String query, Consumer<Space> consumer) throws AuthFailure {
        String more = query.isEmpty() ? "" : "&" + query;
        try (Ahead ahead = new Ahead(start -> api.get("/rest/api/space?start=" + start + "&limit=" + PAGE + more))) {
            return pages(ahead, consumer);
        }
    }

    private Optional<Answer> pages(Ahead ahead, Consumer<Space> consumer) throws AuthFailure {
        Set<String> seen = new HashSet<>();
        int start = 0;
        int stale = 0;
        for (int page = 0; page < MOST_PAGES; page++) {
            Answer answer = ahead.page(start);
            if (!answer.ok() || !answer.object().containsKey("results")) {
                if (page > 0) {
                    throw refusal(answer);
                }
                evidence.add(answer.evidence());
                return Optional.of(answer);
            }
            List<JsonObject> rows = answer.results();
            if (page == 0) {
                evidence.add(answer.evidence(TEXTS.get("listing.first-page", rows.size())));
            }
            int fresh = 0;
            for (JsonObject row : rows) {
                Space space = Space.of(row);
                if (!space.key().isEmpty() && seen.add(space.key())) {
                    consumer.accept(space);
                    fresh++;
                }
            }
            String next = Answer.string(Answer.child(answer.object(), "_links"), "next");
            stale = fresh == 0 ? stale + 1 : 0;
            // A full page without a link may have successors all the same, and a page short of rows with one has.
            boolean last = next.isEmpty() && rows.size() < limitOf(answer);
            if (last || next.isEmpty() && fresh == 0 || stale >= STALE_PAGES) {
                return Optional.empty();
            }
            start = rows.isEmpty() ? Math.max(start + 1, startOf(next).orElse(start + PAGE)) : start + rows.size();
            if (!next.isEmpty() && fresh == PAGE) {
                ahead.expect(start, PAGE, 1 + page / 2);
            }
            api.progress().check();
        }
        return Optional.empty();
    }

    private static int limitOf(Answer answer) {
        String limit = Answer.string(answer.object(), "limit");
        return limit.matches("[1-9]\\d{0,6}") ? Math.min(PAGE, Integer.parseInt(limit)) : PAGE;
    }

    private static Optional<Integer> startOf(String next) {
        Matcher matcher = START.matcher(next);
        return matcher.find() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    /** Cloud's newer interface: cursors only. */
    private void v2Spaces(Map<String, Space> spaces) throws AuthFailure {
        String next = "/api/v2/spaces?limit=" + PAGE;
        Set<String> asked = new HashSet<>();
        while (!next.isEmpty() && asked.add(next) && asked.size() < MOST_PAGES) {
            Answer answer = api.get(next);
            if (!answer.ok()) {
                throw refusal(answer);
            }
            if (asked.size() == 1) {
                evidence.add(answer.evidence(
                        TEXTS.get("listing.first-page", answer.results().size())));
            }
            for (JsonObject row : answer.results()) {
                Space space = Space.of(row);
                spaces.putIfAbsent(space.key(), space);
            }
            next = Answer.string(Answer.child(answer.object(), "_links"), "next");
        }
    }

    private AuthFailure refusal(Answer answer) throws AuthFailure {
        if (answer.header("X-Failure-Category").orElse("").equals("FAILURE_CLIENT_SCOPE_CHECK")) {
            return ConfluenceFailures.problem("confluence.cloud.scope-missing")
                    .with("site", api.site().base())
                    .with("scope", "read:confluence-space.summary")
                    .with("call", "GET /wiki/rest/api/space")
                    .evidence(answer.facts())
                    .failure();
        }
        if (!answer.isJson()) {
            answer.orFail();
        }
        String cause = answer.status() == 429
                ? "confluence.throttled"
                : answer.status() >= 500 ? "confluence.unavailable" : "confluence.spaces-refused";
        return ConfluenceFailures.problem(cause)
                .with("site", api.site().base())
                .with("user", api.session().account().name())
                .evidence("call", "GET /rest/api/space")
                .evidence(answer.facts())
                .failure();
    }
}
