package org.drawbridge.readiness.internal;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Owner;

/**
 * The JSON of evidence, findings and spaces: in the report, and in the journal that an interrupted run goes on from. Every
 * text is masked when it is written.
 */
public final class Records {

    /** Finding it anew for each call costs more than the call. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private Records() {}

    /** An evidence; with the headers of its answer. */
    public static JsonObjectBuilder of(Evidence item) {
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("what", item.what())
                .add("when", item.when().toString());
        item.status().ifPresent(status -> json.add("status", status));
        json.add("note", item.note());
        if (!item.headers().isEmpty()) {
            JsonObjectBuilder headers = JSON.createObjectBuilder();
            item.headers().forEach(headers::add);
            json.add("headers", headers);
        }
        return json;
    }

    static JsonArrayBuilder evidence(List<Evidence> items) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        items.forEach(item -> array.add(of(item)));
        return array;
    }

    static Evidence evidence(JsonObject json) {
        Map<String, String> headers = new TreeMap<>();
        if (json.get("headers") instanceof JsonObject kept) {
            kept.keySet().forEach(name -> headers.put(name, kept.getString(name, "")));
        }
        return new Evidence(
                json.getString("what"),
                json.containsKey("status") ? Optional.of(json.getInt("status")) : Optional.empty(),
                Instant.parse(json.getString("when")),
                json.getString("note", ""),
                headers);
    }

    /** A space, masked. */
    public static JsonObject of(SpaceResult space) {
        JsonObjectBuilder outcomes = JSON.createObjectBuilder();
        new TreeMap<>(space.outcomes()).forEach((id, outcome) -> outcomes.add(id, outcome.word()));
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("key", space.key())
                .add("name", space.name())
                .add("type", space.type())
                .add("archived", space.archived())
                .add("level", space.level())
                .add("outcome", space.outcome().word())
                .add("summary", space.summary())
                .add("capabilities", outcomes);
        space.pages().ifPresent(pages -> json.add("pages", pages));
        JsonObjectBuilder basis = JSON.createObjectBuilder();
        new TreeMap<>(space.basis()).forEach(basis::add);
        return org.drawbridge.core.json.Json.masked(json.add("evidence", evidence(space.evidence()))
                        .add("basis", basis)
                        .add("place", space.place())
                        .build())
                .asJsonObject();
    }

    /** As {@link #of(SpaceResult)} wrote it. */
    public static SpaceResult space(JsonObject json) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        json.getJsonObject("capabilities").forEach((id, word) -> outcomes.put(id, outcome(word)));
        Map<String, Integer> basis = new LinkedHashMap<>();
        json.getJsonObject("basis")
                .keySet()
                .forEach(id -> basis.put(id, json.getJsonObject("basis").getInt(id)));
        return new SpaceResult(
                json.getString("key"),
                json.getString("name"),
                json.getString("type"),
                json.getBoolean("archived"),
                json.getString("level"),
                outcome(json.get("outcome")),
                json.getString("summary"),
                outcomes,
                json.getJsonArray("evidence").getValuesAs(JsonObject.class).stream()
                        .map(Records::evidence)
                        .toList(),
                basis,
                json.containsKey("pages")
                        ? OptionalLong.of(json.getJsonNumber("pages").longValue())
                        : OptionalLong.empty(),
                json.getInt("place"));
    }

    static JsonObject of(Finding finding) {
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("id", finding.capability().id())
                .add("label", finding.capability().label())
                .add("outcome", finding.outcome().word())
                .add("summary", finding.summary())
                .add("evidence", evidence(finding.evidence()))
                .add("remedy", JSON.createArrayBuilder(finding.remedy()));
        finding.owner().ifPresent(owner -> json.add("owner", owner.word()));
        return org.drawbridge.core.json.Json.masked(json.build()).asJsonObject();
    }

    static Finding finding(JsonObject json) {
        List<String> remedy = new ArrayList<>();
        json.getJsonArray("remedy").getValuesAs(JsonString.class).forEach(step -> remedy.add(step.getString()));
        return new Finding(
                new Capability(json.getString("id"), json.getString("label")),
                outcome(json.get("outcome")),
                json.getString("summary"),
                json.getJsonArray("evidence").getValuesAs(JsonObject.class).stream()
                        .map(Records::evidence)
                        .toList(),
                remedy,
                json.containsKey("owner") ? Optional.of(Owner.ofWord(json.getString("owner"))) : Optional.empty());
    }

    private static Outcome outcome(JsonValue word) {
        return outcome(((JsonString) word).getString()).orElseThrow();
    }

    static Optional<Outcome> outcome(String word) {
        for (Outcome outcome : Outcome.values()) {
            if (outcome.word().equals(word)) {
                return Optional.of(outcome);
            }
        }
        return Optional.empty();
    }

    static JsonObject parse(String text) {
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
