package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** The desktop as the packaged product starts it. */
@ExtendWith(Desktop.class)
class WindowTest {

    @Test
    void theWindowShowsWithAllItsParts(SWTBot bot) throws IOException {
        assertTrue(bot.shell("Drawbridge").isOpen());
        for (String tab : new String[] {"Connections", "Progress", "Log"}) {
            bot.cTabItem(tab);
        }
        for (String menu : new String[] {"File", "Edit", "Connection", "Readiness", "Window", "Help"}) {
            bot.menu(menu);
        }
        assertTrue(bot.menu("File").menu("Quit").isEnabled());
        assertTrue(bot.toolbarButton("New").isEnabled());

        Path picture = Path.of("target", "screenshots", "window.png");
        bot.captureScreenshot(picture);
        assertTrue(Files.size(picture) > 1000);
    }

    @Test
    void theThemeSwitches(SWTBot bot) {
        bot.menu("Window").menu("Theme").menu("Light").click();
        bot.waitUntil("a light page", () -> brightness(bot) > 200);
        bot.menu("Window").menu("Theme").menu("Dark").click();
        bot.waitUntil("a dark page", () -> brightness(bot) < 80);
        bot.menu("Window").menu("Theme").menu("Light").click();
        bot.waitUntil("a light page", () -> brightness(bot) > 200);
    }

    @Test
    void resetLayoutBringsBackWhatHasBeenMaximisedAway(SWTBot bot) {
        bot.menu("Window").menu("Log").click();
        bot.cTabItem("Log").doubleClick();
        bot.waitUntil("the log alone", () -> !bot.hasTab("Connections"));
        bot.menu("Window").menu("Reset Layout").click();
        bot.waitUntil("the connections", () -> bot.hasTab("Connections"));
        bot.waitUntil("the log below", () -> bot.hasTab("Log"));
    }

    private static int brightness(SWTBot bot) {
        return bot.brightnessOf("page.progress", "page.welcome", "page.connection", "page.readiness", "page.help");
    }

    @Test
    void theLogShowsAndFiltersLines(SWTBot bot) {
        LoggerFactory.getLogger(WindowTest.class).warn("a line for {}", "the log part");
        bot.menu("Window").menu("Log").click();
        bot.textWithId("log.filter").setText("a line for the log part");
        bot.waitUntil("the line", () -> bot.tableWithId("log.table").rowCount() == 1);
        assertEquals("WARN", bot.tableWithId("log.table").cell(0, 1));
        bot.textWithId("log.filter").setText("");
        bot.waitUntil("more lines", () -> bot.tableWithId("log.table").rowCount() >= 1);
        assertNotEquals("", bot.tableWithId("log.table").cell(0, 3));
    }

    @Test
    void aboutNamesTheInstalledMethodsAndWhoBringsThem(SWTBot bot) {
        bot.menu("Help").menu("About Drawbridge").click();
        SWTBot dialog = bot.shell("About Drawbridge").bot();
        String details = dialog.styledTextWithId("about.details").getText();
        assertTrue(details.contains("confluence.token"), details);
        assertTrue(details.contains("org.drawbridge.sharepoint"), details);
        bot.shell("About Drawbridge").close();
    }

    @Test
    void theManualOpensWithoutANetwork(SWTBot bot) throws IOException {
        Path home = Files.createDirectories(Path.of("target", "installation"));
        Path manual = Files.createDirectories(home.resolve("manual"));
        Files.copy(
                Path.of(System.getProperty("drawbridge.repository"), "README.md"),
                manual.resolve("README.md"),
                StandardCopyOption.REPLACE_EXISTING);
        System.setProperty("drawbridge.home", home.toAbsolutePath().toString());

        bot.menu("Help").menu("Help Contents").click();

        bot.waitUntil(
                "the pages",
                () -> bot.has("help.pages")
                        && bot.listWithId("help.pages").getItems().contains("Drawbridge"));
        assertTrue(bot.has("help.text"));
    }

    @Test
    void theDiagnosticsAreShownBeforeTheyAreWrittenAndNameNobody(SWTBot bot) {
        bot.menu("Help").menu("Export Diagnostics…").click();
        SWTBot dialog = bot.shell("Export diagnostics").bot();
        String text = dialog.textWithId("diagnostics.text").getText();
        assertTrue(text.contains("java.runtime.version"), text);
        assertFalse(text.contains(System.getProperty("user.home") + "/"), text);
        dialog.buttonWithId("diagnostics.cancel").click();
    }
}
