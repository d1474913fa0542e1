package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.drawbridge.sandbox.Visitor;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotShell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** People sign in to SharePoint Online while the desktop waits for them: in a browser, and by a device's code. */
@ExtendWith(Desktop.class)
class MicrosoftSignInTest {

    private static final String SHAREPOINT = "SharePoint Online";
    private static final String BY_CODE = "Contoso by device code";
    private static final String BY_BROWSER = "Contoso wiki in the browser";
    private static final String OLIVIA = "olivia.owner@contoso.onmicrosoft.com";
    private static final Duration SECOND = Duration.ofSeconds(1);

    private SWTBot bot;
    private Page page;

    @BeforeEach
    void startAfresh(SWTBot given) {
        bot = given;
        page = new Page(bot).inSandbox().restartSandbox();
    }

    private SWTBotShell begin(String connection) {
        page.select(SHAREPOINT, connection);
        if (bot.has("field.browser")) {
            // A window of its own, which ends with the sign-in.
            bot.comboBoxWithId("field.browser")
                    .setSelection("A window with a fresh profile (Chrome, Edge or Chromium)");
        }
        page.test();
        return bot.shell("Sign in to " + connection);
    }

    private Duration until(String what, BooleanSupplier done) {
        long begun = System.nanoTime();
        bot.waitUntil(what, done);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static String code(SWTBotShell dialog) {
        return dialog.bot().textWithId("device.code").getText();
    }

    @Test
    void theCodeIsShownAndCopiedAndItsApprovalSignsIn() throws Exception {
        SWTBotShell dialog = begin(BY_CODE);
        String code = code(dialog);
        assertTrue(code.matches("[A-Z0-9]{8,12}"), code);
        assertTrue(
                dialog.bot().labelWithId("pending.left").getText().matches("Time left: 1[45] min [0-5]\\d s"),
                () -> dialog.bot().labelWithId("pending.left").getText());
        dialog.bot().buttonWithId("device.copy").click();
        bot.waitUntil("the clipboard", () -> bot.clipboard().equals(code));
        String address = dialog.bot().textWithId("device.page").getText();
        assertTrue(address.startsWith("https://"), address);

        try (Visitor olivia = Visitor.of(Page.sandbox())) {
            olivia.signInDevice(address, code, OLIVIA);
        }
        page.waitForState("works");
        assertFalse(dialog.isOpen(), "it goes away by itself");
        assertTrue(bot.labelWithId("facts").getText().contains("Olivia"), bot.labelWithId("facts")::getText);

        var before = bot.labelWithId("verdict.when");
        page.test();
        bot.waitUntil("the second test", before::isDisposed);
        page.waitForState("works");
    }

    @Test
    void cancelEndsTheWaitForACodeWithinASecond() {
        SWTBotShell dialog = begin(BY_CODE);
        dialog.bot().buttonWithId("pending.cancel").click();
        Duration took = until("cancelled", () -> page.state().equals("cancelled"));
        assertTrue(took.compareTo(SECOND) < 0, "took " + took);
        assertFalse(dialog.isOpen());
    }

    @Test
    void cancelOnThePageTakesTheCodeAwayWithinASecond() {
        SWTBotShell dialog = begin(BY_CODE);
        bot.shell("Drawbridge").activate().bot().buttonWithId("cancel").click();
        Duration took = until("cancelled", () -> page.state().equals("cancelled"));
        assertTrue(took.compareTo(SECOND) < 0, "took " + took);
        bot.waitUntil("the dialog is gone", () -> !dialog.isOpen());
    }

    @Test
    void twoSignInsWaitSideBySideAndEndInAnyOrder() {
        SWTBotShell first = begin(BY_CODE);
        page = new Page(bot.shell("Drawbridge").activate().bot());
        page.select(SHAREPOINT, "Contoso by device code, second factor").test();
        SWTBotShell second = bot.shell("Sign in to Contoso by device code, second factor");
        assertFalse(code(first).equals(code(second)));

        first.bot().buttonWithId("pending.cancel").click();
        page.select(SHAREPOINT, BY_CODE).waitForState("cancelled");
        assertTrue(second.isOpen());
        second.bot().buttonWithId("pending.cancel").click();
        bot.waitUntil("the other is gone too", () -> !second.isOpen());
    }

    @Test
    void theAddressLeadsToTheSignInWhateverBrowserItIsOpenedIn() throws Exception {
        SWTBotShell dialog = begin(BY_BROWSER);
        String address = dialog.bot().textWithId("web.address").getText();
        dialog.bot().buttonWithId("web.copy").click();
        bot.waitUntil("the clipboard", () -> bot.clipboard().equals(address));

        try (Visitor olivia = Visitor.of(Page.sandbox())) {
            olivia.signIn(address, OLIVIA);
        }
        page.waitForState("works");
        assertFalse(dialog.isOpen(), "it goes away by itself");
    }

    @Test
    void anErrorThatStaysInTheBrowserIsPastedAndExplained() {
        SWTBotShell dialog = begin(BY_BROWSER);
        dialog.bot().textWithId("web.paste").setText("nothing of use");
        dialog.bot().buttonWithId("web.use").click();
        bot.waitUntil("what can't be used is complained of", () -> dialog.bot().has("pending.complaint"));
        assertTrue(dialog.isOpen());

        dialog.bot()
                .textWithId("web.paste")
                .setText("AADSTS50011: The redirect URI specified in the request does not match.");
        dialog.bot().buttonWithId("web.use").click();
        page.waitForState("failed");
        assertFalse(dialog.isOpen());
        bot.waitUntil("the evidence", () -> bot.has("evidence"));
        String evidence = bot.styledTextWithId("evidence").getText();
        assertTrue(evidence.contains("entra.AADSTS50011"), evidence);
    }

    @Test
    void cancelEndsTheWaitForTheBrowserWithinASecond() {
        SWTBotShell dialog = begin(BY_BROWSER);
        dialog.bot().buttonWithId("pending.cancel").click();
        Duration took = until("cancelled", () -> page.state().equals("cancelled"));
        assertTrue(took.compareTo(SECOND) < 0, "took " + took);
        assertFalse(dialog.isOpen());
    }

    @Test
    void theEmbeddedBrowserIsNotLedToTheRealHostsFromTheSandbox() {
        page.select(SHAREPOINT, BY_BROWSER);
        bot.comboBoxWithId("field.browser").setSelection("Inside Drawbridge");
        page.test().waitForState("failed");
        bot.waitUntil("the evidence", () -> bot.has("evidence"));
        assertEquals(
                "browser.embedded-connect-to",
                bot.styledTextWithId("evidence").getText().split(" ")[0]);
    }
}
