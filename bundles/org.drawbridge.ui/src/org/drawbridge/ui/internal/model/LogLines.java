package org.drawbridge.ui.internal.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.drawbridge.core.auth.Progress.Registration;
import org.drawbridge.platform.Log;

/** The latest lines of the log, masked already. Thread-safe. */
public final class LogLines implements AutoCloseable {

    private static final int MOST = 2000;

    private final Deque<Log.Line> lines = new ArrayDeque<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Registration registration;

    public LogLines() {
        registration = Log.listen(this::add);
    }

    private void add(Log.Line line) {
        synchronized (lines) {
            lines.addLast(line);
            if (lines.size() > MOST) {
                lines.removeFirst();
            }
        }
        listeners.forEach(Runnable::run);
    }

    /** The lines, the newest last. */
    public List<Log.Line> all() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    public void clear() {
        synchronized (lines) {
            lines.clear();
        }
        listeners.forEach(Runnable::run);
    }

    /** Runs after each change, on the thread that logs; it must be quick. */
    public Registration onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        registration.close();
    }
}
