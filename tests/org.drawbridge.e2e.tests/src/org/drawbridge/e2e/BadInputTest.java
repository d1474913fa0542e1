package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever users get wrong, or their network: one clear message naming the place, exit 2 or 3, no stack trace. */
class BadInputTest {

    @TempDir
    Path home;

    private Path file(String content) throws IOException {
        return Files.writeString(home.resolve("connections.json"), content);
    }

    private static String connection(String url, String method, String settings, String secrets) {
        String target = method.substring(0, method.indexOf('.'));
        return """
                {"version":1,"connections":[{"id":"c","target":"%s","url":"%s","method":"%s",
                 "settings":{%s},"secrets":{%s}}]}""".formatted(target, url, method, settings, secrets);
    }

    private static String wiki(String url) {
        return connection(url, "confluence.token", "", "\"token\":{\"env\":\"WIKI_TOKEN\"}");
    }

    /** Checks both forms of the answer: for people and as JSON. */
    private JsonObject refused(int exitCode, String cause, String place, String... arguments) {
        Product product = new Product(home).with("WIKI_TOKEN", "a-token-of-this-test");
        CompletableFuture<Product.Result> other = CompletableFuture.supplyAsync(() -> product.run(
                Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new)));
        Product.Result people = product.run(arguments);
        assertEquals(exitCode, people.exitCode(), people::toString);
        String said = people.out() + people.err();
        assertTrue(said.contains(place), () -> "the place " + place + " is missing: " + said);
        assertFalse(said.contains("\tat ") || said.contains("Exception"), said);
        assertEquals(1, said.lines().filter(line -> line.startsWith("✖")).count(), said);

