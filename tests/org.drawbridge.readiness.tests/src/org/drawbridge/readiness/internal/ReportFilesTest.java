package org.drawbridge.readiness.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.readiness.Changes;
import org.drawbridge.readiness.ReadinessReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFilesTest {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", "  =1", "|x", "\n@x", "＝1"})
    void whatASpreadsheetWouldCalculateBecomesText(String text) {
        assertTrue(CsvFormat.cell(text).startsWith("\"'"), CsvFormat.cell(text));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '!', value = {"plain!plain", "a,b!\"a,b\"", "say \"x\"!\"say \"\"x\"\"\"", "a;b!\"a;b\""})
    void ordinaryTextIsQuotedOnlyWhereItMustBe(String text, String cell) {
        assertEquals(cell, CsvFormat.cell(text));
    }

    @Test
    void theCsvHasOneRowForEachSpaceAndNoLiveFormula() throws Exception {
        String csv = Samples.written("csv", Samples.report(50));
        assertEquals(51, csv.split("\r\n").length);
        assertTrue(csv.contains("\"'=HYPERLINK(\"\"https://evil.test\"\",\"\"Open\"\")\""), csv);
    }

    @Test
    void markdownKeepsHostileNamesAsText() throws Exception {
        String md = Samples.written("md", Samples.report(Samples.SCRIPT + "|[x](javascript:1)", Samples.spaces(10)));
        assertFalse(md.contains("<script") || md.contains("[x]("), md);
        assertTrue(md.contains("## Who must do what"), md);
        assertTrue(md.indexOf("Page permissions can’t be set") < md.indexOf("Works in all spaces"), "worst first");
    }

    @Test
    void theJsonIsOneDocumentWithAllSpacesAndKeepsCredentialsOut() throws Exception {
        String text = Samples.written("json", Samples.report(120));
        JsonObject json = Json.createReader(new StringReader(text)).readObject();
        assertEquals(1, json.getInt("version"));
        assertEquals(120, json.getJsonArray("spaces").size());
        assertEquals(Samples.SCRIPT, json.getJsonArray("spaces").getJsonObject(3).getString("name"));
        assertFalse(text.contains("0123456789ABCDEF"), "a session's cookie is a secret");
        SpaceResult read = Records.space(json.getJsonArray("spaces").getJsonObject(3));
        assertEquals(Samples.spaces(120).get(3), read);
    }

    @Test
    void aReportIsComparedWithAnEarlierOne() throws Exception {
        ReadinessReport before = Samples.report(20);
        List<SpaceResult> later = new ArrayList<>(Samples.spaces(21));
        later.remove(0);
        SpaceResult was = later.get(2);
        SpaceResult mended = Samples.spaces(21).get(1);
        later.set(2, new SpaceResult(was.key(), was.name(), was.type(), was.archived(), was.level(), mended.outcome(),
                was.summary(), was.outcomes(), was.evidence()));
        Changes changes = Changes.since(
                new StringReader(Samples.written("json", before)), Samples.report("Acme wiki", later));
        assertTrue(changes.sameConnections());
        assertTrue(changes.capabilities().isEmpty());
        assertEquals(
                List.of("K00003 limited works true", "K00020  works false", "K00000 works  false"),
                changes.spaces().stream()
                        .map(change -> change.id() + " " + change.before() + " " + change.after() + " " + change.better())
                        .toList());
        assertEquals(18, changes.unchangedSpaces());
        for (String format : List.of("html", "md", "json")) {
            assertTrue(Samples.written(format, Samples.report(5).with(changes)).contains("K00020"), format);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "[]", "{}", "{\"when\":1}"})
    void whatIsNoReportIsNotComparedWith(String text) {
        assertThrows(IOException.class, () -> Changes.since(new StringReader(text), Samples.report(1)));
    }
}
