package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.failure.FailureCatalogue;

/**
 * What Entra says when it refuses something, wherever it says it: in an answer of the token endpoint, in the parameters
 * that a browser brings back, on a page, or in a text that somebody pasted (reference: entra-sharepoint §B "Error
 * shape"). Empty strings stand for what it does not say.
 *
 * @param codes the numbers after AADSTS, the most telling first
 * @param error OAuth's word
 * @param text {@code error_description} without its ids
 */
public record EntraRefusal(
        List<String> codes,
        String error,
        String suberror,
        String text,
        String correlationId,
        String traceId,
        String timestamp,
        String claims,
        String errorUri) {

    static final Pattern CODE = Pattern.compile("AADSTS(\\d{4,10})");

    private static final Pattern DETAILS =
            Pattern.compile("\\s+(?=(?:Trace ID|Request I[dD]|Correlation I[dD]|Timestamp): )");

    public EntraRefusal {
        codes = List.copyOf(codes);
    }

    /** The body of an answer. */
    static EntraRefusal of(JsonObject error) {
        String text = string(error, "error_description");
        return of(
                codes(error, text),
                string(error, "error"),
                string(error, "suberror"),
                text,
                string(error, "correlation_id"),
                string(error, "trace_id"),
                string(error, "timestamp"),
                string(error, "claims"),
                string(error, "error_uri"));
    }

    /** What a browser brings to the redirect address: {@code error, error_description, error_uri …}. */
    public static EntraRefusal of(Map<String, String> parameters) {
        String text = parameters.getOrDefault("error_description", "");
        return of(
                codes(text),
                parameters.getOrDefault("error", ""),
                parameters.getOrDefault("error_subcode", parameters.getOrDefault("suberror", "")),
                text,
                parameters.getOrDefault("correlation_id", ""),
                parameters.getOrDefault("trace_id", ""),
                parameters.getOrDefault("timestamp", ""),
                parameters.getOrDefault("claims", ""),
                parameters.getOrDefault("error_uri", ""));
    }

    private static EntraRefusal of(
            List<String> codes,
            String error,
            String suberror,
            String text,
            String correlationId,
            String traceId,
            String timestamp,
            String claims,
            String errorUri) {
        return new EntraRefusal(
                codes,
                error,
                suberror,
                firstLine(text),
                correlationId.isEmpty() ? detail(text, "Correlation I[dD]") : correlationId,
                traceId.isEmpty() ? detail(text, "(?:Trace ID|Request I[dD])") : traceId,
                timestamp.isEmpty() ? detail(text, "Timestamp") : timestamp,
                claims,
                errorUri);
    }

    private static List<String> codes(JsonObject error, String text) {
        // The number in the text is the one that people look up; error_codes may hold internal ones beside it.
        List<String> named = codes(text);
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

    static List<String> codes(String text) {
        return CODE.matcher(text)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    private static String detail(String text, String label) {
        Matcher matcher = Pattern.compile(label + ": ([^\\r\\n]+)").matcher(text);
        return matcher.find() ? matcher.group(1).strip() : "";
    }

    static String firstLine(String text) {
        return DETAILS.split(text.strip(), 2)[0].replaceAll("\\s+", " ").strip();
    }

    private static String string(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.getString() : "";
    }

    /** The first of its codes that the catalogue explains, as a cause id. */
    Optional<String> knownCause() {
        return codes.stream()
                .map(code -> "entra.AADSTS" + code)
                .filter(EntraFailures.catalogue()::knows)
                .findFirst();
    }

    /** The code that is shown: the one that is explained, else the first. */
    Optional<String> code() {
        return knownCause()
                .map(cause -> cause.substring("entra.AADSTS".length()))
                .or(() -> codes.stream().findFirst());
    }

    /**
     * Explains it.
     *
     * @param values the user's own values for the remedies: tenant, clientId, site, account …
     */
    public FailureCatalogue.Builder explain(Map<String, String> values) {
        String code = code().orElse("");
        FailureCatalogue.Builder builder = EntraFailures.problem(knownCause().orElse("entra.other"));
        values.forEach(builder::with);
        return builder.with("reference", reference())
                .with("entraText", nonEmpty(text).orElse(nonEmpty(error).orElse("AADSTS" + code)))
                .with("errorUri", errorUri.isEmpty() ? lookup(code) : errorUri)
                .evidence("error", nonEmpty(error).orElse(null))
                .evidence("suberror", nonEmpty(suberror).orElse(null))
                .evidence("code", code.isEmpty() ? null : "AADSTS" + code)
                .evidence("description", nonEmpty(text).orElse(null))
                .evidence("correlationId", nonEmpty(correlationId).orElse(null))
                .evidence("traceId", nonEmpty(traceId).orElse(null))
                .evidence("timestamp", nonEmpty(timestamp).orElse(null))
                .evidence("claims", nonEmpty(claims).orElse(null));
    }

    /** As a browser would bring it to the redirect address. @param ifUnsaid OAuth's word where it has none */
    Map<String, String> parameters(String ifUnsaid) {
        String said = text.isEmpty() ? "AADSTS" + code().orElse("") + ": -" : text;
        return Map.of(
                "error", nonEmpty(error).orElse(ifUnsaid),
                "error_description", said,
                "correlation_id", correlationId,
                "trace_id", traceId,
                "timestamp", timestamp);
    }

    /** Where Microsoft explains a code; null if there is none. */
    private static String lookup(String code) {
        return code.isEmpty() ? null : "https://login.microsoftonline.com/error?code=" + code;
    }

    /** What an administrator looks the sign-in up by; only what Entra gave. */
    private String reference() {
        List<String> parts = new ArrayList<>();
        code().ifPresent(code -> parts.add("AADSTS" + code));
        nonEmpty(correlationId).ifPresent(id -> parts.add("Correlation ID: " + id));
        nonEmpty(traceId).ifPresent(id -> parts.add("Trace ID: " + id));
        nonEmpty(timestamp).ifPresent(time -> parts.add("Timestamp: " + time));
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }

    private static Optional<String> nonEmpty(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }
}
