package org.drawbridge.readiness.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.Changes;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.ReportFormat;
import org.drawbridge.readiness.SideReport;

/**
 * One page for the browser, with everything in it: no network, light and dark, printable. Texts are escaped, the spaces are
 * data and not markup, and the page's own policy lets no other script run than the one that belongs to it.
 */
public final class HtmlFormat implements ReportFormat {

    private static final Texts TEXTS = Texts.of(Readiness.class);
    private static final int MOST_CHANGES = 200;
    private static final int CELL = 7;

    @Override
    public String id() {
        return "html";
    }

    @Override
    public String extension() {
        return "html";
    }

    @Override
    public void write(ReadinessReport report, Appendable out) throws IOException {
        String style = resource("report.css");
        String script = resource("report.js");
        Overview overview = Overview.of(report);
        out.append("<!DOCTYPE html>\n<html lang=\"")
                .append(TEXTS.get("language"))
                .append("\">\n<head>\n")
                .append("<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
                        + "form-action 'none'; script-src '")
                .append(hash(script))
                .append("'; style-src '")
                .append(hash(style))
                .append("'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
                .append("<title>")
                .append(text(overview.title()))
                .append("</title>\n<style>")
                .append(style)
                .append("</style>\n</head>\n<body>\n");
        head(report, overview, out);
        attention(overview, out);
        actions(overview, out);
        changes(report, out);
        matrix(overview, out);
        spaces(report, overview, out);
        out.append("<script>").append(script).append("</script>\n</body>\n</html>\n");
    }

    // ---- the first page

    private static void head(ReadinessReport report, Overview overview, Appendable out) throws IOException {
        out.append("<header>\n<button id=\"theme\" type=\"button\" title=\"")
                .append(key("report.theme"))
                .append("\" aria-label=\"")
                .append(key("report.theme"))
                .append("\">◐</button>\n<h1>")
                .append(text(overview.title()))
                .append("</h1>\n<p class=\"verdict ")
                .append(report.outcome().word())
                .append("\"><span aria-hidden=\"true\">")
                .append(Overview.mark(report.outcome()))
                .append("</span> ")
                .append(text(overview.verdict()))
                .append("</p>\n<ul class=\"sides\">\n");
        for (SideReport side : List.of(report.source(), report.target())) {
            out.append("<li>").append(text(overview.side(side))).append("</li>\n");
        }
        out.append("<li>").append(text(overview.run())).append("</li>\n</ul>\n<div class=\"tiles\">\n");
        tiles(out, key("report.capabilities"), overview.capabilities());
        if (!report.spaces().isEmpty()) {
            tiles(out, text(TEXTS.get("report.spaces", report.spaces().size())), overview.spaces());
        }
        out.append("</div>\n</header>\n<main>\n");
    }

    private static void tiles(Appendable out, String title, Map<Outcome, Integer> counts) throws IOException {
        out.append("<section class=\"tile\"><h2>").append(title).append("</h2><dl>");
        for (Outcome outcome : List.of(Outcome.WORKS, Outcome.LIMITED, Outcome.NOT_CHECKED, Outcome.BLOCKED)) {
            out.append("<div class=\"")
                    .append(outcome.word())
                    .append("\"><dt>")
                    .append(word(outcome))
                    .append("</dt><dd>")
                    .append(Integer.toString(counts.get(outcome)))
                    .append("</dd></div>");
        }
        out.append("</dl></section>\n");
    }

    private static void attention(Overview overview, Appendable out) throws IOException {
        out.append("<section><h2>").append(key("report.attention")).append("</h2>\n<ul class=\"attention\">\n");
        boolean any = false;
        for (CapabilityResult row : overview.worstFirst()) {
            if (row.outcome() == Outcome.WORKS) {
                continue;
            }
            any = true;
            out.append("<li class=\"")
                    .append(row.outcome().word())
                    .append("\"><b>")
                    .append(text(row.capability().label()))
                    .append("</b> ")
                    .append(badge(row.outcome()))
                    .append(" <small>")
                    .append(key("side." + row.side().word()))
                    .append("</small><br>")
                    .append(text(String.join(" ", row.summaries())))
                    .append("</li>\n");
        }
        out.append(any ? "" : "<li>" + key("report.nothing") + "</li>\n").append("</ul></section>\n");
    }

    private static void actions(Overview overview, Appendable out) throws IOException {
        if (overview.actions().isEmpty()) {
            return;
        }
        out.append("<section><h2>").append(key("report.actions")).append("</h2>\n<div class=\"owners\">\n");
        for (Map.Entry<Owner, List<Overview.Action>> group : overview.actions().entrySet()) {
            out.append("<section class=\"owner\"><h3>")
                    .append(key("owner." + group.getKey().word()))
                    .append("</h3>\n<ul>\n");
            for (Overview.Action action : group.getValue()) {
                out.append("<li><label><input type=\"checkbox\"> ")
                        .append(text(action.step()))
                        .append("</label> <small>")
                        .append(text(String.join(", ", action.capabilities())))
                        .append("</small></li>\n");
            }
            out.append("</ul></section>\n");
        }
        out.append("</div></section>\n");
    }

    private static void changes(ReadinessReport report, Appendable out) throws IOException {
        if (report.changes().isEmpty()) {
            return;
        }
        Changes changes = report.changes().get();
        out.append("<section id=\"changes\"><h2>")
                .append(text(TEXTS.get("report.changes", changes.since())))
                .append("</h2>\n<ul>\n");
        for (List<Changes.Change> group : List.of(changes.capabilities(), changes.spaces())) {
            for (Changes.Change change : group.subList(0, Math.min(MOST_CHANGES, group.size()))) {
                out.append("<li class=\"")
                        .append(change.better() ? "better" : change.worse() ? "worse" : "other")
                        .append("\">")
                        .append(text(Overview.change(change)))
                        .append("</li>\n");
            }
            if (group.size() > MOST_CHANGES) {
                out.append("<li>")
                        .append(text(TEXTS.get("report.more-spaces", group.size() - MOST_CHANGES)))
                        .append("</li>\n");
            }
        }
        out.append("<li>")
                .append(text(TEXTS.get("report.unchanged", changes.unchangedSpaces())))
                .append("</li>\n</ul></section>\n");
    }

    // ---- the matrix

    private static void matrix(Overview overview, Appendable out) throws IOException {
        out.append("<section><h2>")
                .append(key("report.capabilities"))
                .append("</h2>\n<table id=\"matrix\"><thead><tr>");
        for (String column : List.of("capability", "outcome", "side", "summary")) {
            out.append("<th scope=\"col\">").append(key("column." + column)).append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (CapabilityResult row : overview.worstFirst()) {
            out.append("<tr data-outcome=\"")
                    .append(row.outcome().word())
                    .append("\" data-capability=\"")
                    .append(text(row.capability().id()))
                    .append("\"><th scope=\"row\">")
                    .append(text(row.capability().label()))
                    .append("</th><td>")
                    .append(badge(row.outcome()))
                    .append("</td><td>")
                    .append(
                            row.outcome() == Outcome.WORKS
                                    ? ""
                                    : key("side." + row.side().word()))
                    .append("</td><td>")
                    .append(text(String.join(" ", row.summaries())));
            evidence(row.evidence(), out);
            out.append("</td></tr>\n");
        }
        out.append("</tbody></table></section>\n");
    }

    private static void evidence(List<Evidence> evidence, Appendable out) throws IOException {
        if (evidence.isEmpty()) {
            return;
        }
        out.append("<details><summary>").append(key("report.open")).append("</summary><ul class=\"evidence\">");
        for (Evidence item : evidence) {
            out.append("<li><code>")
                    .append(text(item.what()))
                    .append("</code>")
                    .append(item.status()
                            .map(status -> " → <b>" + status + "</b>")
                            .orElse(""))
                    .append(" <time>")
                    .append(text(item.when().toString().substring(0, 19)))
                    .append("Z</time> ")
                    .append(text(item.note()));
            if (!item.headers().isEmpty()) {
                out.append("<details><summary>").append(key("report.headers")).append("</summary><pre>");
                for (Map.Entry<String, String> header : item.headers().entrySet()) {
                    out.append(text(header.getKey()))
                            .append(": ")
                            .append(text(header.getValue()))
                            .append('\n');
                }
                out.append("</pre></details>");
            }
            out.append("</li>");
        }
        out.append("</ul></details>");
    }

    // ---- the spaces

    private static void spaces(ReadinessReport report, Overview overview, Appendable out) throws IOException {
        if (report.spaces().isEmpty()) {
            out.append("</main>\n");
            return;
        }
        out.append("<section><h2>")
                .append(text(TEXTS.get("report.spaces", report.spaces().size())))
                .append("</h2>\n<p>")
                .append(text(overview.spaceCounts()))
                .append("</p>\n");
        picture(report, out);
        out.append("<div id=\"filters\"><input id=\"find\" type=\"search\" placeholder=\"")
                .append(key("report.filter"))
                .append("\" aria-label=\"")
                .append(key("report.filter"))
                .append("\">\n");
        for (String filter : List.of("outcome", "level", "type")) {
            out.append("<select id=\"by-")
                    .append(filter)
                    .append("\" aria-label=\"")
                    .append(key("column." + filter))
                    .append("\"></select>\n");
        }
        out.append(
                        "<output id=\"count\"></output></div>\n<div id=\"list\" tabindex=\"0\"><table id=\"spaces\"><thead></thead>")
                .append("<tbody></tbody></table></div>\n<p id=\"print-note\"></p>\n")
                .append("<aside id=\"detail\" hidden aria-live=\"polite\"></aside>\n</section>\n</main>\n")
                .append("<script type=\"application/json\" id=\"data\">");
        data(report, out);
        out.append("</script>\n");
    }

    /** Each space a square, in the order of the list. */
    private static void picture(ReadinessReport report, Appendable out) throws IOException {
        int count = report.spaces().size();
        int columns = Math.clamp((int) Math.ceil(Math.sqrt(count * 4.0)), 20, 150);
        int rows = (count + columns - 1) / columns;
        Map<Outcome, StringBuilder> paths = new EnumMap<>(Outcome.class);
        int at = 0;
        for (SpaceResult space : report.spaces()) {
            paths.computeIfAbsent(space.outcome(), outcome -> new StringBuilder())
                    .append('M')
                    .append(at % columns * CELL)
                    .append(' ')
                    .append(at / columns * CELL)
                    .append("h6v6h-6z");
            at++;
        }
        out.append("<figure><svg id=\"picture\" role=\"img\" viewBox=\"0 0 ")
                .append(Integer.toString(columns * CELL))
                .append(' ')
                .append(Integer.toString(rows * CELL))
                .append("\"><title>")
                .append(key("report.picture"))
                .append("</title>");
        for (Map.Entry<Outcome, StringBuilder> path : paths.entrySet()) {
            out.append("<path class=\"")
                    .append(path.getKey().word())
                    .append("\" d=\"")
                    .append(path.getValue())
                    .append("\"><title>")
                    .append(word(path.getKey()))
                    .append("</title></path>");
        }
        out.append("</svg><figcaption>");
        for (Outcome outcome : List.of(Outcome.WORKS, Outcome.LIMITED, Outcome.NOT_CHECKED, Outcome.BLOCKED)) {
            out.append("<span class=\"")
                    .append(outcome.word())
                    .append("\">■</span> ")
                    .append(word(outcome))
                    .append("  ");
        }
        out.append("</figcaption></figure>\n");
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

    // ---- texts

    private static String badge(Outcome outcome) {
        return "<span class=\"badge " + outcome.word() + "\"><span aria-hidden=\"true\">" + Overview.mark(outcome)
                + "</span> " + word(outcome) + "</span>";
    }

    private static String word(Outcome outcome) {
        return key("outcome." + outcome.word());
    }

    private static String key(String key) {
        return text(TEXTS.get(key, 0));
    }

    static String text(String text) {
        return Redactor.mask(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
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

    private static String resource(String name) {
        try (InputStream in = HtmlFormat.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
