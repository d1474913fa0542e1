package org.drawbridge.sharepoint.internal;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.BrokenTransfer;
import org.drawbridge.core.http.Response;

/** A small answer of SharePoint's or Graph's, read whole: for probes, not for content. */
record Reply(URI uri, int status, Map<String, List<String>> headers, String body) {

    private static final int LARGEST = 4 << 20;

    /** Reads and closes the answer. */
    static Reply read(Response response) throws AuthFailure {
        try (response) {
            return new Reply(response.uri(), response.status(), response.headers(), response.text(LARGEST));
        } catch (BrokenTransfer e) {
            throw e.failure();
        } catch (IOException e) {
            throw CoreFailures.problem("answer.truncated")
                    .evidence("url", response.uri().toString())
                    .because(e)
                    .failure();
        }
    }

    boolean ok() {
        return status == 200;
    }

    Optional<String> header(String name) {
        return response().header(name);
    }

    /** The body as JSON; fails with {@code answer.…} if it is a page or something else. */
    JsonObject json() throws AuthFailure {
        JsonObject object = Answers.object(response());
        // Verbose OData wraps everything in "d".
        return object.get("d") instanceof JsonObject inner ? inner : object;
    }

    /** Whether it is a page that a proxy put in place of the answer. */
    boolean page() {
        return response().mediaType().equals("text/html");
    }

    private Response response() {
        return new Response(
                uri, status, headers, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), List.of());
    }

    /** What the service writes to find a call again. */
    Optional<String> correlationId() {
        return header("SPRequestGuid").or(() -> header("request-id"));
    }

    /** The facts worth keeping, absent ones left out. */
    Map<String, Object> evidence() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("status", status);
        correlationId().ifPresent(id -> facts.put("correlationId", id));
        header("x-ms-diagnostics").ifPresent(said -> facts.put("diagnostics", said));
        for (String name : List.of("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")) {
            header(name).ifPresent(value -> facts.put(name, value));
        }
        return facts;
    }

    static String text(JsonObject object, String name) {
        JsonValue value = object.get(name);
        return value == null || value.getValueType() != JsonValue.ValueType.STRING ? "" : object.getString(name);
    }
}
