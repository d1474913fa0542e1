package org.drawbridge.ui.internal.model;

import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import org.drawbridge.core.auth.CancellableProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job as the user sees it: what it is, what it is doing now, and a way to stop it. Thread-safe. */
public final class RunningJob extends CancellableProgress {

    private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);

    private final String label;
    private final Set<String> connections;
    private final Instant started = Instant.now();
    private final Consumer<RunningJob> changed;
    private volatile String step = "";

    RunningJob(String label, Set<String> connections, Consumer<RunningJob> changed) {
        this.label = label;
        this.connections = Set.copyOf(connections);
        this.changed = changed;
    }

    public String label() {
        return label;
    }

    /** The ids of the connections that it works with. */
    public Set<String> connections() {
        return connections;
    }

    public Instant started() {
        return started;
    }

    /** What it is doing now; empty before its first step. */
    public String current() {
        return step;
    }

    @Override
    public void step(String text) {
        step = text;
        changed.accept(this);
    }

    /** Cancels on a thread of its own: closing a socket or a browser may take a moment that the UI thread hasn't. */
    public void cancelSoon() {
        Thread.ofVirtual().name("cancel " + label).start(() -> {
            try {
                cancel();
            } catch (RuntimeException e) {
                LOG.warn("cancelling “{}” was not clean", label, e);
            }
            changed.accept(this);
        });
    }
}
