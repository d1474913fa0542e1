package org.drawbridge.ui.internal.parts.readiness;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.BrowserOpener;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessOptions;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.form.Outcomes;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.program.Program;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.ProgressBar;

/** Choice, run, matrix, spaces, changes and details. UI thread only. */
public final class ReadinessPage extends Composite {

    /** How often a running run changes what is said of it; milliseconds. */
    private static final int EVERY = 250;

    private final Desktop desktop;
    private final Choice choice;
    private final Button start;
    private final Button resume;
    private final Button pause;
    private final Button cancel;
    private final Button export;
    private final Button compare;
    private final Label verdictIcon;
    private final StyledText verdict;
    private final Link steps;
    private final ProgressBar bar;
    private final CTabFolder tabs;
    private final MatrixTable matrix;
    private final SashForm sash;
    private SpaceTable spaces;
    private ChangesTable changes;
    private Details details;
    private final ReportFiles files = new ReportFiles(this);
    private CTabItem changesTab;
    private ReadinessRun run;
    private boolean running;
    /** Whether what the run says of itself is still of interest: it ends a moment later than its result is known. */
    private boolean live;

    private ReadinessReport report;
    private Optional<Path> exported = Optional.empty();
    private Optional<Instant> interrupted = Optional.empty();

    public ReadinessPage(Composite parent, Desktop desktop) {
        super(parent, SWT.NONE);
        this.desktop = desktop;
        Ui.css(Ui.key(this, "page.readiness"), "page");
        setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults().margins(20, 16).spacing(8, 10).applyTo(this);
        Ui.wide().applyTo(Ui.label(this, Ui.text("readiness.title"), "title"));
        choice = new Choice(this, desktop, this::chosen);
        Ui.wide().applyTo(choice);
        Composite actions = Ui.row(this, 6);
        start = Ui.button(actions, "readiness.run", Ui.text("readiness.run"), this::run);
        start.setImage(Icons.get("readiness"));
        resume = Ui.button(actions, "readiness.continue", Ui.text("readiness.continue"), () -> begin(true));
        pause = Ui.button(actions, "readiness.pause", Ui.text("readiness.pause"), this::pause);
        cancel = Ui.button(actions, "readiness.cancel", Ui.text("connection.cancel"), this::cancel);
        export = Ui.button(actions, "readiness.export", Ui.text("readiness.export"), this::export);
        compare = Ui.button(actions, "readiness.compare", Ui.text("readiness.compare"), this::compare);
        Composite head = Ui.row(this, 3);
        Ui.wide().applyTo(head);
        verdictIcon = Ui.key(Ui.icon(head, "untested"), "readiness.verdict.icon");
        Composite words = Ui.row(head, 1);
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(words);
        verdict = Ui.passage(words, "readiness.verdict", Ui.text("readiness.none"), "passage");
        Ui.wide().applyTo(verdict);
        steps = Ui.key(new Link(words, SWT.NONE), "readiness.steps");
        steps.addListener(SWT.Selection, event -> exported.ifPresent(this::open));
        Ui.wide().applyTo(steps);
        bar = Ui.key(new ProgressBar(head, SWT.HORIZONTAL), "readiness.bar");
        bar.setMaximum(1000);
        Ui.accessible(bar, Ui.text("readiness.title"));
        GridDataFactory.swtDefaults().hint(Ui.scaled(220), SWT.DEFAULT).applyTo(bar);
        bar.setVisible(false);
        sash = new SashForm(this, SWT.VERTICAL);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        tabs = Ui.key(new CTabFolder(sash, SWT.TOP | SWT.FLAT), "readiness.tabs");
        matrix = new MatrixTable(tabs, this::show);
        tab("readiness.capabilities", matrix.control());
        tabs.setSelection(0);
        chosen();
        // What only a run fills is made when the rest is seen.
        Ui.later(this, this::rest);
    }

    private void rest() {
        if (details == null) {
            spaces = new SpaceTable(tabs, this::show);
            tab("readiness.spaces", spaces);
            changes = new ChangesTable(tabs);
            changes.setVisible(false);
            details = new Details(sash);
            sash.setWeights(62, 38);
            tabs.addListener(SWT.Selection, event -> showSelection());
            layout(true, true);
        }
    }

    private CTabItem tab(String text, Control content) {
        CTabItem item = new CTabItem(tabs, SWT.NONE);
        item.setText(Ui.text(text));
        item.setControl(content);
        return item;
    }

    @Override
    public boolean setFocus() {
        return start.isEnabled() ? start.setFocus() : pause.isEnabled() ? pause.setFocus() : super.setFocus();
    }

    // ---- what may be done

    public void connectionsChanged() {
        choice.refill();
        chosen();
    }

    public void jobsChanged() {
        cancel.setEnabled(running && run != null && !run.cancelled());
    }

    public boolean hasReport() {
        return report != null && !running;
    }

