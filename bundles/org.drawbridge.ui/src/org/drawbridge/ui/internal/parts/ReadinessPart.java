package org.drawbridge.ui.internal.parts;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.CheckSettings;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessControl;
import org.drawbridge.readiness.ReadinessOptions;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.ReportFormat;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Connections;
import org.drawbridge.ui.internal.model.Jobs;
import org.drawbridge.ui.internal.model.RunningJob;
import org.drawbridge.ui.internal.model.Unexpected;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.UIEventTopic;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.event.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a migration from one connection to another could and could not do. */
public final class ReadinessPart {

    private static final Logger LOG = LoggerFactory.getLogger(ReadinessPart.class);

    private final Desktop desktop;
    private Composite root;
    private Combo source;
    private Combo target;
    private List<String> sourceIds = List.of();
    private List<String> targetIds = List.of();
    private Button run;
    private Button pause;
    private Button cancel;
    private Button export;
    private Label verdictIcon;
    private StyledText verdict;
    private Label steps;
    private SashForm sash;
    private Table table;
    private StyledText details;
    private RunningJob job;
    private ReadinessReport report;
    private ReadinessControl control = new ReadinessControl();
    /** Whether the last run stopped in the middle: the same one goes on from there. */
    private volatile boolean interrupted;

    @Inject
    public ReadinessPart(Desktop desktop) {
        this.desktop = desktop;
    }

    @PostConstruct
    void create(Composite parent) {
        root = Ui.css(Ui.key(new Composite(parent, SWT.NONE), "page.readiness"), "page");
        root.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults().margins(20, 16).spacing(8, 10).applyTo(root);
        Ui.wide().applyTo(Ui.label(root, Ui.text("readiness.title"), "title"));
        Composite choice = Ui.row(root, 2);
        Ui.wide().applyTo(choice);
        source = combo(choice, "source");
        target = combo(choice, "target");
        Composite actions = Ui.row(root, 4);
        run = Ui.button(actions, "readiness.run", Ui.text("readiness.run"), this::run);
        run.setImage(Icons.get("readiness"));
        pause = Ui.button(actions, "readiness.pause", Ui.text("readiness.pause"), this::pause);
        cancel = Ui.button(actions, "readiness.cancel", Ui.text("connection.cancel"), () -> {
            if (job != null) {
                job.cancelSoon();
            }
        });
        export = Ui.button(actions, "readiness.export", Ui.text("readiness.export"), this::export);
        Composite head = Ui.row(root, 2);
        Ui.wide().applyTo(head);
        verdictIcon = Ui.key(Ui.icon(head, "untested"), "readiness.verdict.icon");
        Composite words = Ui.row(head, 1);
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(words);
        verdict = Ui.passage(words, "readiness.verdict", Ui.text("readiness.none"), "passage");
        Ui.wide().applyTo(verdict);
        steps = Ui.key(Ui.label(words, "", "dim"), "readiness.steps");
        Ui.wide().applyTo(steps);
        sash = new SashForm(root, SWT.VERTICAL);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        table = Ui.key(new Table(sash, SWT.FULL_SELECTION | SWT.SINGLE | SWT.BORDER), "readiness.table");
        Ui.accessible(table, Ui.text("readiness.title"));
        table.setHeaderVisible(true);
        column("capability", 270);
        column("outcome", 120);
        column("side", 110);
        column("summary", 560);
        table.addListener(SWT.Selection, event -> showDetails());
        details = Ui.css(
                Ui.key(
                        new StyledText(sash, SWT.MULTI | SWT.WRAP | SWT.READ_ONLY | SWT.V_SCROLL | SWT.BORDER),
                        "readiness.details"),
                "passage");
        details.setMargins(10, 8, 10, 8);
        sash.setWeights(65, 35);
        fillChoices();
        buttons();
    }

