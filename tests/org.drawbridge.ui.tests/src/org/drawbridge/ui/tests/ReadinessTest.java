package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Collator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.drawbridge.ui.tests.swtbot.SWTBotTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Readiness on the desktop, with two thousand spaces; the Watchdog looks on. */
@ExtendWith(Desktop.class)
class ReadinessTest {

    private static final int GENERATED = 10_000;
    private static final int ALL = GENERATED + 7;
    private static final String ADMIN = "9.2 · Anna Admin, administrator";
    private static final String USER = "9.2 · Uma User, a normal user";
    private static final String TARGET = "Contoso wiki";
    private static final String HOST = "wiki92.acme.test";
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final int KEY = 0;
    private static final int NAME = 1;
    private static final int OUTCOME = 3;
    /** In German as in English: the number comes first. */
    private static final Pattern NUMBER = Pattern.compile("([\\d,.]+)");

    @TempDir
    Path folder;

    private LargeSandbox sandbox;
    private SWTBot bot;

    @BeforeEach
    void openReadiness(SWTBot given) {
        bot = given;
        sandbox = new LargeSandbox(GENERATED);
        new Page(bot).restartSandbox();
        bot.menu("Window").menu("Readiness").click();
        bot.waitUntil("the part", () -> bot.has("page.readiness"), LONG);
    }

    /** Others use the sandbox as it is shipped. */
    @AfterEach
    void leave() {
        new Page(bot).outOfSandbox();
        sandbox.close();
    }

    private void choose(String source) {
        bot.waitUntil(
                "the connections",
                () -> bot.comboBoxWithId("readiness.source").items().contains(source)
                        && bot.comboBoxWithId("readiness.target").items().contains(TARGET),
                LONG);
        bot.comboBoxWithId("readiness.source").setSelection(source);
        bot.comboBoxWithId("readiness.target").setSelection(TARGET);
    }

    private void run(String source) {
        choose(source);
        bot.waitUntil("it may run", () -> bot.buttonWithId("readiness.run").isEnabled(), LONG);
        bot.buttonWithId("readiness.run").click();
    }

    /** The run's buttons are switched before this looks at them, since the display takes turns; a quick run may be over. */
    private void waitForTheReport() {
        bot.waitUntil("the report", () -> bot.buttonWithId("readiness.export").isEnabled(), LONG);
    }

    private SWTBotTable spaces() {
        bot.cTabItem("Spaces").click();
        bot.waitUntil("the tab", () -> bot.has("spaces.table"), LONG);
        // Other tests have been here.
        bot.textWithId("spaces.filter").setText("");
        bot.comboBoxWithId("spaces.outcome").setSelection("every outcome");
        return bot.tableWithId("spaces.table");
    }

    private String details() {
        return bot.styledTextWithId("readiness.details").getText();
    }

    /** How many rows the line above the table speaks of. */
    private int counted() {
        Matcher number = NUMBER.matcher(bot.labelWithId("spaces.count").getText());
        return number.find() ? Integer.parseInt(number.group(1).replaceAll("\\D", "")) : 0;
    }

    private void waitForRows(SWTBotTable table, int rows) {
        bot.waitUntil(rows + " rows", () -> table.rowCount() == rows && counted() == rows, LONG);
    }

    @Test
    void theMatrixShowsEachCapabilityWithItsEvidenceAndWhomToAsk() {
        run(ADMIN);
        waitForTheReport();

        bot.cTabItem("Capabilities").click();
        SWTBotTable table = bot.tableWithId("readiness.table");
        assertTrue(table.rowCount() >= 19, "rows: " + table.rowCount());
        assertEquals("Page content", table.cell(0, 0));
        assertEquals("works", table.cell(0, 1));
        table.select(0);
        assertTrue(details().startsWith("Page content: works"), this::details);
        assertTrue(details().contains(" → 200  "), this::details);
        assertFalse(bot.buttonWithId("readiness.copy.admin").isEnabled(), "nothing is to be done");

        int emails = table.column(0).indexOf("E-mail addresses");
        table.select(emails);
        bot.waitUntil("the other details", () -> details().startsWith("E-mail addresses: blocked"), LONG);
        assertTrue(details().contains("content-type: "), () -> "headers of the answer in " + details());
        bot.buttonWithId("readiness.copy.admin").click();
        bot.waitUntil("the clipboard", () -> bot.clipboard().contains("E-mail addresses: blocked"), LONG);
        assertTrue(bot.clipboard().contains("https://" + HOST), bot::clipboard);
        assertTrue(bot.clipboard().contains("What to do:\n1. "), bot::clipboard);
        assertTrue(bot.menu("Readiness").menu("Export Report…").isEnabled());
    }

