package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

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
    /** What the panel has recognised, the page itself before all. */
    private static final RGB GREEN = new RGB(0x0a, 0x6b, 0x32);

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
            bot.menu("Connection").menu("Delete").click();
        }
    }

    @Test
    void thePanelOverThePage(SWTBot bot) throws Exception {
        Page page = new Page(bot).inSandbox();
        page.create("confluence", "Acme wiki", "https://wiki713.acme.test/confluence", "confluence.browser");
        bot.buttonWithId("sign-in").click();
        Path picture = FOLDER.resolve("panel.png");
        bot.waitUntil("the panel", () -> pixels(bot, picture, BLUE) > 2000 && pixels(bot, picture, GREEN) > 5, LONG);
        bot.buttonWithId("cancel").click();
        page.waitForState("cancelled");
    }

    private static long pixels(SWTBot bot, Path picture, RGB wanted) {
        bot.captureScreenshot(picture);
        ImageData data = new ImageData(picture.toString());
        int[] row = new int[data.width];
        long found = 0;
        for (int y = 0; y < data.height; y++) {
            data.getPixels(0, y, data.width, row, 0);
            found += Arrays.stream(row)
                    .filter(pixel -> data.palette.getRGB(pixel).equals(wanted))
                    .count();
        }
        return found;
    }
}
