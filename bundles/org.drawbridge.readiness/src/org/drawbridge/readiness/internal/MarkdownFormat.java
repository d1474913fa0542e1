package org.drawbridge.readiness.internal;

import java.io.IOException;
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

/** For a wiki page or a ticket: the summary, who must do what, the matrix, and the spaces that need attention. */
public final class MarkdownFormat implements ReportFormat {

    private static final Texts TEXTS = Texts.of(Readiness.class);
    private static final int MOST_SPACES = 500;

    @Override
    public String id() {
        return "md";
    }

    @Override
    public String extension() {
        return "md";
    }

    @Override
    public void write(ReadinessReport report, Appendable out) throws IOException {
        Overview overview = Overview.of(report);
        heading(out, "#", overview.title());
        out.append("**").append(text(overview.verdict())).append("**\n\n");
        for (SideReport side : List.of(report.source(), report.target())) {
            out.append("- ").append(text(overview.side(side))).append('\n');
        }
        out.append("- ").append(text(overview.run())).append("\n");
        changes(report, out);
        if (!overview.actions().isEmpty()) {
            heading(out, "##", TEXTS.get("report.actions"));
            for (Map.Entry<Owner, List<Overview.Action>> group :
                    overview.actions().entrySet()) {
                heading(out, "###", TEXTS.get("owner." + group.getKey().word()));
                for (Overview.Action action : group.getValue()) {
                    out.append("- [ ] ")
                            .append(text(action.step()))
                            .append(" *(")
                            .append(text(String.join(", ", action.capabilities())))
                            .append(")*\n");
                }
            }
        }
        heading(out, "##", TEXTS.get("report.capabilities"));
        row(
                out,
                List.of(
                        TEXTS.get("column.capability"),
                        TEXTS.get("column.outcome"),
                        TEXTS.get("column.side"),
                        TEXTS.get("column.summary")));
        out.append("|---|---|---|---|\n");
        for (CapabilityResult row : overview.worstFirst()) {
            row(
                    out,
                    List.of(
                            row.capability().label(),
                            Overview.mark(row.outcome()) + " "
                                    + TEXTS.get("outcome." + row.outcome().word()),
                            row.outcome() == Outcome.WORKS
                                    ? ""
                                    : TEXTS.get("side." + row.side().word()),
                            String.join(" ", row.summaries())));
        }
        evidence(overview, out);
        spaces(report, overview, out);
    }

    private static void changes(ReadinessReport report, Appendable out) throws IOException {
        if (report.changes().isEmpty()) {
            return;
        }
        Changes changes = report.changes().get();
        heading(out, "##", TEXTS.get("report.changes", changes.sinceMinute()));
        for (List<Changes.Change> group : List.of(changes.capabilities(), changes.spaces())) {
            for (Changes.Change change : group.subList(0, Math.min(MOST_SPACES, group.size()))) {
                out.append("- ").append(text(Overview.change(change))).append('\n');
            }
        }
        out.append("- ")
                .append(text(TEXTS.get("report.unchanged", changes.unchangedSpaces())))
                .append("\n");
    }

    private static void evidence(Overview overview, Appendable out) throws IOException {
        heading(out, "##", TEXTS.get("report.evidence"));
        for (CapabilityResult row : overview.worstFirst()) {
            if (row.evidence().isEmpty()) {
                continue;
            }
            out.append("- ").append(text(row.capability().label())).append('\n');
            for (Evidence item :
                    row.evidence().subList(0, Math.min(3, row.evidence().size()))) {
                out.append("  - ")
                        .append(code(item.what()))
                        .append(item.status().map(status -> " → " + status).orElse(""))
                        .append(item.note().isBlank() ? "" : ": " + text(item.note()))
                        .append('\n');
            }
        }
    }

    private static void spaces(ReadinessReport report, Overview overview, Appendable out) throws IOException {
        if (report.spaces().isEmpty()) {
            return;
        }
        heading(out, "##", TEXTS.get("report.spaces", report.spaces().size()));
        out.append(text(overview.spaceCounts())).append("\n\n");
        row(
                out,
                List.of(
                        TEXTS.get("column.key"),
                        TEXTS.get("column.name"),
                        TEXTS.get("column.level"),
                        TEXTS.get("column.outcome"),
                        TEXTS.get("column.summary")));
        out.append("|---|---|---|---|---|\n");
        int left = MOST_SPACES;
        for (SpaceResult space : report.spaces()) {
            if (space.outcome() == Outcome.WORKS || left-- <= 0) {
                continue;
            }
            row(
                    out,
                    List.of(
                            space.key(),
                            space.name(),
                            Overview.level(space),
                            TEXTS.get("outcome." + space.outcome().word()),
                            space.summary()));
        }
    }

    private static void heading(Appendable out, String level, String title) throws IOException {
        out.append('\n').append(level).append(' ').append(text(title)).append("\n\n");
    }

    private static void row(Appendable out, List<String> cells) throws IOException {
        out.append('|');
        for (String cell : cells) {
            out.append(' ').append(text(cell)).append(" |");
        }
        out.append('\n');
    }

    /** A text without any meaning to Markdown or HTML. */
    static String text(String text) {
        StringBuilder safe = new StringBuilder();
        Redactor.mask(text).chars().forEach(c -> {
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '\n', '\r', '\t' -> safe.append(' ');
                case '\\', '`', '*', '_', '[', ']', '|', '#', '~', '!' ->
                    safe.append('\\').append((char) c);
                default -> safe.append((char) c);
            }
        });
        return safe.toString();
    }

    private static String code(String text) {
        return '`' + Redactor.mask(text).replace('`', '\'').replace('\n', ' ').replace("|", "\\|") + '`';
    }
}
