package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.Response;

/**
 * An answer of Entra's as it came in. Kept because MSAL4J's exceptions lose most of it: sub-error, trace id, often the
 * status (reference: identity-rigs, "MSAL4J under faults").
 */
record EntraAnswer(URI uri, int status, Map<String, List<String>> headers, String body) {

    private static final int LARGEST = 1 << 20;

    static EntraAnswer read(Response response) throws IOException {
        return new EntraAnswer(response.uri(), response.status(), response.headers(), response.text(LARGEST));
    }

    Optional<JsonObject> json() {
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            return Optional.of(reader.readObject());
        } catch (JsonException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    boolean successful() {
        return status >= 200 && status < 300;
    }

    /**
     * Explains an answer that is no success, by Entra's own words.
     *
     * @param values the user's own values for the remedies: tenant, clientId, site, account …
     */
    AuthFailure explain(Map<String, String> values) {
        Optional<JsonObject> json = json();
        if (json.isEmpty()) {
            return status == 429 || status >= 500 ? busy(values) : page(values);
        }
        EntraRefusal refusal = EntraRefusal.of(json.get());
        if (refusal.codes().isEmpty() && (status == 429 || status >= 500)) {
            return busy(values);
        }
        return refused(refusal, values);
    }

    private AuthFailure refused(EntraRefusal refusal, Map<String, String> values) {
        return refusal.explain(values)
                .with("loginHost", uri.getHost())
                .evidence("url", uri.toString())
                .evidence("status", status)
                .failure();
    }

    /** Not JSON at all: a proxy's page most of the time. */
    private AuthFailure page(Map<String, String> values) {
        Optional<EntraRefusal> shown = SeenText.of(body)
                .refusal()
                .filter(seen -> !EntraRefusal.codes(body).isEmpty());
        if (shown.isPresent() && !successful()) {
            return refused(shown.get(), values);
        }
        try (Response again = new Response(
                uri, status, headers, new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), List.of())) {
            Answers.json(again);
            return unusable(values);
        } catch (AuthFailure e) {
            return e;
        }
    }

    /** A success without what was asked for. */
    AuthFailure incomplete(Map<String, String> values) {
        return json().isEmpty() ? page(values) : unusable(values);
    }

    private AuthFailure unusable(Map<String, String> values) {
        return filled("entra.unusable-answer", values)
                .evidence("status", status)
                .failure();
    }

    private AuthFailure busy(Map<String, String> values) {
        return filled(status == 429 ? "entra.throttled" : "entra.unavailable", values)
                .evidence("status", status)
                .evidence("retryAfter", header("Retry-After"))
                .evidence("correlationId", header("x-ms-request-id"))
                .failure();
    }

    private FailureCatalogue.Builder filled(String cause, Map<String, String> values) {
        FailureCatalogue.Builder builder = EntraFailures.problem(cause);
        values.forEach(builder::with);
        return builder.with("loginHost", uri.getHost()).evidence("url", uri.toString());
    }

    private String header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .findFirst()
                .orElse(null);
    }
}
