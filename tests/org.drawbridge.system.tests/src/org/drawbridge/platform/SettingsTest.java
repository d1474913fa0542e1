package org.drawbridge.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.platform.Settings.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's settings: kept, checked, and in force. */
class SettingsTest {

    @TempDir
    Path folder;

    private DrawbridgeRuntime open(RuntimeOptions options) throws AuthFailure {
        return DrawbridgeRuntimes.open(options, SecretStoreTest.NO_METHODS, new Services() {});
    }

    private DrawbridgeRuntime open() throws AuthFailure {
        return open(RuntimeOptions.of(folder));
    }

    private static final Network CHANGED = new Network(
            Optional.of("http://me@proxy.test:3128"),
            List.of("localhost", ".acme.test"),
            List.of(),
            Duration.ofSeconds(3),
            Duration.ofSeconds(7),
            Optional.of("ISV|Acme|Tool/1.0"),
            2,
            Duration.ofSeconds(30));

    @Test
    void whatIsChangedIsKeptAndTakesEffect() throws Exception {
        try (DrawbridgeRuntime runtime = open()) {
            HttpSettings before = runtime.http().settings();
            assertSame(runtime.http(), runtime.http());
            var first = runtime.http();
            runtime.change(settings -> settings.withNetwork(CHANGED));
            assertNotSame(first, runtime.http());
            assertFalse(before.equals(runtime.http().settings()));
        }
        try (DrawbridgeRuntime runtime = open()) {
            assertEquals(CHANGED, runtime.settings().network());
            HttpSettings http = runtime.http().settings();
            assertEquals("proxy.test", http.proxy().orElseThrow().host());
            assertEquals(3128, http.proxy().orElseThrow().port());
            assertEquals("me", http.proxy().orElseThrow().user().orElseThrow());
            assertEquals(
                    List.of("localhost", ".acme.test"),
                    http.proxy().orElseThrow().exceptions());
            assertEquals(Duration.ofSeconds(3), http.connectTimeout());
            assertEquals(Duration.ofSeconds(7), http.responseTimeout());
            assertEquals("ISV|Acme|Tool/1.0", http.userAgent());
            assertEquals(2, http.maxRetries());
            assertEquals(Duration.ofSeconds(30), http.maxWait());
        }
    }

    @Test
    void optionsComeBeforeSettings() throws Exception {
        try (DrawbridgeRuntime runtime = open()) {
            runtime.change(settings -> settings.withNetwork(CHANGED));
        }
        RuntimeOptions options = new RuntimeOptions(
                folder,
                Optional.empty(),
                List.of(),
                Optional.of("http://other.test:8080"),
                List.of(ConnectTo.parse("a.test:443:127.0.0.1:8443")),
                Optional.of(Duration.ofMillis(1500)),
                Optional.empty());
        try (DrawbridgeRuntime runtime = open(options)) {
            HttpSettings http = runtime.http().settings();
            assertEquals("other.test", http.proxy().orElseThrow().host());
            assertEquals(Duration.ofMillis(1500), http.responseTimeout());
            assertEquals(1, http.connectTo().size());
            assertTrue(runtime.notices().toString().contains("a.test:443:127.0.0.1:8443"), runtime.notices()::toString);
        }
    }

    @Test
    void connectionsFileBringsItsOwnNetworkAndIsNamed() throws Exception {
        Path file = folder.resolve("given.json");
        Files.writeString(
                file, "{\"version\":1,\"network\":{\"connectTo\":[\"::127.0.0.1:8443\"]},\"connections\":[]}");
        RuntimeOptions options = new RuntimeOptions(
                folder, Optional.of(file), List.of(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
        try (DrawbridgeRuntime runtime = open(options)) {
            assertFalse(runtime.keeps());
            assertEquals(
                    List.of(ConnectTo.parse("::127.0.0.1:8443")),
                    runtime.http().settings().connectTo());
            assertTrue(runtime.notices().getFirst().contains("given.json"), runtime.notices()::toString);
        }
        try (DrawbridgeRuntime runtime = open()) {
            assertEquals(List.of(), runtime.http().settings().connectTo());
            assertEquals(List.of(), runtime.notices());
        }
    }

    @Test
    void placeOfAMistakeIsNamedAndTheFileIsLeftAlone() throws IOException, AuthFailure {
        Path file = folder.resolve("settings.json");
        for (String[] wrong : new String[][] {
            {"{", "$"},
            {"[]", "$"},
            {"{\"netwrk\":{}}", "$"},
            {"{\"version\":2}", "$.version"},
            {"{\"network\":{\"prxy\":\"\"}}", "$.network"},
            {"{\"network\":{\"proxy\":1}}", "$.network.proxy"},
            {"{\"network\":{\"noProxy\":[1]}}", "$.network.noProxy"},
            {"{\"network\":{\"connectTimeout\":0}}", "$.network.connectTimeout"},
            {"{\"network\":{\"retries\":1.5}}", "$.network.retries"},
        }) {
            Files.writeString(file, wrong[0]);
            try (DrawbridgeRuntime runtime = open()) {
                AuthFailure failure = assertThrows(AuthFailure.class, runtime::settings);
                assertEquals("settings.file-invalid", failure.problem().cause());
                assertEquals(wrong[1], failure.problem().evidence().get("place"), wrong[0]);
                assertThrows(AuthFailure.class, () -> runtime.change(settings -> settings.withNetwork(CHANGED)));
            }
            assertEquals(wrong[0], Files.readString(file));
        }
    }

    @Test
    void passwordOfAProxyHasNoPlaceInTheSettings() throws Exception {
        Network network = new Network(
                Optional.of("http://me:hunter22@proxy.test:3128"),
                List.of(),
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Optional.empty(),
                1,
                Duration.ofSeconds(1));
        try (DrawbridgeRuntime runtime = open()) {
            runtime.change(settings -> settings.withNetwork(network));
            AuthFailure failure = assertThrows(AuthFailure.class, runtime::http);
            assertEquals("settings.proxy-password", failure.problem().cause());
            assertFalse(failure.problem().toString().contains("hunter22"));
        }
    }
}
