package org.drawbridge.sandbox.internal.sharepoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.sandbox.internal.Call;

/**
 * Throttling per app, as SharePoint does it: silent below 80 % of the limit, then RateLimit headers, then 429 with
 * Retry-After (reference: entra-sharepoint §C, Errors). Thread-safe.
 */
public final class RateLimit {

    private record Window(Instant until, int used) {}

    private final Clock clock;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();
    private volatile int limit = 3000;
    private volatile Duration span = Duration.ofMinutes(1);

    public RateLimit(Clock clock) {
        this.clock = clock;
    }

    /** The switch: how many calls an app may make in that time. Starts counting anew. */
    public void set(int calls, Duration time) {
        limit = calls;
        span = time;
        windows.clear();
    }

    /** Counts a call and sets the headers; false if it must be answered with 429. */
    boolean admits(Call call, String app) {
        Instant now = clock.instant();
        Window window = windows.compute(
                app,
                (any, old) -> old == null || !now.isBefore(old.until())
                        ? new Window(now.plus(span), 1)
                        : new Window(old.until(), old.used() + 1));
        int most = limit;
        if (window.used() * 5L < most * 4L) {
            return true;
        }
        long reset = Math.max(
                1, Duration.between(now, window.until()).plusMillis(999).toSeconds());
        call.with("RateLimit-Limit", Integer.toString(most))
                .with("RateLimit-Remaining", Integer.toString(Math.max(0, most - window.used())))
                .with("RateLimit-Reset", Long.toString(reset));
        if (window.used() <= most) {
            return true;
        }
        call.with("Retry-After", Long.toString(reset));
        return false;
    }
}
