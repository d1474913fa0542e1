package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The way of a newcomer from the sandbox to a green test and a readiness report, with a picture of each step in
 * target/pictures; releng/pictures.sh copies them into the documentation.
 */
@ExtendWith(Desktop.class)
class PicturesTest {

    private static final String CONFLUENCE = "Confluence";
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Path FOLDER = Path.of("target", "pictures");

    @Test
    void fromTheSandboxToAGreenTestAndAReport(SWTBot bot) throws IOException {
        Page page = new Page(bot).inSandbox();
        theme(bot, "Light");
        page.restartSandbox();
        bot.menu("Window").menu("Progress").click();

        test(page, CONFLUENCE, "9.2 · Uma User, a normal user", "works, with limits");
        test(page, CONFLUENCE, "9.2 · a token that has expired", "failed");
        picture(bot, "failed");
        test(page, "SharePoint Online", "Contoso wiki", "works");
        test(page, CONFLUENCE, "9.2 · Anna Admin, administrator", "works");
        picture(bot, "desktop");

        theme(bot, "Dark");
        picture(bot, "desktop-dark");
        theme(bot, "Light");

        bot.menu("Window").menu("Readiness").click();
        bot.waitUntil("the part", () -> bot.has("page.readiness"));
        bot.comboBoxWithId("readiness.source").setSelection("9.2 · Anna Admin, administrator");
        bot.comboBoxWithId("readiness.target").setSelection("Contoso wiki");
        bot.buttonWithId("readiness.run").click();
        bot.waitUntil("the report", () -> bot.buttonWithId("readiness.export").isEnabled(), LONG);
        picture(bot, "readiness");

        bot.comboBoxWithId("readiness.source").setSelection("9.2 · Sam Space, administers ENG and ~sspace");
        bot.waitUntil("it may run", () -> bot.buttonWithId("readiness.run").isEnabled(), LONG);
        bot.buttonWithId("readiness.run").click();
        bot.waitUntil("the report", () -> bot.buttonWithId("readiness.export").isEnabled(), LONG);
        bot.cTabItem("Spaces").click();
        bot.textWithId("spaces.filter").setText("");
        bot.comboBoxWithId("spaces.outcome").setSelection("every outcome");
        SWTBotTable spaces = bot.tableWithId("spaces.table");
        bot.waitUntil("the spaces", () -> spaces.rowCount() > 4, LONG);
        spaces.sort(3);
        bot.waitUntil("sorted by outcome", () -> spaces.sorted(3, true), LONG);
        spaces.select(spaces.rowCount() - 1);
        bot.waitUntil(
                "the details",
                () -> bot.styledTextWithId("readiness.details").getText().contains("GET "),
                LONG);
        picture(bot, "readiness-spaces");
        theme(bot, "Dark");
        picture(bot, "readiness-spaces-dark");
        theme(bot, "Light");
    }

    private static void test(Page page, String group, String name, String state) {
        page.select(group, name).test().waitForState(state);
    }

    private static void theme(SWTBot bot, String name) {
        bot.menu("Window").menu("Theme").menu(name).click();
        bot.waitUntil("the theme", () -> (bot.brightnessOf("connections.tree") < 100) == name.equals("Dark"));
    }

    private static void picture(SWTBot bot, String name) throws IOException {
        Path file = FOLDER.resolve(name + ".png");
        bot.captureWindow(file);
        assertTrue(Files.size(file) > 10_000);
    }
}
