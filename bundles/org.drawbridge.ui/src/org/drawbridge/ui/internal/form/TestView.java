package org.drawbridge.ui.internal.form;

import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.json.Json;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Passage;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.graphics.TextStyle;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;

/**
 * A connection test as it runs and as it ended: verdict, stages, who can mend what and how. Every state is an icon and
 * a word. UI thread only.
 */
public final class TestView extends Composite {

    private final Map<String, StageRow> rows = new LinkedHashMap<>();
    private Composite verdict;
    private Composite stages;
    private Composite outcome;
    private WrappedLabel when;
    private final SettingLink.Fields fields;
    private final boolean actions;
    private boolean running;

    /** @param fields the form of the connection, to which failures lead */
    public TestView(Composite parent, SettingLink.Fields fields) {
        this(parent, fields, true);
    }

    /** @param actions whether what was found can be copied here */
    public TestView(Composite parent, SettingLink.Fields fields, boolean actions) {
        super(parent, SWT.NONE);
        this.fields = fields;
        this.actions = actions;
        GridLayoutFactory.fillDefaults().spacing(8, 10).applyTo(this);
        setVisible(false);
    }

    /** Empties the view. */
    public void clear() {
        empty(this);
        rows.clear();
        setVisible(false);
        Ui.relayout(this);
    }

    private static void empty(Composite parent) {
        for (Control child : parent.getChildren()) {
            child.dispose();
        }
    }

    /** Begins a run: the stages will follow. */
    public void start() {
        clear();
        build();
        running = true;
        verdict("running", Ui.text("test.running"), " ");
        Ui.relayout(this);
    }

    private void build() {
        setVisible(true);
        verdict = section(2);
        stages = section(4);
        outcome = section(1);
    }

    private Composite section(int columns) {
        Composite section = Ui.row(this, columns);
        Ui.wide().applyTo(section);
        return section;
    }

    /** Shows what the running test does just now. */
    public void step(String text) {
        if (when != null && !when.isDisposed() && running) {
            when.setText(text);
            Ui.relayout(when);
        }
    }

    /** Shows a stage that began or ended. */
    public void stage(StageResult stage) {
        if (stages == null || stages.isDisposed()) {
            return;
        }
        rows.computeIfAbsent(stage.id(), id -> new StageRow(stages)).show(stage);
        Ui.relayout(stages);
    }

    /** Shows the whole result. */
    public void result(TestResult result) {
        if (running && stages != null && !stages.isDisposed()) {
            // What was shown as it happened is still true.
            empty(verdict);
            Set<String> found = result.stages().stream().map(StageResult::id).collect(Collectors.toSet());
            rows.keySet().stream()
                    .filter(id -> !found.contains(id))
                    .toList()
                    .forEach(id -> rows.remove(id).dispose());
        } else {
            clear();
            build();
        }
        running = false;
        String icon = Outcomes.icon(result);
        verdict(icon, headline(result), Ui.text("test.when", time(result), seconds(total(result))));
        result.stages().forEach(this::stage);
        Ui.relayout(this);
        // What is below comes when this is seen: all at once would keep the window from answering.
        Ui.later(outcome, () -> {
            facts(result);
            problems(result).forEach(problem -> Ui.wide().applyTo(new RemedyBox(outcome, problem, actions, fields)));
            notes(result);
            if (actions) {
                actions(result);
            }
            Ui.relayout(outcome);
        });
    }

    private void verdict(String icon, String words, String when) {
        Label image = Ui.key(Ui.icon(verdict, icon + "-large"), "verdict.icon");
        Ui.accessible(image, Ui.text("state." + icon));
        Composite text = Ui.row(verdict, 1);
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(text);
        Passage passage = Ui.passage(text, "verdict", words, "verdict");
        Ui.wide().applyTo(passage);
        int said = Ui.text("test.limited", "").length();
        if (icon.equals("limited") && words.length() > said) {
            // The word is what one looks for; the limits are a text to read.
            StyleRange limits = new StyleRange(new TextStyle(getFont(), null, null));
            limits.start = said;
            limits.length = words.length() - said;
            passage.setStyleRange(limits);
        }
        if (!when.isEmpty()) {
            this.when = Ui.key(Ui.label(text, when, "dim"), "verdict.when");
            Ui.wide().applyTo(this.when);
        }
    }

    /** The one sentence that says how it ended. */
    static String headline(TestResult result) {
        return switch (result.outcome()) {
            case OK -> Ui.text("test.ok", who(result));
            case LIMITED ->
                Ui.text(
                        "test.limited",
                        Stream.concat(
                                        result.limits().stream(),
                                        result.level().filter(level -> !level.full()).stream()
                                                .map(level -> level.meaning()))
                                .findFirst()
                                .orElseGet(() -> who(result)));
            case FAILED -> result.failure().orElseThrow().message();
        };
    }

    private static String who(TestResult result) {
        String account = result.account().map(found -> found.displayName()).orElse("");
        return result.level()
                .map(level -> account.isEmpty() ? level.label() : Ui.text("test.who", account, level.label()))
                .orElse(account);
    }

    private static String time(TestResult result) {
        return DateTimeFormatter.ofLocalizedTime(FormatStyle.MEDIUM)
                .withZone(ZoneId.systemDefault())
                .format(result.when());
    }

    private static Duration total(TestResult result) {
        return result.stages().stream().map(StageResult::took).reduce(Duration.ZERO, Duration::plus);
    }

    static String seconds(Duration took) {
        return Ui.text("test.seconds", String.format(Locale.getDefault(), "%.2f", took.toMillis() / 1000.0));
    }

