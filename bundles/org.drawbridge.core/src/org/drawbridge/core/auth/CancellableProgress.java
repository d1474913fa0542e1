package org.drawbridge.core.auth;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A progress that can be cancelled; shows nothing until {@link #step} is overridden. Thread-safe. */
public class CancellableProgress implements Progress {

    private final Set<Runnable> hooks = new LinkedHashSet<>();
    private volatile boolean cancelled;

    @Override
    public void step(String text) {}

    @Override
    public final boolean cancelled() {
        return cancelled;
    }

    /** Cancels the job: runs each hook once. A hook that fails does not keep the others from running. */
    public final void cancel() {
        List<Runnable> toRun;
        synchronized (hooks) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = List.copyOf(hooks);
            hooks.clear();
        }
        RuntimeException first = null;
        for (Runnable hook : toRun) {
            try {
                hook.run();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public final Registration onCancel(Runnable hook) {
        // A wrapper of its own, so that the same hook may be registered twice.
        Runnable own = hook::run;
        synchronized (hooks) {
            if (!cancelled) {
                hooks.add(own);
                return () -> {
                    synchronized (hooks) {
                        hooks.remove(own);
                    }
                };
            }
        }
        own.run();
        return () -> {};
    }
}