    private Combo combo(Composite parent, String side) {
        Label label = new Label(parent, SWT.NONE);
        label.setText(Ui.text("readiness." + side));
        Combo combo = Ui.key(new Combo(parent, SWT.READ_ONLY | SWT.DROP_DOWN), "readiness." + side);
        GridDataFactory.swtDefaults().hint(Ui.scaled(360), SWT.DEFAULT).applyTo(combo);
        combo.addListener(SWT.Selection, event -> buttons());
        return combo;
    }

    private void column(String name, int width) {
        TableColumn column = new TableColumn(table, SWT.NONE);
        column.setText(Ui.text("readiness.column." + name));
        column.setWidth(Ui.scaled(width));
    }

    private void fillChoices() {
        sourceIds = fill(source, sourceIds, Target.Kind.CONFLUENCE);
        targetIds = fill(target, targetIds, Target.Kind.SHAREPOINT);
    }

    private List<String> fill(Combo combo, List<String> before, Target.Kind kind) {
        Optional<String> chosen = chosen(combo, before);
        List<String> ids = new ArrayList<>();
        combo.removeAll();
        for (ConnectionEntry entry : desktop.connections().entries()) {
            Connection connection = entry.connection();
            if (connection.target().kind() == kind) {
                ids.add(connection.id());
                combo.add(connection.name());
            }
        }
        String wanted =
                chosen.or(() -> desktop.selected().filter(ids::contains)).orElseGet(() -> best(ids));
        combo.select(ids.indexOf(wanted));
        return ids;
    }

    /** The first one that is known to work, else the first. */
    private String best(List<String> ids) {
        return ids.stream()
                .filter(id -> desktop.connections()
                        .result(id)
                        .filter(result -> result.failure().isEmpty())
                        .isPresent())
                .findFirst()
                .orElse(ids.isEmpty() ? "" : ids.getFirst());
    }

    private static Optional<String> chosen(Combo combo, List<String> ids) {
        int index = combo.getSelectionIndex();
        return index < 0 || index >= ids.size() ? Optional.empty() : Optional.of(ids.get(index));
    }

    private void buttons() {
        boolean running = job != null;
        run.setEnabled(!running
                && chosen(source, sourceIds).isPresent()
                && chosen(target, targetIds).isPresent());
        pause.setEnabled(running);
        pause.setText(Ui.text(control.paused() ? "readiness.resume" : "readiness.pause"));
        cancel.setEnabled(running);
        export.setEnabled(!running && report != null);
        desktop.refreshCommands();
    }

    /** Holds the running checks back, or lets them go on. */
    private void pause() {
        if (control.paused()) {
            control.resume();
        } else {
            control.pause();
        }
        buttons();
    }

    /** Runs the checks of both chosen connections. */
    public void run() {
        if (!run.isEnabled()) {
            return;
        }
        ConnectionEntry from = desktop.connections()
                .find(chosen(source, sourceIds).orElseThrow())
                .orElseThrow();
        ConnectionEntry to = desktop.connections()
                .find(chosen(target, targetIds).orElseThrow())
                .orElseThrow();
        control = new ReadinessControl();
        ReadinessOptions options = new ReadinessOptions(
                CheckSettings.DEFAULT,
                Optional.of(desktop.runtime().dataDir().resolve("readiness")),
                interrupted,
                control);
        String label = Ui.text(
                "job.readiness", from.connection().name(), to.connection().name());
        Optional<RunningJob> started = desktop.jobs()
                .start(
                        label,
                        Set.of(from.connection().id(), to.connection().id()),
                        running -> check(from, to, options, running),
                        () -> Ui.later(root, () -> {
                            job = null;
                            buttons();
                        }));
        if (started.isEmpty()) {
            verdict("limited", Ui.text("readiness.busy"));
            return;
        }
        job = started.get();
        report = null;
        table.removeAll();
        details.setText("");
        verdict("running", label);
        buttons();
    }

