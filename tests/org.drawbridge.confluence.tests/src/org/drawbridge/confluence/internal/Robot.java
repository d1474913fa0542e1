package org.drawbridge.confluence.internal;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The user at the browser: types and clicks in its first page, over a DevTools connection of its own. */
final class Robot implements AutoCloseable {

    private static final int SECONDS = 20;

    private final HttpClient client =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    private final LinkedBlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int ids;

    /** Sits down at the browser whose profile is below the folder. */
    Robot(Path folder) throws Exception {
        this(folder, "");
    }

    /** Sits down at a page, or pop-up, whose address begins so, as soon as there is one. */
    Robot(Path folder, String at) throws Exception {
        String page = page(folder, at);
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
                page.isEmpty() && System.nanoTime() < end;
                page = page(folder, at)) {
            LockSupport.parkNanos(20_000_000);
        }
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(page), new Receiver())
                .join();
    }

    private String page(Path folder, String at) throws Exception {
        String port = Files.readAllLines(profile(folder).resolve("DevToolsActivePort"))
                .getFirst();
        String pages = client.send(
                        java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        try (var reader = Json.createReader(new StringReader(pages))) {
            return reader.readArray().getValuesAs(JsonObject.class).stream()
                    .filter(target -> target.getString("type").equals("page"))
                    .filter(target -> target.getString("url").startsWith(at))
                    .findFirst()
                    .map(target -> target.getString("webSocketDebuggerUrl"))
                    .orElse("");
        }
    }

    static Path profile(Path folder) throws Exception {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    /** Waits until an element is there. */
    Robot awaits(String selector) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!run("document.readyState === 'complete' && !!document.querySelector('" + selector + "')")
                .equals("true")) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + selector + " at " + run("location.href") + ": "
                        + run("document.body?.innerText?.slice(0, 300)"));
            }
            LockSupport.parkNanos(20_000_000);
        }
        return this;
    }

    Robot types(String selector, String text) throws Exception {
        run("document.querySelector('" + selector + "').value = " + Json.createValue(text));
        return this;
    }

    Robot clicks(String selector) throws Exception {
        run("document.querySelector('" + selector + "').click()");
        return this;
    }

    String run(String expression) throws Exception {
        JsonObject result = command(
                "Runtime.evaluate",
                Json.createObjectBuilder()
                        .add("expression", "String(" + expression + ")")
                        // Without the user's gesture no page may open a pop-up.
                        .add("userGesture", true)
                        .add("returnByValue", true));
        // Between two pages there is nobody to answer.
        return result.containsKey("result") ? result.getJsonObject("result").getString("value", "") : "";
    }

    /** For a command that has no answer. */
    void sends(String method) {
        socket.sendText("{\"id\":" + ++ids + ",\"method\":\"" + method + "\"}", true).join();
    }

    JsonObject command(String method, JsonObjectBuilder params) throws Exception {
        int id = ++ids;
        socket.sendText(
                        Json.createObjectBuilder()
                                .add("id", id)
                                .add("method", method)
                                .add("params", params)
                                .build()
                                .toString(),
                        true)
                .join();
        while (true) {
            JsonObject answer = answers.poll(SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer to " + method);
            }
            if (answer.getInt("id", 0) == id) {
                return answer.containsKey("result") ? answer.getJsonObject("result") : JsonObject.EMPTY_JSON_OBJECT;
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }

    /** Whether anything of a browser is left below the folder. */
    static List<Path> left(Path folder) throws Exception {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList();
        }
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                try (var reader = Json.createReader(new StringReader(parts.toString()))) {
                    answers.add(reader.readObject());
                }
                parts.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
