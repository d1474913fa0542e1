package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code drawbridge test} on every connection of the sandbox. */
class ConnectionTestTest {

    private static final List<String> OWNERS =
            List.of("you", "confluence-admin", "entra-admin", "sharepoint-admin", "network");

    @TempDir
    static Path home;

    /** By connection; each is tested once, several at a time. */
    private static final Map<String, Product.Result> RESULTS = new ConcurrentHashMap<>();

    @BeforeAll
    static void testAll() {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (JsonObject sample : samples()) {
                String id = sample.getString("id");
                threads.execute(() -> RESULTS.put(
                        id,
                        new Product(home)
                                .run("test", id, "--json", "--timeout", "5", "--connections", connectionsFile())));
            }
        }
    }

    private static List<JsonObject> samples() {
        return RunningSandbox.get().description().getJsonArray("connections").getValuesAs(JsonObject.class);
    }

    private static String connectionsFile() {
        return RunningSandbox.get().connectionsFile();
    }

    private static Product.Result test(String id) {
        return RESULTS.get(id);
    }

    @ParameterizedTest
    @CsvSource({
        "wiki-admin, 0, admin, aadmin",
        "wiki-space-admin, 1, space-admin, sspace",
        "wiki-user, 1, user, uuser",
        "wiki85-anonymous, 1, anonymous, anonymous",
        "wiki713-admin, 0, admin, aadmin",
        "wiki10-admin, 0, admin, aadmin",
        "cloud-admin, 0, admin, 5b10a2844c20165700ede21g",
        "cloud-scoped, 0, admin, 5b10a2844c20165700ede21g",
        "spo-certificate, 0, full-control, 1c0ffee0-0001-4a00-8000-000000000001",
        "spo-certificate-selected, 0, full-control, 1c0ffee0-0003-4a00-8000-000000000003",
        "spo-certificate-manage, 1, manage, 1c0ffee0-0002-4a00-8000-000000000002",
        "spo-certificate-expiring, 1, full-control, 1c0ffee0-0001-4a00-8000-000000000001",
    })
    void tellsAccountAndLevel(String id, int exitCode, String level, String account) {
        Product.Result result = test(id);

        assertEquals(exitCode, result.exitCode(), result::toString);
        JsonObject document = result.json();
        assertEquals(exitCode, document.getInt("exitCode"));
        assertEquals(exitCode == 0 ? "ok" : "limited", document.getString("outcome"));
        assertEquals(level, document.getString("level"));
        assertEquals(account, document.getJsonObject("account").getString("name"));
        assertEquals(
                level.equals("anonymous"), document.getJsonObject("account").getBoolean("anonymous"));
        assertFalse(document.containsKey("failure"));
    }

    @ParameterizedTest
    @CsvSource({
        "wiki85-bad-token, 2, confluence.token.invalid, you",
        "wiki-expired-token, 2, confluence.token.invalid, you",
        "wiki613-token, 2, confluence.token.unsupported-version, you",
        "cloud-expired, 2, confluence.cloud.token-rejected, you",
        "blocked-wiki, 2, answer.proxy-page, network",
        "expired-tls-wiki, 2, tls.expired, network",
        "other-ca-wiki, 2, tls.untrusted, ",
        "spo-certificate-no-grant, 2, sharepoint.site-grant-missing, ",
        "spo-unknown-tenant, 2, entra.AADSTS90002, ",
        "spo-wrong-client, 2, entra.AADSTS700016, ",
        "spo-certificate-not-uploaded, 2, entra.AADSTS700027, ",
        "spo-certificate-expired, 3, certificate.expired, ",
        "spo-secret-wrong, 2, entra.AADSTS7000215, ",
        "spo-secret-expired, 2, entra.AADSTS7000222, ",
        "spo-missing-site, 2, sharepoint.site-not-found, ",
    })
    void namesCauseOwnerAndRemedy(String id, int exitCode, String cause, String owner) {
        Product.Result result = test(id);

        assertEquals(exitCode, result.exitCode(), result::toString);
        JsonObject failure = result.json().getJsonObject("failure");
        assertEquals(cause, failure.getString("cause"));
        if (owner != null) {
            assertEquals(owner, failure.getString("owner"));
        }
        assertTrue(OWNERS.contains(failure.getString("owner")));
        assertFalse(failure.getString("message").isBlank());
        assertFalse(failure.getJsonArray("remedy").isEmpty());
    }

    @Test
    void tokenOnAnOldServerIsRefusedWithItsVersion() {
        JsonObject document = test("wiki613-token").json();

        assertEquals("6.13.23", document.getJsonObject("product").getString("version"));
        String message = document.getJsonObject("failure").getString("message");
        assertTrue(message.contains("6.13.23"), message);
    }

    @Test
    void spaceAdministratorsSpacesAreNamed() {
        List<String> administered =
                test("wiki-space-admin").json().getJsonObject("spaces").getJsonArray("administered").stream()
                        .map(value -> ((JsonString) value).getString())
                        .sorted()
                        .toList();

        assertEquals(List.of("ENG", "~sspace"), administered);
    }

    @Test
    void secretSignsInButSaysAtOnceThatSharePointWillRefuseIt() {
        JsonObject document = test("spo-secret").json();

        assertEquals(1, document.getInt("exitCode"));
        assertTrue(document.getJsonArray("warnings").toString().toLowerCase().contains("secret"), document::toString);
    }

    @Test
    void everyConnectionOfTheSandboxEndsAsItsDescriptionSays() {
        assertTrue(samples().size() > 30);
        assertAll(samples().stream().<Executable>map(sample -> () -> {
            String id = sample.getString("id");
            Product.Result result = test(id);
            int expected = sample.getBoolean("signIn") ? 4 : sample.getInt("expectedExit");
            assertEquals(expected, result.exitCode(), () -> id + ": " + result);
            assertEquals(result.exitCode(), result.json().getInt("exitCode"), id);
        }));
    }

    @Test
    void otherAddressesAndAdditionalAuthoritiesAreShown() {
        Product.Result result = test("wiki-admin");

        assertTrue(result.err().contains("::127.0.0.1:"), result.err());
        assertTrue(result.err().contains("ca.pem"), result.err());
        String warnings = result.json().getJsonArray("warnings").toString();
        assertTrue(warnings.contains("::127.0.0.1:"), warnings);
        assertTrue(warnings.contains("ca.pem"), warnings);
    }

    @Test
    void peopleReadStagesVerdictAndWhatToDo() {
        Product.Result result = new Product(home).run("test", "wiki85-bad-token", "--connections", connectionsFile());

        assertEquals(2, result.exitCode());
        assertTrue(result.out().contains("✔ Address"), result.out());
        assertTrue(result.out().contains("✖ Sign-in"), result.out());
        assertTrue(result.out().contains("– Permission level"), result.out());
        assertTrue(result.out().contains("Who can mend it"), result.out());
        assertTrue(result.out().contains("1. "), result.out());
        assertFalse(result.out().contains("\u001b"), "colours in a pipe");
        assertFalse((result.out() + result.err()).contains("\tat "), "a stack trace");
    }

    @Test
    void aCharsetWithoutTheSymbolsGetsPlainOnes() {
        Product.Result result = new Product(home)
                .with("LC_ALL", "en_US.ISO-8859-1")
                .with("JAVA_TOOL_OPTIONS", "-Dstdout.encoding=US-ASCII")
                .run("test", "wiki-admin", "--connections", connectionsFile());

        assertEquals(0, result.exitCode(), result::toString);
        assertTrue(result.out().contains("OK Address"), result.out());
    }
}
