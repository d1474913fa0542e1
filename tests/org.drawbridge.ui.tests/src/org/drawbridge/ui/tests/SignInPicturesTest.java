package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotBrowser;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.RGB;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of the sign-in by browser, in target/pictures, for the documentation. */
@ExtendWith(Desktop.class)
class SignInPicturesTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Path FOLDER = Path.of("target", "pictures");
    /** The panel's title bar. */
    private static final RGB BLUE = new RGB(0x12, 0x45, 0x7a);

    @TempDir
    Path folder;

    @Test
    void theEmbeddedSignIn(SWTBot bot) throws Exception {
        Page page = new Page(bot).outOfSandbox();
        try (SandboxFront front = new SandboxFront(folder.resolve("sandbox"), "wiki713.acme.test")) {
            page.create("confluence", "Acme wiki", front.address() + "/confluence", "confluence.browser");
            bot.comboBoxWithId("field.browser").setSelection("The desktop's embedded browser");
            for (String theme : new String[] {"Dark", "Light"}) {
                bot.menu("Window").menu("Theme").menu(theme).click();
                bot.waitUntil("the theme", () -> (bot.brightnessOf("connections.tree") < 100) == theme.equals("Dark"));
                bot.buttonWithId("sign-in").click();
                bot.waitUntil("the window", () -> bot.has("embedded.browser"), LONG);
                SWTBotBrowser browser = bot.browserWithId("embedded.browser");
                bot.waitUntil(
                        "the form",
                        () -> Boolean.TRUE.equals(
                                browser.evaluate("return document.readyState === 'complete' && !!document.loginform")),
                        LONG);
                bot.waitUntil(
                        "the signals",
                        () -> bot.labelWithId("embedded.signal.0").getText().endsWith("is reached"));
                Path picture = FOLDER.resolve(theme.equals("Light") ? "embedded.png" : "embedded-dark.png");
                bot.captureWindow(picture);
                assertTrue(Files.size(picture) > 10_000);
                bot.buttonWithId("embedded.cancel").click();
                page.waitForState("cancelled");
            }
            bot.menu("Connection").menu("Delete…").click();
            bot.shell("Delete connection").bot().button("Delete").click();
        }
    }

    @Test
    void thePanelOverThePage(SWTBot bot) throws Exception {
        Page page = new Page(bot).inSandbox();
        page.create("confluence", "Acme wiki", "https://wiki713.acme.test/confluence", "confluence.browser");
        bot.buttonWithId("sign-in").click();
        Path picture = FOLDER.resolve("panel.png");
        bot.waitUntil("the panel", () -> blue(bot, picture) > 2000, LONG);
        bot.waitUntil("all is drawn", () -> still(bot, picture), LONG);
        bot.buttonWithId("cancel").click();
        page.waitForState("cancelled");
    }

    private static long blue(SWTBot bot, Path picture) {
        bot.captureScreenshot(picture);
        ImageData data = new ImageData(picture.toString());
        int[] row = new int[data.width];
        long found = 0;
        for (int y = 0; y < data.height; y++) {
            data.getPixels(0, y, data.width, row, 0);
            found += Arrays.stream(row)
                    .filter(pixel -> data.palette.getRGB(pixel).equals(BLUE))
                    .count();
        }
        return found;
    }

    /** Whether two pictures of the screen in a row are the same. */
    private static boolean still(SWTBot bot, Path picture) {
        try {
            Path before = picture.resolveSibling("before.png");
            bot.captureScreenshot(before);
            for (int i = 0; i < 40; i++) {
                SWTBot.pause();
            }
            bot.captureScreenshot(picture);
            boolean same = Files.mismatch(before, picture) < 0;
            Files.delete(before);
            return same;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
