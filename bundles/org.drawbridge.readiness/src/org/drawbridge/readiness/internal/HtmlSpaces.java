package org.drawbridge.readiness.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessReport;

/** The spaces on the page: data that the page's script makes rows of as they are looked at, for there may be very many. */
final class HtmlSpaces {

    private static final Texts TEXTS = Texts.of(Readiness.class);

    private HtmlSpaces() {}

    static void write(ReadinessReport report, Appendable out) throws IOException {
        if (report.spaces().isEmpty()) {
            return;
        }
        out.append("<section><h2>")
                .append(HtmlFormat.text(
                        TEXTS.get("report.spaces", report.spaces().size())))
                .append("</h2>\n<div id=\"filters\"><input id=\"find\" type=\"search\" placeholder=\"")
                .append(HtmlFormat.key("report.filter"))
                .append("\" aria-label=\"")
                .append(HtmlFormat.key("report.filter"))
                .append("\">\n");
        for (String filter : List.of("outcome", "level", "type")) {
            out.append("<select id=\"by-")
                    .append(filter)
                    .append("\" aria-label=\"")
                    .append(HtmlFormat.key("column." + filter))
                    .append("\"></select>\n");
        }
        out.append(
                        "<output id=\"count\"></output></div>\n<div id=\"list\" tabindex=\"0\"><table id=\"spaces\"><thead></thead>")
                .append("<tbody></tbody></table></div>\n<p id=\"print-note\"></p>\n")
                .append("<aside id=\"detail\" hidden aria-live=\"polite\"></aside>\n</section>\n")
                .append("<script type=\"application/json\" id=\"data\">");
        data(report, out);
        out.append("</script>\n");
    }

    /** What the script shows: written as arrays, since there may be ten thousand of them. */
    private static void data(ReadinessReport report, Appendable out) throws IOException {
        Map<String, String> capabilities = CsvFormat.capabilities(report);
        Instant base = report.run().started();
        Map<String, Integer> summaries = new LinkedHashMap<>();
        out.append("{\"capabilities\":")
                .append(array(List.copyOf(capabilities.values())))
                .append(",\"words\":")
                .append(array(List.of(
                        TEXTS.get("outcome.works"),
                        TEXTS.get("outcome.limited"),
                        TEXTS.get("outcome.not-checked"),
                        TEXTS.get("outcome.blocked"))))
                .append(",\"texts\":{");
        String comma = "";
        for (String name : List.of(
                "column.key",
                "column.name",
                "column.type",
                "column.archived",
                "column.pages",
                "column.level",
                "column.outcome",
                "column.summary",
                "report.every",
                "report.every-level",
                "report.every-type",
                "report.shown",
                "report.headers",
                "report.evidence")) {
            out.append(comma).append(string(name)).append(':').append(string(TEXTS.get(name)));
            comma = ",";
        }
        out.append(",")
                .append(string("report.print-note"))
                .append(':')
                .append(string(TEXTS.get("report.print-note", 500)));
        out.append("},\"base\":").append(Long.toString(base.toEpochMilli())).append(",\"spaces\":[");
        comma = "\n";
        for (SpaceResult space : report.spaces()) {
            out.append(comma);
            space(space, List.copyOf(capabilities.keySet()), base, summaries, out);
            comma = ",\n";
        }
        out.append("],\"summaries\":")
                .append(array(List.copyOf(summaries.keySet())))
                .append('}');
    }

    private static void space(
            SpaceResult space, List<String> capabilities, Instant base, Map<String, Integer> summaries, Appendable out)
            throws IOException {
        StringBuilder cells = new StringBuilder();
        for (String id : capabilities) {
            Outcome outcome = space.outcomes().get(id);
            cells.append(outcome == null ? "." : Integer.toString(outcome.ordinal()));
        }
        int summary = summaries.computeIfAbsent(space.summary(), text -> summaries.size());
        out.append('[')
                .append(string(space.key()))
                .append(',')
                .append(string(space.name()))
                .append(',')
                .append(string(Overview.type(space)))
                .append(',')
                .append(space.archived() ? "1" : "0")
                .append(',')
                .append(space.pages().isPresent() ? Long.toString(space.pages().getAsLong()) : "null")
                .append(',')
                .append(string(Overview.level(space)))
                .append(',')
                .append(Integer.toString(space.outcome().ordinal()))
                .append(',')
                .append(Integer.toString(summary))
                .append(',')
                .append(string(cells.toString()))
                .append(",[");
        String comma = "";
        for (int i = 0; i < space.evidence().size(); i++) {
            Evidence item = space.evidence().get(i);
            List<String> about = new ArrayList<>();
            for (int c = 0; c < capabilities.size(); c++) {
                if (Integer.valueOf(i).equals(space.basis().get(capabilities.get(c)))) {
                    about.add(Integer.toString(c));
                }
            }
            out.append(comma)
                    .append('[')
                    .append(string(item.what()))
                    .append(',')
                    .append(item.status().map(String::valueOf).orElse("null"))
                    .append(',')
                    .append(Long.toString(item.when().toEpochMilli() - base.toEpochMilli()))
                    .append(',')
                    .append(string(item.note()))
                    .append(",[")
                    .append(String.join(",", about))
                    .append(']');
            if (!item.headers().isEmpty()) {
                StringBuilder headers = new StringBuilder();
                item.headers()
                        .forEach((name, value) ->
                                headers.append(name).append(": ").append(value).append('\n'));
                out.append(',').append(string(headers.toString()));
            }
            out.append(']');
            comma = ",";
        }
        out.append("]]");
    }

    private static String array(List<String> texts) {
        StringBuilder array = new StringBuilder("[");
        for (String each : texts) {
            array.append(array.length() == 1 ? "" : ",").append(string(each));
        }
        return array.append(']').toString();
    }

    /** A JSON string in which nothing can end the script element, or the line. */
    static String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' '
                    || c == '<'
                    || c == '>'
                    || c == '&'
                    || c == '\u2028'
                    || c == '\u2029'
                    || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
