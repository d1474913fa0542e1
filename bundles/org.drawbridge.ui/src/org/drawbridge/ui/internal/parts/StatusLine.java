package org.drawbridge.ui.internal.parts;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.drawbridge.platform.PlugIn;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.SandboxMode;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Connections;
import org.drawbridge.ui.internal.model.Jobs;
import org.drawbridge.ui.internal.model.RunningJob;
import org.eclipse.e4.ui.di.UIEventTopic;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.ProgressBar;
import org.eclipse.swt.widgets.Shell;
import org.osgi.service.event.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line at the bottom: whether the sandbox is in use, which plug-ins wait for a new start, what is running, and which long
 * job has ended. Who is working with other windows meanwhile sees that last in a corner of the screen, too.
 */
public final class StatusLine {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(StatusLine.class);

    private final Desktop desktop;
    private final SandboxMode sandbox;
    private Composite root;
    private Label mode;
    private Link restart;
    private ProgressBar bar;
    private Link jobs;
    /** Plug-ins that wait for a new start. */
    private String waiting = "";
    /** The long job that has ended last, until another one starts; null for none. */
    private RunningJob ended;

    private String endedAfter = "";
    private Toast toast;

    private volatile boolean looked;

    @Inject
    public StatusLine(Desktop desktop, SandboxMode sandbox) {
        this.desktop = desktop;
        this.sandbox = sandbox;
    }

    @PostConstruct
    void create(Composite parent) {
        root = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults()
                .numColumns(4)
                .margins(10, 3)
                .spacing(12, 0)
                .applyTo(root);
        mode = Ui.key(Ui.css(new Label(root, SWT.NONE), "strong"), "status.mode");
        GridDataFactory.fillDefaults()
                .align(SWT.FILL, SWT.CENTER)
                .grab(true, false)
                .applyTo(mode);
        restart = Ui.key(new Link(root, SWT.NONE), "status.restart");
        GridDataFactory.swtDefaults().exclude(true).applyTo(restart);
        restart.addListener(SWT.Selection, event -> desktop.restart());
        bar = new ProgressBar(root, SWT.INDETERMINATE);
        GridDataFactory.swtDefaults().hint(110, SWT.DEFAULT).applyTo(bar);
        jobs = Ui.key(new Link(root, SWT.NONE), "status.jobs");
        // One line, however long the text is.
        GridDataFactory.swtDefaults()
                .hint(Ui.scaled(420), mode.computeSize(SWT.DEFAULT, SWT.DEFAULT).y)
                .applyTo(jobs);
        jobs.addListener(SWT.Selection, event -> follow());
        Shell shell = root.getShell();
        Listener activated = event -> {
            closeToast();
            lookForPlugIns();
        };
        shell.addListener(SWT.Activate, activated);
        root.addListener(SWT.Dispose, event -> {
            closeToast();
            if (!shell.isDisposed()) {
                shell.removeListener(SWT.Activate, activated);
            }
        });
        refresh();
        lookForPlugIns();
    }

    /** Whether something was dropped into a plug-in folder that only a new start can use. */
    private void lookForPlugIns() {
        Thread.ofVirtual().name("look for plug-ins").start(() -> {
            List<PlugIn> all = desktop.plugIns();
            if (!looked) {
                looked = true;
                all.forEach(plugIn -> LOG.info(
                        "plug-in {} {} of {}: {}",
                        plugIn.name(),
                        plugIn.version(),
                        plugIn.file(),
                        plugIn.works() ? "in use" : plugIn.problem()));
            }
            String names =
                    all.stream().filter(PlugIn::restart).map(PlugIn::name).collect(Collectors.joining(", "));
            Ui.later(root, () -> {
                waiting = names;
                refresh();
            });
        });
    }

    private void refresh() {
        List<RunningJob> running = desktop.jobs().running();
        boolean changed = show(bar, !running.isEmpty());
        changed |= show(jobs, !running.isEmpty() || ended != null);
        if (!running.isEmpty()) {
            ended = null;
            RunningJob first = running.getFirst();
            String text =
                    first.current().isEmpty() ? first.label() : Ui.text("status.job", first.label(), first.current());
            String shown = running.size() == 1 ? text : Ui.text("status.jobs", running.size(), text);
            showLink(shown);
        } else if (ended != null) {
            showLink(Ui.text("status.job", ended.label(), endedAfter));
        }
        mode.setText(sandbox.inUse() ? Ui.text("status.sandbox") : "");
        mode.setToolTipText(mode.getText());
        boolean offered = !waiting.isEmpty();
        restart.setText(offered ? Ui.text("status.plug-ins", waiting.replace("&", "&&")) : "");
        changed |= show(restart, offered);
        if (changed) {
            root.layout(true, true);
        }
    }

    /** What is not shown leaves its place to the others. */
    private static boolean show(Control control, boolean shown) {
        control.setVisible(shown);
        GridData data = (GridData) control.getLayoutData();
        boolean changed = data.exclude == shown;
        data.exclude = !shown;
        return changed;
    }

    private void showLink(String text) {
        jobs.setText("<a>" + text.replace("&", "&&").replace("<", "‹") + "</a>");
        jobs.setToolTipText(text);
    }

    /** Shows what is running, or what the ended job was about. */
    private void follow() {
        if (ended == null) {
            desktop.show(Desktop.PROGRESS);
        } else {
            reveal(ended);
        }
    }

    private void reveal(RunningJob job) {
        if (job.connections().size() == 1) {
            desktop.open(job.connections().iterator().next(), true);
        } else {
            desktop.show(Desktop.READINESS);
        }
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void jobEnded(@UIEventTopic(Jobs.ENDED) RunningJob job) {
        Duration took = Duration.between(job.started(), Instant.now());
        if (root == null || root.isDisposed() || job.cancelled() || took.compareTo(LONG) < 0) {
            return;
        }
        ended = job;
        endedAfter = Ui.text("status.ended", took.toMinutes(), took.toSecondsPart());
        refresh();
        closeToast();
        if (root.getDisplay().getActiveShell() == null) {
            toast = Toast.show(root.getDisplay(), job.label(), endedAfter, () -> {
                Shell shell = root.getShell();
                shell.setMinimized(false);
                shell.forceActive();
                reveal(job);
            });
        }
    }

    private void closeToast() {
        if (toast != null) {
            toast.close();
            toast = null;
        }
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void jobsChanged(@UIEventTopic(Jobs.ANY) Event event) {
        changed();
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void connectionsChanged(@UIEventTopic(Connections.TOPIC) Event event) {
        changed();
    }

    private void changed() {
        if (root != null && !root.isDisposed()) {
            refresh();
        }
    }
}
