package org.drawbridge.ui.internal.parts;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.nio.file.Path;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.model.Connections;
import org.drawbridge.ui.internal.model.Jobs;
import org.drawbridge.ui.internal.parts.readiness.ReadinessPage;
import org.eclipse.e4.core.di.annotations.Optional;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.UIEventTopic;
import org.eclipse.swt.widgets.Composite;
import org.osgi.service.event.Event;

/** What a migration from one connection to another could and could not do: the part around the page. */
public final class ReadinessPart {

    private final Desktop desktop;
    private ReadinessPage page;

    @Inject
    public ReadinessPart(Desktop desktop) {
        this.desktop = desktop;
    }

    @PostConstruct
    void create(Composite parent) {
        page = new ReadinessPage(parent, desktop);
    }

    @Focus
    void focus() {
        page.setFocus();
    }

    /** Runs the checks of both chosen connections. */
    public void run() {
        page.run();
    }

    public boolean hasReport() {
        return page.hasReport();
    }

    /** Asks for a file and writes the report in the format that its ending says. */
    public void export() {
        page.export();
    }

    /** As {@link #export()}, to that file. */
    public void export(Path file) {
        page.export(file);
    }

    /** Shows what is different from an earlier report in JSON. */
    public void compare(Path file) {
        page.compare(file);
    }

    @Inject
    @Optional
    void connectionsChanged(@UIEventTopic(Connections.TOPIC) Event event) {
        if (page != null && !page.isDisposed()) {
            page.connectionsChanged();
        }
    }

    @Inject
    @Optional
    void jobsChanged(@UIEventTopic(Jobs.ANY) Event event) {
        if (page != null && !page.isDisposed()) {
            page.jobsChanged();
        }
    }

    @PreDestroy
    void closed() {
        if (page != null) {
            page.cancel();
        }
    }
}
