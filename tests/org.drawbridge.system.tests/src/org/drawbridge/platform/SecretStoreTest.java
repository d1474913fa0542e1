package org.drawbridge.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The secret store under a master password, and in memory. */
class SecretStoreTest {

    static final AuthMethods NO_METHODS = new AuthMethods() {
        @Override
        public List<MethodInfo> all() {
            return List.of();
        }

        @Override
        public AuthMethod load(String id) throws AuthFailure {
            throw CoreFailures.problem("method.unknown").with("method", id).failure();
        }

        @Override
        public List<MethodInfo> of(Target.Kind target) {
            return List.of();
        }
    };

    @TempDir
    Path folder;

    private DrawbridgeRuntime open(String masterPassword) throws AuthFailure, IOException {
        Optional<Path> file = Optional.empty();
        if (masterPassword != null) {
            Path password = folder.resolve("password-" + masterPassword.hashCode());
            file = Optional.of(Files.writeString(password, masterPassword + "\n"));
        }
        RuntimeOptions plain = RuntimeOptions.of(folder.resolve("data"));
        return DrawbridgeRuntimes.open(
                new RuntimeOptions(
                        plain.dataDir(),
                        plain.connectionsFile(),
                        plain.authorities(),
                        plain.proxy(),
                        plain.connectTo(),
                        plain.timeout(),
                        file),
                NO_METHODS,
                new Services() {});
    }

    private static String reveal(Secrets secrets, String key) throws AuthFailure {
        return secrets.get(key).map(Secret::reveal).orElse(null);
    }

    private Path vault() {
        return folder.resolve("data/secrets-master-password.json");
    }

    @Test
    void whatOneProcessStoresTheNextOneFinds() throws Exception {
        try (DrawbridgeRuntime first = open("Meister-4711")) {
            assertEquals(Durability.MASTER_PASSWORD, first.secrets().durability());
            first.secrets().of("wiki").put("token", Secret.of("geheim-äöü-4711"));
            first.secrets().of("wiki").put("cache", Secret.of("x".repeat(100_000)));
        }
        try (DrawbridgeRuntime second = open("Meister-4711")) {
            Secrets wiki = second.secrets().of("wiki");
            assertEquals("geheim-äöü-4711", reveal(wiki, "token"));
            assertEquals(100_000, reveal(wiki, "cache").length());
            assertEquals(null, reveal(second.secrets().of("other"), "token"));
            wiki.remove("cache");
            assertEquals(null, reveal(wiki, "cache"));
            second.secrets().forget("wiki");
            assertEquals(null, reveal(wiki, "token"));
        }
    }

    @Test
    void theFileShowsNoSecretAndIsForItsOwnerOnly() throws Exception {
        try (DrawbridgeRuntime runtime = open("Meister-4711")) {
            runtime.secrets().of("wiki").put("token", Secret.of("recognisable-4711"));
        }
        assertFalse(Files.readString(vault()).contains("recognisable-4711"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(vault())));
    }

    @Test
    void wrongPasswordChangesNothing() throws Exception {
        try (DrawbridgeRuntime runtime = open("Meister-richtig-4711")) {
            runtime.secrets().of("wiki").put("token", Secret.of("recognisable-4711"));
        }
        byte[] before = Files.readAllBytes(vault());
        try (DrawbridgeRuntime runtime = open("Meister-falsch-4711")) {
            Secrets wiki = runtime.secrets().of("wiki");
            for (AuthFailure failure : List.of(
                    assertThrows(AuthFailure.class, () -> wiki.get("token")),
                    assertThrows(AuthFailure.class, () -> wiki.put("token", Secret.of("andere-4711"))),
                    assertThrows(AuthFailure.class, () -> wiki.remove("token")))) {
                assertEquals("secrets.wrong-master-password", failure.problem().cause());
            }
        }
        assertEquals(new String(before), Files.readString(vault()));
    }

    @Test
    void withoutPasswordTheStoreSaysWhatItWouldHold() throws Exception {
        try (DrawbridgeRuntime runtime = open("Meister-4711")) {
            runtime.secrets().of("wiki").put("token", Secret.of("recognisable-4711"));
        }
        try (DrawbridgeRuntime runtime = open(null)) {
            assumeTrue(runtime.secrets().durability() == Durability.SESSION_ONLY, "a key store is there");
            AuthFailure failure = assertThrows(
                    AuthFailure.class, () -> runtime.secrets().of("wiki").get("token"));
            assertEquals("secrets.locked", failure.problem().cause());
            assertTrue(runtime.secrets().of("wiki").get("another").isEmpty());
            runtime.secrets().of("wiki").put("token", Secret.of("getippt-4711"));
            assertEquals("getippt-4711", reveal(runtime.secrets().of("wiki"), "token"));
        }
    }

    @Test
    void anEntryCanNotBeMovedToAnotherConnection() throws Exception {
        try (DrawbridgeRuntime runtime = open("Meister-4711")) {
            runtime.secrets().of("wiki").put("token", Secret.of("recognisable-4711"));
        }
        Files.writeString(vault(), Files.readString(vault()).replace("\"wiki\"", "\"evil\""));
        try (DrawbridgeRuntime runtime = open("Meister-4711")) {
            AuthFailure failure = assertThrows(
                    AuthFailure.class, () -> runtime.secrets().of("evil").get("token"));
            assertEquals("secrets.damaged", failure.problem().cause());
        }
    }

    @Test
    void damagedFileIsNamedAndNotOverwritten() throws Exception {
        Files.createDirectories(vault().getParent());
        for (String content :
                List.of("", "{", "[]", "{\"version\":1}", "{\"version\":9,\"salt\":\"\",\"check\":\"\"}")) {
            Files.writeString(vault(), content);
            try (DrawbridgeRuntime runtime = open("Meister-4711")) {
                Secrets wiki = runtime.secrets().of("wiki");
                assertEquals(
                        "secrets.damaged",
                        assertThrows(AuthFailure.class, () -> wiki.put("token", Secret.of("x")))
                                .problem()
                                .cause(),
                        content);
            }
            assertEquals(content, Files.readString(vault()));
        }
    }

    @Test
    void writersAtTheSameTimeLoseNothing() throws Exception {
        int writers = 4;
        int each = 15;
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> done = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                String connection = "wiki" + w;
                // each with a runtime of its own, as another process would have
                DrawbridgeRuntime runtime = open("Meister-4711");
                done.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        runtime.secrets().of(connection).put("key" + i, Secret.of("value" + i));
                    }
                    runtime.close();
                    return null;
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
        try (DrawbridgeRuntime runtime = open("Meister-4711")) {
            for (int w = 0; w < writers; w++) {
                for (int i = 0; i < each; i++) {
                    assertEquals("value" + i, reveal(runtime.secrets().of("wiki" + w), "key" + i));
                }
            }
        }
    }
}
