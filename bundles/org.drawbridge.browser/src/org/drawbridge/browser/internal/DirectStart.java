package org.drawbridge.browser.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;

/** Starts a browser without a driver: it writes the port of its DevTools into its profile folder. */
final class DirectStart {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private DirectStart() {}

    static StartedBrowser start(
            BrowserFinder.Found browser,
            List<String> arguments,
            Map<String, String> environment,
            ProfileFolder folder,
            Progress progress)
            throws AuthFailure {
        Path profile = folder.path();
        List<String> command = new ArrayList<>();
        command.add(browser.program().toString());
        command.addAll(arguments);
        // Port 0: the browser chooses a free one and binds it to the loopback address only.
        command.add("--remote-debugging-port=0");
        command.add("about:blank");
        Path output = profile.resolve("browser-output.txt");
        Process process;
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            process = builder.start();
            folder.owns(process.toHandle());
        } catch (IOException e) {
            throw BrowserFailures.problem("browser.start-failed")
                    .with("program", browser.program())
                    .evidence("error", e.getMessage())
                    .because(e)
                    .failure();
        }
        try (Progress.Registration hook = progress.onCancel(process::destroyForcibly)) {
            return new StartedBrowser(endpoint(process, profile, output, browser, progress), "devtools", () -> {});
        }
    }

    private static URI endpoint(
            Process process, Path profile, Path output, BrowserFinder.Found browser, Progress progress)
            throws AuthFailure {
        Path portFile = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            List<String> lines = lines(portFile);
            if (lines.size() >= 2 && !lines.get(1).isBlank()) {
                return URI.create(
                        "ws://127.0.0.1:" + lines.get(0).strip() + lines.get(1).strip());
            }
            if (!process.isAlive()) {
                progress.check();
                throw died(process.exitValue(), text(output), browser);
            }
            progress.sleep(LOOK_EVERY);
        }
        String said = text(output);
        throw BrowserFailures.problem("browser.no-devtools")
                .with("program", browser.program())
                .evidence("output", tail(said))
                .failure();
    }

    /** Names the usual reasons by what the browser says when it ends at once. */
    static AuthFailure died(int exitCode, String said, BrowserFinder.Found browser) {
        String lower = said.toLowerCase(Locale.ROOT);
        String cause;
        if (lower.contains("running as root without --no-sandbox")) {
            cause = "browser.root-sandbox";
        } else if (lower.contains("missing x server")
                || lower.contains("cannot open display")
                || lower.contains("unable to open x display")
                || lower.contains("ozone_platform")) {
            cause = "browser.no-display";
        } else if (lower.contains("devtools remote debugging is disallowed")
                || lower.contains("remote debugging is disallowed")) {
            cause = "browser.debugging-forbidden";
        } else if (lower.contains("no usable sandbox")) {
            cause = "browser.no-sandbox";
        } else if (lower.contains("error while loading shared libraries")) {
            cause = "browser.libraries-missing";
        } else {
            cause = "browser.died";
        }
        return BrowserFailures.problem(cause)
                .with("program", browser.program())
                .evidence("exitCode", exitCode)
                .evidence("output", tail(said))
                .failure();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            // It is being written this very moment.
            return List.of();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static String tail(String text) {
        return text.length() <= 600
                ? text.strip()
                : "… " + text.substring(text.length() - 600).strip();
    }
}
