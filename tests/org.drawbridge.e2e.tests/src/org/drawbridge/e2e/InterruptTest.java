package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Ctrl+C. Measures time, so nothing else runs beside it. */
@Isolated
class InterruptTest {

    @TempDir
    Path home;

    private Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve(".config"))) {
            return files.collect(Collectors.toSet());
        }
    }

    @Test
    void interruptEndsAtOnceWithFour() throws Exception {
        Process process = new Product(home)
                .start(
                        "test",
                        "silent-wiki",
                        "--connections",
                        RunningSandbox.get().connectionsFile());
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null && !line.contains("✔ Settings"); line = out.readLine()) {
            // until it waits for the server
        }
        Set<Path> before = files();
        long start = System.nanoTime();
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

        assertTrue(process.waitFor(5, TimeUnit.SECONDS), "still running");
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertEquals(4, process.exitValue());
        assertTrue(millis < 1500, "took " + millis + " ms");
        assertEquals(before, files(), "something was left half stored");
    }

    @Test
    void sandboxEndsAsItShouldAndCleansUp() throws Exception {
        Path folder = home.resolve("sandbox");
        Process process = new Product(home).start("sandbox", "--folder", folder.toString());
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine();
                line != null && !line.contains("drawbridge readiness");
                line = out.readLine()) {
            // until it has said everything
        }
        assertTrue(Files.exists(folder.resolve("connections.json")));
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

        assertTrue(process.waitFor(5, TimeUnit.SECONDS), "still running");
        assertEquals(0, process.exitValue());
        assertTrue(Files.notExists(folder), "secrets are left in " + folder);
    }
}
