package org.drawbridge.sandbox.microsoft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.drawbridge.sandbox.Fault;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxConnection;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Microsoft side as part of the whole sandbox: its connections, files and faults. */
class MicrosoftSandboxTest {

    @TempDir
    Path temp;

    private Sandbox sandbox;
    private MicrosoftRig rig;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        sandbox = Sandbox.start(new SandboxOptions(temp.resolve("box"), 0, true));
        rig = new MicrosoftRig(sandbox.port(), sandbox.folder());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void certificateOfTheFolderSignsInAndOpensTheWeb() throws Exception {
        String token = rig.accessToken(MicrosoftRig.FULL, MicrosoftRig.SHAREPOINT);
        MicrosoftRig.Answer web = rig.as(token, MicrosoftRig.WIKI + "/_api/web?$select=Title,EffectiveBasePermissions");
        assertEquals(200, web.status(), web.body());
        assertEquals("Wiki", web.json().getString("Title"));
    }

    @Test
    void everyAgreedConnectionIsThereWithItsExitCode() {
        Map<String, Integer> exits = sandbox.connections().stream()
                .collect(Collectors.toMap(SandboxConnection::id, SandboxConnection::expectedExit));
        Map<String, Integer> agreed = Map.ofEntries(
                Map.entry("spo-certificate", 0),
                Map.entry("spo-certificate-manage", 1),
                Map.entry("spo-certificate-selected", 0),
                Map.entry("spo-certificate-no-grant", 2),
                Map.entry("spo-unknown-tenant", 2),
                Map.entry("spo-wrong-client", 2),
                Map.entry("spo-certificate-not-uploaded", 2),
                Map.entry("spo-certificate-expired", 3),
                Map.entry("spo-certificate-expiring", 1),
                Map.entry("spo-secret", 1),
                Map.entry("spo-secret-wrong", 2),
                Map.entry("spo-secret-expired", 2),
                Map.entry("spo-interactive", 0),
                Map.entry("spo-interactive-mfa", 0),
                Map.entry("spo-interactive-siteadmin", 0),
                Map.entry("spo-interactive-manage", 1),
                Map.entry("spo-interactive-member", 1),
                Map.entry("spo-interactive-visitor", 2),
                Map.entry("spo-interactive-no-redirect", 2),
                Map.entry("spo-devicecode", 0),
                Map.entry("spo-password", 0),
                Map.entry("spo-password-mfa", 2),
                Map.entry("spo-missing-site", 2));
        agreed.forEach((id, exit) -> assertEquals(exit, exits.get(id), id));
    }

    @Test
    void everyFileThatAConnectionNamesIsThere() throws IOException {
        JsonObject file = MicrosoftRig.parse(Files.readString(sandbox.connectionsFile()));
        List<JsonObject> microsoft = file.getJsonArray("connections").getValuesAs(JsonObject.class).stream()
                .filter(connection -> connection.getString("target").equals("sharepoint"))
                .toList();
        assertTrue(microsoft.size() >= 13);
        for (JsonObject connection : microsoft) {
            JsonObject settings = connection.getJsonObject("settings");
            for (String key : List.of("certificate", "privateKey")) {
                if (settings.containsKey(key)) {
                    assertTrue(
                            Files.size(sandbox.folder().resolve(settings.getString(key))) > 0, connection.toString());
                }
            }
            connection.getJsonObject("secrets").forEach((key, reference) -> {
                JsonString path = reference.asJsonObject().getJsonString("file");
                assertTrue(Files.isReadable(sandbox.folder().resolve(path.getString())), connection.toString());
            });
        }
    }

    @Test
    void everyPersonsConnectionNamesItsAccount() throws IOException {
        JsonObject file = MicrosoftRig.parse(Files.readString(sandbox.connectionsFile()));
        for (JsonObject connection : file.getJsonArray("connections").getValuesAs(JsonObject.class)) {
            JsonObject settings = connection.getJsonObject("settings");
            switch (connection.getString("method")) {
                case "sharepoint.password" -> {
                    assertTrue(settings.getString("user").contains("@"));
                    assertTrue(connection.getJsonObject("secrets").containsKey("password"));
                }
                case "sharepoint.interactive", "sharepoint.devicecode" -> {
                    assertEquals(
                            connection.getString("id").equals("spo-interactive-any"), !settings.containsKey("account"));
                    assertTrue(connection.getJsonObject("secrets").isEmpty());
                }
                default -> {}
            }
        }
    }

    @Test
    void noSecretStandsInTheConnectionsFile() throws IOException {
        String text = Files.readString(sandbox.connectionsFile());
        for (String name : List.of(
                "certificate.password", "spo-secret.secret", "spo-secret-expired.secret", "olivia.owner.password")) {
            assertFalse(text.contains(rig.secretFile(name)), name);
        }
    }

    @Test
    void aMalformedChunkIsAFaultOfTheWire() throws IOException {
        sandbox.faults()
                .add(
                        "login.microsoftonline.com",
                        "/" + MicrosoftRig.TENANT + "/oauth2",
                        1,
                        new Fault.Answer(
                                200, Map.of("Transfer-Encoding", "chunked"), "application/json", "no chunk\r\n"));
        MicrosoftRig.Answer answer =
                rig.token(MicrosoftRig.bySecret(MicrosoftRig.SECRET, "x", MicrosoftRig.GRAPH + "/.default"));
        assertEquals("chunked", answer.header("Transfer-Encoding").orElse(""));
        assertEquals("no chunk\r\n", answer.body());
        MicrosoftRig.Answer next =
                rig.token(MicrosoftRig.bySecret(MicrosoftRig.SECRET, "x", MicrosoftRig.GRAPH + "/.default"));
        assertEquals(7000215, next.code());
    }
}
