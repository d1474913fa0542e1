package org.drawbridge.ui.internal.browser;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
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
import org.drawbridge.browser.PartedBody;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;

/**
 * Sends requests from a page of an SWT browser. Bodies pass in parts, in both directions, so that the product never holds
 * a whole one. Thread-safe; background threads only.
 */
final class EmbeddedRelay {

    /** Names that a page may not set, or that the browser knows better. */
    private static final Set<String> NOT_OURS = Set.of(
            "accept-encoding", "connection", "content-length", "cookie", "host", "origin", "referer", "user-agent");

    /** Why a request failed if it was because the page that sends has gone. */
    private static final Throwable PAGE_GONE = new IOException("the page went away");

    private static final AtomicLong CALLS = new AtomicLong();

    private final PageAgent page;
    private final String origin;

    EmbeddedRelay(PageAgent page, String origin) {
        this.page = page;
        this.origin = origin;
    }

    /** Whether a request failed because the page that sends has gone, so that it may work from another. */
    static boolean pageGone(AuthFailure failure) {
        return failure.getCause() == PAGE_GONE;
    }

    String origin() {
        return origin;
    }

    /** Sends a request to the page's origin and waits until its answer's first part is there. */
    Response send(Request request, Duration limit, Progress progress) throws AuthFailure {
        Call call = new Call(request, limit, progress);
        if (request.body().isPresent()) {
            call.upload(request.body().get());
        }
        JsonObject answer = call.ask("fetch", call.head());
        if (answer.getBoolean("elsewhere", false)) {
            return new Response(
                    URI.create(request.target()),
                    302,
                    Map.of("Location", List.of("about:blank#other-origin")),
                    InputStream.nullInputStream(),
                    List.of());
        }
        return new Response(
                URI.create(answer.getString("url")),
                answer.getInt("status"),
                headers(answer.getJsonArray("headers")),
                new PartedBody(part(answer), call::next, call::abort),
                answer.getBoolean("redirected", false) ? List.of(URI.create(request.target())) : List.of());
    }

    private static PartedBody.Part part(JsonObject answer) {
        return new PartedBody.Part(Base64.getDecoder().decode(answer.getString("body")), answer.getBoolean("done"));
    }

    static Map<String, List<String>> headers(JsonArray pairs) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (JsonValue pair : pairs) {
            headers.computeIfAbsent(pair.asJsonArray().getString(0), key -> new ArrayList<>())
                    .add(pair.asJsonArray().getString(1));
        }
        // The browser has unpacked the body already.
        headers.keySet().removeIf(name -> name.equalsIgnoreCase("content-encoding"));
        return headers;
    }

    /** One request and its answer. */
    private final class Call {
        private final String id = Long.toString(CALLS.incrementAndGet());
        private final Request request;
        private final Duration limit;
        private final Progress progress;

        Call(Request request, Duration limit, Progress progress) {
            this.request = request;
            this.limit = limit;
            this.progress = progress;
        }

        private JsonObjectBuilder command() {
            return Json.createObjectBuilder().add("call", id).add("origin", origin);
        }

        JsonObjectBuilder head() {
            JsonObjectBuilder headers = Json.createObjectBuilder();
            request.headers().stream()
                    .filter(header -> !NOT_OURS.contains(header.name().toLowerCase(Locale.ROOT)))
                    .forEach(header -> headers.add(header.name(), header.value()));
            request.body().ifPresent(body -> headers.add("Content-Type", body.contentType()));
            return command()
                    .add("url", request.target())
                    .add("method", request.method())
                    .add("follow", request.redirects() == Request.Redirects.SAME_ORIGIN)
                    .add("hasBody", request.body().isPresent())
                    .add("headers", headers);
        }

        void upload(RequestBody body) throws AuthFailure {
            try (InputStream in = body.source().open()) {
                for (byte[] part = in.readNBytes(PageAgent.PART);
                        part.length > 0;
                        part = in.readNBytes(PageAgent.PART)) {
                    ask("send", command().add("body", Base64.getEncoder().encodeToString(part)));
                }
            } catch (IOException e) {
                abort();
                throw BrowserFailures.problem("browser.request-body").because(e).failure();
            }
        }

        PartedBody.Part next() throws AuthFailure {
            return part(ask("part", command()));
        }

        void abort() {
            page.ask("abort", command());
        }

        JsonObject ask(String operation, JsonObjectBuilder command) throws AuthFailure {
            CompletableFuture<JsonObject> answer = page.ask(operation, command);
            try (Progress.Registration hook = progress.onCancel(() -> {
                answer.completeExceptionally(new Cancelled());
                abort();
            })) {
                JsonObject value = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (value.containsKey("gone") || value.containsKey("away")) {
                    throw failed("the page went away", PAGE_GONE);
                }
                if (value.containsKey("error")) {
                    throw failed(value.getString("error"));
                }
                return value;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Cancelled cancelled
                        ? cancelled
                        : failed(String.valueOf(e.getCause().getMessage()));
            } catch (TimeoutException e) {
                answer.cancel(false);
                abort();
                throw BrowserFailures.problem("browser.request-timeout")
                        .with("url", address())
                        .with("seconds", limit.toSeconds())
                        .failure();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                abort();
                throw new Cancelled();
            }
        }

        private String address() {
            int query = request.target().indexOf('?');
            return query < 0 ? request.target() : request.target().substring(0, query);
        }

        private AuthFailure failed(String error) {
            return failed(error, null);
        }

        private AuthFailure failed(String error, Throwable cause) {
            return BrowserFailures.problem("browser.request-failed")
                    .with("url", address())
                    .evidence("url", address())
                    .evidence("error", error)
                    .because(cause)
                    .failure();
        }
    }
}