    private void check(ConnectionEntry from, ConnectionEntry to, ReadinessOptions options, RunningJob running) {
        try {
            DrawbridgeRuntime runtime = desktop.runtime();
            SignIn source = runtime.signIn(from, desktop.interaction(), running);
            SignIn target = runtime.signIn(to, desktop.interaction(), running);
            Readiness readiness = new Readiness(runtime.tester(), runtime::checks);
            interrupted = true;
            ReadinessReport found = readiness.run(source, target, options, new Listening());
            interrupted = found.resumable();
            LOG.info(
                    "readiness of {} and {}: {}",
                    from.connection().id(),
                    to.connection().id(),
                    found.outcome());
            desktop.connections().tested(found.source().test());
            desktop.connections().tested(found.target().test());
            Ui.later(root, () -> show(found));
        } catch (AuthFailure e) {
            Ui.later(root, () -> failed(e.problem()));
        } catch (RuntimeException | LinkageError e) {
            Problem problem = Unexpected.problem(e);
            Ui.later(root, () -> failed(problem));
        }
    }

    /** Says what is going on while the checks run. */
    private final class Listening implements Readiness.Listener {
        private final AtomicInteger findings = new AtomicInteger();
        private final AtomicInteger spaces = new AtomicInteger();
        private volatile String latest = "";
        private final Runnable update = Ui.coalesced(root, () -> {
            if (job != null) {
                steps.setText(Ui.text("readiness.steps", latest, findings.get(), spaces.get())
                        .replace("&", "&&"));
                root.layout(true, true);
            }
        });

        @Override
        public void stage(Target.Kind side, StageResult stage) {
            latest = Ui.text("kind." + side.word()).replace("&", "") + ": " + stage.label();
            update.run();
        }

        @Override
        public void finding(Target.Kind side, Finding finding) {
            latest = finding.capability().label();
            findings.incrementAndGet();
            update.run();
        }

        @Override
        public void space(SpaceResult space) {
            latest = space.name();
            spaces.incrementAndGet();
            update.run();
        }
    }

    private void failed(Problem problem) {
        if (problem.kind() == Problem.Kind.CANCELLED) {
            verdict("skipped", Ui.text("readiness.cancelled"));
        } else {
            verdict("failed", problem.message());
            details.setText(String.join("\n", problem.remedy()));
        }
    }

    private void verdict(String icon, String words) {
        verdictIcon.setImage(Icons.get(icon));
        Ui.accessible(verdictIcon, Ui.text("state." + icon));
        verdict.setText(words);
        steps.setText("");
        root.layout(true, true);
    }

    private void show(ReadinessReport found) {
        report = found;
        String icon = switch (found.outcome()) {
            case WORKS -> "ok";
            case LIMITED, NOT_CHECKED -> "limited";
            case BLOCKED -> "failed";
        };
        String words = Ui.text("readiness.outcome." + found.outcome().word()) + " " + counts(found);
        verdict(
                icon,
                found.failure().map(problem -> words + " " + problem.message()).orElse(words));
        table.removeAll();
        for (CapabilityResult row : found.capabilities()) {
            TableItem item = new TableItem(table, SWT.NONE);
            item.setData(row);
            item.setText(new String[] {
                row.capability().label(),
                Ui.text("outcome." + row.outcome().word()),
                Ui.text("side." + row.side().word()),
                String.join(" ", row.summaries())
            });
            item.setImage(
                    1,
                    Icons.get(
                            switch (row.outcome()) {
                                case WORKS -> "ok";
                                case LIMITED -> "limited";
                                case NOT_CHECKED -> "skipped";
                                case BLOCKED -> "failed";
                            }));
        }
        // What needs attention first.
        for (int i = 0; i < table.getItemCount(); i++) {
            if (found.capabilities().get(i).outcome() != Outcome.WORKS) {
                table.setSelection(i);
                break;
            }
        }
        if (table.getSelectionCount() == 0 && table.getItemCount() > 0) {
            table.setSelection(0);
        }
        showDetails();
        buttons();
    }

