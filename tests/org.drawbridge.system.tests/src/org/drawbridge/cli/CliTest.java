package org.drawbridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.drawbridge.cli.FakeProduct.Run;
import org.drawbridge.cli.internal.Terminal;
import org.drawbridge.core.auth.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line does with a terminal, and with what is typed into it. */
class CliTest {

    private static final String[] ADD = {
        "connection", "add", "wiki", "--url", "https://wiki.test", "--method", "confluence.fake"
    };

    @TempDir
    Path folder;

    private final List<String> prompts = new ArrayList<>();
    private FakeProduct product;
    private String master;

    @BeforeEach
    void product() throws IOException {
        product = new FakeProduct(folder.resolve("data"));
        master = Files.writeString(folder.resolve("master"), "a master password\n")
                .toString();
    }

    private Terminal terminal(int width, String typed) {
        return new Terminal(true, true, OptionalInt.of(width), StandardCharsets.UTF_8, Optional.of(prompt -> {
            prompts.add(prompt);
            return typed.isEmpty() ? Optional.empty() : Optional.of(Secret.of(typed));
        }));
    }

    private static String[] with(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Run fine(Run run) {
        assertEquals(0, run.exitCode(), run::toString);
        return run;
    }

    private void storedToken() {
        product.input(FakeProduct.TOKEN + "\n");
        fine(product.run(with(ADD, "--secret", "token=-", "--master-password-file", master)));
    }

    @Test
    void secretIsAskedForOnTheTerminalAndKept() {
        product.terminal(terminal(80, FakeProduct.TOKEN));
        fine(product.run(with(ADD, "--secret", "token", "--master-password-file", master)));
        assertEquals(1, prompts.size());
        assertTrue(prompts.getFirst().contains("Token"), prompts::toString);

        product.terminal(Terminal.none());
        assertEquals(
                "admin",
                fine(product.run("test", "wiki", "--json", "--master-password-file", master))
                        .json()
                        .getString("level"));
    }

    @Test
    void withoutTerminalTheCommandSaysWhatToGive() {
        Run run = product.run(with(ADD, "--secret", "token", "--json", "--master-password-file", master));

        assertEquals(4, run.exitCode());
        assertEquals("cli.secret-unattended", run.cause());
        fine(product.run(ADD));
        Run test = product.run("test", "wiki", "--json");
        assertEquals(4, test.exitCode());
        assertEquals("secret.missing", test.cause());
    }

    @Test
    void loginKeepsWhatWasTypedOnlyIfItWorked() {
        fine(product.run(ADD));
        product.terminal(terminal(80, "a wrong token"));
        assertEquals(
                2,
                product.run("login", "wiki", "--master-password-file", master).exitCode());
        product.terminal(Terminal.none());
        assertEquals(
                4, product.run("test", "wiki", "--master-password-file", master).exitCode());

        product.terminal(terminal(80, FakeProduct.TOKEN));
        Run login = fine(product.run("login", "wiki", "--json", "--master-password-file", master));
        assertEquals("master-password", login.json().getString("durability"));
        assertEquals("[\"token\"]", login.json().getJsonArray("kept").toString());
        product.terminal(Terminal.none());
        fine(product.run("test", "wiki", "--master-password-file", master));
        fine(product.run("logout", "wiki", "--master-password-file", master));
        assertEquals(
                4, product.run("test", "wiki", "--master-password-file", master).exitCode());
    }

    @Test
    void nothingTypedMeansCancelled() {
        fine(product.run(ADD));
        product.terminal(terminal(80, ""));
        Run run = product.run("login", "wiki", "--json");
        assertEquals(4, run.exitCode());
        assertEquals("cancelled", run.cause());
    }

    @Test
    void secretsAreRefusedAsArgumentsWithoutBeingRepeated() {
        for (String[] how : List.of(
                new String[] {"--set", "token=typed-by-mistake"},
                new String[] {"--secret", "token=typed-by-mistake"})) {
            Run run = product.run(with(ADD, how));
            assertEquals(3, run.exitCode(), run::toString);
            assertFalse(run.err().contains("typed-by-mistake"), run.err());
            assertTrue(run.err().contains("KEY=env:NAME"), run.err());
        }
        Run option = product.run("test", "wiki", "--token=typed-by-mistake");
        assertEquals(3, option.exitCode());
        assertFalse(option.err().contains("typed-by-mistake"), option.err());
        assertTrue(fine(product.run("connection", "list", "--json"))
                .json()
                .getJsonArray("connections")
                .isEmpty());
    }

    @Test
    void settingsAreCheckedBeforeAnythingIsKept() {
        Run unknown = product.run(with(ADD, "--set", "colour=red", "--json"));
        assertEquals(3, unknown.exitCode());
        assertTrue(unknown.out().contains("email"), unknown.out());
        assertEquals(3, product.run(with(ADD, "--set", "retries=many")).exitCode());
        assertEquals(3, product.run(with(ADD, "--set", "retries")).exitCode());
        assertEquals(
                3,
                product.run("connection", "add", "no id", "--url", "x", "--method", "confluence.fake")
                        .exitCode());
        assertEquals(
                3,
                product.run("connection", "add", "w", "--url", "x", "--method", "confluence.unheard-of")
                        .exitCode());
        assertTrue(fine(product.run("connection", "list", "--json"))
                .json()
                .getJsonArray("connections")
                .isEmpty());
    }

    @Test
    void changingKeepsWhatIsNotNamed() {
        fine(product.run(
                with(ADD, "--set", "email=a@b.test", "--set", "certificate=app.pfx", "--secret", "token=env:T")));
        fine(product.run("connection", "set", "wiki", "--set", "retries=3", "--set", "email="));

        var shown = fine(product.run("connection", "show", "wiki", "--json")).json();
        assertEquals("3", shown.getJsonObject("settings").getString("retries"));
        assertFalse(shown.getJsonObject("settings").containsKey("email"));
        assertTrue(Path.of(shown.getJsonObject("settings").getString("certificate"))
                .isAbsolute());
        assertEquals("T", shown.getJsonObject("secrets").getJsonObject("token").getString("env"));
    }

    @Test
    void coloursOnlyOnATerminalThatWantsThem() {
        storedToken();
        String[] test = {"test", "wiki", "--master-password-file", master};

        assertFalse(fine(product.run(test)).out().contains("\u001b["));
        product.terminal(terminal(80, ""));
        assertTrue(fine(product.run(test)).out().contains("\u001b["));
        product.variable("NO_COLOR", "1");
        assertFalse(fine(product.run(test)).out().contains("\u001b["));
    }

    @Test
    void textIsWrappedToTheTerminalAndNotInAPipe() {
        product.terminal(terminal(60, ""));
        Run narrow = product.run("test", "nobody");
        assertTrue(narrow.err().lines().allMatch(line -> line.length() <= 60), narrow.err());
        product.terminal(Terminal.none());
        Run pipe = product.run("test", "nobody");
        assertTrue(pipe.err().lines().anyMatch(line -> line.length() > 60), pipe.err());
    }

    @Test
    void progressIsShownOnATerminalOnlyAndGoneAtTheEnd() {
        storedToken();
        product.terminal(terminal(80, ""));
        String shown = fine(product.run("login", "wiki", "--master-password-file", master))
                .err();
        assertTrue(shown.contains("… Signing in"), shown);
        assertTrue(shown.contains("\r"), shown);
        assertFalse(product.run("login", "wiki", "--quiet", "--master-password-file", master)
                .err()
                .contains("…"));
        product.terminal(Terminal.none());
        assertFalse(product.run("login", "wiki", "--master-password-file", master)
                .err()
                .contains("…"));
    }

    @Test
    void unexpectedErrorsGiveAReferenceAndNoStackTrace() {
        fine(product.run(with(ADD, "--secret", "token=env:PATH")));
        product.broken(new IllegalStateException("out of order, password=hunter22"));

        Run run = product.run("test", "wiki", "--json");
        assertEquals(5, run.exitCode(), run::toString);
        assertEquals("cli.internal", run.cause());
        String reference =
                run.json().getJsonObject("failure").getJsonObject("evidence").getString("reference");
        assertTrue(reference.matches("DB-[A-Z2-9]{6}"), reference);
        assertFalse(run.out().contains("hunter22"), run.out());
        Run people = product.run("test", "wiki");
        assertTrue(people.err().contains("DB-"), people.err());
        assertFalse(people.out().contains("\tat "), people.out());
    }

    @Test
    void requestSendsWhatIsAskedFor() throws IOException {
        storedToken();
        String[] request = {"--master-password-file", master, "request", "wiki"};

        assertEquals(
                "{\"method\":\"GET\"}", fine(product.run(with(request, "/x"))).out());
        assertEquals(
                "{\"method\":\"DELETE\"}",
                fine(product.run(with(request, "delete", "/x"))).out());
        Path body = Files.writeString(folder.resolve("body.json"), "{}");
        assertEquals(
                "{\"method\":\"POST\"}",
                fine(product.run(with(request, "/x", "--data", "@" + body))).out());
        assertEquals(2, product.run(with(request, "/missing")).exitCode());
        assertEquals(3, product.run(with(request, "x")).exitCode());
        assertEquals(3, product.run(with(request, "GET", "/x", "y")).exitCode());
        assertEquals(3, product.run(with(request, "/x", "--data", "literal")).exitCode());
        assertEquals(
                3,
                product.run(with(request, "/x", "--data", "@" + folder.resolve("none")))
                        .exitCode());
        assertEquals(
                3, product.run(with(request, "/x", "--header", "Cookie: a=b")).exitCode());
        Run nowhere = product.run(
                with(request, "/x", "--output", folder.resolve("no/such/file").toString()));
        assertEquals(3, nowhere.exitCode(), nowhere::toString);
    }

    @Test
    void aLoginPageIsNotWhatWasAskedFor() throws IOException {
        storedToken();
        Path out = folder.resolve("attachment.bin");
        for (String path : List.of("/behind-login/attachment.bin", "/behind-sso/attachment.bin")) {
            for (List<String> way : List.of(List.of("--output", out.toString()), List.<String>of())) {
                List<String> command =
                        new ArrayList<>(List.of("--master-password-file", master, "request", "wiki", path, "--json"));
                command.addAll(way);
                Run run = product.run(command.toArray(String[]::new));
                assertEquals(2, run.exitCode(), run::toString);
                assertEquals(path.contains("sso") ? "answer.sso" : "answer.login-page", run.cause(), run::toString);
                assertFalse(Files.exists(out), "nothing is written");
            }
        }
        fine(product.run("--master-password-file", master, "request", "wiki", "/page", "--output", out.toString()));
        assertTrue(Files.readString(out).endsWith("a page </body></html>"), "any other page is kept, to its end");
    }

    @Test
    void tokenIsTheOneThingThatIsNotMasked() {
        storedToken();

        Run token = fine(product.run("token", "wiki", "--resource", "graph", "--master-password-file", master));
        assertEquals("handed-over-4711\n", token.out());
        assertEquals(
                3,
                product.run("token", "wiki", "--master-password-file", master).exitCode());
    }

    @Test
    void examplesOfHelpAreNotMasked() {
        assertTrue(fine(product.run("connection", "add", "--help")).out().contains("token=env:CLOUD_TOKEN"));
        assertTrue(
                fine(product.run("connection", "add", "--help", "--json")).out().contains("token=env:CLOUD_TOKEN"));
    }

    @Test
    void recommendedMethodOfTheTargetIsTakenIfNoneIsNamed() {
        fine(product.run("connection", "add", "wiki", "--url", "https://wiki.test", "--target", "confluence"));

        assertEquals(
                "confluence.fake",
                fine(product.run("connection", "show", "wiki", "--json")).json().getString("method"));
        assertEquals(
                3,
                product.run("connection", "add", "site", "--url", "x", "--target", "sharepoint")
                        .exitCode());
        assertEquals(
                3,
                product.run("connection", "add", "site", "--url", "x", "--target", "jira")
                        .exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rest", "rest=403", "/rest=200", "/rest=403*0", "/rest=slow", "=500"})
    void aFaultThatTheSandboxDoesNotKnowIsWrongUse(String fault) {
        assertEquals(3, product.run("sandbox", "--fault", fault).exitCode());
    }

    @Test
    void missingSandboxIsSaid() {
        assertEquals("cli.no-sandbox", product.run("sandbox", "--json").cause());
    }
}
