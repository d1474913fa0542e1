package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The way from "New" to a tested connection. */
@ExtendWith(Desktop.class)
class WizardTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private SWTBot bot;
    private Page page;

    @BeforeEach
    void enterSandbox(SWTBot given) {
        bot = given;
        page = new Page(bot).inSandbox();
    }

    private SWTBot open(String kind, String address) {
        bot.menu("File").menu("New Connection…").click();
        SWTBot wizard = bot.shell("New connection").bot();
        wizard.buttonWithId("new.kind." + kind).click();
        assertFalse(wizard.buttonWithId("new.finish").isEnabled(), "nothing to finish yet");
        wizard.buttonWithId("new.next").click();
        wizard.textWithId("new.address").setText(address);
        return wizard;
    }

    private static String found(SWTBot wizard) {
        return wizard.styledTextWithId("new.found").getText();
    }

    @Test
    void theWikiIsRecognisedWhileTypingAndTestedBeforeItIsKept() {
        SWTBot wizard = open("confluence", "wiki92.acme.test/confluence/display/ENG/Home");
        bot.waitUntil("the version", () -> found(wizard).contains("9.2.21"), LONG);
        assertEquals("wiki92.acme.test", wizard.textWithId("new.name").getText());
        wizard.textWithId("new.name").setText("Wizard wiki");
        wizard.buttonWithId("new.next").click();

        assertTrue(
                wizard.buttonWithId("new.method.confluence.browser").getText().contains("recommended"));
        wizard.buttonWithId("new.method.confluence.token").click();
        wizard.buttonWithId("new.next").click();
        wizard.textWithId("field.token").setText(Page.secret("wiki92-aadmin.token"));
        wizard.buttonWithId("new.next").click();
        wizard.buttonWithId("new.test").click();
        bot.waitUntil(
                "the verdict",
                () -> wizard.has("verdict")
                        && wizard.styledTextWithId("verdict").getText().startsWith("Works"),
                LONG);
        wizard.buttonWithId("new.finish").click();

        bot.waitUntil(
                "its page",
                () -> bot.has("title") && bot.labelWithId("title").getText().equals("Wizard wiki"));
        assertEquals("works", page.state(), "the test of the wizard counts");
        page.test().waitForState("works");
    }

    @Test
    void theTenantOfASiteIsFoundAndFilledIn() {
        SWTBot wizard = open("sharepoint", "https://contoso.sharepoint.com/sites/wiki");
        bot.waitUntil("the tenant", () -> found(wizard).toLowerCase().contains("tenant"), LONG);
        wizard.buttonWithId("new.next").click();
        assertTrue(wizard.buttonWithId("new.method.sharepoint.interactive")
                .getText()
                .contains("recommended"));
        wizard.buttonWithId("new.method.sharepoint.certificate").click();
        wizard.buttonWithId("new.next").click();
        assertTrue(wizard.textWithId("field.tenant").getText().matches("[0-9a-f-]{36}"));
        wizard.buttonWithId("new.cancel").click();
    }

    @Test
    void anAddressWhereNothingAnswersIsExplainedAndMayBeKeptAllTheSame() {
        SWTBot wizard = open("confluence", "https://there-is-none.acme.test");
        bot.waitUntil("the reason", () -> found(wizard).contains("•"), LONG);
        wizard.textWithId("new.name").setText("Absent wiki");
        wizard.buttonWithId("new.finish").click();
        bot.waitUntil(
                "its page",
                () -> bot.has("title") && bot.labelWithId("title").getText().equals("Absent wiki"));
        assertEquals("not tested", page.state());
    }

    @Test
    void cancellingKeepsNothing() {
        SWTBot wizard = open("confluence", "https://wiki92.acme.test/confluence");
        wizard.textWithId("new.name").setText("Cancelled wiki");
        wizard.buttonWithId("new.cancel").click();
        bot.textWithId("connections.filter").setText("Cancelled wiki");
        bot.waitUntil("nothing", () -> bot.has("connections.empty"));
        bot.textWithId("connections.filter").setText("");
    }
}
