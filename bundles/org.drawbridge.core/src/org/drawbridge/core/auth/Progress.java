package org.drawbridge.core.auth;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.drawbridge.core.failure.Cancelled;

/**
 * How a running job tells what it does, and how it learns that the user has had enough. Thread-safe; every long call
 * takes one.
 */
public interface Progress {

    /** What is being done now, in the user's words. */
    void step(String text);

    /** Something that the user should be able to read after the next step has begun, too. */
    default void note(String text) {
        step(text);
    }

    /**
     * Called about once a second while the job waits because a service asked it to, so that the user sees a countdown
     * instead of a hang.
     */
    default void waiting(String why, Duration left) {
        step(why + " (" + left.toSeconds() + " s)");
    }

    boolean cancelled();

    /**
     * Runs the hook when the job is cancelled (at once if it already is), on the cancelling thread: close the socket,
     * the listener or the browser there. Closing the registration takes the hook back.
     */
    Registration onCancel(Runnable hook);

    /** Throws {@link Cancelled} if the user has cancelled. */
    default void check() throws Cancelled {
        if (cancelled()) {
            throw new Cancelled();
        }
    }

    /** Waits, waking up at once when cancelled. */
    default void sleep(Duration time) throws Cancelled {
        CountDownLatch woken = new CountDownLatch(1);
        try (Registration hook = onCancel(woken::countDown)) {
            if (woken.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Cancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
        check();
    }

    /** A hook that can be taken back. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Shows nothing and can't be cancelled. */
    static Progress none() {
        return new CancellableProgress();
    }
}
