package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Robot;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged desktop, started anew by its own command after plug-ins were dropped while it ran. */
class DesktopRestartTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path home;

    private Path data;
    private Product product;

    @AfterEach
    void end() {
        desktop().ifPresent(process -> {
            process.destroy();
            process.onExit().join();
        });
    }

    /** The desktop of this test's data folder, whichever process it is by now. */
    private Optional<ProcessHandle> desktop() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("org.drawbridge.launcher.Launcher")
                                && line.contains("-Ddrawbridge.desktop=true")
                                && line.endsWith("--data-dir " + data))
                        .isPresent())
                .findFirst();
    }

    private static void waitFor(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "not within " + PATIENCE + ": " + what);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private String log() throws IOException {
        Path logs = data.resolve("logs");
        if (!Files.exists(logs)) {
            return "";
        }
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.sorted().toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    /** Ctrl+Shift+R, as the File menu names it. */
    private static void pressRestart(Robot robot) {
        List<Integer> keys = List.of(KeyEvent.VK_CONTROL, KeyEvent.VK_SHIFT, KeyEvent.VK_R);
        keys.forEach(robot::keyPress);
        keys.reversed().forEach(robot::keyRelease);
    }

    @Test
    void plugInsDroppedWhileItRunsAreInUseAfterTheRestartAndABrokenOneDisturbsNobody() throws Exception {
        data = Files.createDirectories(home.resolve("data"));
        product = new Product(home);
        for (String variable : List.of("DISPLAY", "XAUTHORITY")) {
            Optional.ofNullable(System.getenv(variable)).ifPresent(value -> product.with(variable, value));
        }
        Process first = product.start("--data-dir", data.toString());
        waitFor("the desktop is up", () -> log().contains("window usable"));
        Path plugins = Files.createDirectories(data.resolve("plugins"));
        Files.copy(PluginFolderTest.sample(), plugins.resolve("gateway.jar"));
        PluginFolderTest.jar(
                plugins.resolve("missing.jar"), "acme.missing", null, "confluence.missing", "com.acme.Missing");
        assertFalse(log().contains("org.drawbridge.sample.gateway"), "not looked at yet");

        Robot robot = new Robot();
        waitFor("the desktop ends", () -> {
            pressRestart(robot);
            return first.waitFor(1, TimeUnit.SECONDS);
        });
        assertEquals(0, first.exitValue());

        waitFor(
                "the plug-in is in use",
                () -> log().lines()
                        .anyMatch(line ->
                                line.contains("org.drawbridge.sample.gateway 0.1.0") && line.endsWith("in use")));
        assertTrue(
                log().lines().anyMatch(line -> line.contains("acme.missing") && line.contains("com.acme.Missing")),
                this::logQuietly);
        ProcessHandle second = desktop().orElseThrow();
        assertTrue(second.isAlive());
        assertNotEquals(first.pid(), second.pid());
        Product.Result methods = product.run("methods", "--json", "--data-dir", data.toString());
        assertTrue(methods.out().contains("confluence.gateway"), methods::toString);
    }

    private String logQuietly() {
        try {
            return log();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
