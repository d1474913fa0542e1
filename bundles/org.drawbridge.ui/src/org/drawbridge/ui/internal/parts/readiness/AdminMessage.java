package org.drawbridge.ui.internal.parts.readiness;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.SideReport;
import org.drawbridge.ui.internal.form.Outcomes;
import org.drawbridge.ui.internal.look.Ui;

/** What somebody else is asked to do, ready to be sent: where, what was found, which steps, and by what one knows. */
final class AdminMessage {

    private static final int MOST_EVIDENCE = 6;

    private AdminMessage() {}

    /** Empty if nobody else has to do anything. */
    static Optional<String> of(ReadinessReport report, CapabilityResult row) {
        boolean somebodyElse = row.owner().filter(owner -> owner != Owner.YOU).isPresent();
        if (!somebodyElse || row.remedy().isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(Ui.text("readiness.admin.intro")).append("\n\n");
        if (row.side() != CapabilityResult.Side.TARGET) {
            text.append(where(report.source())).append('\n');
        }
        if (row.side() != CapabilityResult.Side.SOURCE) {
            text.append(where(report.target())).append('\n');
        }
        text.append('\n').append(row.capability().label()).append(": ").append(Outcomes.word(row.outcome()));
        text.append('\n').append(String.join("\n", row.summaries())).append('\n');
        steps(text, row.remedy());
        evidence(text, row.evidence());
        return Optional.of(text.toString());
    }

    /**
     * What would help in one space.
     *
     * @param remedies the report's rows of what does not work there
     */
    static Optional<String> of(ReadinessReport report, SpaceResult space, List<CapabilityResult> remedies) {
        if (space.outcome() == Outcome.WORKS || remedies.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(Ui.text("readiness.admin.intro")).append("\n\n");
        text.append(where(report.source())).append('\n');
        text.append(Ui.text("readiness.admin.space", space.key(), space.name())).append("\n\n");
        text.append(space.summary()).append('\n');
        steps(
                text,
                remedies.stream()
                        .flatMap(row -> row.remedy().stream())
                        .distinct()
                        .toList());
        evidence(
                text,
                space.evidence().stream().filter(item -> !item.succeeded()).toList());
        return Optional.of(text.toString());
    }

    private static String where(SideReport side) {
        Connection connection = side.connection();
        String account = side.test().account().map(Account::name).orElse("-");
        return Ui.text("readiness.admin.where", connection.target().address(), account);
    }

    private static void steps(StringBuilder text, List<String> steps) {
        if (steps.isEmpty()) {
            return;
        }
        text.append('\n').append(Ui.text("test.remedy")).append(":\n");
        for (int i = 0; i < steps.size(); i++) {
            text.append(i + 1).append(". ").append(steps.get(i)).append('\n');
        }
    }

    private static void evidence(StringBuilder text, List<Evidence> evidence) {
        if (evidence.isEmpty()) {
            return;
        }
        text.append('\n').append(Ui.text("test.evidence")).append(":\n");
        evidence.stream()
                .limit(MOST_EVIDENCE)
                .forEach(item -> text.append("- ").append(Details.line(item)).append('\n'));
    }
}
