package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.sandbox.ConfluenceSwitches.RateLimit;

/** A token bucket for each user: {@code reference: confluence §6}. Thread-safe. */
final class RateLimiter {

    private static final class Bucket {
        private int tokens;
        private long filled = System.nanoTime();

        private Bucket(int tokens) {
            this.tokens = tokens;
        }
    }

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    /** Counts the call; false if it was one too many and has been answered. */
    boolean allows(Visit visit) throws IOException {
        RateLimit limit = visit.site().switches().rateLimit().orElse(null);
        if (limit == null) {
            buckets.clear();
            return true;
        }
        Bucket bucket =
                buckets.computeIfAbsent(visit.who().map(Person::name).orElse(""), name -> new Bucket(limit.capacity()));
        int left;
        long wait;
        boolean allowed;
        synchronized (bucket) {
            long interval = limit.interval().toNanos();
            long passed = (System.nanoTime() - bucket.filled) / interval;
            if (passed > 0) {
                bucket.tokens = (int) Math.min(limit.capacity(), bucket.tokens + passed * limit.fillRate());
                bucket.filled += passed * interval;
            }
            allowed = bucket.tokens > 0;
            bucket.tokens -= allowed ? 1 : 0;
            left = bucket.tokens;
            long toNext = Duration.ofNanos(bucket.filled + interval - System.nanoTime())
                    .toMillis();
            // A user who is blocked for good is told to wait as long as the number allows.
            wait = limit.capacity() == 0 ? Long.MAX_VALUE : Math.max(1, (toNext + 999) / 1000);
        }
        headers(visit, limit, left, allowed, wait);
        if (!allowed) {
            visit.call().json(429, "{\"message\":\"Rate limit exceeded.\"}");
        }
        return allowed;
    }

    private static void headers(Visit visit, RateLimit limit, int left, boolean allowed, long wait) {
        visit.call()
                .with("X-RateLimit-Limit", Integer.toString(limit.capacity()))
                .with("X-RateLimit-Remaining", Integer.toString(left));
        if (visit.profile().cloud()) {
            visit.call()
                    .with(
                            "X-RateLimit-Reset",
                            Instant.now().plusSeconds(Math.min(wait, 86_400)).toString())
                    .with("X-RateLimit-NearLimit", Boolean.toString(left * 5 < limit.capacity()));
            if (!allowed) {
                visit.call()
                        .with("Retry-After", Long.toString(wait))
                        .with("RateLimit-Reason", "confluence-burst-based");
            }
            return;
        }
        visit.call()
                .with(
                        "X-RateLimit-Interval-Seconds",
                        Long.toString(limit.interval().toSeconds()))
                .with("X-RateLimit-FillRate", Integer.toString(limit.fillRate()))
                .with("Retry-After", left > 0 ? "0" : Long.toString(wait));
    }
}
