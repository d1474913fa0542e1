package org.drawbridge.readiness;

import java.util.ArrayList;
import java.util.List;
import org.drawbridge.core.http.Pace;

/** Pauses a run and lets it go on. Cancelling is the progress' business. Thread-safe. */
public final class ReadinessControl {

    private final List<Pace> paces = new ArrayList<>();
    private boolean paused;
    private long pauses;

    /** No further calls are sent; those under way end as usual. */
    public synchronized void pause() {
        paused = true;
        pauses++;
        paces.forEach(Pace::pause);
    }

    public synchronized void resume() {
        paused = false;
        paces.forEach(Pace::resume);
    }

    public synchronized boolean paused() {
        return paused;
    }

    /** How often it was paused. */
    synchronized long pauses() {
        return pauses;
    }

    synchronized void add(Pace pace) {
        paces.add(pace);
        if (paused) {
            pace.pause();
        }
    }
}
