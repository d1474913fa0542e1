package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotShell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections made, tested and explained on the desktop, against the sandbox that it starts itself. */
@ExtendWith(Desktop.class)
class ConnectionTest {

    private static final String WIKI = "https://wiki92.acme.test/confluence";
    private static final String SITE = "https://contoso.sharepoint.com/sites/wiki";

    private SWTBot bot;
    private Page page;

    @BeforeEach
    void enterSandbox(SWTBot given) {
        bot = given;
        page = new Page(bot).inSandbox();
    }

    @Test
    void aTokenTypedIntoANewConnectionTestsGreenAndIsKeptInTheSecretStoreOnly() throws IOException {
        String token = Page.secret("wiki92-aadmin.token");
        page.create("confluence", "Typed wiki", WIKI, "confluence.token");
        assertTrue(bot.textWithId("field.token").isPassword());

        page.type("token", token).test().waitForState("works");

        assertTrue(page.verdict().contains("Anna Admin"), page.verdict());
        assertEquals("Sign-in", bot.labelWithId("stage.sign-in").getText());
        assertTrue(bot.labelWithId("stage.sign-in.state").getText().startsWith("ok, "));
        assertTrue(bot.labelWithId("facts").getText().contains("Data Center 9.2.21"));
        assertTrue(bot.buttonWithId("save").isEnabled(), "a test stores nothing");

        page.save();
        assertEquals("works", page.state(), "saving what was tested keeps the result");
        bot.waitUntil(
                "the hint says where it is kept",
                () -> bot.labelWithId("hint.token").getText().startsWith("Stored in "));
        assertEquals("", bot.textWithId("field.token").getText());
        assertEquals(List.of(), filesWith(token), "the token is in a file");

        page.test().waitForState("works");
    }

    @Test
    void aCertificateTypedIntoANewConnectionTestsGreen() {
        page.create("sharepoint", "Typed site", SITE, "sharepoint.certificate")
                .type("clientId", "1c0ffee0-0001-4a00-8000-000000000001")
                .type(
                        "certificate",
                        Page.sandbox().resolve("certificates/app.pfx").toString())
                .type("certificatePassword", Page.secret("certificate.password"))
                .test()
                .waitForState("works");
    }

    @Test
    void whatIsWrongIsSaidWhileTyping() {
        page.create("sharepoint", "Mistyped site", SITE, "sharepoint.certificate")
                .type("clientId", "not-a-guid");

        bot.waitUntil("a complaint", () -> bot.has("hint.clientId"));
        String complaint = bot.labelWithId("hint.clientId").getText();
        assertFalse(complaint.isBlank());

        page.type("clientId", "1c0ffee0-0001-4a00-8000-000000000001");
        bot.waitUntil("no complaint", () -> !bot.has("hint.clientId"));
    }

    @Test
    void inANarrowWindowNothingOfThePageIsCutOff() {
        page.create("sharepoint", "Narrow site", SITE, "sharepoint.certificate");
        SWTBotShell window = bot.shell("Drawbridge");
        int before = window.width();
        try {
            window.resize(700);
            bot.waitUntil("the window is narrow", () -> window.width() == 700);
            bot.waitUntil(
                    "the names have the list for themselves",
                    () -> bot.treeWithId("connections.tree").columnWidth(1) == 0);
            bot.waitUntil(
                    "all is seen: " + bot.cutOff("page.connection"),
                    () -> bot.cutOff("page.connection").isEmpty());
        } finally {
            window.resize(before);
        }
        bot.waitUntil(
                "the states beside the names",
                () -> bot.treeWithId("connections.tree").columnWidth(1) > 0);
    }

    @Test
    void aTestOfAnIncompleteFormDoesNotStart() {
        page.create("sharepoint", "Incomplete site", SITE, "sharepoint.certificate")
                .test();

        bot.waitUntil("a complaint", () -> bot.has("hint.clientId") && bot.has("hint.certificate"));
        assertEquals("not tested", page.state());
        bot.waitUntil(
                "the first wrong field has the focus",
                () -> bot.textWithId("field.clientId").hasFocus());
    }