    private static String counts(ReadinessReport found) {
        List<String> counts = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            long count = found.capabilities().stream()
                    .filter(row -> row.outcome() == outcome)
                    .count();
            if (count > 0) {
                counts.add(count + " " + Ui.text("outcome." + outcome.word()));
            }
        }
        return "(" + String.join(", ", counts) + ")";
    }

    private void showDetails() {
        if (table.getSelectionCount() == 0) {
            details.setText("");
            return;
        }
        CapabilityResult row = (CapabilityResult) table.getSelection()[0].getData();
        StringBuilder text = new StringBuilder(row.capability().label())
                .append(": ")
                .append(Ui.text("outcome." + row.outcome().word()))
                .append('\n');
        row.summaries().forEach(summary -> text.append(summary).append('\n'));
        if (!row.remedy().isEmpty()) {
            text.append('\n').append(Ui.text("test.remedy"));
            row.owner()
                    .ifPresent(owner -> text.append(" (")
                            .append(Ui.text("owner." + owner.word()))
                            .append(')'));
            text.append('\n');
            for (int i = 0; i < row.remedy().size(); i++) {
                text.append("  ")
                        .append(i + 1)
                        .append(". ")
                        .append(row.remedy().get(i))
                        .append('\n');
            }
        }
        if (!row.evidence().isEmpty()) {
            text.append('\n').append(Ui.text("test.evidence")).append('\n');
            for (Evidence evidence : row.evidence()) {
                text.append("  ").append(evidence.what());
                evidence.status().ifPresent(status -> text.append(" → ").append(status));
                text.append(evidence.note().isEmpty() ? "" : "  " + evidence.note())
                        .append('\n');
            }
        }
        details.setText(text.toString());
    }

    public boolean hasReport() {
        return report != null;
    }

    /** Asks for a file and writes the report in the format that its ending says. */
    public void export() {
        List<ReportFormat> formats = formats();
        if (report == null || formats.isEmpty()) {
            return;
        }
        FileDialog dialog = new FileDialog(root.getShell(), SWT.SAVE);
        dialog.setText(Ui.text("readiness.export.title"));
        dialog.setOverwrite(true);
        dialog.setFilterExtensions(
                formats.stream().map(format -> "*." + format.extension()).toArray(String[]::new));
        dialog.setFilterNames(formats.stream()
                .map(format -> format.id() + " (*." + format.extension() + ")")
                .toArray(String[]::new));
        dialog.setFileName("readiness." + formats.getFirst().extension());
        String chosen = dialog.open();
        if (chosen != null) {
            export(Path.of(chosen));
        }
    }

    /** Writes the report; the file's ending says the format. */
    void export(Path file) {
        ReadinessReport written = report;
        ReportFormat format = formats().stream()
                .filter(each -> file.toString().endsWith("." + each.extension()))
                .findFirst()
                .orElseGet(() -> formats().getFirst());
        Thread.ofVirtual().name("export readiness").start(() -> {
            try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                format.write(written, out);
                Ui.later(root, () -> steps.setText(Ui.text("readiness.exported", file)));
            } catch (IOException e) {
                Ui.later(
                        root,
                        () -> MessageDialog.openError(
                                root.getShell(),
                                Ui.text("readiness.export.title"),
                                Ui.text("readiness.export.failed", file, e.getMessage())));
            }
        });
    }

    private static List<ReportFormat> formats() {
        BundleContext context = FrameworkUtil.getBundle(ReadinessPart.class).getBundleContext();
        List<ReportFormat> formats = new ArrayList<>(ReportFormat.builtIn());
        try {
            for (ServiceReference<ReportFormat> reference : context.getServiceReferences(ReportFormat.class, null)) {
                Optional.ofNullable(context.getService(reference)).ifPresent(formats::add);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return formats;
    }

    @Focus
    void focus() {
        run.setFocus();
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void connectionsChanged(@UIEventTopic(Connections.TOPIC) Event event) {
        if (root != null && !root.isDisposed()) {
            fillChoices();
            buttons();
        }
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void jobsChanged(@UIEventTopic(Jobs.ANY) Event event) {
        if (root != null && !root.isDisposed()) {
            cancel.setEnabled(job != null && !job.cancelled());
        }
    }

    @PreDestroy
    void closed() {
        if (job != null) {
            job.cancelSoon();
        }
    }
}
