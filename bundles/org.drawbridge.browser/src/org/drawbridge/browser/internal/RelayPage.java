package org.drawbridge.browser.internal;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.drawbridge.core.auth.Progress;

/**
 * A tab that shows a page of a site's origin to send calls from. The page is our own: the one navigation is answered here
 * and never reaches the server, so that there is a page whatever the server says, with no service worker, nothing that
 * navigates by itself, and a policy that lets it reach its own origin only. Thread-safe.
 */
final class RelayPage implements AutoCloseable {

    /** Above this a body is downloaded to disk, or comes in parts where it can't be. */
    static final int INLINE = 2 << 20;

    private static final int PART = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String CONTENT =
            "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>Drawbridge</title>";
    private static final String POLICY = "default-src 'none'; connect-src 'self'; img-src data:";
    private static final String SCRIPT = script();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DevTools devTools;
    private final BrowserTab tab;
    private volatile boolean left;
    private final Progress.Registration listening;
    private final Set<CompletableFuture<?>> waiting = ConcurrentHashMap.newKeySet();
    private final CallTraces traces = new CallTraces();
    /** Where the page's side is found; no other page can know it. */
    private final String name = "drawbridge" + HexFormat.of().toHexDigits(RANDOM.nextLong());

    private volatile boolean lost;

    private RelayPage(DevTools devTools, BrowserTab tab) {
        this.devTools = devTools;
        this.tab = tab;
        listening = devTools.listen(this::on);
    }

