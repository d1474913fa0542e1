package org.drawbridge.browser.internal;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;

/**
 * Sends requests through a page of the signed-in browser, so that Kerberos, client certificates and device-bound sessions
 * work. Small bodies come back with the answer, large ones by a download to disk (reference: browser-relay): a call costs
 * one DevTools message whatever happens in the page. Thread-safe; many calls may run at once, the browser itself opens at
 * most six connections to a host under HTTP/1.1.
 */
final class Relay {

    /** Above this a body is downloaded to disk, or fetched in parts where it can't be. */
    private static final int INLINE = 4 << 20;

    private static final int PART = 4 << 20;

    /** Names that a page may not set, or that the browser knows better. */
    private static final Set<String> NOT_OURS = Set.of(
            "accept-encoding", "connection", "content-length", "cookie", "host", "origin", "referer", "user-agent");

    private static final String FUNCTION = script("relay.js");
    private static final String NEXT_PART = script("relay-next.js");

    private final BrowserTab tab;
    private final Downloads downloads;
    private final String origin;
    private final AtomicLong ids = new AtomicLong();

    /**
     * @param tab a page of the site's origin
     * @param origin scheme, host and port of that page
     */
    Relay(BrowserTab tab, Downloads downloads, String origin) {
        this.tab = tab;
        this.downloads = downloads;
        this.origin = origin;
    }