    @Test
    void thousandsOfSpacesAreSortedFilteredAndExplained() {
        run(ADMIN);
        waitForTheReport();
        SWTBotTable table = spaces();
        waitForRows(table, ALL);

        table.sort(NAME);
        bot.waitUntil("sorted by name", () -> table.sorted(NAME, true) && isSorted(table, NAME, false), LONG);
        table.sort(NAME);
        bot.waitUntil("the other way", () -> table.sorted(NAME, false) && isSorted(table, NAME, true), LONG);
        // By the keyboard, too.
        table.contextMenu(bot, "Sort by Key").click();
        bot.waitUntil("sorted by key", () -> table.sorted(KEY, true) && isSorted(table, KEY, false), LONG);

        bot.textWithId("spaces.filter").setText("gen00012");
        waitForRows(table, 1);
        assertEquals("GEN00012", table.cell(0, KEY));
        bot.textWithId("spaces.filter").setText("no such space");
        waitForRows(table, 0);
        // Rows that are gone must not come back to the theme's mind.
        for (String theme : List.of("Dark", "Light")) {
            bot.menu("Window").menu("Theme").menu(theme).click();
            bot.waitUntil("the theme", () -> (bot.brightnessOf("spaces.table") < 100) == theme.equals("Dark"), LONG);
        }
        bot.textWithId("spaces.filter").setText("");
        waitForRows(table, ALL);

        bot.comboBoxWithId("spaces.outcome").setSelection("works");
        bot.waitUntil("those that were tried", () -> counted() > 0 && counted() < 100, LONG);
        assertEquals(Set.of("works"), new HashSet<>(table.column(OUTCOME)));
        table.select(0);
        String key = table.cell(0, KEY);
        bot.waitUntil("the details", () -> details().startsWith(key + "  "), LONG);
        for (String part : List.of("Page content: works", "GET /rest/api/", " → 200  ")) {
            assertTrue(details().contains(part), () -> part + " in " + details());
        }
        assertTrue(bot.buttonWithId("readiness.open").isEnabled());

        // What was selected stays so when the order changes.
        table.sort(NAME);
        bot.waitUntil("sorted by name", () -> table.sorted(NAME, true) && isSorted(table, NAME, false), LONG);
        assertEquals(key, table.cell(table.selectedRow(), KEY));
    }

    @Test
    void aSpaceWithLimitsSaysWhatToDoAndWhomToAsk() {
        run(USER);
        waitForTheReport();
        SWTBotTable table = spaces();
        bot.comboBoxWithId("spaces.outcome").setSelection("limited");
        bot.waitUntil("those with limits", () -> counted() > 0 && counted() < 100, LONG);
        String key = table.cell(0, KEY);
        table.select(0);
        bot.waitUntil("the details", () -> details().startsWith(key + "  "), LONG);
        assertTrue(details().contains("What to do (A Confluence administrator)\n  1. "), this::details);
        assertTrue(details().contains("Space permissions: blocked"), this::details);

        bot.buttonWithId("readiness.copy.admin").click();
        bot.waitUntil("the clipboard", () -> bot.clipboard().contains("Space " + key + ", "), LONG);
        assertTrue(bot.clipboard().contains("/rest/api/space/" + key + "/permissions"), bot::clipboard);
    }

    private static boolean isSorted(SWTBotTable table, int column, boolean downwards) {
        List<String> seen = table.column(column);
        List<String> expected = new ArrayList<>(seen);
        expected.sort(downwards ? Collections.reverseOrder(Collator.getInstance()) : Collator.getInstance());
        return expected.equals(seen);
    }

