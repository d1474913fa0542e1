package org.drawbridge.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.drawbridge.core.ConfluenceSite;
import org.drawbridge.core.Connection;
import org.drawbridge.core.TestMethods;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.ConnectTo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionsFileTest {

    private static final String WIKI = """
            {"id":"wiki","name":"Acme wiki","target":"confluence","url":" https://wiki.acme.test/confluence ",
             "method":"confluence.token","settings":{"email":"a@acme.test","fast":true,"limit":12},
             "secrets":{"token":{"env":"WIKI_TOKEN"}}}""";
    private static final String SPO = """
            {"id":"spo","target":"sharepoint","url":"https://contoso.sharepoint.com/sites/wiki",
             "method":"sharepoint.certificate","settings":{"clientId":"1234","certificate":"certificates/app.pfx"},
             "secrets":{"certificatePassword":{"file":"secrets/pw.txt"}}}""";

    @TempDir
    Path folder;

    private ConnectionsFile read(String text) throws AuthFailure, IOException {
        Path file = folder.resolve("connections.json");
        Files.writeString(file, text);
        return ConnectionsFile.read(file, new TestMethods());
    }

    private Problem refused(String cause, String text) {
        Problem problem = assertThrows(AuthFailure.class, () -> read(text)).problem();
        assertEquals(cause, problem.cause(), problem::toString);
        assertEquals(3, problem.kind().exitCode());
        assertTrue(problem.message().contains("connections.json"), problem::message);
        assertFalse(problem.remedy().isEmpty());
        return problem;
    }

    private static String file(String... connections) {
        return "{\"version\":1,\"connections\":[" + String.join(",", connections) + "]}";
    }

    @Test
    void readsConnectionsWithPathsRelativeToTheFile() throws Exception {
        ConnectionsFile file = read("""
                {"version":1,"network":{"ca":"ca.pem","connectTo":["::127.0.0.1:8443","a:1:b:2"]},
                 "connections":[%s,%s]}""".formatted(WIKI, SPO));
        assertEquals(List.of(folder.resolve("ca.pem")), file.authorities());
        assertEquals(ConnectTo.parse("::127.0.0.1:8443"), file.connectTo().get(0));
        ConnectionEntry wiki = file.find("wiki").orElseThrow();
        assertEquals("Acme wiki", wiki.connection().name());
        assertEquals(
                "https://wiki.acme.test/confluence", wiki.connection().target().address());
        assertEquals(
                Map.of("email", "a@acme.test", "fast", "true", "limit", "12"),
                wiki.connection().settings());
        assertEquals(Map.of("token", new SecretRef.FromEnvironment("WIKI_TOKEN")), wiki.secrets());
        ConnectionEntry spo = file.find("spo").orElseThrow();
        assertEquals("spo", spo.connection().name());
        assertEquals(
                folder.resolve("certificates/app.pfx").toString(),
                spo.connection().setting("certificate").orElseThrow());
        assertEquals(
                Map.of("certificatePassword", new SecretRef.FromFile(folder.resolve("secrets/pw.txt"))), spo.secrets());
    }

    @Test
    void readsWhatItWrites() throws Exception {
        ConnectionsFile first = read("""
                {"version":1,"network":{"ca":["a.pem","/b.pem"],"connectTo":"[::1]:1:[::2]:2"},"connections":[%s,%s]}""".formatted(WIKI.replace("Acme wiki", "Größe \\\"\\n€ 😀"), SPO));
        ConnectionsFile second = read(first.format());
        assertEquals(first, second);
        assertEquals(first.format(), second.format());
        assertEquals(
                first.entries(), read(ConnectionsFile.format(first.entries())).entries());
    }

    @Test
    void acceptsAByteOrderMarkAndAnEmptyList() throws Exception {
        assertEquals(1, read("\uFEFF" + file(WIKI)).entries().size());
        assertEquals(0, read(file()).entries().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"version\":1,\\n \"connections\":[}     | 2",
                "{\"version\":1,\\n\\n\"connections\":[],}   | 3",
                "{\"version\":1                            | 1",
                "hello                                     | 1",
                "``                                        | 1"
            })
    void brokenJsonIsRefusedWithItsPlace(String text, int line) {
        Problem problem = refused("connections.not-json", text.replace("\\n", "\n"));
        assertEquals(line, ((Number) problem.evidence().get("line")).intValue(), problem::message);
        assertTrue(problem.message().contains("line " + line + ", column "), problem::message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\":\"wiki\" | \"ID\":\"wiki\" | connections[1].ID — unknown field",
                "\"id\":\"wiki\" | \"ID\":\"wiki\" | connections[1].id — is missing",
                "\"id\":\"wiki\" | \"id\":\"a b\" | connections[1].id — may have",
                "\"id\":\"wiki\" | \"id\":7 | connections[1].id — must be a text",
                "\"id\":\"wiki\" | \"id\":\"spo\" | connections[1].id — “spo” is the id of connections[0] already",
                "\"confluence\" | \"jira\" | connections[1].target — unknown target “jira”",
                "\"confluence\" | \"sharepoint\" | connections[1].method — “confluence.token” is for confluence, not for sharepoint",
                "confluence.token | confluence.magic | connections[1].method — unknown method “confluence.magic”; known are confluence.token, confluence.broken",
                "confluence.token | confluence.broken | connections[1].method — The sign-in method",
                "\"url\":\" https://wiki.acme.test/confluence \" | \"url\":\"\" | connections[1].url — is empty",
                "\"url\":\" https://wiki.acme.test/confluence \", | `` | connections[1].url — is missing",
                "a@acme.test | acme | connections[1].settings.email — E-mail must contain an @.",
                "\"fast\":true | \"fast\":\"yes\" | connections[1].settings.fast — Fast must be true or false.",
                "\"fast\":true | \"quick\":true | connections[1].settings.quick — unknown setting; known are email, fast, limit",
                "\"limit\":12 | \"limit\":[12] | connections[1].settings.limit — must be a text",
                "{\"email\":\"a@acme.test\",\"fast\":true,\"limit\":12} | [] | connections[1].settings — must be an object",
                "{\"env\":\"WIKI_TOKEN\"} | {} | connections[1].secrets.token — must be {\"env\"",
                "{\"env\":\"WIKI_TOKEN\"} | {\"env\":\"A\",\"file\":\"b\"} | connections[1].secrets.token — must be {\"env\"",
                "{\"env\":\"WIKI_TOKEN\"} | {\"env\":\"\"} | connections[1].secrets.token — must be {\"env\"",
                "\"token\":{ | \"tokem\":{ | connections[1].secrets.tokem — unknown secret; known are token"
            })
    void eachErrorNamesItsPlace(String right, String wrong, String complaint) {
        Problem problem = refused("connections.invalid", file(SPO, WIKI.replace(right, wrong)));
        assertTrue(problem.message().contains(complaint), problem::message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"connections\":[]} | version — is missing",
                "{\"version\":1} | connections — is missing",
                "{\"version\":1,\"connections\":{}} | connections — must be a list",
                "{\"version\":1,\"connections\":[1]} | connections[0] — must be an object",
                "{\"version\":1,\"conections\":[]} | conections — unknown field; known are version, network, connections",
                "{\"version\":1,\"network\":[],\"connections\":[]} | network — must be an object",
                "{\"version\":1,\"network\":{\"proxy\":\"x\"},\"connections\":[]} | network.proxy — unknown field",
                "{\"version\":1,\"network\":{\"ca\":[\"a\",1]},\"connections\":[]} | network.ca[1] — must be a text",
                "{\"version\":1,\"network\":{\"connectTo\":[\"x\"]},\"connections\":[]} | network.connectTo[0] — not of the form HOST:PORT:ADDRESS:PORT",
                "[] | the file — must be an object"
            })
    void eachErrorOutsideOfConnectionsNamesItsPlace(String text, String complaint) {
        Problem problem = refused("connections.invalid", text);
        assertTrue(problem.message().contains(complaint), problem::message);
    }

    @Test
    void allErrorsAreListedAtOnce() {
        Problem problem = refused(
                "connections.invalid",
                file(
                        SPO.replace("\"clientId\":\"1234\",", ""),
                        WIKI.replace("true", "1").replace("\"id\"", "\"key\"")));
        assertTrue(problem.message().contains("connections[0].settings.clientId — Client id is needed."));
        assertTrue(problem.message().contains("connections[1].settings.fast"));
        assertTrue(problem.message().contains("connections[1].key"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"env\":\"WIKI_TOKEN\"} | \"geheim123\" | connections[0].secrets.token",
                "{\"env\":\"WIKI_TOKEN\"} | [\"geheim123\"] | connections[0].secrets.token",
                "\"fast\":true | \"token\":\"geheim123\" | connections[0].settings.token"
            })
    void aLiteralSecretIsRefusedNamingItsKeyButNotItself(String right, String wrong, String place) {
        Problem problem = refused("connections.literal-secret", file(WIKI.replace(right, wrong)));
        assertTrue(problem.message().contains(place + " — "), problem::message);
        assertFalse(problem.toString().contains("geheim123"));
    }

    @Test
    void aLiteralSecretAmongOtherErrorsIsNotRepeatedEither() {
        Problem problem = refused(
                "connections.invalid",
                file(WIKI.replace("{\"env\":\"WIKI_TOKEN\"}", "{\"value\":\"geheim123\"}")
                        .replace("\"token\":{", "\"x\":{")));
        assertFalse(problem.toString().contains("geheim123"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "\"1\"", "1.5", "null"})
    void anotherVersionIsRefused(String version) {
        Problem problem = refused("connections.version", "{\"version\":" + version + ",\"future\":[]}");
        assertTrue(problem.message().contains(version.replace("\"", "")), problem::message);
    }

    @Test
    void aFileThatIsNotThereOrNoTextOrTooLargeIsRefused() throws Exception {
        Path missing = folder.resolve("connections.json");
        Problem problem = assertThrows(AuthFailure.class, () -> ConnectionsFile.read(missing, new TestMethods()))
                .problem();
        assertEquals("file.missing", problem.cause());
        assertTrue(problem.message().contains(missing.toString()));
        Files.write(missing, new byte[] {(byte) 0xff, (byte) 0xfe, 0x20});
        assertEquals(
                "file.unreadable",
                assertThrows(AuthFailure.class, () -> ConnectionsFile.read(missing, new TestMethods()))
                        .problem()
                        .cause());
        assertEquals(
                "file.unreadable",
                assertThrows(AuthFailure.class, () -> ConnectionsFile.read(folder, new TestMethods()))
                        .problem()
                        .cause());
        Files.write(missing, " ".repeat(9 << 20).getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                "file.too-large",
                assertThrows(AuthFailure.class, () -> ConnectionsFile.read(missing, new TestMethods()))
                        .problem()
                        .cause());
    }

    @Test
    void tenThousandConnectionsAreNoTrouble() throws Exception {
        List<ConnectionEntry> many = java.util.stream.IntStream.range(0, 10_000)
                .mapToObj(i -> new ConnectionEntry(
                        new Connection("c" + i, "", new ConfluenceSite("https://h/" + i), "confluence.token", Map.of()),
                        Map.of()))
                .toList();
        assertEquals(many, read(ConnectionsFile.format(many)).entries());
    }
}
