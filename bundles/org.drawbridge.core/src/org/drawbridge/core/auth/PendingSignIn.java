package org.drawbridge.core.auth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.drawbridge.core.failure.Cancelled;

/**
 * A sign-in that waits for the user, seen from both sides: the method ends it when the answer has come, and whoever shows
 * it waits for that, and may give the user more time. Thread-safe.
 */
public final class PendingSignIn {

    /** How the wait ended. */
    public enum End {
        /** The answer is there, good or bad; the method goes on with it. */
        ANSWERED,
        TIMED_OUT
    }

    private final Duration limit;
    private final List<Runnable> hooks = new ArrayList<>();
    private long deadline;
    private boolean ended;
    private boolean cancelled;

    /** @param limit how long the user has, from now on */
    public PendingSignIn(Duration limit) {
        this.limit = limit;
        restart();
    }

    /** The whole time that the user has. */
    public Duration limit() {
        return limit;
    }

    /** Gives the user the whole time once more. */
    public synchronized void restart() {
        deadline = System.nanoTime() + limit.toNanos();
        notifyAll();
    }

    /** The answer has come. What is shown goes away. */
    public void end() {
        List<Runnable> all;
        synchronized (this) {
            ended = true;
            all = List.copyOf(hooks);
            hooks.clear();
            notifyAll();
        }
        all.forEach(Runnable::run);
    }

    public synchronized boolean ended() {
        return ended;
    }

    /** Zero when the time is over. */
    public synchronized Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Runs the hook when the answer has come, at once if it already has; on the thread that brings the answer. */
    public void onEnd(Runnable hook) {
        synchronized (this) {
            if (!ended) {
                hooks.add(hook);
                return;
            }
        }
        hook.run();
    }

    /**
     * Waits for the answer, but no longer than the user has, and no longer than {@code patience}.
     *
     * @throws Cancelled as soon as the progress is cancelled
     */
    public End await(Duration patience, Progress progress) throws Cancelled {
        long own = System.nanoTime() + patience.toNanos();
        try (Progress.Registration ignored = progress.onCancel(this::wake)) {
            synchronized (this) {
                while (!ended) {
                    if (cancelled || progress.cancelled()) {
                        throw new Cancelled();
                    }
                    long left = Math.min(deadline, own) - System.nanoTime();
                    if (left <= 0) {
                        return End.TIMED_OUT;
                    }
                    wait(Math.max(1, left / 1_000_000));
                }
                return End.ANSWERED;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    private synchronized void wake() {
        cancelled = true;
        notifyAll();
    }
}
