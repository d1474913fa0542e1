package org.drawbridge.core.http;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParsingException;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.FailureCatalogue;

/**
 * Tells a usable answer from a page that got in the way: {@code reference: confluence §1, §6, §7}. Judged in this order:
 * a redirect that leads to a sign-in, a Kerberos challenge, the markers of known pages, JSON.
 */
public final class Answers {

    /** Parsed as a whole in memory, so there is an end to it. */
    private static final int LARGEST = 32 << 20;

    private static final int JUDGED = 64 << 10;
    private static final JsonReaderFactory READERS = jakarta.json.Json.createReaderFactory(Map.of());
    private static final Pattern UNUSABLE_PREFIX = Pattern.compile("^[\\uFEFF\\s]+");

    private Answers() {}

    /** What an HTML page, or a redirect, in place of JSON turned out to be. */
    public enum Page {
        LOGIN("answer.login-page"),
        TWO_STEP_LOGIN("answer.login-page"),
        SSO("answer.sso"),
        WEBSUDO("answer.websudo"),
        PROXY_BLOCK("answer.proxy-page"),
        KERBEROS("answer.kerberos"),
        /** A redirect to another host that does not look like a sign-in. */
        MOVED("answer.moved"),
        OTHER_HTML("answer.html");

        private final String cause;

        Page(String cause) {
            this.cause = cause;
        }

        /** The cause in the failure catalogue. */
        public String cause() {
            return cause;
        }
    }

    /**
     * The page that answers instead of JSON, judged by redirect, status, headers and the first 64 KiB of the body; empty
     * if it is no page. A redirect within the origin is none, unless it leads to a login.
     *
     * @param body the body's beginning as text
     */
    public static Optional<Page> page(Response response, String body) {
        String begin = body.length() > JUDGED ? body.substring(0, JUDGED) : body;
        return Pages.judge(response, UNUSABLE_PREFIX.matcher(begin).replaceFirst(""));
    }

    /** The failure for the page that answers instead of data; empty if it is no page. */
    public static Optional<AuthFailure> obstacle(Response response, String body) {
        return page(response, body).map(page -> failure(page, response, body));
    }

    /** The failure that explains such a page. */
    public static AuthFailure failure(Page page, Response response, String body) {
        FailureCatalogue.Builder problem = evidence(CoreFailures.problem(page.cause()), response, body);
        switch (page) {
            case PROXY_BLOCK ->
                problem.evidence(
                        "vendor", Pages.vendor(response, body).orElseGet(() -> CoreFailures.words("vendor.unknown")));
            case KERBEROS -> problem.evidence("offered", String.join(", ", Pages.schemes(response)));
            case SSO -> problem.with("location", Pages.identityProvider(response, body));
            default -> {}
        }
        return problem.failure();
    }

    /**
     * Parses the body (at most 32 MiB) as JSON, whatever the content type says. The status is not judged.
     *
     * @throws AuthFailure {@code answer.login-page, answer.sso, answer.websudo, answer.proxy-page, answer.kerberos,
     *     answer.moved, answer.html, answer.not-json, answer.empty, answer.truncated, answer.too-large}; the evidence has
     *     url, status, contentType, title, location
     */
    public static JsonValue json(Response response) throws AuthFailure {
        String body = text(response, LARGEST);
        if (!text(response, 1).isEmpty()) {
            throw evidence(CoreFailures.problem("answer.too-large"), response, "")
                    .with("limit", "32 MiB")
                    .failure();
        }
        String content = UNUSABLE_PREFIX.matcher(body).replaceFirst("");
        boolean looksLikeJson = content.startsWith("{") || content.startsWith("[");
        if (!looksLikeJson) {
            Optional<AuthFailure> obstacle = obstacle(response, content);
            if (obstacle.isPresent()) {
                throw obstacle.get();
            }
        }
        if (content.isEmpty()) {
            throw evidence(CoreFailures.problem("answer.empty"), response, "").failure();
        }
        return parse(response, content);
    }

    private static JsonValue parse(Response response, String content) throws AuthFailure {
        try (JsonReader reader = READERS.createReader(new StringReader(content))) {
            return reader.readValue();
        } catch (JsonParsingException e) {
            boolean atEnd = e.getLocation() != null
                    && e.getLocation().getStreamOffset()
                            >= content.stripTrailing().length();
            throw evidence(CoreFailures.problem(atEnd ? "answer.truncated" : "answer.not-json"), response, content)
                    .evidence(
                            "line",
                            e.getLocation() == null ? null : e.getLocation().getLineNumber())
                    .evidence(
                            "column",
                            e.getLocation() == null ? null : e.getLocation().getColumnNumber())
                    .with("detail", beginning(content))
                    .because(e)
                    .failure();
        } catch (JsonException | IllegalStateException e) {
            throw evidence(CoreFailures.problem("answer.not-json"), response, content)
                    .with("detail", beginning(content))
                    .because(e)
                    .failure();
        }
    }

    /** The JSON object that is the body; fails as {@link #json} does, and if it is something else. */
    public static JsonObject object(Response response) throws AuthFailure {
        JsonValue value = json(response);
        if (value instanceof JsonObject object) {
            return object;
        }
        throw unexpected(response, value);
    }

    /** The JSON array that is the body; fails as {@link #json} does, and if it is something else. */
    public static JsonArray array(Response response) throws AuthFailure {
        JsonValue value = json(response);
        if (value instanceof JsonArray array) {
            return array;
        }
        throw unexpected(response, value);
    }

    private static AuthFailure unexpected(Response response, JsonValue value) {
        return evidence(CoreFailures.problem("answer.not-json"), response, "")
                .with("detail", beginning(value.toString()))
                .failure();
    }

    /** The body as text, at most so many bytes; a broken transfer fails with its explanation. */
    public static String text(Response response, int limit) throws AuthFailure {
        try {
            return response.text(limit);
        } catch (BrokenTransfer e) {
            throw e.failure();
        } catch (IOException e) {
            throw evidence(CoreFailures.problem("answer.truncated"), response, "")
                    .because(e)
                    .failure();
        }
    }

    private static FailureCatalogue.Builder evidence(FailureCatalogue.Builder problem, Response response, String body) {
        String type = response.header("Content-Type").orElse("");
        return problem.evidence("url", withoutQuery(response.uri()))
                .evidence("status", response.status())
                .evidence("contentType", type.isEmpty() ? null : type)
                .evidence("title", Pages.title(body).orElse(null))
                .evidence(
                        "location",
                        response.header("Location").map(Answers::withoutQuery).orElse(null))
                .with("host", response.uri().getAuthority())
                .with("contentType", type.isEmpty() ? CoreFailures.words("content-type.none") : type);
    }

    private static String beginning(String content) {
        String line = content.strip().replaceAll("\\s+", " ");
        return line.length() <= 80 ? line : line.substring(0, 80) + "…";
    }

    private static String withoutQuery(URI uri) {
        return withoutQuery(uri.toString());
    }

    static String withoutQuery(String address) {
        int query = address.indexOf('?');
        return query < 0 ? address : address.substring(0, query);
    }

    /** The schemes that a {@code WWW-Authenticate} header may offer, in lower case; for connectors. */
    public static List<String> challenges(Response response) {
        return Pages.schemes(response).stream()
                .map(scheme -> scheme.toLowerCase(Locale.ROOT))
                .toList();
    }
}
