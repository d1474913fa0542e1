package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern CODE = Pattern.compile("AADSTS(\\d+)");
    private static final Pattern DETAILS = Pattern.compile("\\s+(?=(?:Trace ID|Correlation ID|Timestamp): )");

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
        JsonObject error = json.get();
        String text = string(error, "error_description");
        List<String> codes = codes(error, text);
        if (codes.isEmpty() && (status == 429 || status >= 500)) {
            return busy(values);
        }
        String known = codes.stream()
                .filter(code -> EntraFailures.catalogue().knows("entra.AADSTS" + code))
                .findFirst()
                .orElse(null);
        String code = known != null ? known : codes.isEmpty() ? null : codes.get(0);
        String correlationId = detail(error, "correlation_id", text, "Correlation ID");
        String traceId = detail(error, "trace_id", text, "Trace ID");
        String timestamp = detail(error, "timestamp", text, "Timestamp");
        return filled(known != null ? "entra.AADSTS" + known : "entra.other", values)
                .with("reference", reference(code, correlationId, traceId, timestamp))
                .with("entraText", firstLine(text.isEmpty() ? string(error, "error") : text))
                .with("errorUri", errorUri(error, code))
                .evidence("status", status)
                .evidence("error", emptyToNull(string(error, "error")))
                .evidence("suberror", emptyToNull(string(error, "suberror")))
                .evidence("code", code == null ? null : "AADSTS" + code)
                .evidence("description", emptyToNull(firstLine(text)))
                .evidence("correlationId", correlationId)
                .evidence("traceId", traceId)
                .evidence("timestamp", timestamp)
                .evidence("claims", emptyToNull(string(error, "claims")))
                .failure();
    }

    /** What an administrator looks the sign-in up by; only what Entra gave. */
    private static String reference(String code, String correlationId, String traceId, String timestamp) {
        List<String> parts = new ArrayList<>();
        if (code != null) {
            parts.add("AADSTS" + code);
        }
        if (correlationId != null) {
            parts.add("Correlation ID: " + correlationId);
        }
        if (traceId != null) {
            parts.add("Trace ID: " + traceId);
        }
        if (timestamp != null) {
            parts.add("Timestamp: " + timestamp);
        }
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }

    /** Not JSON at all: a proxy's page most of the time. */
    private AuthFailure page(Map<String, String> values) {
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

    private static List<String> codes(JsonObject error, String text) {
        // The number in the text is the one that people look up; error_codes may hold internal ones beside it.
        List<String> named =
                CODE.matcher(text).results().map(found -> found.group(1)).toList();
        if (!named.isEmpty()) {
            return named;
        }
        return error.get("error_codes") instanceof JsonArray codes
                ? codes.stream()
                        .filter(JsonNumber.class::isInstance)
                        .map(Object::toString)
                        .toList()
                : List.of();
    }

    private static String errorUri(JsonObject error, String code) {
        String uri = string(error, "error_uri");
        return !uri.isEmpty() ? uri : code == null ? null : "https://login.microsoftonline.com/error?code=" + code;
    }

    private static String detail(JsonObject error, String name, String text, String label) {
        String own = string(error, name);
        if (!own.isEmpty()) {
            return own;
        }
        Matcher matcher = Pattern.compile(label + ": ([^\\r\\n]+)").matcher(text);
        return matcher.find() ? matcher.group(1).strip() : null;
    }

    static String firstLine(String text) {
        return DETAILS.split(text.strip(), 2)[0].replaceAll("\\s+", " ").strip();
    }

    private static String string(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.getString() : "";
    }

    private static String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
