package org.drawbridge.readiness.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.ReportFormat;
import org.drawbridge.readiness.SideReport;

/** The machine-readable report; its words are part of the command line's contract. */
public final class JsonFormat implements ReportFormat {

    /** Goes up when a field changes its meaning or goes away. */
    private static final int VERSION = 1;

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
        out.append(org.drawbridge.core.json.Json.pretty(document(report)));
    }

    /** The report as a JSON document. */
    static JsonObject document(ReadinessReport report) {
        JsonObjectBuilder document = Json.createObjectBuilder()
                .add("version", VERSION)
                .add("when", report.when().toString())
                .add("outcome", report.outcome().word())
                .add("exitCode", report.exitCode())
                .add("source", side(report.source()))
                .add("target", side(report.target()));
        JsonArrayBuilder capabilities = Json.createArrayBuilder();
        report.capabilities().forEach(row -> capabilities.add(capability(row)));
        JsonArrayBuilder spaces = Json.createArrayBuilder();
        report.spaces().forEach(space -> spaces.add(space(space)));
        document.add("capabilities", capabilities).add("spaces", spaces);
        report.failure().ifPresent(problem -> document.add("failure", org.drawbridge.core.json.Json.of(problem)));
        return document.build();
    }

    private static JsonObject side(SideReport side) {
        JsonObjectBuilder json = Json.createObjectBuilder(org.drawbridge.core.json.Json.of(side.test()))
                .add("name", side.connection().name())
                .add("url", side.connection().target().address())
                .add("method", side.connection().method());
        side.interrupted().ifPresent(problem -> json.add("interrupted", org.drawbridge.core.json.Json.of(problem)));
        return json.build();
    }

    private static JsonObject capability(CapabilityResult row) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", row.capability().id())
                .add("label", row.capability().label())
                .add("outcome", row.outcome().word())
                .add("side", row.side().word())
                .add("summary", String.join(" ", row.summaries()))
                .add("evidence", evidence(row.evidence()))
                .add("remedy", Json.createArrayBuilder(row.remedy()));
        row.owner().ifPresent(owner -> json.add("owner", owner.word()));
        return json.build();
    }

    private static JsonArrayBuilder evidence(List<Evidence> items) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (Evidence item : items) {
            JsonObjectBuilder json = Json.createObjectBuilder()
                    .add("what", item.what())
                    .add("when", item.when().toString());
            item.status().ifPresent(status -> json.add("status", status));
            array.add(json.add("note", item.note()));
        }
        return array;
    }

    private static JsonObject space(SpaceResult space) {
        JsonObjectBuilder outcomes = Json.createObjectBuilder();
        new TreeMap<>(space.outcomes()).forEach((id, outcome) -> outcomes.add(id, outcome.word()));
        return Json.createObjectBuilder(Map.of())
                .add("key", space.key())
                .add("name", space.name())
                .add("type", space.type())
                .add("archived", space.archived())
                .add("level", space.level())
                .add("outcome", space.outcome().word())
                .add("summary", space.summary())
                .add("capabilities", outcomes)
                .add("evidence", evidence(space.evidence()))
                .build();
    }
}
