package org.drawbridge.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.core.ConfluenceSite;
import org.drawbridge.core.Connection;
import org.drawbridge.core.TestMethods;
import org.drawbridge.core.failure.AuthFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ConnectionStoreTest {

    @TempDir
    Path folder;

    private static ConnectionEntry entry(String id) {
        return new ConnectionEntry(
                new Connection(id, id, new ConfluenceSite("https://" + id + ".test"), "confluence.token", Map.of()),
                Map.of("token", new SecretRef.FromEnvironment("T")));
    }

    private ConnectionStore store() {
        return new ConnectionStore(folder.resolve("data"), new TestMethods());
    }

    private Path file(String name) {
        return folder.resolve("data").resolve(name);
    }

    private static List<String> ids(ConnectionStore store) throws AuthFailure {
        return store.all().stream().map(found -> found.connection().id()).toList();
    }

    @Test
    void keepsConnectionsInTheirOrder() throws Exception {
        ConnectionStore store = store();
        assertEquals(List.of(), store.all());
        store.save(entry("a"));
        store.save(entry("b"));
        store.save(entry("c"));
        ConnectionEntry changed = new ConnectionEntry(
                new Connection("b", "B", new ConfluenceSite("https://new.test"), "confluence.token", Map.of()),
                Map.of());
        store.save(changed);
        assertEquals(List.of("a", "b", "c"), ids(store()));
        assertEquals(changed, store().find("b").orElseThrow());
        store.remove("a");
        store.remove("nobody");
        assertEquals(List.of("b", "c"), ids(store()));
    }

    @Test
    void keepsConnectionsWhoseMethodIsNotInstalled() throws Exception {
        ConnectionEntry foreign = new ConnectionEntry(
                new Connection("a", "a", new ConfluenceSite("https://x.test"), "plugin.gone", Map.of("odd", "1")),
                Map.of());
        store().save(foreign);
        store().save(entry("b"));
        assertEquals(foreign, store().find("a").orElseThrow());
    }

    @Test
    void isForTheOwnerAlone() throws Exception {
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        store().save(entry("a"));
        assertEquals("rwx------", permissions(folder.resolve("data")));
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", permissions(file), file::toString);
            }
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void theLastGoodCopyServesWhenTheFileIsDamagedAndTheDamagedOneIsKept() throws Exception {
        ConnectionStore store = store();
        store.save(entry("a"));
        store.save(entry("b"));
        for (String damage : List.of("", "{\"version\":1,\"connec", "\0\0\0\0")) {
            Files.writeString(file("connections.json"), damage);
            assertEquals(List.of("a", "b"), ids(store));
            assertEquals("store.damaged", store.damage().orElseThrow().problem().cause());
            assertEquals(damage, Files.readString(file("connections.json")), "reading must change nothing");
        }
        store.save(entry("c"));
        assertTrue(store.damage().isEmpty());
        assertEquals(List.of("a", "b", "c"), ids(store()));
        assertEquals("\0\0\0\0", Files.readString(file("connections.json.damaged-1")));
        Files.writeString(file("connections.json"), "again");
        store.remove("a");
        assertEquals("again", Files.readString(file("connections.json.damaged-2")));
    }

    @Test
    void theLastGoodCopyServesWhenTheFileIsGone() throws Exception {
        ConnectionStore store = store();
        store.save(entry("a"));
        Files.delete(file("connections.json"));
        assertEquals(List.of("a"), ids(store));
        assertTrue(store.damage().isPresent());
        store.save(entry("b"));
        assertEquals(List.of("a", "b"), ids(store()));
    }

    @Test
    void nothingIsOverwrittenWhenBothAreDamaged() throws Exception {
        ConnectionStore store = store();
        store.save(entry("a"));
        Files.writeString(file("connections.json"), "x");
        Files.writeString(file("connections.json.bak"), "y");
        AuthFailure failure = assertThrows(AuthFailure.class, () -> store.save(entry("b")));
        assertEquals("store.unusable", failure.problem().cause());
        assertEquals("x", Files.readString(file("connections.json")));
        assertEquals("y", Files.readString(file("connections.json.bak")));
    }

    @Test
    void whatANewerVersionWroteIsNeitherDamagedNorOverwritten() throws Exception {
        ConnectionStore store = store();
        store.save(entry("a"));
        String newer = "{\"version\":2,\"connections\":{}}";
        Files.writeString(file("connections.json"), newer);
        for (var action :
                List.<org.junit.jupiter.api.function.Executable>of(store::all, () -> store.save(entry("b")))) {
            assertEquals(
                    "connections.version",
                    assertThrows(AuthFailure.class, action).problem().cause());
        }
        assertEquals(newer, Files.readString(file("connections.json")));
    }

    @Test
    void aFolderThatCantBeMadeIsExplained() throws Exception {
        Path notAFolder = Files.writeString(folder.resolve("file"), "x");
        ConnectionStore store = new ConnectionStore(notAFolder.resolve("data"), new TestMethods());
        AuthFailure failure = assertThrows(AuthFailure.class, () -> store.save(entry("a")));
        assertEquals("store.unwritable", failure.problem().cause());
        assertTrue(failure.getMessage().contains(notAFolder.toString()));
    }

    @Test
    void aChangeThatFailsLeavesEverythingAsItWasAndTheLockFree() throws Exception {
        ConnectionStore store = store();
        store.save(entry("a"));
        assertThrows(
                IllegalStateException.class,
                () -> store.update(before -> {
                    throw new IllegalStateException("no");
                }));
        store.save(entry("b"));
        assertEquals(List.of("a", "b"), ids(store));
    }

    @Test
    void threadsOfOneProcessLoseNothing() throws Exception {
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                String id = "c" + i;
                threads.submit(() -> {
                    store().save(entry(id));
                    return null;
                });
            }
        }
        assertEquals(40, store().all().size());
    }

    // ---- several processes

    /** Saves numbered connections until it is killed or done. */
    public static void main(String[] arguments) throws Exception {
        ConnectionStore store = new ConnectionStore(Path.of(arguments[0]), new TestMethods());
        int count = Integer.parseInt(arguments[2]);
        for (int i = 0; i < count; i++) {
            store.save(entry(arguments[1] + i));
            // Now it is promised to be there.
            System.out.println(i);
        }
    }

    private Path output(String prefix) {
        return folder.resolve(prefix + ".out");
    }

    private Process writer(String prefix, int count) throws IOException, URISyntaxException {
        Set<String> classPath = new LinkedHashSet<>();
        for (Class<?> type : List.of(
                ConnectionStoreTest.class,
                ConnectionStore.class,
                org.slf4j.LoggerFactory.class,
                jakarta.json.Json.class,
                jakarta.json.spi.JsonProvider.provider().getClass())) {
            Path place = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            classPath.add(
                    Files.isDirectory(place.resolve("bin"))
                            ? place.resolve("bin").toString()
                            : place.toString());
            classPath.add(
                    Files.isDirectory(place.resolve("target/classes"))
                            ? place.resolve("target/classes").toString()
                            : place.toString());
        }
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Xmx128m",
                        "-cp",
                        String.join(java.io.File.pathSeparator, classPath),
                        ConnectionStoreTest.class.getName(),
                        folder.resolve("data").toString(),
                        prefix,
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output(prefix).toFile())
                .start();
    }

    @Test
    void aWriterKilledAtAnyMomentLeavesAWholeListWithAllThatItPromised() throws Exception {
        Random random = new Random();
        int promised = 0;
        for (int round = 0; round < 40; round++) {
            String prefix = "r" + round + "-";
            Process writer = writer(prefix, 100_000);
            // Wait until it writes, let it go on for a random while, and kill it.
            while (Files.size(output(prefix)) == 0 && writer.isAlive()) {
                Thread.onSpinWait();
            }
            long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(random.nextInt(8_000));
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            writer.destroyForcibly().waitFor();
            // A line without its end was promised too, but then the next entry was not begun.
            String lines = Files.readString(output(prefix));
            int saved = (int) lines.chars().filter(c -> c == '\n').count();
            ConnectionStore store = store();
            List<String> found =
                    ids(store).stream().filter(id -> id.startsWith(prefix)).toList();
            assertTrue(saved > 0, "it never wrote");
            assertTrue(store.damage().isEmpty(), () -> store.damage().toString());
            assertTrue(found.size() == saved || found.size() == saved + 1, found.size() + " of " + saved);
            assertTrue(ids(store).size() >= promised);
            promised = ids(store).size();
        }
        store().save(entry("survivor"));
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            assertEquals(
                    Set.of("connections.json", "connections.json.bak", "connections.lock"),
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
        }
    }

    @Test
    void processesThatWriteAtTheSameTimeLoseNothingAndReadersAlwaysSeeAWholeList() throws Exception {
        List<Process> writers = new ArrayList<>();
        for (String prefix : List.of("a", "b", "c")) {
            writers.add(writer(prefix, 60));
        }
        int most = 0;
        while (writers.stream().anyMatch(Process::isAlive)) {
            ConnectionStore reader = store();
            int size = reader.all().size();
            assertTrue(size >= most, "a reader saw an older list");
            assertTrue(reader.damage().isEmpty());
            most = size;
        }
        for (Process writer : writers) {
            assertEquals(0, writer.waitFor());
        }
        assertEquals(180, store().all().size());
    }

    @Test
    void aLockThatIsNotGivenBackIsNamed() throws Exception {
        store().save(entry("a"));
        try (FileChannel channel = FileChannel.open(file("connections.lock"), StandardOpenOption.WRITE);
                var held = channel.lock()) {
            assertTrue(held.isValid());
            ConnectionStore impatient =
                    new ConnectionStore(folder.resolve("data"), new TestMethods(), Duration.ofSeconds(1));
            AuthFailure failure = assertThrows(AuthFailure.class, () -> impatient.save(entry("b")));
            assertEquals("store.locked", failure.problem().cause());
            assertEquals(List.of("a"), ids(store()), "reading needs no lock");
        }
        store().save(entry("b"));
        assertFalse(store().find("b").isEmpty());
    }
}
