package org.drawbridge.confluence.internal;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.confluence.internal.PermissionLevels.Admin;
import org.drawbridge.confluence.internal.PermissionLevels.SpaceRight;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.CheckSettings.Scope;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Ledger;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;

/**
 * Goes through the spaces: what the account is in each, and, where they are sampled, whether the calls of a migration
 * really work. One pass for content, restrictions and permissions, so that each space is visited once. The list of spaces
 * and each result go to the run's ledger: what is there is not asked again.
 */
public final class SpacesCheck implements Check {

    /** Finding it anew for each call costs more than the call. */
    private static final JsonProvider JSON = JsonProvider.provider();

    /** The level of a space administrator. */
    static final String ADMIN = "admin";

    private static final Texts TEXTS = Texts.of(SpacesCheck.class);
    /** The ledger's fact with the name of the list that is complete, and what it rests on. */
    private static final String LISTED = "spaces.listed";
    /** After so many spaces in a row without any answer, the server is gone. */
    private static final int GONE = 20;

    @Override
    public String id() {
        return "confluence.spaces";
    }

    @Override
    public Target.Kind target() {
        return Target.Kind.CONFLUENCE;
    }

    @Override
    public List<Capability> capabilities() {
        return Stream.concat(
                        SpaceFindings.SAMPLED.stream(),
                        Stream.of(Capability.PERSONAL_SPACES, Capability.ARCHIVED_SPACES))
                .toList();
    }

    @Override
    public void run(CheckRun run) throws AuthFailure {
        new Pass(run, ConfluenceApi.of(run)).go();
    }

    /**
     * A space that has been looked at.
     *
     * @param silence why no answer came, if none did
     */
    private record Look(SpaceResult result, Optional<Problem> silence) {}

    /** One run of the check. */
    private static final class Pass {
        private final CheckRun run;
        private final ConfluenceApi api;
        private final Ledger ledger;
        private final PermissionLevels levels;
        private final SpaceSample.Way way;
        private final Scope scope;
        /** Results without an answer in a row; they count once another space has one. */
        private final List<SpaceResult> held = new ArrayList<>();

        private Admin admin = Admin.NOBODY;
        private SpaceFindings findings;
        /** The place of the last space whose calls are shown for all. */
        private int lastShown = -1;

        private int done;

        Pass(CheckRun run, ConfluenceApi api) {
            this.run = run;
            this.api = api;
            ledger = run.ledger();
            levels = new PermissionLevels(api);
            way = new SpaceSample.Way(run.settings().pages());
            scope = run.settings()
                    .scope()
                    .orElseGet(() ->
                            new Scope.Sample(Fields.sampleSpaces(run.signIn().connection())));
        }

        void go() throws AuthFailure {
            if (!run.session().account().anonymous()) {
                api.me();
                admin = levels.admin();
            }
            JsonObject listed = listed();
            List<String> rows = ledger.list(listed.getString("list"));
            findings = new SpaceFindings(
                    run, api, admin, evidence(listed.getJsonArray("evidence")), listed.getBoolean("archivedKnown"));
            BitSet sample = sample(rows);
            for (int i = 0; i < Tally.MOST_EVIDENCE && sample.nextSetBit(lastShown + 1) >= 0; i++) {
                lastShown = sample.nextSetBit(lastShown + 1);
            }
            // More than there may be calls at once: between two calls of a space there is something to compute and to
            // write.
            int workers = run.settings().concurrency() * 5 / 4 + 2;
            Parallel.each(rows.size(), workers, place -> {
                Space space = Space.parse(rows.get(place));
                Optional<SpaceResult> known = ledger.space(space.key());
                if (known.isPresent()) {
                    findings.count(known.get());
                    advance(rows.size());
                } else {
                    done(look(space, place, sample.get(place)), rows.size());
                }
            });
            flush(rows.size());
            findings.report();
        }

        // ---- the list of spaces

        private JsonObject listed() throws AuthFailure {
            Optional<String> before = ledger.fact(LISTED);
            if (before.isPresent()) {
                return parse(before.get());
            }
            run.progress().step(TEXTS.get("check.listing"));
            SpaceListing listing = new SpaceListing(api);
            List<Space> spaces = scope instanceof Scope.Keys named ? listing.of(named.keys()) : listing.all();
            // A list that was begun and not finished has another name, so that no row of it counts.
            String name = "spaces " + Instant.now();
            spaces.forEach(space -> ledger.add(name, space.text()));
            JsonArrayBuilder evidence = JSON.createArrayBuilder();
            listing.evidence().forEach(fact -> evidence.add(text(fact)));
            JsonObject fact = JSON.createObjectBuilder()
                    .add("list", name)
                    .add("archivedKnown", listing.archivedKnown())
                    .add("evidence", evidence)
                    .build();
            ledger.note(LISTED, fact.toString());
            return fact;
        }

        private static JsonObject parse(String text) {
            try (JsonReader reader = JSON.createReader(new StringReader(text))) {
                return reader.readObject();
            }
        }

        private static JsonObjectBuilder text(Evidence fact) {
            JsonObjectBuilder json = JSON.createObjectBuilder()
                    .add("what", fact.what())
                    .add("when", fact.when().toString())
                    .add("note", fact.note())
                    .add("status", fact.status().orElse(0));
            JsonObjectBuilder headers = JSON.createObjectBuilder();
            fact.headers().forEach(headers::add);
            return json.add("headers", headers);
        }