        Product.Result machine = other.join();
        assertEquals(exitCode, machine.exitCode(), machine::toString);
        assertEquals(exitCode, machine.json().getInt("exitCode"));
        JsonObject failure = machine.failure();
        assertEquals(cause, failure.getString("cause"), failure::toString);
        assertFalse(failure.getJsonArray("remedy").isEmpty(), failure::toString);
        assertFalse(machine.err().contains("\tat "), machine.err());
        return failure;
    }

    @Test
    void missingFile() {
        refused(3, "file.missing", "nowhere.json", "test", "c", "--connections", "nowhere.json");
    }

    @Test
    void brokenJson() throws IOException {
        Path file = file("{\"version\":1,\n \"connections\":[}");
        refused(3, "connections.not-json", "line 2", "test", "c", "--connections", file.toString());
    }

    @Test
    void unknownField() throws IOException {
        Path file = file("{\"version\":1,\"connections\":[],\"conections\":[]}");
        refused(3, "connections.invalid", "conections", "test", "c", "--connections", file.toString());
    }

    @Test
    void literalSecretIsRefusedWithoutBeingRepeated() throws IOException {
        Path file =
                file(connection("https://wiki.acme.test", "confluence.token", "", "\"token\":\"NDc4-literal-secret\""));
        JsonObject failure =
                refused(3, "connections.literal-secret", "token", "test", "c", "--connections", file.toString());
        assertFalse(failure.toString().contains("NDc4-literal-secret"));
    }

    @Test
    void unreadableCertificate() throws IOException {
        Path garbage = Files.writeString(home.resolve("app.pfx"), "this is no certificate");
        Path file = file(connection(
                "https://contoso.sharepoint.com/sites/wiki",
                "sharepoint.certificate",
                "\"tenant\":\"contoso.onmicrosoft.com\",\"clientId\":\"1c0ffee0-0001-4a00-8000-000000000001\","
                        + "\"certificate\":\"app.pfx\"",
                ""));
        JsonObject failure = refused(
                3,
                "certificate.garbage",
                garbage.getFileName().toString(),
                "test",
                "c",
                "--connections",
                file.toString());
        assertEquals("you", failure.getString("owner"));
    }

    @Test
    void hostThatDoesNotResolve() throws IOException {
        Path file = file(wiki("https://no-such-host.invalid/wiki"));
        refused(
                2,
                "network.unknown-host",
                "no-such-host.invalid",
                "test",
                "c",
                "--timeout",
                "5",
                "--connections",
                file.toString());
    }

    @Test
    void refusedConnection() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        Path file = file(wiki("https://127.0.0.1:" + port));
        refused(2, "network.refused", "127.0.0.1", "test", "c", "--connections", file.toString());
    }

    @Test
    void tlsThatCanNotBeTrusted() {
        String file = RunningSandbox.get().connectionsFile();
        refused(2, "tls.untrusted", "other-ca.acme.test", "test", "other-ca-wiki", "--connections", file);
        refused(2, "tls.expired", "expired-tls.acme.test", "test", "expired-tls-wiki", "--connections", file);
    }

    @Test
    void silenceEndsAtTheTimeout() {
        String[] arguments = {
            "test",
            "silent-wiki",
            "--timeout",
            "2s",
            "--connections",
            RunningSandbox.get().connectionsFile()
        };
        refused(2, "network.timeout", "silent.acme.test", arguments);

        JsonObject silent = new Product(home)
                        .run(Stream.concat(Stream.of(arguments), Stream.of("--json"))
                                .toArray(String[]::new))
                        .json()
                        .getJsonArray("stages")
                        .getValuesAs(JsonObject.class)
                        .stream()
                        .filter(stage -> stage.getString("state").equals("failed"))
                        .findFirst()
                        .orElseThrow();
        int took = silent.getInt("took");
        assertTrue(took >= 1900 && took < 6000, silent::toString);
    }

    @Test
    void pageOfAProxyInsteadOfTheServer() {
        refused(
                2,
                "answer.proxy-page",
                "blocked.acme.test",
                "test",
                "blocked-wiki",
                "--connections",
                RunningSandbox.get().connectionsFile());
    }

    @Test
    void unknownConnectionSuggestsWhatWasMeant() {
        JsonObject failure = refused(
                3,
                "connection.unknown",
                "wiki-admni",
                "test",
                "wiki-admni",
                "--connections",
                RunningSandbox.get().connectionsFile());
        assertTrue(failure.getJsonArray("remedy").toString().contains("wiki-admin"), failure::toString);
    }

    @Test
    void wrongUseSaysWhatIsWrong() {
        refused(3, "cli.usage", "tset", "tset", "wiki");
        refused(3, "cli.usage", "CONNECTION", "test");
        refused(3, "cli.usage", "--no-such-option", "test", "x", "--no-such-option=secret-value");
        refused(3, "cli.usage", "--timeout", "test", "x", "--timeout", "soon");
        refused(3, "cli.usage", "HOST:PORT", "test", "x", "--connect-to", "nonsense");
        refused(3, "cli.usage", "--help", "connection");
        refused(3, "cli.usage", "--help", "--quiet");
    }

    @Test
    void unusableDataFolder() throws IOException {
        Path file = Files.writeString(home.resolve("no-folder"), "");
        refused(3, "data-dir.unusable", "no-folder", "connection", "list", "--data-dir", file.toString());
    }

    @Test
    void passwordsInProxyOptionsAreRefused() {
        JsonObject failure = refused(
                3,
                "settings.proxy-password",
                "--proxy",
                "test",
                "wiki-admin",
                "--proxy",
                "http://me:hunter22@proxy:3128",
                "--connections",
                RunningSandbox.get().connectionsFile());
        assertFalse(failure.toString().contains("hunter22"));
    }

    @Test
    void aDocumentIsTheAnswerWhateverHappens() {
        for (List<String> arguments : List.of(
                List.of("--json"),
                List.of("--json", "nonsense"),
                List.of("--json", "--help"),
                List.of("--json", "--version"),
                List.of("request", "--json"),
                List.of("--json", "token", "nobody"),
                List.of("--json", "readiness", "--source", "nobody", "--target", "nobody"))) {
            Product.Result result = new Product(home).run(arguments.toArray(String[]::new));
            assertEquals(result.exitCode(), result.json().getInt("exitCode"), () -> arguments + ": " + result);
        }
    }
}
