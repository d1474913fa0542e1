package org.drawbridge.confluence.internal;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/** An answer that has been read whole and can be looked at from several sides. For small answers only. */
final class Answer {

    /** Finding it anew for each call costs more than the call. */
    private static final JsonProvider JSON = JsonProvider.provider();

    /** No answer of Confluence's REST interface that we ask for comes near; more would only cost memory. */
    private static final int LIMIT = 16 << 20;

    private final String call;
    private final Response head;
    private final String text;
    private final Optional<JsonValue> json;

    private Answer(String call, Response head, String text) {
        this.call = call;
        this.head = head;
        this.text = text;
        this.json = parse(text);
    }

    /** Reads the answer to its end and closes it. */
    static Answer read(Request request, Response response) throws AuthFailure {
        try (response) {
            return new Answer(request.method() + " " + request.target(), response, Answers.text(response, LIMIT));
        }
    }

    /** What sends a request: a session, or the HTTP stack without credentials. */
    @FunctionalInterface
    interface Sender {
        Response send(Request request) throws AuthFailure;
    }

    /**
     * Asks for a page as a browser would, following redirects within the site. A client without cookies is sent in
     * circles by some sign-ins; then the first redirect is the answer.
     */
    static Answer page(String address, Sender sender) throws AuthFailure {
        Request request = Request.get(address).replacing("Accept", "text/html");
        try {
            return read(request, sender.send(request));
        } catch (AuthFailure e) {
            if (!e.problem().cause().equals("redirect.loop")) {
                throw e;
            }
            return read(request, sender.send(request.notFollowing()));
        }
    }

    private static Optional<JsonValue> parse(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return Optional.empty();
        }
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            return Optional.of(reader.readValue());
        } catch (JsonException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    int status() {
        return head.status();
    }

    URI uri() {
        return head.uri();
    }

    String text() {
        return text;
    }

    Optional<String> header(String name) {
        return head.header(name);
    }

    boolean ok() {
        return status() == 200;
    }

    boolean redirect() {
        return status() >= 300 && status() < 400 && status() != 304;
    }

    /** Where a redirect points, made absolute. */
    Optional<URI> location() {
        return header("Location").flatMap(value -> {
            try {
                return Optional.of(uri().resolve(value.strip().replace(" ", "%20")));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    /** What page got in the way, if one did. */
    Optional<Answers.Page> page() {
        return isJson() ? Optional.empty() : Answers.page(replay(), text);
    }

    boolean isJson() {
        return json.isPresent();
    }

    boolean html() {
        return head.mediaType().contains("html")
                || text.stripLeading().regionMatches(true, 0, "<!doctype html", 0, 14)
                || text.stripLeading().regionMatches(true, 0, "<html", 0, 5);
    }

    /** The object, or an empty one if the answer isn't a JSON object. */
    JsonObject object() {
        return json.filter(JsonObject.class::isInstance)
                .map(JsonValue::asJsonObject)
                .orElse(JsonValue.EMPTY_JSON_OBJECT);
    }

    Optional<JsonArray> array() {
        return json.filter(JsonArray.class::isInstance).map(JsonValue::asJsonArray);
    }

    /** The objects in {@code results}. */
    List<JsonObject> results() {
        return objects(object().get("results")).toList();
    }

    /** The answer as JSON object, or the failure that says which page came instead. */
    JsonObject orFail() throws AuthFailure {
        if (json.filter(JsonObject.class::isInstance).isPresent()) {
            return object();
        }
        return Answers.object(replay());
    }

    /** The message of an error answer in any of Confluence's envelopes, at most 200 characters. */
    String message() {
        JsonObject object = object();
        String found = string(object, "message");
        if (found.isEmpty()) {
            found = string(child(object, "error"), "message");
        }
        if (found.isEmpty()) {
            found = objects(object.get("errors"))
                    .map(error -> string(error, "title"))
                    .filter(title -> !title.isEmpty())
                    .findFirst()
                    .orElse("");
        }
        return found.length() > 200 ? found.substring(0, 200) + "…" : found;
    }

    Evidence evidence(String note) {
        return Evidence.call(call, status(), note).withHeaders(head.headers());
    }

    /** With what the answer itself says: its message without the Java class, or the title of the page that it is. */
    Evidence evidence() {
        return evidence(said());
    }

    /** Without the headers of a success: to redact them in each of thousands of spaces costs more than the calls. */
    Evidence brief(String note) {
        return status() / 100 == 2 ? Evidence.call(call, status(), note) : evidence(note);
    }

    Evidence brief() {
        return brief(said());
    }

    private String said() {
        String note = message().replaceFirst("^(?:[a-z]\\w*\\.)+\\w+(?:Exception)?: ", "");
        return note.isEmpty() && html() ? PageMetas.of(text).title() : note;
    }

    /** The facts that every failure from this answer shows. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("url", uri().toString());
        facts.put("status", status());
        String message = message();
        if (!message.isEmpty()) {
            facts.put("answer", message);
        }
        Stream.of("X-Seraph-LoginReason", "X-Failure-Category", "X-Authentication-Denied-Reason", "WWW-Authenticate")
                .forEach(name -> header(name).ifPresent(value -> facts.put(name, value)));
        Stream.of("ATL-TraceId", "X-Trace-Id", "X-ARequestId", "X-Request-Id")
                .map(this::header)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(value -> facts.put("correlationId", value));
        location().ifPresent(value -> facts.put("location", withoutQuery(value)));
        return facts;
    }

    /** An address without its query, which may carry assertions. */
    static String withoutQuery(URI uri) {
        String text = uri.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query) + "?…";
    }

    private Response replay() {
        return new Response(
                head.uri(),
                head.status(),
                headersWithUtf8(),
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                head.redirects());
    }

    private Map<String, List<String>> headersWithUtf8() {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(head.headers());
        if (!head.mediaType().isEmpty()) {
            headers.put("Content-Type", List.of(head.mediaType() + ";charset=UTF-8"));
        }
        return headers;
    }

    /** A string member, or the empty string. Numbers count as strings. */
    static String string(JsonObject object, String name) {
        JsonValue value = object.get(name);
        if (value == null) {
            return "";
        }
        return switch (value.getValueType()) {
            case STRING -> object.getString(name);
            case NUMBER, TRUE, FALSE -> value.toString();
            default -> "";
        };
    }

    /** An object member, or an empty one. */
    static JsonObject child(JsonObject object, String name) {
        return object.get(name) instanceof JsonObject child ? child : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** The objects of an array value; nothing for any other value. */
    static Stream<JsonObject> objects(JsonValue value) {
        return value instanceof JsonArray array
                ? array.stream().filter(JsonObject.class::isInstance).map(JsonValue::asJsonObject)
                : Stream.empty();
    }
}