        private static List<Evidence> evidence(JsonArray facts) {
            return facts.getValuesAs(JsonObject.class).stream()
                    .map(json -> new Evidence(
                            json.getString("what"),
                            Optional.of(json.getInt("status")).filter(status -> status > 0),
                            Instant.parse(json.getString("when")),
                            json.getString("note"),
                            json.getJsonObject("headers").entrySet().stream()
                                    .collect(Collectors.toMap(
                                            Map.Entry::getKey,
                                            entry -> Answer.string(json.getJsonObject("headers"), entry.getKey())))))
                    .toList();
        }

        /** Where calls are tried: spread over the list, with archived and personal spaces among them if there are any. */
        private BitSet sample(List<String> rows) {
            BitSet sample = new BitSet();
            if (!(scope instanceof Scope.Sample some) || some.count() >= rows.size()) {
                sample.set(0, rows.size());
                return sample;
            }
            if (some.count() <= 0) {
                return sample;
            }
            boolean archived = false;
            boolean personal = false;
            for (int i = 0; i < rows.size() && sample.cardinality() < some.count() && !(archived && personal); i++) {
                Space space = Space.parse(rows.get(i));
                boolean firstArchived = !archived && space.archived().orElse(false);
                boolean firstPersonal = !personal && space.personal();
                archived |= firstArchived;
                personal |= firstPersonal;
                if (firstArchived || firstPersonal) {
                    sample.set(i);
                }
            }
            for (int i = 0; i < some.count() && sample.cardinality() < some.count(); i++) {
                sample.set((int) ((long) i * rows.size() / some.count()));
            }
            return sample;
        }

        // ---- one space

        private Look look(Space space, int place, boolean sampled) throws AuthFailure {
            if (!space.seen()) {
                return new Look(unseen(space, place), Optional.empty());
            }
            Optional<Problem> silence = Optional.empty();
            SpaceRight right;
            try {
                right = admin.everywhere()
                        ? new SpaceRight(Optional.of(true), admin.evidence().get(0))
                        : levels.in(space);
            } catch (AuthFailure e) {
                if (e.problem().kind() != Problem.Kind.UNREACHABLE) {
                    throw e;
                }
                // One call without an answer leaves this space's level open, not the report.
                silence = Optional.of(e.problem());
                right = new SpaceRight(
                        Optional.empty(),
                        Evidence.fact(e.problem().cause(), e.problem().message()));
            }
            // The first ones are what the report shows for all of them.
            SpaceSample.Result tried =
                    sampled ? SpaceSample.of(api, space, levels, way, place <= lastShown) : SpaceSample.Result.NONE;
            return new Look(result(space, place, right, tried), sampled ? tried.silence() : silence);
        }

        private static SpaceResult unseen(Space space, int place) {
            return new SpaceResult(
                    space.key(),
                    space.name(),
                    "",
                    false,
                    "none",
                    Outcome.BLOCKED,
                    TEXTS.get("check.space.unseen"),
                    Map.of(Capability.PAGE_CONTENT.id(), Outcome.BLOCKED),
                    List.of(Evidence.call("GET /rest/api/space/" + space.key(), 404, "")),
                    Map.of(Capability.PAGE_CONTENT.id(), 0),
                    OptionalLong.empty(),
                    place);
        }

        private static SpaceResult result(Space space, int place, SpaceRight right, SpaceSample.Result sample) {
            Map<String, Outcome> outcomes = new LinkedHashMap<>();
            Map<String, Integer> basis = new LinkedHashMap<>();
            List<Evidence> evidence = new ArrayList<>();
            Evidence level = right.evidence();
            evidence.add(level.succeeded() ? level.brief() : level);
            List<String> wanting = new ArrayList<>();
            sample.tried().forEach((capability, tried) -> {
                outcomes.put(capability.id(), tried.outcome());
                int at = evidence.indexOf(tried.evidence());
                if (at < 0) {
                    at = evidence.size();
                    evidence.add(tried.evidence());
                }
                basis.put(capability.id(), at);
                if (tried.outcome() != Outcome.WORKS) {
                    wanting.add(capability.label());
                }
            });
            Outcome content = outcomes.getOrDefault(Capability.PAGE_CONTENT.id(), Outcome.NOT_CHECKED);
            Outcome whole = content != Outcome.WORKS ? content : wanting.isEmpty() ? Outcome.WORKS : Outcome.LIMITED;
            return new SpaceResult(
                    space.key(),
                    space.name(),
                    space.type(),
                    space.archived().orElse(false),
                    right.administers().map(value -> value ? ADMIN : "view").orElse("unknown"),
                    whole,
                    TEXTS.get(
                            "check.space." + (outcomes.isEmpty() ? "not-sampled" : whole.word()),
                            String.join(", ", wanting)),
                    outcomes,
                    evidence,
                    basis,
                    sample.pages(),
                    place);
        }

        // ---- all together

        /** Counts and keeps a result; those without any answer only if the server is not gone. */
        private synchronized void done(Look look, int total) throws AuthFailure {
            if (look.silence().isEmpty()) {
                keep(look.result());
                held.forEach(this::keep);
                held.clear();
            } else {
                held.add(look.result());
                if (held.size() >= GONE) {
                    throw new AuthFailure(look.silence().get());
                }
            }
            advance(total);
        }

        private synchronized void flush(int total) {
            held.forEach(this::keep);
            held.clear();
            run.progressed(total, total);
        }

        private void keep(SpaceResult result) {
            findings.count(result);
            run.report(result);
        }

        private synchronized void advance(int total) {
            done++;
            run.progressed(done, total);
        }
    }
}
