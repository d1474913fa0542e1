package org.drawbridge.e2e;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The user in front of the browser that the product has started: types and clicks in its pages and pop-ups. */
final class Chromium {

    private static final long PATIENCE_SECONDS = 90;

    private final HttpClient client =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    private final String address;

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
        String port = await("a port", () -> {
            try {
                return Files.readAllLines(file).stream().findFirst();
            } catch (IOException e) {
                return Optional.empty();
            }
        });
        address = "http://127.0.0.1:" + port;
    }

    /** What lies where the product keeps the profiles of running browsers. */
    static List<Path> profiles(Path dataDir) {
        Path folder = dataDir.resolve("browser");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList();
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

    private List<String> pages(String host) {
        try {
            String list = client.send(
                            HttpRequest.newBuilder(URI.create(address + "/json/list"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            try (JsonReader reader = Json.createReader(new StringReader(list))) {
                return reader.readArray().getValuesAs(JsonObject.class).stream()
                        .filter(target -> target.getString("type").equals("page"))
                        .filter(target -> target.getString("url").startsWith("https://" + host + "/"))
                        .map(target -> target.getString("webSocketDebuggerUrl"))
                        .toList();
            }
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** With the user's gesture, without which a page may open no pop-up. */
    private Optional<String> evaluate(String page, String expression) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(page), new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket own, CharSequence part, boolean last) {
                        text.append(part);
                        if (last) {
                            answer.complete(text.toString());
                        }
                        own.request(1);
                        return null;
                    }

                    @Override
                    public void onError(WebSocket own, Throwable error) {
                        answer.complete("{}");
                    }
                })
                .completeOnTimeout(null, 3, TimeUnit.SECONDS)
                .exceptionally(gone -> null)
                .join();
        if (socket == null) {
            return Optional.empty();
        }
        try {
            socket.sendText(
                    Json.createObjectBuilder()
                            .add("id", 1)
                            .add("method", "Runtime.evaluate")
                            .add(
                                    "params",
                                    Json.createObjectBuilder()
                                            .add("expression", "String(" + expression + ")")
                                            .add("userGesture", true))
                            .build()
                            .toString(),
                    true);
            String text = answer.completeOnTimeout("{}", 5, TimeUnit.SECONDS).join();
            try (JsonReader reader = Json.createReader(new StringReader(text))) {
                JsonObject object = reader.readObject();
                // Between two documents there is nobody to answer.
                return Optional.ofNullable(object.getJsonObject("result"))
                        .map(result -> result.getJsonObject("result"))
                        .map(result -> result.get("value"))
                        .filter(value -> value.getValueType() == JsonValue.ValueType.STRING)
                        .map(value -> value.toString().replace("\"", ""));
            }
        } finally {
            socket.abort();
        }
    }
}
