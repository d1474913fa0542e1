package org.drawbridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.cli.FakeProduct.Run;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.Explainer;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.guide.Guide;
import org.drawbridge.core.guide.SetupGuide;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code explain} and {@code app-registration} over made-up services. */
class ExplainCliTest {

    @TempDir
    Path folder;

    private FakeProduct product;

    @BeforeEach
    void product() {
        product = new FakeProduct(folder).with(new Words()).with(new Registration());
    }

    /** Knows texts with the word "moon". */
    private static final class Words implements Explainer {
        @Override
        public Optional<Problem> explain(String text, Optional<Connection> connection) {
            return text.contains("moon")
                    ? Optional.of(CoreFailures.problem("method.unknown")
                            .with("method", connection.map(Connection::id).orElse(text.strip()))
                            .with("known", "-")
                            .problem())
                    : Optional.empty();
        }

        @Override
        public List<String> staysInBrowser() {
            return List.of("method.unknown");
        }
    }

    private static final class Registration implements SetupGuide {
        @Override
        public String id() {
            return "app-registration";
        }

        @Override
        public Target.Kind target() {
            return Target.Kind.SHAREPOINT;
        }

        @Override
        public List<Mode> modes() {
            return List.of(new Mode("full", "everything"), new Mode("manage", "less"));
        }

        @Override
        public Guide guide(String mode, Optional<Connection> connection, Map<String, String> values) {
            return new Guide(
                    "Register " + mode,
                    "For " + values,
                    List.of(new Guide.Section(
                            "portal",
                            "Portal",
                            List.of("Open it.", "Enter <name>."),
                            List.of(new Guide.Snippet("File", "json", "perm.json", "{\"id\":\"1\"}")))));
        }
    }

    @Test
    void textIsTakenFromTheArgumentsOrFromStandardInput() {
        Run argument = product.run("explain", "the", "moon", "--json");
        assertEquals(0, argument.exitCode(), argument::toString);
        assertEquals("method.unknown", argument.cause());
        assertTrue(argument.json().getBoolean("staysInBrowser"));
        assertTrue(argument.json().getJsonObject("failure").getString("message").contains("the moon"));
        product.input("line one\nthe moon\n");
        assertEquals("method.unknown", product.run("explain", "--json").cause());
        product.input("moon again");
        assertEquals("method.unknown", product.run("explain", "-", "--json").cause());
    }

    @Test
    void peopleReadOwnerStepsAndThatItStaysInTheBrowser() {
        Run run = product.run("explain", "moon");
        assertEquals(0, run.exitCode(), run::toString);
        assertTrue(run.out().contains("Who can mend it"), run::out);
        assertTrue(run.out().contains("mostly shows in the browser only"), run::out);
    }

    @Test
    void connectionIsHandedToTheExplainer() {
        assertEquals(
                0,
                product.run(
                                "connection",
                                "add",
                                "wiki",
                                "--url",
                                "https://wiki.test",
                                "--method",
                                "confluence.fake",
                                "--secret",
                                "token=env:T")
                        .exitCode());
        Run run = product.run("explain", "moon", "--connection", "wiki", "--json");
        assertEquals("wiki", run.json().getString("connection"));
        assertTrue(run.json().getJsonObject("failure").getString("message").contains("wiki"));
        assertEquals(
                3,
                product.run("explain", "moon", "--connection", "none", "--json").exitCode());
    }

    @Test
    void textWithoutAnErrorAndNoTextAreToldApart() {
        Run nothing = product.run("explain", "hello", "--json");
        assertEquals(2, nothing.exitCode());
        assertEquals("cli.nothing-to-explain", nothing.cause());
        Run empty = product.run("explain", "--json");
        assertEquals(3, empty.exitCode());
        assertEquals("cli.usage", empty.cause());
    }

    @Test
    void guideIsPrintedInThreeFormatsWithTheValuesGiven() {
        Run text = product.run("app-registration", "--tenant", "contoso.test", "--client-id", "4711");
        assertEquals(0, text.exitCode(), text::toString);
        assertTrue(text.out().contains("Register full") && text.out().contains("{\"id\":\"1\"}"), text::out);
        assertTrue(text.out().contains("contoso.test") && text.out().contains("4711"), text::out);
        Run markdown = product.run("app-registration", "--mode", "manage", "--format", "md");
        assertTrue(markdown.out().startsWith("# Register manage\n"), markdown::out);
        assertTrue(markdown.out().contains("```json\n{\"id\":\"1\"}\n```"), markdown::out);
        assertFalse(markdown.out().contains("<name>"), markdown::out);
        for (Run json : List.of(
                product.run("app-registration", "--json"), product.run("app-registration", "--format", "json"))) {
            assertEquals("full", json.json().getString("mode"));
            assertEquals(
                    "{\"id\":\"1\"}",
                    json.json()
                            .getJsonArray("sections")
                            .getJsonObject(0)
                            .getJsonArray("snippets")
                            .getJsonObject(0)
                            .getString("text"));
        }
    }

    @Test
    void wrongModeAndFormatNameTheRightOnes() {
        Run mode = product.run("app-registration", "--mode", "all", "--json");
        assertEquals(3, mode.exitCode());
        assertTrue(mode.out().contains("manage (less)"), mode::out);
        assertEquals(3, product.run("app-registration", "--format", "pdf").exitCode());
        Run none = new FakeProduct(folder).run("app-registration", "--json");
        assertEquals(3, none.exitCode());
        assertEquals("cli.no-registration-guide", none.cause());
    }
}
