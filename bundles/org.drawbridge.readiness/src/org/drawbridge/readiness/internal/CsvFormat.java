package org.drawbridge.readiness.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.ReportFormat;

/**
 * The spaces, one a row, for a spreadsheet: UTF-8 with a mark, CRLF, quoted as RFC 4180 says. What a spreadsheet would take
 * for a formula is made text by an apostrophe.
 */
public final class CsvFormat implements ReportFormat {

    private static final Texts TEXTS = Texts.of(Readiness.class);
    /** Also as the first letter after blanks, and in the wide forms of East Asian keyboards. */
    private static final String FORMULA = "=+-@\t\r\n|＝＋－＠";

    @Override
    public String id() {
        return "csv";
    }

    @Override
    public String extension() {
        return "csv";
    }

    @Override
    public void write(ReadinessReport report, Appendable out) throws IOException {
        out.append('\uFEFF');
        Map<String, String> capabilities = capabilities(report);
        List<String> head = new ArrayList<>();
        for (String name : List.of("key", "name", "type", "archived", "pages", "level", "outcome")) {
            head.add(TEXTS.get("column." + name));
        }
        head.addAll(capabilities.values());
        head.add(TEXTS.get("column.summary"));
        row(out, head);
        for (SpaceResult space : report.spaces()) {
            List<String> cells = new ArrayList<>(List.of(
                    space.key(),
                    space.name(),
                    Overview.type(space),
                    TEXTS.get(space.archived() ? "yes" : "no"),
                    space.pages().isPresent() ? Long.toString(space.pages().getAsLong()) : "",
                    Overview.level(space),
                    TEXTS.get("outcome." + space.outcome().word())));
            for (String id : capabilities.keySet()) {
                Outcome outcome = space.outcomes().get(id);
                cells.add(outcome == null ? "" : TEXTS.get("outcome." + outcome.word()));
            }
            cells.add(space.summary());
            row(out, cells);
        }
    }

    /** The capabilities that spaces have outcomes of, with their labels, in the report's order. */
    static Map<String, String> capabilities(ReadinessReport report) {
        Map<String, String> found = new LinkedHashMap<>();
        for (SpaceResult space : report.spaces()) {
            space.outcomes().keySet().forEach(id -> found.putIfAbsent(id, id));
        }
        Map<String, String> sorted = new LinkedHashMap<>();
        for (Capability capability : Capability.ALL) {
            if (found.remove(capability.id()) != null) {
                sorted.put(capability.id(), capability.label());
            }
        }
        sorted.putAll(found);
        return sorted;
    }

    private static void row(Appendable out, List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            out.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
        }
        out.append("\r\n");
    }

    static String cell(String text) {
        String stripped = text.stripLeading();
        boolean formula = !text.isEmpty()
                && (FORMULA.indexOf(text.charAt(0)) >= 0
                        || !stripped.isEmpty() && FORMULA.indexOf(stripped.charAt(0)) >= 0);
        String safe = formula ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == '"' || c == ',' || c == ';' || c < ' ') || formula;
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