    private void buttons() {
        boolean ready =
                !running && choice.source().isPresent() && choice.target().isPresent();
        start.setEnabled(ready);
        resume.setEnabled(ready && interrupted.isPresent());
        pause.setEnabled(running);
        pause.setText(Ui.text(running && run.paused() ? "readiness.resume" : "readiness.pause"));
        cancel.setEnabled(running && !run.cancelled());
        export.setEnabled(hasReport());
        compare.setEnabled(hasReport());
        desktop.refreshCommands();
    }

    /** Another pair may have an interrupted run of its own. */
    private void chosen() {
        interrupted = Optional.empty();
        buttons();
        Optional<ConnectionEntry> from = choice.source();
        Optional<ConnectionEntry> to = choice.target();
        if (running || from.isEmpty() || to.isEmpty()) {
            return;
        }
        ReadinessOptions options = ReadinessRun.options(desktop.runtime(), choice.settings(), true);
        Thread.ofVirtual().name("look for an interrupted run").start(() -> {
            Optional<Instant> found =
                    Readiness.interrupted(from.get().connection(), to.get().connection(), options);
            Ui.later(this, () -> {
                if (!running && from.equals(choice.source()) && to.equals(choice.target())) {
                    offer(found);
                }
            });
        });
    }

    private void offer(Optional<Instant> found) {
        interrupted = found;
        resume.setToolTipText(
                found.map(when -> Ui.text("readiness.interrupted", time(when))).orElse(null));
        if (report == null && run == null) {
            verdict(
                    found.isPresent() ? "info" : "untested",
                    found.map(when -> Ui.text("readiness.interrupted", time(when)))
                            .orElseGet(() -> Ui.text("readiness.none")));
        }
        buttons();
    }

