package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotShell;
import org.eclipse.swt.SWT;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test of a connection in a window of its own, and the windows that help to set the other side up. */
@ExtendWith(Desktop.class)
class TestWindowTest {

    private static final String SHAREPOINT = "SharePoint Online";
    private static final Duration LONG = Duration.ofSeconds(60);

    private SWTBot bot;
    private Page page;
    private SWTBotShell window;

    @BeforeEach
    void enterSandbox(SWTBot given) {
        bot = given;
        page = new Page(bot).inSandbox();
    }

    @AfterEach
    void close() {
        if (window != null && window.isOpen()) {
            window.bot().buttonWithId("dialog.close").click();
        }
    }

    private void test(String connection) {
        page.select(SHAREPOINT, connection);
        bot.buttonWithId("test.window").click();
        window = bot.shell("Test SharePoint connection");
        bot.waitUntil("the verdict", () -> window.bot().has("window.again"), LONG);
    }

    private String verdict() {
        return window.bot().styledTextWithId("verdict").getText();
    }

    @Test
    void aLimitedResultShowsNeededAndGrantedPermissionsSideBySide() {
        test("Contoso, manage only");

        assertTrue(verdict().startsWith("Works, with limits: "), this::verdict);
        SWTBot shown = window.bot();
        assertEquals("needed", shown.labelWithId("stage.consent.0.1").getText());
        assertEquals("in the token", shown.labelWithId("stage.consent.0.2").getText());
        assertEquals(
                "Sites.FullControl.All", shown.labelWithId("stage.consent.1.1").getText());
        assertEquals("Sites.Manage.All", shown.labelWithId("stage.consent.1.2").getText());
        assertTrue(shown.labelWithId("stage.consent.state").getText().startsWith("limited, "));
        assertEquals("manage", shown.labelWithId("stage.permissions.1.1").getText());
        assertEquals("An Entra administrator", shown.styledTextWithId("owner").getText());

        shown.buttonWithId("window.copy-admin").click();
        bot.waitUntil("the message", () -> bot.clipboard().startsWith("Please give app registration 1c0ffee0-"));
        shown.buttonWithId("window.copy-details").click();
        bot.waitUntil("the details", () -> bot.clipboard().contains("\"sharePointGranted\""));
        assertFalse(shown.has("window.cancel"), "nothing runs that could be cancelled");
        page = new Page(bot.shell("Drawbridge").bot());
        assertEquals("works, with limits", page.state(), "the page shows the same run");
    }

    @Test
    void aFailureNamesWhoCanMendItAndHasAMessageForTheAdministrator() {
        test("Contoso, consent missing");

        SWTBot shown = window.bot();
        assertFalse(verdict().startsWith("Works"), this::verdict);
        assertEquals("none", shown.labelWithId("stage.consent.1.2").getText());
        assertEquals("An Entra administrator", shown.styledTextWithId("owner").getText());
        assertFalse(shown.styledTextWithId("remedy").getText().isBlank());
        shown.buttonWithId("window.copy-admin").click();
        bot.waitUntil("the message", () -> bot.clipboard().contains("Sites.FullControl.All"));

        var before = shown.labelWithId("verdict.when");
        shown.buttonWithId("window.again").click();
        bot.waitUntil("it runs again", before::isDisposed);
        bot.waitUntil("it has ended", () -> shown.has("window.again"), LONG);
        assertEquals("none", shown.labelWithId("stage.consent.1.2").getText());
    }

    @Test
    void whatIsTypedIsTestedAndNothingIsStored() {
        page.select(SHAREPOINT, "Contoso wiki").type("clientId", "1c0ffee0-ffff-4a00-8000-00000000ffff");
        test("Contoso wiki");
        assertTrue(window.bot().styledTextWithId("evidence").getText().contains("entra.AADSTS700016"), this::verdict);
        window.bot().buttonWithId("dialog.close").click();
        bot.waitUntil("the window is gone", () -> !window.isOpen());
        assertTrue(bot.buttonWithId("save").isEnabled(), "the change is not stored");
        page.restartSandbox();
    }

    @Test
    void cancelInTheWindowEndsTheTestWithinASecond() {
        page.create("confluence", "Silent wiki in a window", "https://silent.acme.test", "confluence.token")
                .type("token", "this-is-not-a-token-of-anybody");
        bot.shell("Drawbridge").pressShortcut(SWT.CTRL | SWT.SHIFT, 't');
        window = bot.shell("Test Confluence connection");
        bot.waitUntil("a stage that waits", () -> window.bot().has("stage.address"));
        assertFalse(window.bot().buttonWithId("window.copy-details").isEnabled());

        long begun = System.nanoTime();
        window.bot().buttonWithId("window.cancel").click();
        bot.waitUntil("it is over", () -> window.bot().has("window.again"));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, "took " + took);
    }

    @Test
    void theAppRegistrationHasTheValuesOfTheConnectionAndFollowsWhatIsTyped() {
        page.select(SHAREPOINT, "Contoso wiki");
        bot.menu("Help").menu("App Registration…").click();
        window = bot.shell("App registration");
        SWTBot shown = window.bot();
        String client = shown.textWithId("guide.clientId").getText();
        assertTrue(client.startsWith("1c0ffee0-"), client);
        assertEquals(4, shown.comboBoxWithId("guide.mode").items().size());

        shown.comboBoxWithId("guide.mode").setSelection("full control, people sign in");
        bot.waitUntil(
                "the permissions",
                () -> shown.styledTextWithId("guide.permissions").getText().contains("AllSites.FullControl"));
        assertTrue(shown.styledTextWithId("guide.portal").getText().contains(client));

        shown.textWithId("guide.clientId").setText("2c0ffee0-0000-4a00-8000-000000000002");
        bot.waitUntil(
                "the new id",
                () -> shown.styledTextWithId("guide.portal").getText().contains("2c0ffee0-0000"));
        shown.buttonWithId("guide.copy-all").click();
        bot.waitUntil("the whole", () -> bot.clipboard().startsWith("# "));
        assertTrue(bot.clipboard().contains("2c0ffee0-0000"));
        shown.buttonWithId("guide.azure-cli.0.copy").click();
        bot.waitUntil(
                "one block",
                () -> bot.clipboard()
                        .equals(shown.styledTextWithId("guide.azure-cli.0").getText()));

        shown.textWithId("guide.clientId").setText("no id");
        bot.waitUntil("a complaint", () -> shown.has("guide.complaint"));
        assertFalse(shown.buttonWithId("guide.copy-all").isEnabled());
        shown.textWithId("guide.clientId").setText("");
        bot.waitUntil("none", () -> !shown.has("guide.complaint"));
        assertFalse(shown.styledTextWithId("guide.portal").getText().contains(client));
    }

    @Test
    void aPastedErrorIsExplainedWithTheValuesOfTheConnection() {
        page.select(SHAREPOINT, "Contoso wiki");
        bot.menu("Help").menu("Explain an Error…").click();
        window = bot.shell("Explain an error");
        SWTBot shown = window.bot();
        shown.textWithId("explain.text").setText("no error at all");
        bot.waitUntil("nothing is known", () -> shown.has("explain.unknown"));

        shown.textWithId("explain.text").setText("AADSTS50011: The redirect URI does not match.");
        bot.waitUntil("the explanation", () -> shown.has("remedy"));
        assertTrue(
                shown.styledTextWithId("remedy").getText().contains("1c0ffee0-"),
                () -> shown.styledTextWithId("remedy").getText());
        shown.buttonWithId("explain.clear").click();
        bot.waitUntil("nothing more", () -> !shown.has("remedy"));
    }
}
