package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in a real GNOME keyring, under a master password, and for one session, each command a process of its own. */
class SecretPlacesTest {

    private static final String MASTER = "a master password";

    @TempDir
    Path home;

    private Keyring keyring;
    private Product product;
    private String token;

    @BeforeEach
    void desktopSession() throws Exception {
        keyring = new Keyring(home);
        keyring.startUnlocked();
        product = keyring.enter(new Product(home));
        token = RunningSandbox.get().secret("wiki92-aadmin.token");
    }

    @AfterEach
    void end() {
        keyring.close();
    }

    private Product.Result run(String... arguments) {
        return product.run(Stream.concat(
                        Stream.of(arguments), Stream.of(RunningSandbox.get().network()))
                .toArray(String[]::new));
    }

    private Product.Result fine(String... arguments) {
        Product.Result result = run(arguments);
        assertEquals(0, result.exitCode(), result::toString);
        return result;
    }

    private void addWithToken() throws IOException {
        product.input(Files.writeString(home.resolve("typed"), token + "\n"));
        fine(
                "connection",
                "add",
                "wiki",
                "--url",
                RunningSandbox.get().url("wiki-admin"),
                "--method",
                "confluence.token",
                "--secret",
                "token=-");
        product.input(Path.of("/dev/null"));
    }

    private JsonObject status() {
        return fine("secrets", "status", "--json").json();
    }

    private int stored(int place) {
        return status().getJsonArray("places").getJsonObject(place).getInt("stored");
    }

    private void signsIn() {
        Product.Result result = run("test", "wiki", "--json");
        assertEquals(0, result.exitCode(), result::toString);
    }

    private Product.Result stopsAskingFor(String cause) {
        Instant start = Instant.now();
        Product.Result result = run("test", "wiki", "--json");
        assertEquals(cause, result.failure().getString("cause"), result::toString);
        assertTrue(Duration.between(start, Instant.now()).toSeconds() < 30, "never blocks");
        return result;
    }

    private void nothingInClear() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(found -> !found.endsWith("typed"))
                    .toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(content.contains(token), file::toString);
                assertFalse(content.contains(MASTER), file::toString);
            }
        }
    }

    @Test
    void keyringKeepsSecretsAcrossProcessesAndLosesNothingWhileItIsLocked() throws Exception {
        addWithToken();
        assertEquals("system", status().getString("current"));
        signsIn();
        nothingInClear();

        keyring.startLocked();
        stopsAskingFor("secrets.key-store-away");
        JsonObject locked = status();
        assertEquals("session-only", locked.getString("current"));
        assertTrue(locked.getString("reason").contains("locked"), locked::toString);
        assertEquals(1, stored(0));

        keyring.startUnlocked();
        signsIn();
    }

    @Test
    void secretsMoveBetweenKeyringAndMasterPassword() throws Exception {
        addWithToken();
        product.with("DRAWBRIDGE_MASTER_PASSWORD", MASTER);
        JsonObject moved = fine("secrets", "use", "master-password", "--json").json();
        assertEquals(1, moved.getInt("moved"));
        assertEquals("master-password", moved.getString("current"));
        signsIn();
        nothingInClear();

        product.with("DRAWBRIDGE_MASTER_PASSWORD", "");
        stopsAskingFor("secrets.locked");
        product.with("DRAWBRIDGE_MASTER_PASSWORD", "not the password");
        assertEquals(
                "secrets.wrong-master-password",
                run("test", "wiki", "--json").failure().getString("cause"));

        product.with("DRAWBRIDGE_MASTER_PASSWORD", MASTER).with("DRAWBRIDGE_NEW_MASTER_PASSWORD", "another password");
        fine("secrets", "change-master-password");
        assertEquals(
                "secrets.wrong-master-password",
                run("test", "wiki", "--json").failure().getString("cause"));
        product.with("DRAWBRIDGE_MASTER_PASSWORD", "another password");
        signsIn();

        fine("secrets", "use", "system");
        product.with("DRAWBRIDGE_MASTER_PASSWORD", "");
        signsIn();
    }

    @Test
    void forgottenMasterPasswordSaysFirstWhatIsLost() throws Exception {
        product.with("DRAWBRIDGE_MASTER_PASSWORD", MASTER);
        addWithToken();
        product.with("DRAWBRIDGE_MASTER_PASSWORD", "");
        Product.Result asked = run("secrets", "forget-master-password", "--json");
        assertEquals(3, asked.exitCode(), asked::toString);
        assertTrue(asked.failure().getString("message").contains("wiki"), asked::toString);
        assertEquals(1, stored(1));
        fine("secrets", "forget-master-password", "--yes");
        assertEquals(0, stored(1));
        stopsAskingFor("secret.missing");
    }

    @Test
    void thisSessionOnlyKeepsNothing() throws Exception {
        addWithToken();
        assertEquals(3, run("secrets", "use", "session").exitCode(), "first it is said what is lost");
        signsIn();
        fine("secrets", "use", "session", "--yes");
        stopsAskingFor("secret.missing");
        assertEquals(0, stored(0));
    }

    @Test
    void missingLibsecretIsSaidAndDisturbsNothing() throws Exception {
        // Where JNA looks for libraries besides the loader's own path, which has libsecret-1.so in it only with
        // the development package.
        product.with("JAVA_TOOL_OPTIONS", "-Djna.platform.library.path=/nonexistent");
        JsonObject status = status();
        assertEquals("session-only", status.getString("current"));
        assertTrue(status.getString("reason").contains("libsecret is not installed"), status::toString);
        fine("methods", "--json");
    }

    @Test
    void withoutADesktopSessionTheMasterPasswordServes() throws Exception {
        product = new Product(home.resolve("runtime")).with("DRAWBRIDGE_MASTER_PASSWORD", MASTER);
        addWithToken();
        signsIn();
        assertEquals("master-password", status().getString("current"));
    }
}