    private static String time(Instant when) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withZone(ZoneId.systemDefault())
                .format(when);
    }

    // ---- the run

    /** Runs the checks of both chosen connections from the beginning. */
    public void run() {
        if (start.isEnabled()) {
            begin(false);
        }
    }

    private void begin(boolean goOn) {
        rest();
        ConnectionEntry from = choice.source().orElseThrow();
        ConnectionEntry to = choice.target().orElseThrow();
        ReadinessOptions options = ReadinessRun.options(desktop.runtime(), choice.settings(), goOn);
        Optional<ReadinessRun> started = ReadinessRun.start(desktop, from, to, options, new Watching());
        if (started.isEmpty()) {
            verdict("limited", Ui.text("readiness.busy"));
            return;
        }
        run = started.get();
        running = true;
        report = null;
        exported = Optional.empty();
        matrix.show(List.of());
        spaces.clear();
        details.clear();
        if (changesTab != null) {
            changesTab.dispose();
            changesTab = null;
            changes.setVisible(false);
        }
        verdict("running", run.label());
        bar.setSelection(0);
        bar.setVisible(true);
        buttons();
    }

    private void pause() {
        run.togglePause();
        buttons();
    }

    /** Cancels the run, if there is one; what it has found out so far stays for another. */
    public void cancel() {
        if (running) {
            run.cancel();
        }
    }

    /** Takes what the run tells over to the UI thread. */
    private final class Watching implements ReadinessRun.Watcher {
        private final Runnable moved = Ui.throttled(ReadinessPage.this, EVERY, ReadinessPage.this::moved);

        @Override
        public void space(SpaceResult space) {
            spaces.add(SpaceRow.of(space));
        }

        @Override
        public void moved() {
            moved.run();
        }

        @Override
        public void ended(ReadinessReport found) {
            // The journal is read here, where nobody waits.
            found.spaces().forEach(this::space);
            Ui.later(ReadinessPage.this, () -> ended(found, counts(found)));
        }

        private void ended(ReadinessReport found, String counts) {
            report = found;
            show(found, counts);
        }

        @Override
        public void failed(Problem problem) {
            Ui.later(ReadinessPage.this, () -> ReadinessPage.this.failed(problem));
        }

        @Override
        public void over() {
            Ui.later(ReadinessPage.this, () -> {
                running = false;
                bar.setVisible(false);
                chosen();
            });
        }
    }

    private void moved() {
        if (live) {
            steps.setText(linkless(run.words()));
            run.permille().ifPresent(bar::setSelection);
            bar.setState(run.paused() ? SWT.PAUSED : SWT.NORMAL);
        }
    }

    private static String linkless(String words) {
        return words.replace("&", "&&").replace("<", "‹").replace(">", "›");
    }

    private void failed(Problem problem) {
        if (problem.kind() == Problem.Kind.CANCELLED) {
            verdict("skipped", Ui.text("readiness.cancelled"));
        } else {
            verdict("failed", problem.message());
            details.say(String.join("\n", problem.remedy()));
        }
    }

    private void verdict(String icon, String words) {
        live = icon.equals("running");
        verdictIcon.setImage(Icons.get(icon));
        Ui.accessible(verdictIcon, Ui.text("state." + (icon.equals("info") ? "untested" : icon)));
        verdict.setText(words);
        steps.setText("");
        layout(true, true);
    }

    // ---- the report

    private void show(ReadinessReport found, String counts) {
        String icon = switch (found.outcome()) {
            case WORKS -> "ok";
            case LIMITED, NOT_CHECKED -> "limited";
            case BLOCKED -> "failed";
        };
        List<String> words = new ArrayList<>();
        words.add(Ui.text("readiness.outcome." + found.outcome().word()) + " " + counts);
        found.failure().ifPresent(problem -> words.add(problem.message()));
        if (found.resumable()) {
            words.add(Ui.text("readiness.resumable"));
        }
        verdict(icon, String.join(" ", words));
        matrix.show(found.capabilities());
        showSelection();
        buttons();
    }

    private static String counts(ReadinessReport found) {
        List<String> counts = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            long count = found.capabilities().stream()
                    .filter(row -> row.outcome() == outcome)
                    .count();
            if (count > 0) {
                counts.add(count + " " + Outcomes.word(outcome));
            }
        }
        return "(" + String.join(", ", counts) + ")";
    }

    /** The details of what is selected in the tab that is seen. */
    private void showSelection() {
        if (tabs.getSelectionIndex() == 0) {
            matrix.selection().ifPresentOrElse(this::show, details::clear);
        } else if (tabs.getSelectionIndex() == 1) {
            spaces.selection().ifPresentOrElse(this::show, details::clear);
        } else {
            details.clear();
        }
    }

    private void show(CapabilityResult row) {
        if (report != null) {
            details.show(report, row);
        }
    }

    private void show(SpaceRow row) {
        ReadinessRun of = run;
        Thread.ofVirtual().name("read space").start(() -> {
            Optional<SpaceResult> known = of.space(row.key());
            Ui.later(this, () -> {
                boolean wanted = of == run
                        && tabs.getSelectionIndex() == 1
                        && spaces.selection()
                                .filter(now -> now.key().equals(row.key()))
                                .isPresent();
                if (wanted && known.isPresent()) {
                    details.show(Optional.ofNullable(report), known.get(), () -> browse(of, row.key()));
                } else if (wanted) {
                    details.say(row.reason());
                }
            });
        });
    }

    /** Shows a space in the user's own browser. */
    private void browse(ReadinessRun of, String key) {
        URI address = address(of, key);
        Thread.ofVirtual().name("open space").start(() -> {
            String problem = Ui.text("readiness.open-it", address);
            try {
                if (new BrowserOpener(desktop.runtime().settings()).open(address)) {
                    return;
                }
            } catch (AuthFailure e) {
                problem = e.problem().message();
            }
            String words = linkless(problem);
            Ui.later(this, () -> steps.setText(words));
        });
    }

    /** Reference: confluence §4 (webui links), the address being the site's own or that of a page in it. */
    private URI address(ReadinessRun of, String key) {
        String site = of.source()
                .connection()
                .target()
                .address()
                .replaceFirst("[?#].*$", "")
                .replaceFirst(
                        "/(display|spaces|pages|rest|login\\.action|dashboard\\.action|index\\.action)(/.*)?$", "")
                .replaceFirst("/+$", "");
        boolean cloud = desktop.connections()
                .result(of.source().connection().id())
                .flatMap(TestResult::product)
                .filter(product -> product.edition().toLowerCase(Locale.ROOT).equals("cloud"))
                .isPresent();
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%7E", "~");
        return URI.create(
                cloud
                        ? (site.endsWith("/wiki") ? site : site + "/wiki") + "/spaces/" + encoded
                        : site + "/display/" + encoded);
    }

    // ---- files

    /** Asks for a file and writes the report in the format that its ending says. */
    public void export() {
        if (hasReport()) {
            files.export(report, this::written);
        }
    }

    /** Writes the report to that file. */
    public void export(Path file) {
        files.export(report, file, this::written);
    }

    private void written(Path file) {
        exported = Optional.of(file);
        steps.setText("<a>" + linkless(Ui.text("readiness.exported", file)) + "</a>");
        layout(true, true);
    }

    private void open(Path file) {
        if (!Program.launch(file.toString())) {
            Program.launch(file.toUri().toString());
        }
    }

    /** Asks for an earlier report and shows what is different. */
    private void compare() {
        if (hasReport()) {
            files.compare(report, this::compared);
        }
    }

    /** Shows what is different from the report in that file. */
    public void compare(Path file) {
        files.compare(report, file, this::compared);
    }

    /** What is exported from now on says it too. */
    private void compared(ReadinessReport found) {
        report = found;
        changes.show(found.changes().orElseThrow());
        if (changesTab == null) {
            changesTab = tab("readiness.changes", changes);
        }
        tabs.setSelection(changesTab);
        showSelection();
    }
}
