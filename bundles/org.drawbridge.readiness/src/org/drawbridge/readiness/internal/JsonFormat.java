package org.drawbridge.readiness.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.Changes;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.ReportFormat;
import org.drawbridge.readiness.RunFigures;
import org.drawbridge.readiness.SideReport;

/**
 * The machine-readable report; its words are part of the command line's contract, and {@code
 * docs/readiness-report.schema.json} describes it. Written space by space.
 */
public final class JsonFormat implements ReportFormat {

    /** Goes up when a field changes its meaning or goes away. */
    static final int VERSION = 1;

    @Override
    public String id() {
        return "json";
    }

    @Override
    public String extension() {
        return "json";
    }

    @Override
    public void write(ReadinessReport report, Appendable out) throws IOException {
        String head = org.drawbridge.core.json.Json.pretty(head(report)).stripTrailing();
        // The spaces come last, one by one: they may be more than fit into memory.
        out.append(head, 0, head.length() - 1).append(",\n    \"spaces\": [");
        String before = "\n        ";
        for (SpaceResult space : report.spaces()) {
            out.append(before).append(Records.of(space).toString());
            before = ",\n        ";
        }
        out.append("\n    ]\n}\n");
    }

    /** All but the spaces. */
    static JsonObject head(ReadinessReport report) {
        JsonObjectBuilder document = Json.createObjectBuilder()
                .add("version", VERSION)
                .add("when", report.when().toString())
                .add("outcome", report.outcome().word())
                .add("exitCode", report.exitCode())
                .add("source", side(report.source()))
                .add("target", side(report.target()))
                .add("run", run(report.run()))
                .add("spaceCounts", counts(report));
        JsonArrayBuilder capabilities = Json.createArrayBuilder();
        report.capabilities().forEach(row -> capabilities.add(capability(row)));
        document.add("capabilities", capabilities);
        report.failure().ifPresent(problem -> document.add("failure", org.drawbridge.core.json.Json.of(problem)));
        report.changes().ifPresent(changes -> document.add("changes", changes(changes)));
        return document.build();
    }

    private static JsonObjectBuilder counts(ReadinessReport report) {
        JsonObjectBuilder counts = Json.createObjectBuilder();
        counts(report.spaces()).forEach((outcome, count) -> counts.add(outcome.word(), count));
        return counts;
    }

    /** How many spaces have which outcome. */
    static Map<Outcome, Integer> counts(List<SpaceResult> spaces) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, 0);
        }
        for (SpaceResult space : spaces) {
            counts.merge(space.outcome(), 1, Integer::sum);
        }
        return counts;
    }

    private static JsonObject run(RunFigures run) {
        return Json.createObjectBuilder()
                .add("started", run.started().toString())
                .add("took", run.took().toMillis())
                .add("resumed", run.resumed())
                .add("spaces", run.settings().scope().map(Object::toString).orElse("connection"))
                .add("sample", run.settings().pages())
                .add("concurrency", run.settings().concurrency())
                .add("expectedDays", run.settings().expected().toDays())
                .add("calls", run.calls())
                .add("slowedDown", run.refusals())
                .build();
    }

    private static JsonObject side(SideReport side) {
        JsonObjectBuilder json = Json.createObjectBuilder(org.drawbridge.core.json.Json.of(side.test()))
                .add("name", side.connection().name())
                .add("url", side.connection().target().address())
                .add("method", side.connection().method());
        side.interrupted().ifPresent(problem -> json.add("interrupted", org.drawbridge.core.json.Json.of(problem)));
        return json.build();
    }

    static JsonObject capability(CapabilityResult row) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", row.capability().id())
                .add("label", row.capability().label())
                .add("outcome", row.outcome().word())
                .add("side", row.side().word())
                .add("summary", String.join(" ", row.summaries()))
                .add("evidence", Records.evidence(row.evidence()))
                .add("remedy", Json.createArrayBuilder(row.remedy()));
        row.owner().ifPresent(owner -> json.add("owner", owner.word()));
        JsonArrayBuilder actions = Json.createArrayBuilder();
        for (Map.Entry<Owner, List<String>> action : row.actions().entrySet()) {
            actions.add(Json.createObjectBuilder()
                    .add("owner", action.getKey().word())
                    .add("steps", Json.createArrayBuilder(action.getValue())));
        }
        return json.add("actions", actions).build();
    }

    private static JsonObject changes(Changes changes) {
        return Json.createObjectBuilder()
                .add("since", changes.since())
                .add("sameConnections", changes.sameConnections())
                .add("capabilities", changes(changes.capabilities()))
                .add("spaces", changes(changes.spaces()))
                .add("unchangedSpaces", changes.unchangedSpaces())
                .build();
    }

    private static JsonArrayBuilder changes(List<Changes.Change> changes) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        changes.forEach(change -> array.add(Json.createObjectBuilder()
                .add("id", change.id())
                .add("label", change.label())
                .add("before", change.before())
                .add("after", change.after())));
        return array;
    }
}
