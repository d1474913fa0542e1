package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the start script and the launcher promise for every command. */
class StartScriptTest {

    @TempDir
    Path home;

    @Test
    void printsTheVersionAndNothingElse() {
        Product.Result result = new Product(home).run("--version");

        assertEquals("", result.err());
        assertEquals(0, result.exitCode());
        assertTrue(result.out().matches("(?i)drawbridge 0\\.1\\.0\\S*\\R"), result.out());
    }

    @Test
    void severalCommandsMayRunAtOnceEvenTheFirstTime() throws IOException {
        var before = installedFiles();
        List<CompletableFuture<Product.Result>> runs = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> new Product(home).run("--version")))
                .toList();
        for (var run : runs) {
            assertEquals("", run.join().err());
            assertEquals(0, run.join().exitCode());
        }
        assertEquals(before, installedFiles(), "the installation must stay as it is");
        try (Stream<Path> caches = Files.list(home.resolve(".cache/drawbridge"))) {
            // one folder for all; a log would mean that a bundle couldn't be resolved
            assertEquals(1, caches.count());
        }
    }

    @Test
    void handsArgumentsOnThatTheFrameworkWouldSwallow() {
        for (String argument : List.of("-data", "-debug", "-clean", "-console", "-vmargs", "-application")) {
            Product.Result result = new Product(home).run(argument);
            assertEquals(3, result.exitCode(), () -> argument + ": " + result);
            assertTrue(result.err().contains(argument), () -> argument + ": " + result);
        }
    }

    @Test
    void saysWhichJavaIsMissing() {
        Product.Result result =
                new Product(home).with("DRAWBRIDGE_JAVA", home.toString()).run("--version");

        assertEquals(5, result.exitCode());
        assertEquals("", result.out());
        assertTrue(result.err().contains("DRAWBRIDGE_JAVA"), result.err());
    }

    private static TreeMap<String, FileTime> installedFiles() throws IOException {
        var files = new TreeMap<String, FileTime>();
        try (Stream<Path> found = Files.walk(Product.INSTALLATION)) {
            for (Path file : found.toList()) {
                files.put(file.toString(), Files.getLastModifiedTime(file));
            }
        }
        return files;
    }
}
