package org.drawbridge.core.internal.http;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.drawbridge.core.auth.Progress;

/**
 * One request on the wire, from look-up to the last byte of its answer: knows its phase and time limit, and what to
 * close when the limit passes or the user cancels. A blocking call that is aborted this way fails with whatever its
 * socket says; {@link #cancelled()} and {@link #expired()} tell why.
 */
final class Exchange implements AutoCloseable {

    /** Where an exchange is; names are the keys of the texts. */
    enum Phase {
        POOL,
        LOOK_UP,
        CONNECT,
        PROXY,
        TLS,
        SENDING,
        HEADERS,
        BODY
    }

    static final String ATTRIBUTE = Exchange.class.getName();

    private final Address address;
    private final Duration answerLimit;
    private final ScheduledExecutorService timer;
    private final Progress.Registration onCancel;
    private Runnable dialling = () -> {};
    private Runnable request = () -> {};
    private Phase phase = Phase.POOL;
    private Duration limit = Duration.ZERO;
    private long deadline;
    private ScheduledFuture<?> watch;
    private boolean certificateWanted;
    private boolean cancelled;
    private boolean expired;

    /** @param answerLimit how long the answer's headers may take */
    Exchange(Address address, Duration answerLimit, ScheduledExecutorService timer, Progress progress) {
        this.address = address;
        this.answerLimit = answerLimit;
        this.timer = timer;
        this.onCancel = progress.onCancel(this::cancel);
    }

    Address address() {
        return address;
    }

    Duration answerLimit() {
        return answerLimit;
    }

    /** Enters a phase that may take as long as given from now on; calling it again within a phase extends it. */
    synchronized void enter(Phase next, Duration most) {
        phase = next;
        limit = most;
        deadline = System.nanoTime() + most.toNanos();
        if (watch == null) {
            watch = timer.schedule(this::look, most.toNanos(), TimeUnit.NANOSECONDS);
        } else if (watch.getDelay(TimeUnit.NANOSECONDS) > most.toNanos()) {
            watch.cancel(false);
            watch = timer.schedule(this::look, most.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Enters a phase that the socket's own time limit watches over. */
    synchronized void enterUnwatched(Phase next, Duration most) {
        phase = next;
        limit = most;
        unwatch();
    }

    private void look() {
        synchronized (this) {
            if (watch == null) {
                return;
            }
            long left = deadline - System.nanoTime();
            if (left > 0) {
                watch = timer.schedule(this::look, left, TimeUnit.NANOSECONDS);
                return;
            }
            watch = null;
            expired = true;
        }
        abort();
    }

    /** What ends the look-up or closes the socket that is being opened; at once if this exchange is aborted already. */
    void diallingEndsBy(Runnable closing) {
        synchronized (this) {
            dialling = closing;
            if (!cancelled && !expired) {
                return;
            }
        }
        closing.run();
    }

    /** What takes the request back and closes the connection it is on; at once if this exchange is aborted already. */
    void requestEndsBy(Runnable closing) {
        synchronized (this) {
            request = closing;
            if (!cancelled && !expired) {
                return;
            }
        }
        closing.run();
    }

    private void cancel() {
        synchronized (this) {
            cancelled = true;
        }
        abort();
    }

    private void abort() {
        Runnable first;
        Runnable second;
        synchronized (this) {
            first = dialling;
            second = request;
        }
        try {
            first.run();
        } finally {
            second.run();
        }
    }

    /** Whether the server asked for a client certificate, which it got none of. */
    synchronized void certificateWanted(boolean wanted) {
        certificateWanted = wanted;
    }

    synchronized boolean certificateWanted() {
        return certificateWanted;
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    synchronized boolean expired() {
        return expired;
    }

    synchronized Phase phase() {
        return phase;
    }

    synchronized Duration limit() {
        return limit;
    }

    private void unwatch() {
        if (watch != null) {
            watch.cancel(false);
            watch = null;
        }
    }

    /** Over: nothing is aborted any more. */
    @Override
    public void close() {
        onCancel.close();
        synchronized (this) {
            unwatch();
            dialling = () -> {};
            request = () -> {};
        }
    }
}
