package org.drawbridge.sandbox.internal;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A call that came in through the JDK's server. Used by one thread. */
final class HttpCall implements Call {

    private static final int LARGEST_BODY = 64 << 20;

    private final HttpExchange exchange;
    private final String host;
    private final Map<String, List<String>> query;
    private String body;
    private final Consumer<String> secrets;
    private boolean answered;
    private Shape shape = (length, content) -> content;

    /** Changes how a body goes out. */
    interface Shape {
        Writer of(long length, Writer content);
    }

    /** @param secrets is told each secret that goes out; null for nobody */
    HttpCall(HttpExchange exchange, Consumer<String> secrets) {
        this.exchange = exchange;
        this.secrets = secrets;
        String given = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .orElse("");
        host = given.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        query = parameters(exchange.getRequestURI().getRawQuery());
    }

    void shape(Shape added) {
        Shape before = shape;
        shape = (length, content) -> added.of(length, before.of(length, content));
    }

    boolean answered() {
        return answered;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String method() {
        return exchange.getRequestMethod();
    }

    @Override
    public String path() {
        String path = exchange.getRequestURI().getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    @Override
    public URI uri() {
        String rawQuery = exchange.getRequestURI().getRawQuery();
        return URI.create("https://" + host + path() + (rawQuery == null ? "" : "?" + rawQuery));
    }

    @Override
    public Map<String, String> query() {
        return firsts(query);
    }

    @Override
    public List<String> queryAll(String name) {
        return query.getOrDefault(name, List.of());
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public Map<String, String> cookies() {
        Map<String, String> cookies = new LinkedHashMap<>();
        for (String line : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
            for (String pair : line.split(";")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    cookies.putIfAbsent(
                            pair.substring(0, equals).strip(),
                            pair.substring(equals + 1).strip());
                }
            }
        }
        return cookies;
    }

    @Override
    public String body() throws IOException {
        if (body == null) {
            byte[] bytes = exchange.getRequestBody().readNBytes(LARGEST_BODY);
            body = new String(bytes, StandardCharsets.UTF_8);
        }
        return body;
    }

    @Override
    public Map<String, String> form() throws IOException {
        return firsts(parameters(body()));
    }

    @Override
    public Call with(String name, String value) {
        exchange.getResponseHeaders().add(name, value);
        return this;
    }

    @Override
    public void json(int status, JsonStructure content) throws IOException {
        json(status, content.toString());
    }

    @Override
    public void json(int status, String content) throws IOException {
        send(status, "application/json", content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void html(int status, String content) throws IOException {
        send(status, "text/html;charset=UTF-8", content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void text(int status, String content) throws IOException {
        send(status, "text/plain;charset=UTF-8", content.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void send(int status, String contentType, byte[] content) throws IOException {
        if (secrets != null) {
            HandedOut.inBody(content, secrets);
        }
        stream(status, contentType, content.length, out -> out.write(content));
    }

    @Override
    public void stream(int status, String contentType, long length, Writer content) throws IOException {
        if (!contentType.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", contentType);
        }
        begin();
        if (method().equals("HEAD") || status == 304 || status == 204) {
            if (status != 204) {
                exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        // The server takes 0 for "chunked" and -1 for "nothing".
        exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
        // Closing the stream first would keep the connection open after a body that was cut short.
        try {
            shape.of(length, content).writeTo(exchange.getResponseBody());
        } finally {
            exchange.close();
        }
    }

    @Override
    public void redirect(int status, String location) throws IOException {
        with("Location", location);
        empty(status);
    }

    @Override
    public void empty(int status) throws IOException {
        begin();
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void reset() {
        begin();
        exchange.close();
    }

    private void begin() {
        if (answered) {
            throw new IllegalStateException("answered twice: " + method() + " " + path());
        }
        answered = true;
        if (secrets != null) {
            HandedOut.inHeaders(exchange.getResponseHeaders(), secrets);
        }
    }

    private static Map<String, List<String>> parameters(String encoded) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (encoded == null || encoded.isEmpty()) {
            return parameters;
        }
        for (String pair : encoded.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            parameters
                    .computeIfAbsent(decoded(name), key -> new ArrayList<>())
                    .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static Map<String, String> firsts(Map<String, List<String>> parameters) {
        Map<String, String> firsts = new LinkedHashMap<>();
        parameters.forEach((name, values) -> firsts.put(name, values.getFirst()));
        return firsts;
    }
}