    private static String script(String name) {
        try (InputStream in = Relay.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request to an absolute address of the page's origin and waits until its answer is there. */
    Response send(Request request, Duration limit, Progress progress) throws AuthFailure {
        String id = Long.toString(ids.incrementAndGet());
        boolean mayDownload = request.method().equals("GET") && onlyAccept(request);
        JsonObject message;
        try {
            message = message(id, request, mayDownload);
        } catch (IOException e) {
            throw BrowserFailures.problem("browser.request-body").because(e).failure();
        }
        JsonObject answer = evaluate("(" + FUNCTION + ")(" + message + ")", limit, progress, id, request);
        if (answer.getBoolean("foreignRedirect", false)) {
            return new Response(
                    URI.create(request.target()),
                    302,
                    Map.of("Location", List.of("about:blank#other-origin")),
                    InputStream.nullInputStream(),
                    List.of());
        }
        if (answer.containsKey("error")) {
            throw BrowserFailures.problem("browser.request-failed")
                    .with("url", withoutQuery(request.target()))
                    .evidence("url", withoutQuery(request.target()))
                    .evidence("error", answer.getString("error"))
                    .failure();
        }
        return new Response(
                URI.create(answer.getString("url")),
                answer.getInt("status"),
                headers(answer.getJsonArray("headers")),
                body(answer, id, request, limit, progress),
                answer.getBoolean("redirected", false) ? List.of(URI.create(request.target())) : List.of());
    }

    private InputStream body(JsonObject answer, String id, Request request, Duration limit, Progress progress)
            throws AuthFailure {
        if (answer.getBoolean("download", false)) {
            return downloads.fetch(tab, request.target(), progress);
        }
        if (answer.containsKey("text")) {
            return new ByteArrayInputStream(answer.getString("text").getBytes(StandardCharsets.UTF_8));
        }
        byte[] first = Base64.getDecoder().decode(answer.getString("body"));
        if (!answer.getBoolean("more", false)) {
            return new ByteArrayInputStream(first);
        }
        return new Parts(first, () -> {
            JsonObject part = evaluate(
                    "(" + NEXT_PART + ")(" + Json.createValue(id) + "," + PART + ")", limit, progress, id, request);
            return part;
        });
    }

    private JsonObject message(String id, Request request, boolean mayDownload) throws IOException {
        JsonObjectBuilder headers = Json.createObjectBuilder();
        request.headers().stream()
                .filter(header -> !NOT_OURS.contains(header.name().toLowerCase(Locale.ROOT)))
                .forEach(header -> headers.add(header.name(), header.value()));
        JsonObjectBuilder message = Json.createObjectBuilder()
                .add("id", id)
                .add("url", request.target())
                .add("method", request.method())
                .add("follow", request.redirects() == Request.Redirects.SAME_ORIGIN)
                .add("inline", INLINE)
                .add("mayDownload", mayDownload);
        if (request.body().isPresent()) {
            RequestBody body = request.body().get();
            try (InputStream in = body.source().open()) {
                message.add("body", Base64.getEncoder().encodeToString(in.readAllBytes()));
            }
            headers.add("Content-Type", body.contentType());
        }
        return message.add("headers", headers).build();
    }

    private static boolean onlyAccept(Request request) {
        return request.headers().stream()
                .map(header -> header.name().toLowerCase(Locale.ROOT))
                .allMatch(name -> name.equals("accept") || NOT_OURS.contains(name));
    }

    private JsonObject evaluate(String expression, Duration limit, Progress progress, String id, Request request)
            throws AuthFailure {
        CompletableFuture<JsonObject> answer = tab.send(
                "Runtime.evaluate",
                Json.createObjectBuilder()
                        .add("expression", expression)
                        .add("awaitPromise", true)
                        .add("returnByValue", true)
                        .add("userGesture", true));
        try (Progress.Registration hook = progress.onCancel(() -> {
            answer.completeExceptionally(new Cancelled());
            abort(id);
        })) {
            JsonObject result = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (result.containsKey("exceptionDetails")) {
                throw BrowserFailures.problem("browser.request-failed")
                        .with("url", withoutQuery(request.target()))
                        .evidence(
                                "error",
                                result.getJsonObject("exceptionDetails").getString("text", ""))
                        .failure();
            }
            return result.getJsonObject("result").getJsonObject("value");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Cancelled cancelled) {
                throw cancelled;
            }
            throw BrowserFailures.problem(
                            e.getCause() instanceof BrowserGone ? "browser.gone" : "browser.request-failed")
                    .with("url", withoutQuery(request.target()))
                    .evidence("error", String.valueOf(e.getCause().getMessage()))
                    .because(e.getCause())
                    .failure();
        } catch (TimeoutException e) {
            abort(id);
            throw BrowserFailures.problem("browser.request-timeout")
                    .with("url", withoutQuery(request.target()))
                    .with("seconds", limit.toSeconds())
                    .failure();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    private void abort(String id) {
        tab.send(
                "Runtime.evaluate",
                Json.createObjectBuilder()
                        .add("expression", "globalThis.drawbridgeRelay?.get('" + id + "')?.abort.abort()"));
    }

    private static Map<String, List<String>> headers(JsonArray pairs) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (JsonValue pair : pairs) {
            String name = pair.asJsonArray().getString(0);
            headers.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(pair.asJsonArray().getString(1));
        }
        // The browser has unpacked the body already.
        headers.keySet().removeIf(name -> name.equalsIgnoreCase("content-encoding"));
        return headers;
    }

    private static String withoutQuery(String address) {
        int query = address.indexOf('?');
        return query < 0 ? address : address.substring(0, query);
    }

    String origin() {
        return origin;
    }

    /** Fetches the next part of a body. */
    private interface Next {
        JsonObject get() throws AuthFailure;
    }

    /** A body that can't be downloaded, such as the answer to a POST, in parts. */
    private static final class Parts extends InputStream {
        private final Next next;
        private byte[] part;
        private int at;
        private boolean last;

        Parts(byte[] first, Next next) {
            this.part = first;
            this.next = next;
        }

        private boolean fill() throws IOException {
            while (at == part.length && !last) {
                try {
                    JsonObject more = next.get();
                    if (more.containsKey("error")) {
                        throw new IOException(more.getString("error"));
                    }
                    part = Base64.getDecoder().decode(more.getString("body"));
                    last = more.getBoolean("done");
                    at = 0;
                } catch (AuthFailure e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
            return at < part.length;
        }

        @Override
        public int read() throws IOException {
            return fill() ? part[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, part.length - at);
            System.arraycopy(part, at, buffer, offset, count);
            at += count;
            return count;
        }
    }

    /** Where downloads go. */
    static Path downloadsIn(Path profile) {
        return profile.resolve("downloads");
    }
}
