package org.drawbridge.readiness.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumMap;
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
        HtmlSpaces.write(report, out);
        out.append("</main>\n<script>").append(script).append("</script>\n</body>\n</html>\n");
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
                .append("</p>\n<div class=\"sides\">\n");
        side(overview, report.source(), "report.source", out);
        side(overview, report.target(), "report.target", out);
        out.append("</div>\n<p class=\"run\">").append(text(overview.run())).append("</p>\n<div class=\"tiles\">\n");
        List<Outcome> capabilities = report.capabilities().stream()
                .map(CapabilityResult::outcome)
                .sorted()
                .toList();
        tile(out, "capability-picture", key("report.capabilities"), overview.capabilities(), capabilities);
        if (!report.spaces().isEmpty()) {
            List<SpaceResult> spaces = report.spaces();
            tile(
                    out,
                    "picture",
                    text(TEXTS.get("report.spaces", spaces.size())),
                    overview.spaces(),
                    () -> spaces.stream().map(SpaceResult::outcome).iterator());
        }
        out.append("</div>\n</header>\n<main>\n");
    }

    private static void side(Overview overview, SideReport side, String title, Appendable out) throws IOException {
        out.append("<section class=\"side\"><h2>").append(key(title)).append("</h2>\n");
        String tag = "b";
        for (String line : overview.sideLines(side)) {
            out.append("<" + tag + ">").append(text(line)).append("</" + tag + ">\n");
            tag = "span";
        }
        if (side.failure().isPresent()) {
            out.append("<span class=\"blocked\">")
                    .append(text(side.failure().get().message()))
                    .append("</span>\n");
        }
        out.append("</section>\n");
    }

    private static void tile(
            Appendable out, String picture, String title, Map<Outcome, Integer> counts, Iterable<Outcome> each)
            throws IOException {
        out.append("<section class=\"tile\"><h2>").append(title).append("</h2><dl>");
        int all = 0;
        for (Outcome outcome : List.of(Outcome.WORKS, Outcome.LIMITED, Outcome.NOT_CHECKED, Outcome.BLOCKED)) {
            all += counts.get(outcome);
            out.append("<div class=\"")
                    .append(outcome.word())
                    .append("\"><dt>")
                    .append(word(outcome))
                    .append("</dt><dd>")
                    .append(Integer.toString(counts.get(outcome)))
                    .append("</dd></div>");
        }
        out.append("</dl>");
        picture(picture, all, each, out);
        out.append("</section>\n");
    }

    /** Each outcome a square, in the given order. */
    private static void picture(String id, int count, Iterable<Outcome> outcomes, Appendable out) throws IOException {
        int columns = Math.clamp((int) Math.ceil(Math.sqrt(count * 4.0)), 20, 150);
        int rows = (count + columns - 1) / columns;
        Map<Outcome, StringBuilder> paths = new EnumMap<>(Outcome.class);
        int at = 0;
        for (Outcome outcome : outcomes) {
            paths.computeIfAbsent(outcome, none -> new StringBuilder())
                    .append('M')
                    .append(at % columns * CELL)
                    .append(' ')
                    .append(at / columns * CELL)
                    .append("h6v6h-6z");
            at++;
        }
        out.append("<svg class=\"squares\" id=\"")
                .append(id)
                .append("\" role=\"img\" viewBox=\"0 0 ")
                .append(Integer.toString(columns * CELL - 1))
                .append(' ')
                .append(Integer.toString(rows * CELL - 1))
                .append("\"><title>")
                .append(key("report." + id))
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
        out.append("</svg>");
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
                    .append(key("column.side"))
                    .append(": ")
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
                .append(text(TEXTS.get("report.changes", changes.sinceMinute())))
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

    // ---- texts

    private static String badge(Outcome outcome) {
        return "<span class=\"badge " + outcome.word() + "\"><span aria-hidden=\"true\">" + Overview.mark(outcome)
                + "</span> " + word(outcome) + "</span>";
    }

    private static String word(Outcome outcome) {
        return key("outcome." + outcome.word());
    }

    static String key(String key) {
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