    private static String script() {
        try (InputStream in = RelayPage.class.getResourceAsStream("relay.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes a tab such a page.
     *
     * @param watched whether {@link #trace} is wanted, which costs each call a handful of events
     */
    static RelayPage open(DevTools devTools, BrowserTab tab, String origin, boolean watched) throws IOException {
        RelayPage page = new RelayPage(devTools, tab);
        boolean open = false;
        try {
            page.load(origin);
            page.tab.call(
                    "Runtime.evaluate",
                    Json.createObjectBuilder()
                            .add("expression", "(" + SCRIPT + ")('" + page.name + "'," + INLINE + "," + PART + ")"));
            tab.call("Page.disable");
            tab.call("Runtime.disable");
            if (!watched) {
                // Six events for each call cost a third of all calls.
                tab.call("Network.disable");
            }
            open = true;
            return page;
        } finally {
            if (!open) {
                page.close();
            }
        }
    }

    private void load(String origin) throws IOException {
        tab.call("Network.setBypassServiceWorker", Json.createObjectBuilder().add("bypass", true));
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        try (Progress.Registration hearing = devTools.listen(event -> {
            if (!event.session().equals(tab.session())) {
                return;
            }
            if (event.method().equals("Fetch.requestPaused")) {
                tab.send("Fetch.fulfillRequest", document(event.params().getString("requestId")));
            } else if (event.method().equals("Page.loadEventFired")) {
                loaded.complete(null);
            }
        })) {
            tab.call("Fetch.enable", Json.createObjectBuilder());
            tab.call("Page.navigate", Json.createObjectBuilder().add("url", origin + "/drawbridge"));
            loaded.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            tab.call("Fetch.disable");
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the page to send from did not open", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static JsonObjectBuilder document(String request) {
        return Json.createObjectBuilder()
                .add("requestId", request)
                .add("responseCode", 200)
                .add(
                        "responseHeaders",
                        Json.createArrayBuilder()
                                .add(header("Content-Type", "text/html; charset=utf-8"))
                                .add(header("Content-Security-Policy", POLICY)))
                .add("body", Base64.getEncoder().encodeToString(CONTENT.getBytes(StandardCharsets.UTF_8)));
    }

    static JsonObjectBuilder header(String name, String value) {
        return Json.createObjectBuilder().add("name", name).add("value", value);
    }

    private void on(DevTools.Event event) {
        boolean ends = switch (event.method()) {
            case "Target.targetCrashed", "Target.targetDestroyed" ->
                event.params().getString("targetId", "").equals(tab.target());
            case "Target.detachedFromTarget" ->
                event.params().getString("sessionId", "").equals(tab.session());
            default -> false;
        };
        if (ends) {
            lose(event.method());
        } else if (event.session().equals(tab.session())) {
            traces.on(event);
        }
    }

    /** The browser itself says nothing more of calls that were under way when a tab crashes. */
    private void lose(String reason) {
        lost = true;
        waiting.forEach(each -> each.completeExceptionally(new PageLost(reason, true)));
    }

    /** False if it is known that calls can no longer be sent from here. */
    boolean usable() {
        return !lost;
    }

    BrowserTab tab() {
        return tab;
    }

    /**
     * Calls a function of relay.js.
     *
     * @return what it hands back; fails with {@link PageLost}, {@link BrowserGone} or another {@link IOException}
     */
    CompletableFuture<String> call(String function) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        waiting.add(answer);
        tab.send(
                        "Runtime.evaluate",
                        Json.createObjectBuilder()
                                .add("expression", name + "." + function)
                                .add("awaitPromise", true)
                                .add("returnByValue", true))
                .whenComplete((result, failure) -> {
                    if (failure == null) {
                        accept(result, answer);
                    } else if (failure instanceof DevToolsError error) {
                        lost = true;
                        answer.completeExceptionally(new PageLost(error.getMessage(), !error.noSuchSession()));
                    } else if (failure instanceof BrowserGone
                            && !devTools.closed().isDone()) {
                        // Of the tab alone that is said too.
                        lose("the tab was closed");
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
        if (lost) {
            answer.completeExceptionally(new PageLost("the page is gone", true));
        }
        return answer.whenComplete((text, failure) -> waiting.remove(answer));
    }

    private void accept(JsonObject result, CompletableFuture<String> answer) {
        JsonObject exception = result.getJsonObject("exceptionDetails");
        if (exception == null) {
            answer.complete(result.getJsonObject("result").getString("value", ""));
            return;
        }
        String text = exception.containsKey("exception")
                ? exception.getJsonObject("exception").getString("description", "")
                : exception.getString("text", "");
        if (text.startsWith("ReferenceError: " + name)) {
            // Another page stands here now.
            lost = true;
            answer.completeExceptionally(new PageLost("the page was left", false));
        } else {
            answer.completeExceptionally(new IOException(text));
        }
    }

    /** Lets go of a call, whether it is under way or has a body that is not read to its end. */
    void abort(String id) {
        tab.send(
                "Runtime.evaluate",
                Json.createObjectBuilder().add("expression", name + ".abort(" + Json.createValue(id) + ")"));
    }

    /** Makes a file the body of the call that is going to be sent under that id; the browser streams it from disk. */
    void attach(String id, Path file) throws IOException {
        JsonObject input = tab.call(
                "Runtime.evaluate",
                Json.createObjectBuilder().add("expression", name + ".input(" + Json.createValue(id) + ")"));
        if (input.containsKey("exceptionDetails")) {
            lost = true;
            throw new PageLost("the page was left", false);
        }
        String object = input.getJsonObject("result").getString("objectId");
        tab.call(
                "DOM.setFileInputFiles",
                Json.createObjectBuilder()
                        .add("files", Json.createArrayBuilder().add(file.toString()))
                        .add("objectId", object));
        tab.send("Runtime.releaseObject", Json.createObjectBuilder().add("objectId", object));
    }

    /** What the network did for a call, if this page is watched. */
    CallTraces traces() {
        return traces;
    }

    /** Closes the tab, unless it has been left. */
    @Override
    public void close() {
        if (left) {
            return;
        }
        leave();
        devTools.send(
                "",
                "Target.closeTarget",
                Json.createObjectBuilder().add("targetId", tab.target()).build());
    }

    /** Uses the tab no more and leaves it open. */
    void leave() {
        left = true;
        listening.close();
        lose("closed");
    }
}
