package org.drawbridge.e2e;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged product with a user's home of its own, started by its own start script. */
final class Product {

    static final Path INSTALLATION = Path.of(System.getProperty("drawbridge.product"));

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How a run ended. */
    record Result(int exitCode, String out, String err) {

        /** Standard output, which must be one JSON document and nothing else. */
        JsonObject json() {
            try (JsonReader reader = Json.createReader(new StringReader(out))) {
                return reader.readObject();
            } catch (JsonException e) {
                throw new AssertionError("not one JSON document: " + this, e);
            }
        }

        JsonObject failure() {
            return json().getJsonObject("failure");
        }
    }

    private static final List<String> DISPLAY = List.of(
            "xvfb-run",
            "-a",
            "-s",
            "-screen 0 1440x980x24",
            "dbus-run-session",
            "--",
            "sh",
            "-c",
            "openbox >/dev/null 2>&1 & exec \"$0\" \"$@\"");

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final Set<String> seenArguments = new LinkedHashSet<>();
    private Path input = Path.of("/dev/null");
    private boolean watching;
    private boolean terminal;
    private boolean display;

    Product(Path home) {
        this.home = home;
        environment.put("HOME", home.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("DRAWBRIDGE_LOG_LEVEL", "all");
    }

    Product with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Product without(String variable) {
        environment.remove(variable);
        return this;
    }

    Path home() {
        return home;
    }

    /** What the next runs find on standard input; nothing without this. */
    Product input(Path file) {
        input = file;
        return this;
    }

    /** The next runs have a terminal of their own, on which somebody types this; their output is one, too. */
    Product onATerminal(String typed) throws IOException {
        terminal = true;
        return input(Files.writeString(home.resolve("typed"), typed));
    }

    /** The next runs have a display, a window manager and a message bus of their own. */
    Product onADisplay() {
        display = true;
        return this;
    }

    /** Notes down the arguments of the running product as every other user of the computer sees them. */
    Product watchingArguments() {
        watching = true;
        return this;
    }

    Set<String> seenArguments() {
        return seenArguments;
    }

    private void watch(Process process) throws IOException, InterruptedException {
        Path arguments = Path.of("/proc", Long.toString(process.pid()), "cmdline");
        // The script becomes Java in the same process, so there is more than one thing to see.
        do {
            try {
                String seen = Files.readString(arguments, StandardCharsets.ISO_8859_1);
                if (seen.contains("org.drawbridge.launcher")) {
                    seenArguments.add(seen.replace('\0', ' '));
                    return;
                }
            } catch (NoSuchFileException e) {
                return;
            }
        } while (!process.waitFor(20, TimeUnit.MILLISECONDS));
    }

    /**
     * A run that goes on while somebody does something else.
     *
     * @param said what it has said so far on standard error
     */
    record Running(
            Path home,
            List<String> arguments,
            Process process,
            CompletableFuture<String> out,
            CompletableFuture<String> err,
            StringBuffer said) {

        /** Waits for something on standard error; the first group of it. */
        String awaitOnErr(Pattern what) {
            return Chromium.await(what.pattern(), () -> {
                Matcher matcher = what.matcher(said);
                if (matcher.find()) {
                    return Optional.of(matcher.group(1));
                }
                if (err.isDone()) {
                    throw new AssertionError("the product ended");
                }
                return Optional.empty();
            });
        }

        /** Waits for its end, and looks whether it has left a secret anywhere. */
        Result end() throws InterruptedException {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Still running:\n" + out.join() + err.join());
            }
            Result result = new Result(process.exitValue(), out.join(), err.join());
            Leaks.assertNone(home, arguments, result);
            return result;
        }
    }

    /** Starts, and reads what it says. Nothing of this process' environment but the PATH reaches the product. */
    Running begin(String... arguments) throws IOException {
        Process process = start(arguments);
        StringBuffer said = new StringBuffer();
        return new Running(
                home,
                List.of(arguments),
                process,
                read(process.getInputStream()),
                read(process.getErrorStream(), said),
                said);
    }

    /** Runs to the end. */
    Result run(String... arguments) {
        try {
            Running running = begin(arguments);
            if (watching) {
                watch(running.process());
            }
            return running.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts and returns at once; the caller ends the process. */
    Process start(String... arguments) throws IOException {
        // A run in the background ignores Ctrl+C, and so would the product.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(INSTALLATION.resolve("drawbridge").toString());
        command.addAll(List.of(arguments));
        if (terminal) {
            command = List.of("script", "-qec", String.join(" ", command), "/dev/null");
        }
        if (display) {
            command.addAll(0, DISPLAY);
        }
        var builder = new ProcessBuilder(command);
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().putAll(environment);
        builder.redirectInput(input.toFile());
        return builder.directory(home.toFile()).start();
    }

    /** All that comes, read on a thread of its own. */
    static CompletableFuture<String> read(InputStream stream) {
        return read(stream, new StringBuffer());
    }

    private static CompletableFuture<String> read(InputStream stream, StringBuffer sofar) {
        // Not on the common pool: it has one thread here, and the tests' own connections need it.
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
                char[] buffer = new char[8192];
                for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                    sofar.append(buffer, 0, count);
                }
                text.complete(sofar.toString());
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
        });
        return text;
    }
}
