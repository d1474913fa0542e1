package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.drawbridge.sandbox.Visitor;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pictures of the SharePoint test and of the sign-in by code, in target/pictures, for the documentation. */
@ExtendWith(Desktop.class)
class MicrosoftPicturesTest {

    private static final String NAME = "Contoso as owner, manage only";
    private static final Path FOLDER = Path.of("target", "pictures");
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void fromTheCodeToTheLimitedResult(SWTBot bot) throws Exception {
        Page page = new Page(bot).inSandbox().restartSandbox();
        page.select("SharePoint Online", NAME);
        bot.buttonWithId("method.sharepoint.devicecode").click();
        bot.buttonWithId("test.window").click();
        SWTBotShell code = bot.shell("Sign in to " + NAME);
        for (String theme : new String[] {"Dark", "Light"}) {
            SWTBot main = bot.shell("Drawbridge").bot();
            main.menu("Window").menu("Theme").menu(theme).click();
            bot.waitUntil("the theme", () -> (main.brightnessOf("connections.tree") < 100) == theme.equals("Dark"));
            code.activate();
            picture(bot, theme.equals("Light") ? "device-code" : "device-code-dark");
        }
        try (Visitor olivia = Visitor.of(Page.sandbox())) {
            olivia.signInDevice(
                    code.bot().textWithId("device.page").getText(),
                    code.bot().textWithId("device.code").getText(),
                    "olivia.owner@contoso.onmicrosoft.com");
        }
        SWTBotShell window = bot.shell("Test SharePoint connection");
        bot.waitUntil("the end", () -> window.bot().has("window.again"), LONG);
        window.activate();
        picture(bot, "sharepoint-test");
        window.bot().buttonWithId("dialog.close").click();
        bot.menu("Help").menu("App Registration…").click();
        bot.shell("App registration").activate();
        picture(bot, "app-registration");
        bot.activeShell().bot().buttonWithId("dialog.close").click();
        page.restartSandbox();
    }

    private static void picture(SWTBot bot, String name) throws Exception {
        Path file = FOLDER.resolve(name + ".png");
        bot.captureWindow(file);
        assertTrue(Files.size(file) > 10_000);
    }
}
