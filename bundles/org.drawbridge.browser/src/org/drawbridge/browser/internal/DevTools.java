package org.drawbridge.browser.internal;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.drawbridge.core.auth.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a browser's DevTools protocol: one WebSocket, many target sessions (flat mode). Thread-safe. Messages
 * are never logged: they carry cookies and page content.
 */
final class DevTools implements AutoCloseable {

    /** An event of the browser; {@code session} is empty for those of the browser itself. */
    record Event(String session, String method, JsonObject params) {}

    /** Hears events, one at a time in their order, on a thread where {@link #call} may be used. */
    interface Listener {
        void on(Event event);
    }

    private static final Logger LOG = LoggerFactory.getLogger(DevTools.class);
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    /** By command, the session whose end it must not survive. */
    private final Map<Long, String> sessions = new ConcurrentHashMap<>();

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ExecutorService events = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("devtools-events").factory());
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final DevToolsSocket socket;

    private DevTools(DevToolsSocket socket) {
        this.socket = socket;
    }

    /** Connects to {@code ws://127.0.0.1:port/devtools/browser/…}. */
    static DevTools connect(URI endpoint) throws IOException {
        try {
            DevTools devTools = new DevTools(DevToolsSocket.connect(endpoint, CONNECT));
            devTools.socket.listen(devTools::received, devTools::ended);
            return devTools;
        } catch (IOException e) {
            throw new IOException("no DevTools at " + endpoint.getHost() + ":" + endpoint.getPort(), e);
        }
    }

    /** Completes when the connection has ended, whoever ended it. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    Progress.Registration listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Sends a command to a target session, or to the browser itself if the session is empty. */
    CompletableFuture<JsonObject> send(String session, String method, JsonObject params) {
        long id = ids.incrementAndGet();
        JsonObjectBuilder message =
                Json.createObjectBuilder().add("id", id).add("method", method).add("params", params);
        if (!session.isEmpty()) {
            message.add("sessionId", session);
        }
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        pending.put(id, answer);
        sessions.put(id, session);
        answer.whenComplete((result, failure) -> {
            pending.remove(id);
            sessions.remove(id);
        });
        try {
            socket.send(message.build().toString());
        } catch (IOException e) {
            answer.completeExceptionally(new BrowserGone());
        }
        if (closed.isDone()) {
            answer.completeExceptionally(new BrowserGone());
        }
        return answer;
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @throws DevToolsError if the browser refuses the command
     * @throws BrowserGone if the browser has ended
     * @throws IOException if no answer comes in time
     */
    JsonObject call(String session, String method, JsonObject params, Duration limit) throws IOException {
        CompletableFuture<JsonObject> answer = send(session, method, params);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException(method, e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer to " + method + " within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            answer.cancel(false);
        }
    }

    @Override
    public void close() {
        socket.close();
        ended();
    }

    private void ended() {
        closed.complete(null);
        pending.values().forEach(answer -> answer.completeExceptionally(new BrowserGone()));
        events.shutdown();
    }

    private void received(String text) {
        JsonObject message = EvaluatedText.of(text);
        if (message != null) {
            answered(message);
            return;
        }
        try {
            message = Json.object(text);
        } catch (JsonException e) {
            LOG.warn("unreadable DevTools message of {} characters", text.length());
            return;
        }
        if (message.containsKey("id")) {
            answered(message);
            return;
        }
        Event event = new Event(
                message.getString("sessionId", ""),
                message.getString("method", ""),
                message.containsKey("params") ? message.getJsonObject("params") : JsonObject.EMPTY_JSON_OBJECT);
        if (event.method().equals("Target.detachedFromTarget")) {
            detached(event.params().getString("sessionId"));
        }
        if (!events.isShutdown()) {
            events.execute(() -> deliver(event));
        }
    }

    /** A tab that is closed answers no more. */
    private void detached(String session) {
        sessions.forEach((id, own) -> {
            CompletableFuture<JsonObject> answer = pending.get(id);
            if (own.equals(session) && answer != null) {
                answer.completeExceptionally(new PageLost("the tab was closed", true));
            }
        });
    }

    private void answered(JsonObject message) {
        CompletableFuture<JsonObject> answer =
                pending.get(message.getJsonNumber("id").longValue());
        if (answer == null) {
            return;
        }
        JsonObject error = message.getJsonObject("error");
        if (error == null) {
            answer.complete(message.getJsonObject("result"));
        } else {
            answer.completeExceptionally(new DevToolsError(error.getInt("code", 0), error.getString("message", "")));
        }
    }

    private void deliver(Event event) {
        for (Listener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException e) {
                LOG.warn("a listener failed on {}", event.method(), e);
            }
        }
    }
}
