package org.drawbridge.ui.internal.parts;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
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
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.ProgressBar;
import org.eclipse.swt.widgets.Shell;
import org.osgi.service.event.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The line at the bottom: whether the sandbox is in use, which plug-ins wait for a new start, and what is running. */
public final class StatusLine {

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
                .hint(420, SWT.DEFAULT)
                .applyTo(mode);
        restart = Ui.key(new Link(root, SWT.NONE), "status.restart");
        GridDataFactory.swtDefaults().exclude(true).applyTo(restart);
        restart.addListener(SWT.Selection, event -> desktop.restart());
        bar = new ProgressBar(root, SWT.INDETERMINATE);
        GridDataFactory.swtDefaults().hint(110, SWT.DEFAULT).applyTo(bar);
        jobs = Ui.key(new Link(root, SWT.NONE), "status.jobs");
        // One line, however long the text is.
        GridDataFactory.swtDefaults()
                .hint(420, mode.computeSize(SWT.DEFAULT, SWT.DEFAULT).y)
                .applyTo(jobs);
        jobs.addListener(SWT.Selection, event -> desktop.show(Desktop.PROGRESS));
        Shell shell = root.getShell();
        Listener activated = event -> lookForPlugIns();
        shell.addListener(SWT.Activate, activated);
        root.addListener(SWT.Dispose, event -> {
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
        bar.setVisible(!running.isEmpty());
        jobs.setVisible(!running.isEmpty());
        if (!running.isEmpty()) {
            RunningJob first = running.getFirst();
            String text =
                    first.current().isEmpty() ? first.label() : Ui.text("status.job", first.label(), first.current());
            String shown = running.size() == 1 ? text : Ui.text("status.jobs", running.size(), text);
            jobs.setText("<a>" + shown.replace("&", "&&").replace("<", "‹") + "</a>");
            jobs.setToolTipText(shown);
        }
        mode.setText(sandbox.inUse() ? Ui.text("status.sandbox") : "");
        boolean offered = !waiting.isEmpty();
        restart.setText(offered ? Ui.text("status.plug-ins", waiting.replace("&", "&&")) : "");
        restart.setVisible(offered);
        GridData data = (GridData) restart.getLayoutData();
        if (data.exclude == offered) {
            data.exclude = !offered;
            root.layout(true, true);
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
