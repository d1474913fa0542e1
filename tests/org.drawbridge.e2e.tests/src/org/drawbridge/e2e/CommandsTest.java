package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, one after another as users give them. */
class CommandsTest {

    private static final String MASTER_PASSWORD = "correct horse battery staple";

    @TempDir
    Path home;

    private Product product;

    @BeforeEach
    void product() {
        product = new Product(home);
    }

    private static RunningSandbox sandbox() {
        return RunningSandbox.get();
    }

    private static String[] with(String[] options, String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(options)).toArray(String[]::new);
    }

    private Product.Result onSandbox(String... arguments) {
        return product.run(with(new String[] {"--connections", sandbox().connectionsFile()}, arguments));
    }

    private Product.Result fine(Product.Result result) {
        assertEquals(0, result.exitCode(), result::toString);
        return result;
    }

    @Test
    void methodsListTheirFieldsAndWhoBringsThem() {
        JsonObject document = fine(product.run("methods", "--json")).json();

        JsonObject token = document.getJsonArray("methods").getValuesAs(JsonObject.class).stream()
                .filter(method -> method.getString("id").equals("confluence.token"))
                .findFirst()
                .orElseThrow();
        assertEquals("confluence", token.getString("target"));
        assertFalse(token.getString("label").startsWith("%"), token::toString);
        assertTrue(token.getString("contributor").startsWith("org.drawbridge.confluence 0."), token::toString);
        JsonObject secret = token.getJsonArray("fields").getValuesAs(JsonObject.class).stream()
                .filter(field -> field.getString("key").equals("token"))
                .findFirst()
                .orElseThrow();
        assertTrue(secret.getBoolean("secret"));
    }

    @Test
    void aConnectionLivesFromAddToRemove() throws IOException {
        product.with("WIKI_TOKEN", sandbox().secret("wiki92-aadmin.token"));

        fine(product.run(
                "connection",
                "add",
                "wiki",
                "--url",
                "https://wiki92.acme.test/confluence",
                "--method",
                "confluence.token",
                "--name",
                "Acme wiki",
                "--secret",
                "token=env:WIKI_TOKEN"));
        assertTrue(fine(product.run("connection", "list")).out().contains("Acme wiki"));
        assertEquals(
                "WIKI_TOKEN",
                fine(product.run("connection", "show", "wiki", "--json"))
                        .json()
                        .getJsonObject("secrets")
                        .getJsonObject("token")
                        .getString("env"));
        assertEquals(
                "aadmin",
                fine(product.run(with(sandbox().network(), "test", "wiki", "--json")))
                        .json()
                        .getJsonObject("account")
                        .getString("name"));

        Product.Result twice = product.run(
                "connection", "add", "wiki", "--url", "https://x.test", "--method", "confluence.token", "--json");
        assertEquals(3, twice.exitCode());
        assertEquals("cli.connection-exists", twice.failure().getString("cause"));

        fine(product.run("connection", "set", "wiki", "--method", "confluence.anonymous"));
        Product.Result anonymous = product.run(with(sandbox().network(), "test", "wiki", "--json"));
        assertEquals("confluence.anonymous-off", anonymous.failure().getString("cause"));

        fine(product.run("connection", "remove", "wiki"));
        assertEquals(3, product.run("test", "wiki").exitCode());
    }

    @Test
    void whatIsExportedCanBeImportedElsewhere() throws IOException {
        fine(product.run("connection", "import", sandbox().connectionsFile()));
        Product.Result again = product.run("connection", "import", sandbox().connectionsFile(), "--json");
        assertEquals(3, again.exitCode());
        assertEquals("cli.connection-exists", again.failure().getString("cause"));
        fine(product.run("connection", "import", sandbox().connectionsFile(), "--replace"));

        Path file = home.resolve("export.json");
        fine(product.run("connection", "export", "wiki-admin", "spo-certificate", "--out", file.toString()));
        Path other = Files.createDirectory(home.resolve("other"));
        fine(product.run("connection", "import", file.toString(), "--data-dir", other.toString()));
        Product.Result test =
                product.run(with(sandbox().network(), "--data-dir", other.toString(), "test", "spo-certificate"));
        fine(test);
        assertEquals(
                3,
                product.run("test", "wiki-user", "--data-dir", other.toString()).exitCode());
    }

    @Test
    void importSaysThatTheNetworkSectionIsNotTakenOver() {
        Product.Result result =
                fine(product.run("connection", "import", sandbox().connectionsFile()));

        assertTrue(result.err().contains("--connect-to ::127.0.0.1:"), result.err());
        assertTrue(result.err().contains("--ca "), result.err());
    }

    @Test
    void aSecretIsKeptUnderTheMasterPasswordForLaterProcesses() throws IOException {
        Path password = Files.writeString(home.resolve("master"), MASTER_PASSWORD + "\n");
        String token = sandbox().secret("wiki92-aadmin.token");
        Path tokenFile = Files.writeString(home.resolve("token"), token + "\n");
        String[] add = {
            "connection",
            "add",
            "wiki",
            "--url",
            "https://wiki92.acme.test/confluence",
            "--method",
            "confluence.token",
            "--secret",
            "token=-"
        };

        Product.Result nowhere = product.input(tokenFile).run(add);
        assertEquals(4, nowhere.exitCode(), nowhere::toString);
        assertTrue(nowhere.err().contains("DRAWBRIDGE_MASTER_PASSWORD"), nowhere.err());
        assertTrue(
                fine(product.run("connection", "list", "--json"))
                        .json()
                        .getJsonArray("connections")
                        .isEmpty(),
                "a connection was half stored");

        fine(product.input(tokenFile).run(with(new String[] {"--master-password-file", password.toString()}, add)));
        fine(product.run(
                with(sandbox().network(), "test", "wiki", "--json", "--master-password-file", password.toString())));
        fine(new Product(home)
                .with("DRAWBRIDGE_MASTER_PASSWORD", MASTER_PASSWORD)
                .run(with(sandbox().network(), "test", "wiki")));

        Product.Result locked = product.run(with(sandbox().network(), "test", "wiki", "--json"));
        assertEquals(4, locked.exitCode(), locked::toString);
        assertEquals("secrets.locked", locked.failure().getString("cause"));

        Product.Result wrong = new Product(home)
                .with("DRAWBRIDGE_MASTER_PASSWORD", "wrong")
                .run(with(sandbox().network(), "test", "wiki", "--json"));
        assertEquals(3, wrong.exitCode(), wrong::toString);
        assertEquals("secrets.wrong-master-password", wrong.failure().getString("cause"));

        fine(product.run("logout", "wiki", "--master-password-file", password.toString()));
        Product.Result gone = product.run(
                with(sandbox().network(), "test", "wiki", "--json", "--master-password-file", password.toString()));
        assertEquals(4, gone.exitCode(), gone::toString);
        assertEquals("secret.missing", gone.failure().getString("cause"));
    }

    @Test
    void loginSignsInAndTellsWhetherItIsKept() {
        Product.Result file = onSandbox("login", "wiki-admin", "--json");
        assertEquals(1, file.exitCode(), file::toString);
        assertEquals("aadmin", file.json().getJsonObject("account").getString("name"));

        fine(product.run("connection", "import", sandbox().connectionsFile()));
        Product.Result stored = fine(product.run(with(sandbox().network(), "login", "spo-certificate", "--json")));
        assertTrue(stored.json().getJsonArray("kept").isEmpty());

        Product.Result bad = product.run(with(sandbox().network(), "login", "wiki-expired-token", "--json"));
        assertEquals(2, bad.exitCode());
        assertEquals("confluence.token.invalid", bad.failure().getString("cause"));
    }

    @Test
    void requestGivesTheBodyAndNothingElse() throws IOException {
        Product.Result body = fine(onSandbox("request", "wiki-admin", "/rest/api/user/current"));
        assertEquals("aadmin", body.json().getString("username"));

        Path out = home.resolve("current.json");
        Product.Result saved =
                fine(onSandbox("request", "wiki-admin", "GET", "/rest/api/user/current", "--output", out.toString()));
        assertEquals("", saved.out());
        assertArrayEquals(body.out().getBytes(StandardCharsets.UTF_8), Files.readAllBytes(out));

        Product.Result document = fine(onSandbox("request", "wiki-admin", "/rest/api/user/current", "--json"));
        assertEquals("aadmin", document.json().getJsonObject("body").getString("username"));
        assertEquals(200, document.json().getInt("status"));
    }

    @Test
    void refusedRequestEndsWithTwoAndWritesNoFile() {
        Path out = home.resolve("nothing.json");
        Product.Result result =
                onSandbox("request", "wiki-admin", "/rest/api/nothing-here", "--output", out.toString());

        assertEquals(2, result.exitCode(), result::toString);
        assertTrue(result.err().contains("404"), result.err());
        assertFalse(Files.exists(out));
        Product.Result document = onSandbox("request", "wiki-admin", "/rest/api/nothing-here", "--json");
        assertEquals(404, document.json().getInt("status"));
        assertEquals(2, document.json().getInt("exitCode"));
    }

    @Test
    void credentialsAreNotSentToOtherSites() {
        Product.Result result =
                onSandbox("request", "wiki-admin", "https://wiki85.acme.test/rest/api/user/current", "--json");

        assertTrue(result.exitCode() == 2 || result.exitCode() == 3, result::toString);
        assertTrue(result.json().containsKey("failure"), result::toString);
        assertEquals(
                3,
                onSandbox("request", "wiki-admin", "/x", "--header", "Authorization: Bearer x")
                        .exitCode());
    }

    @Test
    void tokenIsPrintedAlone() {
        Product.Result result = fine(onSandbox("token", "spo-certificate"));
        assertTrue(result.out().matches("ey\\S+\\.\\S+\\.\\S+\\R"), "not a token alone");
        assertTrue(onSandbox("token", "spo-certificate", "--resource", "graph", "--json")
                .json()
                .getString("token")
                .startsWith("ey"));
        assertEquals(
                3, onSandbox("token", "spo-certificate", "--resource", "mail").exitCode());
    }

    @Test
    void readinessReportsCapabilitiesWithEvidenceAndRemedy() throws IOException {
        Path out = home.resolve("report.txt");
        Product.Result result = onSandbox(
                "readiness",
                "--source",
                "wiki-user",
                "--target",
                "spo-certificate-manage",
                "--json",
                "--out",
                out.toString());

        assertEquals(1, result.exitCode(), result::toString);
        JsonObject report = result.json();
        List<JsonObject> capabilities = report.getJsonArray("capabilities").getValuesAs(JsonObject.class);
        assertTrue(capabilities.size() >= 15, report::toString);
        JsonObject authors = capabilities.stream()
                .filter(capability -> capability.getString("id").equals("authors-and-dates"))
                .findFirst()
                .orElseThrow();
        assertFalse(authors.getString("outcome").equals("works"), authors::toString);
        assertEquals("target", authors.getString("side"));
        assertFalse(authors.getJsonArray("remedy").isEmpty());
        assertFalse(report.getJsonArray("spaces").isEmpty());
        assertTrue(Files.readString(out).contains("Readiness"));
    }

    @Test
    void readinessWantsTheRightSides() {
        Product.Result result =
                onSandbox("readiness", "--source", "spo-certificate", "--target", "wiki-admin", "--json");
        assertEquals(3, result.exitCode());
        assertEquals("cli.sides", result.failure().getString("cause"));
    }

    @Test
    void demonstrationEndsWithTheNameOfItsReport() throws IOException {
        Product.Result result = product.run("sandbox", "--demo");

        assertTrue(result.exitCode() <= 1, result::toString);
        Path report = home.resolve("drawbridge-readiness.txt");
        String last = result.out().lines().reduce("", (a, b) -> b);
        assertTrue(last.endsWith(report.toRealPath().toString()), last);
        assertTrue(Files.size(report) > 500);
    }

    @Test
    void optionsMayStandBeforeOrAfterTheCommand() {
        String file = sandbox().connectionsFile();
        fine(product.run("--connections", file, "--json", "test", "wiki-admin"));
        fine(product.run("test", "--json", "wiki-admin", "--connections=" + file));
        fine(product.run("--json", "connection", "--connections", file, "list"));
    }

    @Test
    void withConnectionsFileNothingIsChanged() {
        for (String[] arguments : List.of(
                new String[] {"connection", "remove", "wiki-admin"},
                new String[] {"connection", "add", "x", "--url", "https://x.test", "--method", "confluence.token"},
                new String[] {"logout", "wiki-admin"})) {
            Product.Result result = onSandbox(with(new String[] {"--json"}, arguments));
            assertEquals(3, result.exitCode(), result::toString);
            assertEquals("cli.connections-file", result.failure().getString("cause"));
        }
    }

    @Test
    void aReaderThatGoesAwayIsNoError() throws Exception {
        Process process =
                product.start("connection", "list", "--connections", sandbox().connectionsFile());
        process.getInputStream().close();
        String err = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))
                .lines()
                .reduce("", (a, b) -> a + b + "\n");

        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertFalse(err.contains("Exception") || err.contains("Broken pipe"), err);
    }

    @Test
    void dataAreForTheirOwnerOnly() throws IOException {
        fine(product.run("connection", "import", sandbox().connectionsFile()));

        try (Stream<Path> files = Files.walk(home.resolve(".config/drawbridge"))) {
            for (Path file : files.toList()) {
                String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                assertTrue(rights.endsWith("------"), () -> file + " " + rights);
            }
        }
    }

    @Test
    void helpTellsExitCodesAndExamples() {
        for (String command : List.of("test", "readiness", "request", "sandbox", "connection add", "login")) {
            Product.Result result = fine(product.run(with(new String[] {"--help"}, command.split(" "))));
            assertTrue(result.out().contains("Exit codes"), result.out());
            assertFalse(result.out().contains("null"), result.out());
        }
    }
}
