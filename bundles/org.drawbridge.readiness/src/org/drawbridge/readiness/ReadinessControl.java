package org.drawbridge.readiness;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.http.Pace;

/**
 * Pauses a run, lets it go on, and tells what it knows about a space. Cancelling is the progress' business. Thread-safe.
 */
public final class ReadinessControl {

    private final List<Pace> paces = new ArrayList<>();
    private final List<Function<String, Optional<SpaceResult>>> known = new ArrayList<>();
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

    /**
     * What the run has found out about a space, with all its evidence, while it goes on and afterwards. Reads a file, so
     * not for the UI thread.
     */
    public Optional<SpaceResult> space(String key) {
        List<Function<String, Optional<SpaceResult>>> all;
        synchronized (this) {
            all = List.copyOf(known);
        }
        return all.stream().flatMap(each -> each.apply(key).stream()).findFirst();
    }

    synchronized void look(Function<String, Optional<SpaceResult>> spaces) {
        known.add(spaces);
    }

    synchronized void add(Pace pace) {
        paces.add(pace);
        if (paused) {
            pace.pause();
        }
    }
}
