package org.drawbridge.browser.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.drawbridge.browser.PanelState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The panel over the pages of the browser: a closed shadow root, put there from an isolated world, so that neither the
 * page's content security policy nor its scripts reach it. Lives anew in each document; corner and hidden state are kept
 * here. Thread-safe.
 */
final class Panel {

    private static final Logger LOG = LoggerFactory.getLogger(Panel.class);
    private static final String WORLD = "drawbridge";
    private static final String BINDING = "drawbridgeReport";
    private static final String SCRIPT = script();

    private final Consumer<PanelState.Button> pressed;
    /** By tab session: the unique id of the isolated world of its current document. */
    private final Map<String, WorldIn> worlds = new ConcurrentHashMap<>();

    private volatile JsonObject state;
    private volatile JsonObject place = Json.createObjectBuilder()
            .add("corner", "top-right")
            .add("hidden", false)
            .build();

    private record WorldIn(BrowserTab tab, long context) {}

    Panel(Consumer<PanelState.Button> pressed) {
        this.pressed = pressed;
    }

    private static String script() {
        try (InputStream in = Panel.class.getResourceAsStream("panel.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the panel's script into a tab: its present document and all that follow. */
    void install(BrowserTab tab) throws IOException {
        tab.call("Runtime.enable");
        tab.call(
                "Runtime.addBinding",
                Json.createObjectBuilder().add("name", BINDING).add("executionContextName", WORLD));
        tab.call(
                "Page.addScriptToEvaluateOnNewDocument",
                Json.createObjectBuilder()
                        .add("source", SCRIPT)
                        .add("worldName", WORLD)
                        .add("runImmediately", true));
    }

    void show(PanelState shown) {
        state = json(shown);
        worlds.values().forEach(this::update);
    }

    /** The isolated world of a tab's present document; empty between two documents. */
    Optional<Long> world(BrowserTab tab) {
        return Optional.ofNullable(worlds.get(tab.session())).map(WorldIn::context);
    }

    /** For a tab that turns out not to be the user's. */
    void forget(BrowserTab tab) {
        worlds.remove(tab.session());
    }

    /** To be told of all events of the tabs. */
    void on(BrowserTab tab, DevTools.Event event) {
        switch (event.method()) {
            case "Runtime.executionContextDestroyed" ->
                worlds.computeIfPresent(
                        tab.session(),
                        (session, world) ->
                                world.context() == event.params().getInt("executionContextId") ? null : world);
            case "Page.domContentEventFired" -> again(tab);
            case "Runtime.executionContextsCleared" -> worlds.remove(tab.session());
            case "Runtime.bindingCalled" -> {
                if (event.params().getString("name").equals(BINDING)) {
                    report(tab, event.params());
                }
            }
            default -> {}
        }
    }

    /** A pop-up's first page can inherit the window of its empty document; then scripts for new documents don't run. */
    private void again(BrowserTab tab) {
        JsonObjectBuilder world =
                Json.createObjectBuilder().add("frameId", tab.target()).add("worldName", WORLD);
        tab.send("Page.createIsolatedWorld", world)
                .thenAccept(made -> tab.send(
                        "Runtime.evaluate",
                        Json.createObjectBuilder()
                                .add("contextId", made.getInt("executionContextId"))
                                .add("expression", SCRIPT)));
    }

    private void report(BrowserTab tab, JsonObject params) {
        JsonObject message;
        try (var reader = Json.createReader(new StringReader(params.getString("payload")))) {
            message = reader.readObject();
        } catch (JsonException e) {
            return;
        }
        if (message.containsKey("ready")) {
            WorldIn world = new WorldIn(tab, params.getInt("executionContextId"));
            worlds.put(tab.session(), world);
            update(world);
        } else if (message.containsKey("place")) {
            place = message.getJsonObject("place");
        } else if (message.containsKey("button")) {
            try {
                pressed.accept(PanelState.Button.valueOf(message.getString("button")));
            } catch (IllegalArgumentException e) {
                LOG.debug("an unknown button of the panel", e);
            }
        }
    }

    private void update(WorldIn world) {
        JsonObject shown = state;
        if (shown == null) {
            return;
        }
        world.tab()
                .send(
                        "Runtime.evaluate",
                        Json.createObjectBuilder()
                                .add("contextId", world.context())
                                .add("expression", "globalThis.drawbridgePanel?.set(" + shown + "," + place + ")"));
    }

    private static JsonObject json(PanelState shown) {
        JsonArrayBuilder signals = Json.createArrayBuilder();
        shown.signals()
                .forEach(signal -> signals.add(Json.createObjectBuilder()
                        .add("state", signal.state().name())
                        .add("text", signal.text())));
        JsonObjectBuilder labels = Json.createObjectBuilder();
        shown.labels().forEach(labels::add);
        return Json.createObjectBuilder()
                .add("title", shown.title())
                .add("text", shown.text())
                .add("signals", signals)
                .add("labels", labels)
                .build();
    }
}
