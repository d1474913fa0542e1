package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.drawbridge.sandbox.Visitor;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the desktop does while the user works with other programs. */
@ExtendWith(Desktop.class)
class BehindOtherWindowsTest {

    private static final String CONNECTION = "Contoso by device code";
    private static final String JOB = "Test of " + CONNECTION;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long TEN_SECONDS = Duration.ofSeconds(10).toNanos();

    @Test
    void theEndOfALongJobIsToldInTheCornerOfTheScreenAndInTheStatusLine(SWTBot bot) throws Exception {
        new Page(bot).restartSandbox().select("SharePoint Online", CONNECTION).test();
        long begun = System.nanoTime();
        SWTBot code = bot.shell("Sign in to " + CONNECTION).bot();
        String address = code.textWithId("device.page").getText();
        String word = code.textWithId("device.code").getText();
        SWTBotShell window = bot.shell("Drawbridge");
        window.minimize();
        bot.waitUntil("something else is in front", () -> !bot.isInFront(), LONG);
        bot.waitUntil("the job is a long one", () -> System.nanoTime() - begun > TEN_SECONDS, LONG);
        assertFalse(bot.hasShell(JOB), "it has not ended yet");

        try (Visitor olivia = Visitor.of(Page.sandbox())) {
            olivia.signInDevice(address, word, "olivia.owner@contoso.onmicrosoft.com");
        }
        bot.waitUntil("the message", () -> bot.hasShell(JOB), LONG);
        SWTBotShell message = bot.shell(JOB);
        String text = message.bot().labelWithId("toast.text").getText();
        assertTrue(text.matches("ended after \\d+ min \\d+ s"), text);
        message.clickOn(message.bot().labelWithId("toast.title"));

        bot.waitUntil("the message has gone", () -> !bot.hasShell(JOB), LONG);
        window.activate();
        bot.waitUntil("the window", bot::isInFront, LONG);
        new Page(window.bot()).waitForState("works");
        String status = window.bot().linkWithId("status.jobs").getText();
        assertTrue(status.startsWith(JOB + ": ended after"), status);
    }
}