    @Test
    void aFailureNamesOwnerRemedyAndEvidence() {
        page.create("confluence", "Wrong token", WIKI, "confluence.token")
                .type("token", "this-is-not-a-token-of-anybody")
                .test()
                .waitForState("failed");

        bot.waitUntil("the verdict is shown", () -> !page.verdict().isBlank());
        assertEquals("You", bot.styledTextWithId("owner").getText());
        assertFalse(bot.styledTextWithId("remedy").getText().isBlank());
        assertTrue(bot.styledTextWithId("evidence").getText().contains("confluence.token.invalid"));
        assertTrue(bot.buttonWithId("copy.details").isEnabled());
    }

    @Test
    void aServerThatNeverAnswersIsCancelledWithinASecond() {
        page.create("confluence", "Silent wiki", "https://silent.acme.test", "confluence.token")
                .type("token", "this-is-not-a-token-of-anybody")
                .test()
                .waitForState("being tested …");
        bot.waitUntil("a stage that waits", () -> bot.has("stage.address"));
        bot.waitUntil("the status line shows the job", () -> bot.has("status.jobs"));

        long start = System.nanoTime();
        bot.buttonWithId("cancel").click();
        bot.waitUntil("it is over", () -> !page.state().equals("being tested …"), Duration.ofSeconds(5));

        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertEquals("cancelled", page.state());
        assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, "took " + took);
    }

    @Test
    void aSecretThatIsNotStoredIsAskedForAndUsedOnce() {
        page.create("confluence", "Asked wiki", WIKI, "confluence.token").test();

        SWTBot dialog = bot.shell("Token needed").bot();
        assertTrue(dialog.textWithId("secret.text").isPassword());
        assertFalse(dialog.buttonWithId("secret.ok").isEnabled());
        dialog.textWithId("secret.text").setText(Page.secret("wiki92-uuser.token"));
        dialog.buttonWithId("secret.ok").click();
        page.waitForState("works, with limits");

        page.test();
        bot.shell("Token needed").bot().buttonWithId("secret.cancel").click();
        page.waitForState("cancelled");
    }

    @Test
    void aFormMayGoWhileOneOfItsFieldsHasTheFocus() {
        page.create("sharepoint", "Focused site", SITE, "sharepoint.devicecode");
        bot.textWithId("field.graphHost").setFocus();
        bot.waitUntil("the focus", () -> bot.textWithId("field.graphHost").hasFocus());
        bot.buttonWithId("method.sharepoint.certificate").click();
        bot.waitUntil("the other form", () -> bot.has("field.certificate"));
        assertEquals("Drawbridge", bot.activeShell().getText(), "no error is shown");
        bot.buttonWithId("method.sharepoint.devicecode").click();
    }

    @Test
    void theListFilters() {
        bot.textWithId("connections.filter").setText("silent");
        bot.waitUntil(
                "one group", () -> bot.treeWithId("connections.tree").items().size() == 1);
        bot.textWithId("connections.filter").setText("nothing-is-called-so");
        bot.waitUntil("nothing", () -> bot.has("connections.empty"));
        bot.textWithId("connections.filter").setText("");
        bot.waitUntil(
                "both groups",
                () -> bot.has("connections.tree")
                        && bot.treeWithId("connections.tree").items().size() == 2);
    }

    @Test
    void aDeletedConnectionIsGoneAndComesBackWithItsSecretsWhenUndone() {
        page.create("confluence", "Short-lived wiki", WIKI, "confluence.token")
                .type("token", Page.secret("wiki92-uuser.token"))
                .save();

        bot.menu("Connection").menu("Delete").click();

        bot.waitUntil(
                "the page is gone",
                () -> !bot.has("title") || !bot.labelWithId("title").getText().equals("Short-lived wiki"));
        bot.textWithId("connections.filter").setText("Short-lived");
        bot.waitUntil("it is not in the list", () -> bot.has("connections.empty"));
        bot.textWithId("connections.filter").setText("");

        bot.waitUntil("the way back", () -> bot.has("connections.undo"));
        bot.menu("Edit").menu("Undo Delete").click();
        bot.waitUntil("it is offered no more", () -> !bot.has("connections.undo"));
        page.select("Confluence", "Short-lived wiki").test().waitForState("works, with limits");
    }

    @Test
    void aConnectionIsRenamedAndDuplicatedWithItsSecretsAndMoved() {
        page.create("confluence", "Original wiki", WIKI, "confluence.token")
                .type("token", Page.secret("wiki92-uuser.token"))
                .save();
        bot.menu("Connection").menu("Rename…").click();
        SWTBot dialog = bot.shell("Rename connection").bot();
        dialog.text().setText("Renamed original");
        dialog.button("OK").click();
        bot.waitUntil("the new name", () -> bot.labelWithId("title").getText().equals("Renamed original"));

        bot.menu("Connection").menu("Duplicate").click();
        bot.waitUntil(
                "the copy's page", () -> bot.labelWithId("title").getText().equals("Renamed original (copy)"));
        page.test().waitForState("works, with limits");

        List<String> before = confluences();
        assertEquals(before.indexOf("Renamed original") + 1, before.indexOf("Renamed original (copy)"));
        page.select("Confluence", "Renamed original (copy)");
        bot.menu("Connection").menu("Move Up").click();
        bot.waitUntil(
                "the other order",
                () -> confluences().indexOf("Renamed original (copy)")
                        < confluences().indexOf("Renamed original"));
    }

    private List<String> confluences() {
        var tree = bot.treeWithId("connections.tree");
        String group = tree.items().stream()
                .filter(text -> text.startsWith("Confluence"))
                .findFirst()
                .orElseThrow();
        return tree.getTreeItem(group).getNodes();
    }

    @Test
    void closingAPageWithUnsavedChangesAsksFirst() {
        page.create("confluence", "Unsaved wiki", WIKI, "confluence.anonymous");
        bot.textWithId("connection.name").setText("Renamed wiki");

        bot.waitUntil(
                "File > Close is enabled", () -> bot.menu("File").menu("Close").isEnabled());
        bot.menu("File").menu("Close").click();
        bot.waitUntil("a question", () -> !bot.activeShell().getText().equals("Drawbridge"));
        bot.activeShell().bot().button("Save").click();
        bot.waitUntil(
                "the page is gone",
                () -> !bot.has("title") || !bot.labelWithId("title").getText().equals("Unsaved wiki"));
        page.select("Confluence", "Renamed wiki");
    }

    private static List<Path> filesWith(String secret) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Desktop.dataFolder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean own = !file.startsWith(Page.sandbox());
                if (own && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    @Test
    void aConnectionOfADeletedOnesNameKeepsItsOwnSecrets() {
        String address = "https://twice.acme.test";
        page.create("confluence", "Twice", address, "confluence.token")
                .type("token", "this-is-the-first-token")
                .save();
        bot.menu("Connection").menu("Delete").click();
        bot.waitUntil(
                "it is gone",
                () -> !bot.has("title") || !bot.labelWithId("title").getText().equals("Twice"));
        page.create("confluence", "Twice", address, "confluence.token")
                .type("token", "this-is-the-second-token")
                .save();
        page.create("confluence", "Thrice", address, "confluence.token");
        bot.menu("Connection").menu("Delete").click(); // the first one can't be brought back any more

        page.select("Confluence", "Twice");
        bot.waitUntil(
                "its token is still there",
                () -> bot.labelWithId("hint.token").getText().startsWith("Stored in "),
                Duration.ofSeconds(60));
    }
}
