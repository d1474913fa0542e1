package org.drawbridge.ui.internal.parts.readiness;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.ui.internal.form.Outcomes;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** What an outcome rests on, what to do, and whom to ask: of a capability or a space. UI thread only. */
final class Details extends Composite {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofLocalizedTime(FormatStyle.MEDIUM).withZone(ZoneId.systemDefault());

    private final StyledText text;
    private final Button admin;
    private final Button open;
    private Optional<String> message = Optional.empty();
    private Runnable opening = () -> {};

    Details(Composite parent) {
        super(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .extendedMargins(0, 0, 6, 0)
                .spacing(8, 0)
                .applyTo(this);
        text = Ui.css(
                Ui.key(
                        new StyledText(this, SWT.MULTI | SWT.WRAP | SWT.READ_ONLY | SWT.V_SCROLL | SWT.BORDER),
                        "readiness.details"),
                "passage");
        Ui.accessible(text, Ui.text("readiness.details"));
        text.setMargins(10, 8, 10, 8);
        // A read-only text would keep the Tab key to itself.
        text.addListener(
                SWT.Traverse,
                event -> event.doit |=
                        event.detail == SWT.TRAVERSE_TAB_NEXT || event.detail == SWT.TRAVERSE_TAB_PREVIOUS);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(text);
        Composite actions = Ui.row(this, 1);
        GridDataFactory.swtDefaults().align(SWT.FILL, SWT.BEGINNING).applyTo(actions);
        admin = Ui.button(
                actions,
                "readiness.copy.admin",
                Ui.text("test.copy-admin"),
                () -> message.ifPresent(words -> Ui.copy(this, words)));
        Ui.button(actions, "readiness.copy.details", Ui.text("test.copy-details"), () -> {
            if (text.getCharCount() > 0) {
                Ui.copy(this, text.getText());
            }
        });
        open = Ui.button(actions, "readiness.open", Ui.text("readiness.open"), () -> opening.run());
        for (Control button : actions.getChildren()) {
            Ui.wide().applyTo(button);
        }
        clear();
    }

    void clear() {
        show(new Passage(), Optional.empty());
        opening(Optional.empty());
    }

    /** Something to be read, with nothing that could be done. */
    void say(String words) {
        clear();
        text.setText(words);
    }

    private void show(Passage passage, Optional<String> forAdmin) {
        text.setText(passage.words.toString());
        text.setStyleRanges(passage.headings.toArray(StyleRange[]::new));
        message = forAdmin;
        admin.setEnabled(forAdmin.isPresent());
    }

    private void opening(Optional<Runnable> action) {
        opening = action.orElse(() -> {});
        open.setEnabled(action.isPresent());
    }

    /** A capability of the matrix. */
    void show(ReadinessReport report, CapabilityResult row) {
        Passage passage = new Passage();
        passage.heading(row.capability().label() + ": " + Outcomes.word(row.outcome()));
        row.summaries().forEach(passage::line);
        passage.steps(
                row.remedy(),
                row.owner().map(owner -> Ui.text("owner." + owner.word())).orElse(""));
        if (!row.evidence().isEmpty()) {
            passage.gap().heading(Ui.text("test.evidence"));
            row.evidence().forEach(passage::evidence);
        }
        show(passage, AdminMessage.of(report, row));
        opening(Optional.empty());
    }

    /**
     * A space, as far as it is known.
     *
     * @param report if there is one already: it knows the remedies
     * @param browse shows the space in the browser
     */
    void show(Optional<ReadinessReport> report, SpaceResult space, Runnable browse) {
        Passage passage = new Passage();
        passage.heading(space.key() + "  " + space.name() + ": " + Outcomes.word(space.outcome()));
        passage.line(space.summary());
        Map<String, CapabilityResult> rows = new HashMap<>();
        report.ifPresent(known ->
                known.capabilities().forEach(row -> rows.put(row.capability().id(), row)));
        List<CapabilityResult> remedies = ordered(space).stream()
                .filter(id -> space.outcomes().get(id) != Outcome.WORKS)
                .flatMap(id -> Optional.ofNullable(rows.get(id)).stream())
                // What the target limits is the same in every space.
                .filter(row -> row.side() != CapabilityResult.Side.TARGET)
                .filter(row -> !row.remedy().isEmpty())
                .toList();
        passage.steps(
                remedies.stream()
                        .flatMap(row -> row.remedy().stream())
                        .distinct()
                        .toList(),
                remedies.stream()
                        .flatMap(row -> row.owner().stream())
                        .findFirst()
                        .map(owner -> Ui.text("owner." + owner.word()))
                        .orElse(""));
        if (report.isEmpty() && space.outcome() != Outcome.WORKS) {
            passage.gap().line(Ui.text("readiness.remedy-later"));
        }
        List<Evidence> other = new ArrayList<>(space.evidence());
        for (String id : ordered(space)) {
            passage.gap()
                    .heading(label(id, rows) + ": "
                            + Outcomes.word(space.outcomes().get(id)));
            space.evidenceOf(id).ifPresent(item -> {
                passage.evidence(item);
                other.remove(item);
            });
        }
        if (!other.isEmpty()) {
            passage.gap().heading(Ui.text("readiness.other-calls"));
            other.forEach(passage::evidence);
        }
        show(passage, report.flatMap(known -> AdminMessage.of(known, space, remedies)));
        opening(Optional.of(browse));
    }

    /** What does not work first, else in the order of the matrix, then what plug-ins have added. */
    private static List<String> ordered(SpaceResult space) {
        List<String> ids = new ArrayList<>();
        Capability.ALL.stream()
                .map(Capability::id)
                .filter(space.outcomes()::containsKey)
                .forEach(ids::add);
        space.outcomes().keySet().stream()
                .filter(id -> !ids.contains(id))
                .sorted()
                .forEach(ids::add);
        ids.sort(Comparator.comparing(id -> space.outcomes().get(id), Comparator.reverseOrder()));
        return ids;
    }

    private static String label(String id, Map<String, CapabilityResult> rows) {
        return Capability.ALL.stream()
                .filter(capability -> capability.id().equals(id))
                .map(Capability::label)
                .findFirst()
                .orElseGet(
                        () -> rows.containsKey(id) ? rows.get(id).capability().label() : id);
    }

    /** One call or fact in a line: request, status, time and what the answer said. */
    static String line(Evidence item) {
        return item.what()
                + item.status().map(status -> " → " + status).orElse("")
                + "  " + TIME.format(item.when())
                + (item.note().isBlank() ? "" : "  " + item.note());
    }

    /** Text with headings. */
    private static final class Passage {
        private final StringBuilder words = new StringBuilder();
        private final List<StyleRange> headings = new ArrayList<>();

        Passage heading(String heading) {
            StyleRange range = new StyleRange(words.length(), heading.length(), null, null, SWT.BOLD);
            headings.add(range);
            return line(heading);
        }

        Passage line(String line) {
            words.append(line).append('\n');
            return this;
        }

        Passage gap() {
            words.append('\n');
            return this;
        }

        void evidence(Evidence item) {
            line("  " + Details.line(item));
            // Headers were redacted when they were kept.
            item.headers().forEach((name, value) -> line("      " + name + ": " + value));
        }

        void steps(List<String> steps, String owner) {
            if (steps.isEmpty()) {
                return;
            }
            gap().heading(Ui.text("test.remedy") + (owner.isEmpty() ? "" : " (" + owner + ")"));
            for (int i = 0; i < steps.size(); i++) {
                line("  " + (i + 1) + ". " + steps.get(i));
            }
        }
    }
}
