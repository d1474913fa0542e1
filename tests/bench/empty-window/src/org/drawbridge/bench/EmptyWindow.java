package org.drawbridge.bench;

import java.time.Duration;
import java.time.Instant;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.e4.ui.workbench.UIEvents;
import org.eclipse.e4.ui.workbench.lifecycle.ProcessAdditions;
import org.eclipse.swt.widgets.Display;

/** An e4 program whose window is empty: what the start of the desktop is held against. */
public final class EmptyWindow {

    @ProcessAdditions
    void model(IEventBroker events, Display display) {
        events.subscribe(
                UIEvents.UILifeCycle.APP_STARTUP_COMPLETE, event -> display.asyncExec(EmptyWindow::noteStart));
    }

    private static void noteStart() {
        Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
        System.out.println("window usable after " + Duration.between(start, Instant.now()).toMillis() + " ms");
    }
}