    @Test
    void aRunIsPausedCancelledAndGoesOnWithoutAskingAgain() {
        sandbox.slow(HOST, Duration.ofMillis(60));
        run(USER);
        SWTBotTable table = spaces();
        bot.waitUntil("spaces come in while it runs", () -> table.rowCount() > 50, LONG);
        bot.waitUntil(
                "the remaining time",
                () -> bot.linkWithId("readiness.steps").getText().matches("[\\d,]+ of [\\d,]+ spaces, .* left"),
                LONG);

        bot.buttonWithId("readiness.pause").click();
        bot.waitUntil(
                "it says so", () -> bot.linkWithId("readiness.steps").getText().startsWith("Paused at "), LONG);
        waitForSilence();
        int before = sandbox.calls().size();
        bot.buttonWithId("readiness.pause").click();
        bot.waitUntil("it goes on", () -> sandbox.calls().size() > before + 20, LONG);

        bot.buttonWithId("readiness.cancel").click();
        bot.waitUntil("it has ended", () -> bot.buttonWithId("readiness.run").isEnabled(), LONG);
        assertTrue(
                bot.styledTextWithId("readiness.verdict").getText().startsWith("Cancelled."),
                () -> bot.styledTextWithId("readiness.verdict").getText());
        waitForSilence();
        List<String> known = table.column(KEY);
        assertTrue(known.size() > 50 && known.size() < ALL, "known spaces: " + known.size());

        sandbox.fast();
        int asked = sandbox.calls().size();
        bot.waitUntil(
                "going on is offered",
                () -> bot.buttonWithId("readiness.continue").isEnabled(),
                LONG);
        bot.buttonWithId("readiness.continue").click();
        waitForTheReport();
        bot.waitUntil("all that Uma sees", () -> counted() > known.size() && counted() < ALL, LONG);
        // The connection test before the run asks the first five hundred; the run itself must not ask again.
        List<String> calls =
                List.copyOf(sandbox.calls().subList(asked, sandbox.calls().size()));
        List<String> again = known.stream()
                .map(key -> HOST + "/confluence/rest/api/space/" + key + "/permissions")
                .filter(call -> Collections.frequency(calls, call) > 1)
                .toList();
        assertEquals(List.of(), again, "asked again");
        assertTrue(table.column(KEY).containsAll(known));
        bot.waitUntil(
                "nothing is left to go on with",
                () -> bot.buttonWithId("readiness.run").isEnabled()
                        && !bot.buttonWithId("readiness.continue").isEnabled(),
                LONG);
    }

    /** No call for a second: those under way have ended. */
    private void waitForSilence() {
        int[] last = {-1};
        long[] since = {0};
        bot.waitUntil(
                "no more calls",
                () -> {
                    int now = sandbox.calls().size();
                    if (now != last[0]) {
                        last[0] = now;
                        since[0] = System.nanoTime();
                    }
                    return System.nanoTime() - since[0] > TimeUnit.SECONDS.toNanos(1);
                },
                LONG);
    }

    @Test
    void theReportIsExportedInAllFormatsAndComparedWithAnEarlierOne() throws IOException {
        run(USER);
        waitForTheReport();
        Map<String, String> beginnings =
                Map.of("html", "<!DOCTYPE html>", "json", "{", "md", "# ", "csv", "\uFEFFKey,", "txt", "Readiness: ");
        for (Map.Entry<String, String> each : beginnings.entrySet()) {
            Path file = folder.resolve("report." + each.getKey());
            bot.buttonWithId("readiness.run").callPart("export", file);
            bot.waitUntil(
                    "it says where " + file + " is",
                    () -> bot.linkWithId("readiness.steps").getText().contains(file.toString()),
                    LONG);
            String written = Files.readString(file);
            assertTrue(
                    written.stripLeading().startsWith(each.getValue()),
                    () -> file + ": " + written.substring(0, Math.min(80, written.length())));
            assertTrue(written.contains("GEN0"), () -> "no spaces in " + file);
        }

        run(ADMIN);
        waitForTheReport();
        bot.buttonWithId("readiness.run").callPart("compare", folder.resolve("report.json"));
        bot.waitUntil("the changes", () -> bot.has("changes.table"), LONG);
        SWTBotTable changes = bot.tableWithId("changes.table");
        int permissions = changes.column(1).indexOf("Space permissions");
        assertTrue(permissions >= 0, () -> "changes: " + changes.column(1));
        assertEquals("capability", changes.cell(permissions, 0));
        assertEquals("blocked", changes.cell(permissions, 2));
        assertEquals("works", changes.cell(permissions, 3));
        assertTrue(
                changes.column(1).stream().anyMatch(name -> name.startsWith("SECRET  ")),
                "a space that Uma does not see");
    }
}
