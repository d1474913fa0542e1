package org.drawbridge.confluence.internal;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * Tries in one space the calls that a migration makes: a page with its body and place, an attachment's first bytes,
 * comments, restrictions, the space's permissions. What the space has none of stays untried.
 */
final class SpaceSample {

    private static final Texts TEXTS = Texts.of(SpaceSample.class);
    private static final int FIRST_BYTES = 1024;
    /** A server that has too much to do has refused nothing. */
    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);

    /** How one capability went here; not checked if no usable answer came. */
    record Tried(Outcome outcome, Evidence evidence) {}

    /**
     * What was found.
     *
     * @param pages how many there are, where the server tells
     * @param silence why no answer came to any call, if so
     */
    record Result(Map<Capability, Tried> tried, OptionalLong pages, Optional<Problem> silence) {

        static final Result NONE = new Result(Map.of(), OptionalLong.empty(), Optional.empty());
    }

    /** What is the same for all spaces of a run. Thread-safe. */
    static final class Way {
        private final int pages;
        private volatile boolean countGone;

        /** @param pages how many are looked at in each space */
        Way(int pages) {
            this.pages = pages;
        }
    }

    private final ConfluenceApi api;
    private final Space space;
    private final Way way;
    private final boolean thorough;
    private final Map<Capability, Tried> tried = new LinkedHashMap<>();
    private boolean newInterface;
    private boolean complete;
    private boolean heard;
    private Problem lastProblem;

    private SpaceSample(ConfluenceApi api, Space space, Way way, boolean thorough) {
        this.api = api;
        this.space = space;
        this.way = way;
        this.thorough = thorough;
    }

    /** @param thorough whether the headers of good answers are kept, too */
    static Result of(ConfluenceApi api, Space space, PermissionLevels levels, Way way, boolean thorough)
            throws AuthFailure {
        SpaceSample sample = new SpaceSample(api, space, way, thorough);
        List<JsonObject> pages = new ArrayList<>();
        sample.attempt(Capability.PAGE_CONTENT, () -> pages.addAll(sample.pages()));
        if (!pages.isEmpty()) {
            sample.attempt(Capability.ATTACHMENTS, () -> sample.attachments(pages));
            sample.attempt(Capability.COMMENTS, () -> sample.comments(pages.get(0)));
            sample.attempt(Capability.PAGE_RESTRICTIONS, () -> sample.restrictions(pages.get(0)));
        }
        sample.attempt(Capability.SPACE_PERMISSIONS, () -> {
            Answer roster = levels.roster(space);
            sample.note(Capability.SPACE_PERMISSIONS, levels.readable(roster), sample.evidence(roster));
        });
        OptionalLong count = sample.count(pages.size());
        return new Result(
                sample.tried, count, sample.heard ? Optional.empty() : Optional.ofNullable(sample.lastProblem));
    }

    /** How many pages there are: as many as were seen where that was fewer than asked for, else by a search. */
    private OptionalLong count(int seen) throws AuthFailure {
        Tried content = tried.get(Capability.PAGE_CONTENT);
        if (content == null || content.outcome() != Outcome.WORKS) {
            return OptionalLong.empty();
        }
        if (complete) {
            return OptionalLong.of(seen);
        }
        if (way.countGone) {
            return OptionalLong.empty();
        }
        String cql = "space=\"" + space.key().replace("\"", "\\\"") + "\" and type=page";
        try {
            Answer answer = api.get("/rest/api/search?limit=1&cql=" + ConfluenceApi.encode(cql));
            String total = Answer.string(answer.object(), "totalSize");
            if (answer.ok() && total.matches("\\d{1,12}")) {
                return OptionalLong.of(Long.parseLong(total));
            }
            way.countGone = answer.status() / 100 == 4 && answer.status() != 429 || answer.ok();
        } catch (AuthFailure e) {
            if (e.problem().kind() != Problem.Kind.UNREACHABLE) {
                throw e;
            }
        }
        return OptionalLong.empty();
    }

    /** A step that may fail. */
    @FunctionalInterface
    private interface Step {
        void run() throws AuthFailure;
    }

    /** One call that gets no answer leaves its own question open, not those of all other spaces. */
    private void attempt(Capability capability, Step step) throws AuthFailure {
        try {
            step.run();
        } catch (AuthFailure e) {
            if (e.problem().kind() != Problem.Kind.UNREACHABLE) {
                throw e;
            }
            lastProblem = e.problem();
            Evidence evidence = Evidence.fact(e.problem().cause(), e.problem().message());
            tried.put(capability, new Tried(Outcome.NOT_CHECKED, evidence));
        }
    }

    private Evidence evidence(Answer answer) {
        return thorough ? answer.evidence() : answer.brief();
    }

    private void note(Capability capability, boolean works, Evidence evidence) {
        heard = true;
        boolean busy = evidence.status().filter(BUSY::contains).isPresent();
        Outcome outcome = works ? Outcome.WORKS : busy ? Outcome.NOT_CHECKED : Outcome.BLOCKED;
        tried.put(capability, new Tried(outcome, evidence.succeeded() && !thorough ? evidence.brief() : evidence));
    }

    private List<JsonObject> pages() throws AuthFailure {
        Answer answer = null;
        if (api.site().cloud() && !space.id().isEmpty()) {
            answer = api.get("/api/v2/spaces/" + ConfluenceApi.encode(space.id()) + "/pages?body-format=storage&limit="
                    + way.pages);
            newInterface = answer.ok();
        }
        if (!newInterface) {
            answer = api.get("/rest/api/content?type=page&expand=body.storage,ancestors,version&limit=" + way.pages
                    + "&spaceKey=" + ConfluenceApi.encode(space.key()));
        }
        List<JsonObject> pages = answer.results();
        if (!answer.ok() || !answer.object().containsKey("results")) {
            note(Capability.PAGE_CONTENT, false, answer.evidence());
            return List.of();
        }
        complete = pages.size() < way.pages
                && Answer.string(Answer.child(answer.object(), "_links"), "next")
                        .isEmpty();
        if (pages.isEmpty()) {
            note(Capability.PAGE_CONTENT, true, answer.brief(TEXTS.get("sample.no-pages")));
            return List.of();
        }
        JsonObject page = pages.get(0);
        JsonObject storage = Answer.child(Answer.child(page, "body"), "storage");
        boolean body =
                storage.get("value") != null && storage.get("value").getValueType() == JsonValue.ValueType.STRING;
        String title = Answer.string(page, "title");
        Evidence evidence = thorough ? answer.evidence(title) : answer.brief(title);
        note(Capability.PAGE_CONTENT, body, evidence);
        boolean place = newInterface ? page.containsKey("parentId") : page.get("ancestors") instanceof JsonArray;
        note(Capability.PAGE_HIERARCHY, place, evidence);
        return pages;
    }

    private void attachments(List<JsonObject> pages) throws AuthFailure {
        for (JsonObject page : pages) {
            String id = ConfluenceApi.encode(Answer.string(page, "id"));
            Answer answer = api.get(
                    newInterface
                            ? "/api/v2/pages/" + id + "/attachments?limit=1"
                            : "/rest/api/content/" + id + "/child/attachment?limit=1");
            if (!answer.ok()) {
                note(Capability.ATTACHMENTS, false, answer.evidence());
                return;
            }
            Optional<JsonObject> attachment = answer.results().stream().findFirst();
            if (attachment.isPresent()) {
                firstBytes(id, attachment.get());
                return;
            }
        }
    }

    /** Only its first bytes: an attachment may be larger than memory. */
    private void firstBytes(String page, JsonObject attachment) throws AuthFailure {
        String link = Answer.string(Answer.child(attachment, "_links"), "download");
        if (link.isEmpty()) {
            link = Answer.string(attachment, "downloadLink");
        }
        if (api.throughGateway() || !link.startsWith("/")) {
            link = "/rest/api/content/" + page + "/child/attachment/"
                    + ConfluenceApi.encode(Answer.string(attachment, "id")) + "/download";
        }
        Request request = Request.get(link).with("Range", "bytes=0-" + (FIRST_BYTES - 1));
        String call = "GET " + link.replaceAll("\\?.*", "");
        try (Response response = api.stream(request)) {
            int read = response.body().readNBytes(FIRST_BYTES).length;
            boolean shownAsPage = response.mediaType().equals("text/html")
                    && !Answer.string(Answer.child(attachment, "extensions"), "mediaType")
                            .equals("text/html")
                    && !Answer.string(attachment, "mediaType").equals("text/html");
            boolean works = (response.status() == 200 || response.status() == 206) && !shownAsPage;
            String note = works
                    ? TEXTS.get("sample.bytes", read)
                    : response.header("Location")
                            .map(target -> TEXTS.get("sample.sent-on", host(target)))
                            .orElse(TEXTS.get("sample.page"));
            Evidence evidence = Evidence.call(call, response.status(), note);
            note(
                    Capability.ATTACHMENTS,
                    works,
                    works && !thorough ? evidence : evidence.withHeaders(response.headers()));
        } catch (IOException e) {
            note(Capability.ATTACHMENTS, false, Evidence.fact(call, TEXTS.get("sample.broken")));
        }
    }

    private static String host(String location) {
        return location.replaceFirst("^(https?://[^/?]+).*$", "$1");
    }

    private void comments(JsonObject page) throws AuthFailure {
        String id = ConfluenceApi.encode(Answer.string(page, "id"));
        Answer answer = api.get(
                newInterface
                        ? "/api/v2/pages/" + id + "/footer-comments?limit=1&body-format=storage"
                        : "/rest/api/content/" + id + "/child/comment?limit=1&expand=body.storage");
        note(Capability.COMMENTS, answer.ok() && answer.object().containsKey("results"), evidence(answer));
    }

    private void restrictions(JsonObject page) throws AuthFailure {
        String id = ConfluenceApi.encode(Answer.string(page, "id"));
        Answer answer = api.get("/rest/api/content/" + id + "/restriction/byOperation");
        note(Capability.PAGE_RESTRICTIONS, answer.ok() && answer.isJson(), evidence(answer));
    }
}
