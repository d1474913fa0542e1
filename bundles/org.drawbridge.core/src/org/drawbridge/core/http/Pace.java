package org.drawbridge.core.http;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;

/**
 * Sends calls as fast as a service allows and no faster. Where it announces a token bucket ({@code X-RateLimit-Remaining,
 * -FillRate, -Interval-Seconds}) or a window ({@code -Reset, -NearLimit}; {@code reference: confluence §6}), the calls are
 * spread so that it never runs dry; where it only refuses, the rate is cut and found again step by step. Callers block.
 * Thread-safe.
 */
public final class Pace {

    private static final long SECOND = 1_000_000_000L;
    private static final int MOST_TRIES = 6;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int FIRST = 4;
    /** Tokens that are left lying: somebody else may use the same account. */
    private static final int MARGIN = 1;
    /** A wait is looked at again this often, so that cancelling and pausing work at once. */
    private static final long LOOK = SECOND / 10;

    private static final long CATCH_UP = SECOND / 50;

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private double window;
    private int inFlight;
    private boolean paused;
    private long closedUntil = System.nanoTime();
    private long nextSlot = System.nanoTime();
    private long cutAt = System.nanoTime() - 60 * SECOND;

    // ---- what the service announces
    private boolean announced;
    private double told;
    private double capacity;
    private double fill;
    private long interval;
    private long filledAt;
    private boolean phaseKnown;

    // ---- what it is found to bear, where it announces nothing: calls a second; 0 for not found yet
    private double rate;
    private long rateAt;

    private long calls;
    private long refusals;
    private long busy;
    private long second;
    private int thisSecond;
    private int lastSecond;

    /** @param most the most calls at the same time */
    public Pace(int most) {
        this.most = Math.max(1, most);
        window = Math.min(FIRST, this.most);
    }

    /** What sends a call. */
    @FunctionalInterface
    public interface Sender {
        Response send(Request request, Progress progress) throws AuthFailure;
    }

    /**
     * What was sent so far.
     *
     * @param calls including those that were refused
     * @param refusals how often the service asked to slow down
     * @param busy the time that calls took, all added up
     */
    public record Figures(long calls, long refusals, Duration busy) {}

    public int most() {
        return most;
    }

    public Figures figures() {
        lock.lock();
        try {
            return new Figures(calls, refusals, Duration.ofNanos(busy));
        } finally {
            lock.unlock();
        }
    }

    /** Holds back further calls until {@link #resume}; those that are under way end as usual. */
    public void pause() {
        paused(true);
    }

    public void resume() {
        paused(false);
    }

