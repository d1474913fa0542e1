package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotBrowser;
import org.drawbridge.ui.tests.swtbot.SWTBotShell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Signing in to Confluence in the desktop's own browser. */
@ExtendWith(Desktop.class)
class EmbeddedSignInTest {

    private static final String WINDOW = "Sign in to 127.0.0.1";
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static SandboxFront front;

    private SWTBot bot;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        front = new SandboxFront(folder.resolve("sandbox"), "wiki713.acme.test");
    }

    @AfterAll
    static void stop() throws Exception {
        front.close();
    }

    @BeforeEach
    void make(SWTBot given) {
        bot = given;
        page = new Page(bot).outOfSandbox();
        page.create("confluence", "Front wiki", front.address() + "/confluence", "confluence.browser");
        bot.comboBoxWithId("field.browser").setSelection("The desktop's embedded browser");
    }

    @AfterEach
    void delete() {
        bot.menu("Connection").menu("Delete").click();
        bot.waitUntil(
                "the page is gone",
                () -> !bot.has("title") || !bot.labelWithId("title").getText().equals("Front wiki"));
    }

    private SWTBotShell signIn() {
        bot.buttonWithId("sign-in").click();
        bot.waitUntil("the window", () -> bot.has("embedded.browser"), LONG);
        return bot.shell(WINDOW);
    }

    private void logIn(SWTBotShell window, String user) throws Exception {
        SWTBotBrowser browser = window.bot().browserWithId("embedded.browser");
        bot.waitUntil(
                "the form",
                () -> Boolean.TRUE.equals(
                        browser.evaluate("return document.readyState === 'complete' && !!document.loginform")),
                LONG);
        browser.evaluate("document.loginform.os_username.value = '" + user + "';"
                + "document.loginform.os_password.value = '" + front.secret(user + ".password") + "';"
                + "document.getElementById('loginButton').click(); return true;");
    }

    @Test
    void theFormSignsInAndTheSessionIsUsedAgainWithoutAWindow() throws Exception {
        assertFalse(bot.buttonWithId("sign-out").isEnabled());
        SWTBotShell window = signIn();
        assertTrue(window.bot().labelWithId("embedded.text").getText().contains("127.0.0.1"));
        bot.waitUntil(
                "the signals",
                () -> window.bot().labelWithId("embedded.signal.0").getText().equals("127.0.0.1 is reached"));
        assertTrue(window.bot().textWithId("embedded.address").getText().startsWith(front.address()));

        logIn(window, "sspace");
        page.waitForState("works, with limits");
        assertTrue(bot.labelWithId("facts").getText().contains("Sam Space"), bot.labelWithId("facts")::getText);
        assertFalse(window.isOpen(), "the window closes by itself");
        bot.waitUntil("the session", () -> session().startsWith("Signed in as Sam Space since "));
        assertTrue(session().endsWith("with the browser's cookies"), this::session);

        page.test();
        bot.waitUntil("the test", () -> page.state().equals("being tested …"));
        page.waitForState("works, with limits");

        bot.buttonWithId("sign-out").click();
        bot.waitUntil("signed out", () -> session().equals("Nobody is signed in."));
    }

    private String session() {
        return bot.labelWithId("session").getText();
    }

    @Test
    void callsGoThroughTheEmbeddedBrowserWhereTheyMust() throws Exception {
        bot.comboBoxWithId("field.relay").setSelection("Always");
        SWTBotShell window = signIn();
        logIn(window, "sspace");
        page.waitForState("works, with limits");
        assertTrue(bot.labelWithId("facts").getText().contains("Sam Space"), bot.labelWithId("facts")::getText);
        bot.waitUntil("the session", () -> session().endsWith("through the browser"));
        assertTrue(window.isDisposed(), "the browser ends with the test");

        page.test();
        bot.waitUntil("the test", () -> page.state().equals("being tested …"));
        page.waitForState("works, with limits");
        assertTrue(bot.labelWithId("facts").getText().contains("Sam Space"), bot.labelWithId("facts")::getText);
    }

    @Test
    void cancelInTheWindowEndsTheSignInWithinASecond() {
        SWTBotShell window = signIn();
        bot.waitUntil("the button", () -> window.bot().has("embedded.cancel"));
        long begun = System.nanoTime();
        window.bot().buttonWithId("embedded.cancel").click();
        page.waitForState("cancelled");
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, "took " + took);
        assertFalse(window.isOpen());
        assertEquals("Nobody is signed in.", session());
    }

    @Test
    void cancelOnThePageClosesTheWindow() {
        SWTBotShell window = signIn();
        bot.waitUntil("the panel", () -> window.bot().has("embedded.cancel"));
        bot.shell("Drawbridge").activate().bot().buttonWithId("cancel").click();
        page.waitForState("cancelled");
        assertTrue(window.isDisposed());
    }

    @Test
    void aClosedWindowIsNamed() {
        SWTBotShell window = signIn();
        bot.waitUntil("the panel", () -> window.bot().has("embedded.cancel"));
        window.close();
        page.waitForState("failed");
        bot.waitUntil("the verdict", () -> bot.has("evidence"));
        assertTrue(
                bot.styledTextWithId("evidence").getText().contains("confluence.browser.closed"),
                () -> bot.styledTextWithId("evidence").getText());
        assertTrue(window.isDisposed());
    }

    @Test
    void thePanelHidesAndComesBack() {
        SWTBotShell window = signIn();
        bot.waitUntil("the panel", () -> window.bot().has("embedded.check"));
        window.bot().buttonWithId("embedded.hide").click();
        bot.waitUntil("hidden", () -> !window.bot().has("embedded.check"));
        window.bot().buttonWithId("embedded.hide").click();
        bot.waitUntil("shown", () -> window.bot().has("embedded.check"));
        window.bot().buttonWithId("embedded.check").click();
        bot.waitUntil(
                "the answer",
                () -> window.bot().labelWithId("embedded.signal.1").getText().contains("not see you"));
        window.bot().buttonWithId("embedded.cancel").click();
        page.waitForState("cancelled");
    }
}
