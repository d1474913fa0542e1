package org.drawbridge.cli.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.failure.Cancelled;

/**
 * Ctrl+C and its like: cancels what runs, gives it a moment to end properly, and ends the process with its exit code,
 * within a second.
 */
final class Interrupts implements AutoCloseable {

    private static final int CANCELLED = 4;
    private static final long PATIENCE_MILLIS = 900;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int exitCode = CANCELLED;
    private Thread hook;

    private Interrupts() {}

    static Interrupts none() {
        return new Interrupts();
    }

    static Interrupts hear(CancellableProgress progress, Output output) {
        Interrupts interrupts = new Interrupts();
        interrupts.hook = new Thread(() -> interrupts.interrupted(progress, output), "interrupt");
        Runtime.getRuntime().addShutdownHook(interrupts.hook);
        return interrupts;
    }

    private void interrupted(CancellableProgress progress, Output output) {
        boolean inTime = false;
        try {
            // On a thread of its own: a hook that hangs must not keep the process from ending.
            Thread.ofVirtual().start(progress::cancel);
            inTime = ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!inTime) {
            output.failure(new Cancelled().problem(), CANCELLED);
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /** The command has ended by itself, or after having been cancelled. */
    void finished(int code) {
        exitCode = code;
        ended.countDown();
    }

    @Override
    public void close() {
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is ending already.
            }
        }
    }
}