    private void paused(boolean on) {
        lock.lock();
        try {
            paused = on;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for its turn and sends. A refusal for being too fast is waited for and sent again, if it is repeatable. */
    public Response send(Request request, Sender sender, Progress progress) throws AuthFailure {
        for (int attempt = 1; ; attempt++) {
            enter(progress);
            Watching watching = new Watching(progress);
            long start = System.nanoTime();
            Response response = null;
            try {
                response = sender.send(request, watching);
            } finally {
                leave(response, System.nanoTime() - start);
            }
            // What waits below has been through this already; and who asks for hours is not waited for.
            Duration wait = response.status() == 429 ? pause(response, attempt) : Duration.ZERO;
            if (wait.isZero()
                    || watching.waited
                    || wait.compareTo(LONGEST) > 0
                    || !request.repeatable()
                    || attempt == MOST_TRIES) {
                return response;
            }
            response.close();
            refused(wait);
        }
    }

    private static Duration pause(Response response, int attempt) {
        Optional<Long> asked = number(response, "Retry-After");
        long seconds = asked.filter(value -> value > 0).orElse(1L << Math.min(attempt - 1, 5));
        return Duration.ofSeconds(Math.min(seconds, 1 << 20));
    }

    // ---- the turn

    private void enter(Progress progress) throws Cancelled {
        lock.lock();
        try {
            while (true) {
                progress.check();
                long now = System.nanoTime();
                long wait = paused || inFlight >= (int) window ? LOOK : Math.max(closedUntil, due(now)) - now;
                if (wait <= 0) {
                    // Small delays are made up for, so that the rate is kept.
                    long slot = now - nextSlot < CATCH_UP ? nextSlot : now;
                    nextSlot = slot + gap(now);
                    inFlight++;
                    return;
                }
                await(Math.min(LOOK, wait));
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) throws Cancelled {
        try {
            // Woken up or not: what it waits for is looked at again.
            long left = changed.awaitNanos(nanos);
            assert left <= nanos;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    /** When the next call may go out, as it looks now. */
    private long due(long now) {
        if (announced && fill > 0 && phaseKnown) {
            long passed = Math.max(0, (now - filledAt) / interval);
            if (left(passed) <= MARGIN) {
                return Math.max(nextSlot, filledAt + (passed + 1) * interval);
            }
        }
        return nextSlot;
    }

    /** How long the call after this one has to wait. */
    private long gap(long now) {
        if (announced && fill > 0 && phaseKnown) {
            long passed = Math.max(0, (now - filledAt) / interval);
            double left = left(passed);
            long end = filledAt + (passed + 1) * interval;
            return left > fill + MARGIN ? 0 : (long) ((end - now) / Math.max(1, left - MARGIN + 1));
        }
        if (announced && fill > 0) {
            // What is known to be there may be spent; the fill after it shows when the next one comes.
            double left = told - inFlight;
            return left > fill * 0.3 + MARGIN ? 0 : (long) (interval / Math.max(2, left));
        }
        if (announced) {
            // A window without a fill rate: what is left is spread over the time that is left.
            return Math.max(0, (long) ((filledAt - now) / Math.max(1, told - inFlight)));
        }
        if (rate > 0) {
            rate += rate * 0.02 * Math.clamp(now - rateAt, 0, 5 * SECOND) / SECOND;
            rateAt = Math.max(rateAt, now);
            return (long) (SECOND / rate);
        }
        return 0;
    }

    /** What the bucket will hold after so many fills, less what is under way. */
    private double left(long fills) {
        return Math.min(capacity, told + fills * fill) - inFlight;
    }

    // ---- the answer

    private void leave(Response response, long took) {
        lock.lock();
        try {
            inFlight--;
            calls++;
            busy += took;
            if (response != null && response.status() != 429) {
                window = Math.min(most, window + (System.nanoTime() - cutAt > 10 * SECOND ? 1 : 1 / window));
                count();
                listen(response, System.nanoTime());
            } else if (response != null) {
                listen(response, System.nanoTime());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void count() {
        long now = System.nanoTime() / SECOND;
        if (now != second) {
            lastSecond = now == second + 1 ? thisSecond : 0;
            thisSecond = 0;
            second = now;
        }
        thisSecond++;
    }

    private void listen(Response response, long now) {
        Optional<Long> remaining = number(response, "X-RateLimit-Remaining");
        Optional<Long> limit = number(response, "X-RateLimit-Limit");
        Optional<Long> rateOfFill = number(response, "X-RateLimit-FillRate");
        Optional<Long> seconds = number(response, "X-RateLimit-Interval-Seconds");
        if (remaining.isPresent() && rateOfFill.isPresent() && seconds.isPresent() && seconds.get() > 0) {
            bucket(remaining.get(), limit.orElse(rateOfFill.get()), rateOfFill.get(), seconds.get() * SECOND, now);
        } else if (remaining.isPresent()) {
            window(response, remaining.get(), limit.orElse(0L), now);
        }
    }

    private void bucket(long remaining, long limit, long perInterval, long length, long now) {
        boolean rose = announced && fill > 0 && remaining > told + Math.max(1, perInterval / 3.0);
        if (rose) {
            long predicted = phaseKnown ? filledAt + Math.round((now - filledAt) / (double) length) * length : now;
            // Answers tell of a fill some time after it; the earliest one is nearest to it.
            filledAt = now < predicted || !phaseKnown ? now : predicted + (now - predicted) / 8;
            phaseKnown = true;
            nextSlot = Math.min(nextSlot, now);
        } else if (phaseKnown && now - filledAt >= length + length / 2) {
            // Not seen for long, since the bucket was full or nobody asked: the beat goes on. Not at once, for an
            // answer
            // from before the fill may come in after it.
            filledAt += (now - filledAt) / length * length;
        }
        announced = true;
        told = remaining;
        capacity = Math.max(limit, remaining);
        fill = perInterval;
        interval = length;
    }

    private void window(Response response, long remaining, long limit, long now) {
        boolean near =
                response.header("X-RateLimit-NearLimit").orElse("").equalsIgnoreCase("true") || remaining * 5 < limit;
        Optional<Duration> reset = reset(response);
        announced = near && reset.isPresent();
        fill = 0;
        if (announced) {
            told = remaining;
            filledAt = now + reset.get().toNanos();
        }
    }

    private static Optional<Duration> reset(Response response) {
        try {
            return response.header("X-RateLimit-Reset")
                    .map(text -> Duration.between(Instant.now(), Instant.parse(text.strip())))
                    .filter(left -> !left.isNegative())
                    .map(left -> left.compareTo(Duration.ofMinutes(5)) > 0 ? Duration.ofMinutes(5) : left);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Nobody sends until the wait is over, and then more slowly. */
    private void refused(Duration wait) {
        lock.lock();
        try {
            long now = System.nanoTime();
            refusals++;
            closedUntil = Math.max(closedUntil, now + wait.toNanos());
            told = 0;
            // Calls that were under way together are refused together; that is one lesson, not many.
            if (now - cutAt > SECOND) {
                cutAt = now;
                window = Math.max(1, window / 2);
                if (!announced) {
                    double seen = Math.max(thisSecond, lastSecond);
                    rate = Math.max(0.5, 0.9 * (rate > 0 ? Math.min(rate, Math.max(seen, rate / 2)) : seen));
                    rateAt = now + wait.toNanos();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static Optional<Long> number(Response response, String header) {
        return response.header(header)
                .map(String::strip)
                .filter(value -> value.matches("\\d{1,18}"))
                .map(Long::parseLong);
    }

    /** Hears when the stack below waits because the service asked for it. */
    private final class Watching implements Progress {
        private final Progress progress;
        private volatile boolean waited;
        private long lastLeft = Long.MAX_VALUE;

        private Watching(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void step(String text) {
            progress.step(text);
        }

        @Override
        public void waiting(String why, Duration left) {
            boolean begins = !waited || left.toNanos() >= lastLeft;
            lastLeft = left.toNanos();
            waited = true;
            if (begins) {
                refused(left);
                lock.lock();
                calls++;
                lock.unlock();
            }
            progress.waiting(why, left);
        }

        @Override
        public boolean cancelled() {
            return progress.cancelled();
        }

        @Override
        public Registration onCancel(Runnable hook) {
            return progress.onCancel(hook);
        }
    }
}
