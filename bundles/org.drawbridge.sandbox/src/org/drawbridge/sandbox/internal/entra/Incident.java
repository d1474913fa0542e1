package org.drawbridge.sandbox.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.drawbridge.sandbox.EntraSwitches;
import org.drawbridge.sandbox.internal.Call;

/** One request to a login host, as an administrator finds it in the logs, and the words for what goes wrong with it. */
final class Incident {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private final String traceId = UUID.randomUUID().toString();
    private String correlationId;
    private final Instant time;
    private final EntraSwitches switches;
    private final Map<String, String> values = new HashMap<>();

    Incident(Call call, Instant time, EntraSwitches switches) {
        this.time = time;
        this.switches = switches;
        // Browsers bring the id that the app put into the address.
        correlationId = call.header("client-request-id")
                .or(() -> call.queryAll("client-request-id").stream().findFirst())
                .filter(given -> given.matches("[0-9a-zA-Z-]{1,64}"))
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    String traceId() {
        return traceId;
    }

    String correlationId() {
        return correlationId;
    }

    /** The time as pages of Entra show it. */
    String timestamp() {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A value for error texts. */
    Incident with(String name, String value) {
        values.put(name, value);
        return this;
    }

    /** Makes it the next step of another one: the same correlation id and values. */
    Incident continues(Incident earlier) {
        correlationId = earlier.correlationId;
        values.putAll(earlier.values);
        return this;
    }

    /** {@code AADSTS…: …}. */
    String text(Refused refused) {
        Map<String, String> all = new HashMap<>(values);
        all.putAll(refused.values());
        return refused.error().describe(all) + switches.errorText();
    }

    /** The text with the ids, as {@code error_description} has it. */
    String description(Refused refused) {
        return text(refused) + "\r\nTrace ID: " + traceId + "\r\nCorrelation ID: " + correlationId + "\r\nTimestamp: "
                + TIME.format(time);
    }

    /** The error body of every OAuth endpoint (reference: entra-sharepoint §B, error shape). */
    JsonObject body(Refused refused, String oauthError) {
        EntraError error = refused.error();
        JsonObjectBuilder body = Json.createObjectBuilder().add("error", oauthError);
        if (switches.errorDescriptions()) {
            body.add("error_description", description(refused));
        }
        body.add("error_codes", Json.createArrayBuilder().add(error.code()))
                .add("timestamp", TIME.format(time))
                .add("trace_id", traceId)
                .add("correlation_id", correlationId)
                .add("error_uri", address(error));
        if (!error.suberror().isEmpty()) {
            body.add("suberror", error.suberror());
        }
        if (!error.claims().isEmpty()) {
            body.add("claims", error.claims());
        }
        return body.build();
    }

    /** {@code error_uri}. */
    static String address(EntraError error) {
        return "https://login.microsoftonline.com/error?code=" + error.code();
    }
}
