package org.drawbridge.readiness.internal;

import java.io.IOException;
import java.util.List;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.ReportFormat;
import org.drawbridge.readiness.SideReport;

/** The report for a terminal or an e-mail: plain text, at most 100 columns, no colours. */
public final class TextFormat implements ReportFormat {

    private static final Texts TEXTS = Texts.of(Readiness.class);
    private static final int WIDTH = 100;
    private static final int LABEL = 40;
    private static final int MOST_SPACES = 200;

    @Override
    public String id() {
        return "text";
    }

    @Override
    public String extension() {
        return "txt";
    }

    @Override
    public void write(ReadinessReport report, Appendable out) throws IOException {
        StringBuilder text = new StringBuilder();
        String title = TEXTS.get(
                "report.title",
                report.source().connection().name(),
                report.target().connection().name());
        line(text, title).append("=".repeat(Math.min(WIDTH, title.length()))).append('\n');
        line(text, report.when().toString());
        line(text, TEXTS.get("report.outcome." + report.outcome().word()));
        text.append('\n');
        side(text, TEXTS.get("report.source"), report.source());
        side(text, TEXTS.get("report.target"), report.target());

        line(text, TEXTS.get("report.capabilities"));
        for (CapabilityResult row : report.capabilities()) {
            capability(text, row);
        }
        if (!report.spaces().isEmpty()) {
            text.append('\n');
            line(text, TEXTS.get("report.spaces", report.spaces().size()));
            report.spaces().stream().limit(MOST_SPACES).forEach(space -> space(text, space));
            if (report.spaces().size() > MOST_SPACES) {
                line(
                        text,
                        "  " + TEXTS.get("report.more-spaces", report.spaces().size() - MOST_SPACES));
            }
        }
        out.append(Redactor.mask(text.toString()));
    }

    private static void side(StringBuilder text, String label, SideReport side) {
        TestResult test = side.test();
        line(
                text,
                label + ": " + side.connection().name() + " · "
                        + side.connection().target().address());
        test.product()
                .ifPresent(product -> line(
                        text,
                        "  "
                                + String.join(" ", product.name(), product.edition(), product.version())
                                        .strip()));
        test.account().ifPresent(account -> {
            String level = test.level().map(found -> found.label()).orElse("");
            line(
                    text,
                    "  " + account.displayName() + " (" + account.name() + ")"
                            + (level.isEmpty() ? "" : " · " + level));
        });
        test.level().ifPresent(level -> wrapped(text, "  ", level.meaning()));
        test.limits().forEach(limit -> wrapped(text, "  ! ", limit));
        test.warnings().forEach(warning -> wrapped(text, "  ! ", warning));
        side.failure().ifPresent(problem -> problem(text, problem));
        text.append('\n');
    }

    private static void problem(StringBuilder text, Problem problem) {
        wrapped(text, "  ✖ ", problem.message() + " [" + problem.cause() + "]");
        line(
                text,
                "    " + TEXTS.get("report.owner") + ": "
                        + TEXTS.get("owner." + problem.owner().word()));
        steps(text, "    ", problem.remedy());
    }

    private static void capability(StringBuilder text, CapabilityResult row) {
        String label = row.capability().label();
        String outcome = TEXTS.get("outcome." + row.outcome().word());
        String side = row.outcome() == Outcome.WORKS
                ? ""
                : " (" + TEXTS.get("side." + row.side().word()) + ")";
        line(
                text,
                "  " + mark(row.outcome()) + " " + label + " ".repeat(Math.max(1, LABEL - label.length())) + outcome
                        + side);
        row.summaries().forEach(summary -> wrapped(text, "      ", summary));
        row.evidence().stream().limit(3).forEach(item -> wrapped(text, "      · ", evidence(item)));
        row.owner()
                .ifPresent(owner ->
                        line(text, "      " + TEXTS.get("report.owner") + ": " + TEXTS.get("owner." + owner.word())));
        steps(text, "      ", row.remedy());
    }

    private static String evidence(Evidence item) {
        return item.what()
                + item.status().map(status -> " → " + status).orElse("")
                + (item.note().isBlank() ? "" : ": " + item.note());
    }

    private static void steps(StringBuilder text, String indent, List<String> steps) {
        for (int i = 0; i < steps.size(); i++) {
            wrapped(text, indent + (i + 1) + ". ", steps.get(i));
        }
    }

    private static void space(StringBuilder text, SpaceResult space) {
        line(
                text,
                "  " + mark(space.outcome()) + " " + space.key() + "  " + space.name() + " · " + Overview.level(space));
        if (!space.summary().isBlank()) {
            wrapped(text, "      ", space.summary());
        }
    }

    private static String mark(Outcome outcome) {
        return switch (outcome) {
            case WORKS -> "✔";
            case LIMITED -> "▲";
            case BLOCKED -> "✖";
            case NOT_CHECKED -> "–";
        };
    }

    private static StringBuilder line(StringBuilder text, String content) {
        return text.append(content.stripTrailing()).append('\n');
    }

    /** Breaks between words; the lines after the first are indented as deep as the first one's prefix. */
    private static void wrapped(StringBuilder text, String prefix, String content) {
        String rest = " ".repeat(prefix.length());
        StringBuilder current = new StringBuilder(prefix);
        boolean first = true;
        for (String word : content.strip().split("\\s+")) {
            if (!first && current.length() + 1 + word.length() > WIDTH) {
                line(text, current.toString());
                current = new StringBuilder(rest);
                first = true;
            }
            current.append(first ? "" : " ").append(word);
            first = false;
        }
        line(text, current.toString());
    }
}
