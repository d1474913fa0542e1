package org.drawbridge.ui.internal.parts;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Page;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.drawbridge.ui.internal.model.Jobs;
import org.drawbridge.ui.internal.model.RunningJob;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.UIEventTopic;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.ProgressBar;
import org.osgi.service.event.Event;

/** The running jobs, each with what it does now and a way to cancel it. */
public final class ProgressPart {

    private final Desktop desktop;
    private final Map<RunningJob, Row> rows = new LinkedHashMap<>();
    private Page page;
    private WrappedLabel idle;

    @Inject
    public ProgressPart(Desktop desktop) {
        this.desktop = desktop;
    }

    @PostConstruct
    void create(Composite parent) {
        page = Ui.key(new Page(parent, 1), "page.progress");
        idle = Ui.key(Ui.label(page.body(), Ui.text("progress.idle"), "dim"), "progress.idle");
        Ui.wide().applyTo(idle);
        refresh();
    }

    @Focus
    void focus() {
        rows.values().stream().findFirst().map(row -> row.cancel).ifPresentOrElse(Button::setFocus, page::setFocus);
    }

    private void refresh() {
        List<RunningJob> running = desktop.jobs().running();
        rows.keySet().removeIf(job -> {
            if (running.contains(job)) {
                return false;
            }
            rows.get(job).line.dispose();
            return true;
        });
        for (RunningJob job : running) {
            rows.computeIfAbsent(job, Row::new).show(job);
        }
        ((GridData) idle.getLayoutData()).exclude = !running.isEmpty();
        idle.setVisible(running.isEmpty());
        page.fit();
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void jobsChanged(@UIEventTopic(Jobs.ANY) Event event) {
        if (page != null && !page.isDisposed()) {
            refresh();
        }
    }

    private final class Row {
        private final Composite line;
        private final WrappedLabel step;
        private final Button cancel;

        Row(RunningJob job) {
            line = Ui.row(page.body(), 4);
            Ui.wide().applyTo(line);
            Ui.label(line, job.label(), "strong");
            step = Ui.label(line, "", "dim");
            Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(step);
            ProgressBar bar = new ProgressBar(line, SWT.INDETERMINATE);
            Ui.accessible(bar, job.label());
            GridDataFactory.swtDefaults().hint(140, SWT.DEFAULT).applyTo(bar);
            cancel = Ui.button(line, "progress.cancel", Ui.text("progress.cancel"), job::cancelSoon);
            Ui.accessible(cancel, Ui.text("progress.cancel.of", job.label()));
        }

        void show(RunningJob job) {
            step.setText((job.cancelled() ? Ui.text("progress.cancelling") : job.current()));
            cancel.setEnabled(!job.cancelled());
        }
    }
}