    private void facts(TestResult result) {
        Map<String, String> facts = new LinkedHashMap<>();
        result.level()
                .filter(level -> !headline(result).contains(level.meaning()))
                .ifPresent(level -> facts.put("level", Ui.text("test.level", level.label(), level.meaning())));
        result.spaces()
                .ifPresent(spaces -> facts.put(
                        "spaces",
                        spaces.administered().isEmpty()
                                ? Ui.text("test.spaces", spaces.total())
                                : Ui.text(
                                        "test.spaces.administered",
                                        spaces.total(),
                                        String.join(", ", spaces.administered()))));
        if (!result.refusedLookups().isEmpty()) {
            facts.put("refused", String.join(", ", result.refusedLookups()));
        }
        if (facts.isEmpty()) {
            return;
        }
        Composite grid = Ui.row(outcome, 2);
        Ui.wide().applyTo(grid);
        facts.forEach((key, value) -> {
            WrappedLabel label = Ui.label(grid, Ui.text("test.fact." + key), "dim");
            GridDataFactory.swtDefaults()
                    .align(SWT.BEGINNING, SWT.BEGINNING)
                    .hint(Math.max(120, label.computeSize(SWT.DEFAULT, SWT.DEFAULT).x), SWT.DEFAULT)
                    .applyTo(label);
            Ui.wide().applyTo(Ui.passage(grid, "fact." + key, value, "passage"));
        });
    }

    private void notes(TestResult result) {
        List<String> notes = new ArrayList<>(result.limits());
        notes.removeIf(note -> headline(result).contains(note));
        notes.addAll(result.warnings());
        if (notes.isEmpty()) {
            return;
        }
        Composite grid = Ui.row(outcome, 2);
        Ui.wide().applyTo(grid);
        for (String note : notes) {
            Ui.accessible(Ui.icon(grid, "warning"), Ui.text("state.warning"));
            Ui.wide().applyTo(Ui.passage(grid, "warning", note, "passage"));
        }
    }

    /** What can be mended: the failure, and the limited stages that explain themselves. */
    private static List<Problem> problems(TestResult result) {
        List<Problem> problems = new ArrayList<>();
        result.failure().ifPresent(problems::add);
        result.stages().stream()
                .filter(stage -> stage.state() == StageResult.State.LIMITED)
                .flatMap(stage -> stage.problem().stream())
                .filter(problem -> !problems.contains(problem))
                .forEach(problems::add);
        problems.removeIf(problem -> problem.kind() == Problem.Kind.CANCELLED);
        return problems;
    }

    private void actions(TestResult result) {
        Composite row = Ui.row(outcome, 2);
        Ui.button(row, "copy.details", Ui.text("test.copy-details"), () -> Ui.copy(this, details(result)));
    }

    /** What "Copy details" copies: the document of the command line's {@code --json}. */
    public static String details(TestResult result) {
        return Json.pretty(Json.of(result));
    }

    /** The same for a problem outside a test. */
    public static Optional<String> messageForAdmin(Problem problem) {
        return RemedyBox.forAdmin(problem);
    }

    /** What "Copy for the administrator" copies, if somebody else has to act. */
    public static Optional<String> messageForAdmin(TestResult result) {
        return problems(result).stream()
                .flatMap(problem -> RemedyBox.forAdmin(problem).stream())
                .findFirst();
    }

    /** One line: icon, stage, what was found, word and time. */
    private static final class StageRow {
        private final Label icon;
        private final Label label;
        private final Composite found;
        private final WrappedLabel summary;
        private final Label time;
        private StageResult shown;
        private Composite sides;

        StageRow(Composite parent) {
            icon = Ui.icon(parent, "running");
            label = Ui.css(new Label(parent, SWT.NONE), "strong");
            GridDataFactory.swtDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(label);
            found = Ui.row(parent, 1);
            Ui.wide().indent(12, 0).applyTo(found);
            summary = Ui.label(found, "", "");
            Ui.wide().applyTo(summary);
            time = Ui.css(new Label(parent, SWT.NONE), "dim");
            GridDataFactory.swtDefaults()
                    .align(SWT.END, SWT.BEGINNING)
                    .indent(12, 0)
                    .applyTo(time);
        }

        void dispose() {
            Stream.of(icon, label, found, time).forEach(Control::dispose);
        }

        void show(StageResult stage) {
            if (stage.equals(shown)) {
                return;
            }
            shown = stage;
            String word = Ui.text("state." + stage.state().word());
            Ui.key(icon, "stage." + stage.id() + ".icon");
            Ui.key(label, "stage." + stage.id());
            Ui.key(summary, "stage." + stage.id() + ".summary");
            Ui.key(time, "stage." + stage.id() + ".state");
            icon.setImage(Icons.get(stage.state().word()));
            Ui.accessible(icon, word);
            label.setText(stage.label().replace("&", "&&"));
            summary.setText(stage.summary());
            boolean timed = stage.state() != StageResult.State.RUNNING && stage.state() != StageResult.State.SKIPPED;
            time.setText(timed ? Ui.text("test.stage", word, seconds(stage.took())) : word);
            sideBySide(stage);
        }

        private void sideBySide(StageResult stage) {
            if (sides != null) {
                sides.dispose();
                sides = null;
            }
            Sides.of(stage).ifPresent(table -> {
                sides = new Composite(found, SWT.NONE);
                GridLayoutFactory.fillDefaults()
                        .numColumns(table.columns())
                        .spacing(16, 4)
                        .applyTo(sides);
                Ui.wide().applyTo(sides);
                table.show(sides, "stage." + stage.id());
                summary.setVisible(!table.whole());
                ((GridData) summary.getLayoutData()).exclude = table.whole();
            });
        }
    }
}
