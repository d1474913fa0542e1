package org.drawbridge.ui.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The readiness report on the desktop. */
@ExtendWith(Desktop.class)
class ReadinessTest {

    @Test
    void theMatrixShowsEachCapabilityWithItsEvidence(SWTBot bot) {
        new Page(bot).inSandbox();
        bot.menu("Window").menu("Readiness").click();
        bot.waitUntil("the part", () -> bot.has("page.readiness"));
        bot.comboBoxWithId("readiness.source").setSelection("9.2 · Anna Admin, administrator");
        bot.comboBoxWithId("readiness.target").setSelection("Contoso wiki");
        bot.buttonWithId("readiness.run").click();

        bot.waitUntil("the report", () -> bot.buttonWithId("readiness.export").isEnabled(), Duration.ofSeconds(90));

        var table = bot.tableWithId("readiness.table");
        assertTrue(table.rowCount() >= 19, "rows: " + table.rowCount());
        assertEquals("Page content", table.cell(0, 0));
        assertEquals("works", table.cell(0, 1));
        table.select(0);
        assertFalse(bot.styledTextWithId("readiness.details").getText().isBlank());
        assertTrue(bot.menu("Readiness").menu("Export Report…").isEnabled());
    }
}
