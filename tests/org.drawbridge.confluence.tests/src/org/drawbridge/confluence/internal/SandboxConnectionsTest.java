package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.ConnectionsFile;
import org.drawbridge.core.store.ReferencedSecrets;
import org.drawbridge.sandbox.ConfluenceSwitches;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each connection of the sandbox through the whole staged test. */
class SandboxConnectionsTest {

    @TempDir
    static Path folder;

    private static Sandbox sandbox;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "wiki-admin,           0, admin,       9.2.21,  data-center, aadmin,    -",
                "wiki-space-admin,     1, space-admin, 9.2.21,  data-center, sspace,    -",
                "wiki-user,            1, user,        9.2.21,  data-center, uuser,     -",
                "wiki-no-licence,      2, -,           9.2.21,  data-center, -,         confluence.not-permitted",
                "wiki-expired-token,   2, -,           9.2.21,  data-center, -,         confluence.token.invalid",
                "wiki92-anonymous,     2, -,           9.2.21,  data-center, -,         confluence.anonymous-off",
                "wiki85-bad-token,     2, -,           8.5.19,  server,      -,         confluence.token.invalid",
                "wiki85-anonymous,     1, anonymous,   8.5.19,  server,      anonymous, -",
                "wiki85-admin,         0, admin,       8.5.19,  server,      aadmin,    -",
                "wiki713-admin,        0, admin,       7.13.20, server,      aadmin,    -",
                "wiki713-user,         1, user,        7.13.20, server,      uuser,     -",
                "wiki613-token,        2, -,           6.13.23, server,      -,         confluence.token.unsupported-version",
                "wiki10-admin,         0, admin,       10.2.10, data-center, aadmin,    -",
                "cloud-admin,          0, admin,       '',      cloud,       -,         -",
                "cloud-user,           1, user,        '',      cloud,       -,         -",
                "cloud-expired,        2, -,           '',      cloud,       -,         confluence.cloud.token-rejected",
                "cloud-scoped,         0, admin,       '',      cloud,       -,         -",
                "cloud-public-bad-token, 2, -,         '',      cloud,       -,         confluence.cloud.token-rejected",
                "cloud-public-anonymous, 1, anonymous, '',      cloud,       anonymous, -",
                "sso-admin,            0, admin,       9.2.21,  data-center, aadmin,    -",
                "sso-anonymous,        2, -,           -,       -,           -,         confluence.anonymous-blocked-by-sso",
                "cloud-scoped-missing-scope, 2, -,     '',      cloud,       -,         confluence.cloud.scope-missing",
                "wiki-cookies,         0, admin,       9.2.21,  data-center, aadmin,    -",
                "blocked-wiki,         2, -,           -,       -,           -,         answer.proxy-page",
                "silent-wiki,          2, -,           -,       -,           -,         network.timeout",
                "expired-tls-wiki,     2, -,           -,       -,           -,         tls.expired",
                "other-ca-wiki,        2, -,           -,       -,           -,         tls.untrusted",
            })
    void connectionGivesItsPromisedResult(
            String id, int exit, String level, String version, String edition, String account, String cause)
            throws Exception {
        TestResult result = test(id);
        String shown = show(result);
        if (Boolean.getBoolean("show")) {
            System.out.println(shown);
        }
        assertEquals(Optional.ofNullable(cause), result.failure().map(problem -> problem.cause()), shown);
        assertEquals(exit, result.exitCode(), shown);
        assertEquals(Optional.ofNullable(level), result.level().map(found -> found.word()), shown);
        if (version != null) {
            assertEquals(version, result.product().orElseThrow().version(), shown);
            assertEquals(edition, result.product().orElseThrow().edition(), shown);
        }
        if (account != null) {
            assertEquals(account, result.account().orElseThrow().name(), shown);
        }
        result.failure().ifPresent(problem -> assertTrue(!problem.remedy().isEmpty(), shown));
        for (StageResult stage : result.stages()) {
            assertTrue(stage.state() != StageResult.State.RUNNING, shown);
        }
    }

    @Test
    void aSpaceAdministratorsSpacesAreFound() throws Exception {
        TestResult result = test("wiki-space-admin");
        assertEquals(List.of("ENG", "~sspace"), result.spaces().orElseThrow().administered());
        assertEquals(List.of("user details", "e-mail addresses", "group members"), result.refusedLookups());
    }

    @Test
    void aTokenThatPassesToRestOnlyIsPointedOut() throws Exception {
        assertTrue(
                test("sso-admin").warnings().stream().anyMatch(warning -> warning.contains("/download")),
                "a green test must not hide that attachments will fail");
        assertTrue(test("wiki-admin").warnings().stream().noneMatch(warning -> warning.contains("/download")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wiki92.acme.test",
                "https://wiki92.acme.test/confluence/display/ENG",
                "https://WIKI92.acme.test/confluence/pages/viewpage.action?pageId=98305#x",
                " https://wiki92.acme.test/confluence/login.action?os_destination=%2F "
            })
    void anyPastedAddressSignsIn(String pasted) throws Exception {
        TestResult result = trial(sandbox, "wiki-admin").at(pasted).test();
        assertEquals(0, result.exitCode(), () -> show(result));
    }

    @ParameterizedTest
    @EnumSource(ConfluenceSwitches.Paging.class)
    void everyWayOfPagingGivesAllSpaces(ConfluenceSwitches.Paging paging) throws Exception {
        ConfluenceSwitches switches = sandbox.confluence("wiki10.acme.test");
        ConfluenceSwitches.Paging before = switches.paging();
        try {
            switches.paging(paging);
            assertEquals(7, test("wiki10-admin").spaces().orElseThrow().total());
        } finally {
            switches.paging(before);
        }
    }

    private static String show(TestResult result) {
        return org.drawbridge.core.json.Json.pretty(org.drawbridge.core.json.Json.of(result));
    }

    static TestResult test(String id) throws Exception {
        return trial(sandbox, id).test();
    }

    /** A trial by the sandbox's own connections file. */
    static Trial trial(Sandbox sandbox, String id) throws Exception {
        ConnectionsFile file = ConnectionsFile.read(ours(sandbox.connectionsFile()), Trial.METHODS);
        ConnectionEntry entry = file.find(id).orElseThrow(() -> new AssertionError("the sandbox has no " + id));
        ReferencedSecrets secrets = new ReferencedSecrets(
                entry.secrets(), new MemorySecretStore().of(entry.connection().id()));
        return new Trial(http(file), entry.connection(), secrets);
    }

    /** The same file, beside it, without the connections of methods that other bundles bring. */
    private static Path ours(Path all) throws Exception {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(all))) {
            JsonObject document = reader.readObject();
            JsonArrayBuilder kept = Json.createArrayBuilder();
            document.getJsonArray("connections").stream()
                    .map(JsonValue::asJsonObject)
                    .filter(entry ->
                            Trial.METHODS.info(entry.getString("method")).isPresent())
                    .forEach(kept::add);
            Path ours = all.resolveSibling("confluence-connections.json");
            Files.writeString(
                    ours,
                    Json.createObjectBuilder(document)
                            .add("connections", kept)
                            .build()
                            .toString());
            return ours;
        }
    }

    private static Http http(ConnectionsFile file) throws Exception {
        List<ConnectTo> connectTo = new ArrayList<>(file.connectTo());
        return Http.create(HttpSettings.defaults()
                .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5))
                .withAuthorities(file.authorities())
                .withConnectTo(connectTo));
    }
}
