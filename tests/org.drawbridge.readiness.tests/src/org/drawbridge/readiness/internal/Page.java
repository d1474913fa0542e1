package org.drawbridge.readiness.internal;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A file in a real, headless Chromium, driven by the DevTools protocol. */
final class Page implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process browser;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<String> problems = new ArrayList<>();
    private final String session;

    Page(Path html, Path profile, int width, int height) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                program().toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--no-first-run",
                "--disable-gpu",
                "--window-size=" + width + "," + height));
        String more = System.getenv().getOrDefault("DRAWBRIDGE_BROWSER_ARGUMENTS", "");
        Stream.of(more.split("\\s+")).filter(each -> !each.isEmpty()).forEach(command::add);
        if (System.getProperty("user.name").equals("root")) {
            command.add("--no-sandbox");
        }
        command.add("about:blank");
        browser = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(port) || Files.readAllLines(port).size() < 2) {
            if (browser.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                throw new IOException("the browser did not start");
            }
        }
        List<String> lines = Files.readAllLines(port);
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)), new Listening())
                .get(60, TimeUnit.SECONDS);
        String target = call(
                        "", "Target.createTarget", Json.createObjectBuilder().add("url", "about:blank"))
                .getString("targetId");
        session = call(
                        "",
                        "Target.attachToTarget",
                        Json.createObjectBuilder().add("targetId", target).add("flatten", true))
                .getString("sessionId");
        call("Runtime.enable");
        call("Log.enable");
        call("Page.enable");
        call("Page.navigate", Json.createObjectBuilder().add("url", html.toUri().toString()));
        await("location.protocol === 'file:' && document.readyState === 'complete'");
    }

    private static Path program() {
        for (String folder : System.getenv("PATH").split(":")) {
            for (String name : List.of("chromium", "google-chrome", "chromium-browser", "microsoft-edge")) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        throw new IllegalStateException("there is no Chromium on the PATH");
    }

    private final class Listening implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try (JsonReader reader = Json.createReader(new StringReader(text.toString()))) {
                    JsonObject message = reader.readObject();
                    if (message.containsKey("id")) {
                        waiting.remove(message.getInt("id")).complete(message);
                    } else if (message.getString("method").matches("Runtime.exceptionThrown|Log.entryAdded")) {
                        synchronized (problems) {
                            problems.add(message.toString());
                        }
                    }
                }
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }

    private JsonObject call(String inSession, String method, JsonObjectBuilder parameters) throws Exception {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        JsonObjectBuilder message =
                Json.createObjectBuilder().add("id", id).add("method", method).add("params", parameters);
        if (!inSession.isEmpty()) {
            message.add("sessionId", inSession);
        }
        socket.sendText(message.build().toString(), true).get(60, TimeUnit.SECONDS);
        JsonObject found = answer.get(60, TimeUnit.SECONDS);
        if (found.containsKey("error")) {
            throw new IOException(method + ": " + found.get("error"));
        }
        return found.getJsonObject("result");
    }

    JsonObject call(String method, JsonObjectBuilder parameters) throws Exception {
        return call(session, method, parameters);
    }

    void call(String method) throws Exception {
        call(method, Json.createObjectBuilder());
    }

    /** The value of a script, as text. */
    String eval(String script) throws Exception {
        JsonObject result = call(
                "Runtime.evaluate",
                Json.createObjectBuilder()
                        .add("expression", "String(" + script + ")")
                        .add("awaitPromise", true));
        if (result.containsKey("exceptionDetails")) {
            throw new IOException(script + ": " + result.get("exceptionDetails"));
        }
        JsonValue value = result.getJsonObject("result").get("value");
        return value == null ? "" : result.getJsonObject("result").getString("value");
    }

    void await(String condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never came true: " + condition);
            }
        }
    }

    private boolean holds(String condition) throws Exception {
        try {
            return eval(condition).equals("true");
        } catch (IOException e) {
            return false; // between two pages
        }
    }

    /** What went wrong on the page: exceptions, and what its policy has refused. */
    List<String> problems() {
        synchronized (problems) {
            return List.copyOf(problems);
        }
    }

    void picture(Path file) throws Exception {
        String data = call("Page.captureScreenshot", Json.createObjectBuilder().add("format", "png"))
                .getString("data");
        Files.write(file, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() {
        socket.abort();
        browser.descendants().forEach(ProcessHandle::destroy);
        browser.destroy();
        try {
            if (!browser.waitFor(10, TimeUnit.SECONDS)) {
                browser.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
