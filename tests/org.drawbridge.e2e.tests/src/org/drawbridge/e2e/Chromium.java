package org.drawbridge.e2e;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The user in front of the browser that the product has started: types and clicks in its pages and pop-ups. */
final class Chromium {

    private static final long PATIENCE_SECONDS = 90;

    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private final WebSocket socket;

    /** Waits for the browser whose profile appears below the product's data folder. */
    Chromium(Path dataDir, Process product) {
        Path file = await("a browser", () -> {
            if (!product.isAlive()) {
                throw new AssertionError("the product ended with " + product.exitValue());
            }
            return profiles(dataDir).stream()
                    .map(profile -> profile.resolve("DevToolsActivePort"))
                    .filter(Files::exists)
                    .findFirst();
        });
        String endpoint = await("an endpoint", () -> {
            try {
                List<String> lines = Files.readAllLines(file);
                return lines.size() < 2
                        ? Optional.empty()
                        : Optional.of("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
        // One connection for all pages: one to a page of its own is often not answered.
        socket = await(
                "a connection",
                () -> Optional.ofNullable(HttpClient.newBuilder()
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .build()
                        .newWebSocketBuilder()
                        .buildAsync(URI.create(endpoint), new Receiver())
                        .completeOnTimeout(null, 5, TimeUnit.SECONDS)
                        .exceptionally(gone -> null)
                        .join()));
    }

    /** What lies where the product keeps the profiles of running browsers. */
    static List<Path> profiles(Path dataDir) {
        Path folder = dataDir.resolve("browser");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    static <T> T await(String what, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + what + " within " + PATIENCE_SECONDS + " s");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Runs a script in the page, window or pop-up, of that host, once the script's condition holds there. */
    void when(String host, String condition, String script) {
        String expression = "document.readyState === 'complete' && !!(" + condition + ") && (() => { " + script
                + "; return true; })()";
        // The product may have a page of that host of its own, in the background.
        await(
                condition + " at " + host,
                () -> pages(host).stream()
                        .map(page -> evaluate(page, expression))
                        .flatMap(Optional::stream)
                        .filter("true"::equals)
                        .findFirst());
    }

    /** Fills fields by their selectors and presses a button, as soon as it is there. */
    void submit(String host, String button, String... selectorsAndValues) {
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < selectorsAndValues.length; i += 2) {
            script.append(element(selectorsAndValues[i]))
                    .append(".value = ")
                    .append(Json.createValue(selectorsAndValues[i + 1]))
                    .append("; ");
        }
        // Afterwards, since a page that goes away takes its answer along.
        when(host, visible(button), script + "setTimeout(() => " + element(button) + ".click(), 0)");
    }

    private static String element(String selector) {
        return "document.querySelector('" + selector + "')";
    }

    private static String visible(String selector) {
        return element(selector) + " && " + element(selector) + ".offsetParent !== null";
    }

    /** The targets that are pages of that host. */
    private List<String> pages(String host) {
        return call("", "Target.getTargets", Json.createObjectBuilder())
                .map(answer -> answer.getJsonArray("targetInfos").getValuesAs(JsonObject.class).stream()
                        .filter(target -> target.getString("type").equals("page"))
                        .filter(target -> target.getString("url").startsWith("https://" + host + "/"))
                        .map(target -> target.getString("targetId"))
                        .toList())
                .orElse(List.of());
    }

    /** With the user's gesture, without which a page may open no pop-up. */
    private Optional<String> evaluate(String target, String expression) {
        Optional<String> session = call(
                        "",
                        "Target.attachToTarget",
                        Json.createObjectBuilder().add("targetId", target).add("flatten", true))
                .map(answer -> answer.getString("sessionId"));
        if (session.isEmpty()) {
            return Optional.empty();
        }
        // Between two documents there is nobody to answer.
        Optional<String> value = call(
                        session.get(),
                        "Runtime.evaluate",
                        Json.createObjectBuilder()
                                .add("expression", "String(" + expression + ")")
                                .add("userGesture", true))
                .map(answer -> answer.getJsonObject("result"))
                .map(result -> result.get("value"))
                .filter(found -> found.getValueType() == JsonValue.ValueType.STRING)
                .map(found -> found.toString().replace("\"", ""));
        call("", "Target.detachFromTarget", Json.createObjectBuilder().add("sessionId", session.get()));
        return value;
    }

    /** Empty if the browser refuses, or does not answer. */
    private Optional<JsonObject> call(String session, String method, JsonObjectBuilder params) {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        pending.put(id, answer);
        JsonObjectBuilder message =
                Json.createObjectBuilder().add("id", id).add("method", method).add("params", params);
        if (!session.isEmpty()) {
            message.add("sessionId", session);
        }
        socket.sendText(message.build().toString(), true);
        try {
            return Optional.ofNullable(answer.completeOnTimeout(JsonValue.EMPTY_JSON_OBJECT, 5, TimeUnit.SECONDS)
                    .join()
                    .getJsonObject("result"));
        } finally {
            pending.remove(id);
        }
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket own, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try (JsonReader reader = Json.createReader(new StringReader(text.toString()))) {
                    JsonObject message = reader.readObject();
                    CompletableFuture<JsonObject> waiting =
                            message.containsKey("id") ? pending.get((long) message.getInt("id")) : null;
                    if (waiting != null) {
                        waiting.complete(message);
                    }
                }
                text.setLength(0);
            }
            own.request(1);
            return null;
        }
    }
}
