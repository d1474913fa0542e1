package org.drawbridge.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000L;

    private static Response answer(int status, Map<String, String> headers) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return new Response(
                URI.create("https://wiki.test/"), status, all, new ByteArrayInputStream(new byte[0]), List.of());
    }

    /** A token bucket as Data Center has it, filled in one go each second, with a beat of its own. */
    private static final class Bucket implements Pace.Sender {
        private final int capacity;
        private final int fill;
        private final boolean announces;
        private int tokens;
        private long filled = System.nanoTime() - SECOND * 2 / 3;
        private int calls;
        private int refused;

        Bucket(int capacity, int fill, int tokens, boolean announces) {
            this.capacity = capacity;
            this.fill = fill;
            this.tokens = tokens;
            this.announces = announces;
        }

        @Override
        public Response send(Request request, Progress progress) throws AuthFailure {
            boolean allowed;
            Map<String, String> headers = new LinkedHashMap<>();
            synchronized (this) {
                long now = System.nanoTime();
                long passed = (now - filled) / SECOND;
                tokens = (int) Math.min(capacity, tokens + passed * fill);
                filled += passed * SECOND;
                allowed = tokens > 0;
                tokens -= allowed ? 1 : 0;
                calls++;
                refused += allowed ? 0 : 1;
                if (announces) {
                    headers.put("X-RateLimit-Limit", "" + capacity);
                    headers.put("X-RateLimit-Remaining", "" + tokens);
                    headers.put("X-RateLimit-FillRate", "" + fill);
                    headers.put("X-RateLimit-Interval-Seconds", "1");
                }
                if (!allowed) {
                    headers.put("Retry-After", "1");
                }
            }
            progress.sleep(Duration.ofMillis(30));
            return answer(allowed ? 200 : 429, headers);
        }
    }

    private static double seconds(Pace pace, Pace.Sender sender, int calls, int workers) throws Exception {
        AtomicInteger left = new AtomicInteger(calls);
        long start = System.nanoTime();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < workers; i++) {
                pool.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        pace.send(Request.get("/"), sender, Progress.none()).close();
                    }
                    return null;
                });
            }
        }
        return (System.nanoTime() - start) / (double) SECOND;
    }

    @Test
    void anAnnouncedLimitIsUsedAndNotTripped() throws Exception {
        Bucket bucket = new Bucket(50, 50, 50, true);
        double took = seconds(new Pace(16), bucket, 300, 20);
        assertTrue(bucket.refused <= 3, bucket.refused + " of " + bucket.calls + " refused");
        // 50 lay there at the beginning, so 250 had to flow in.
        assertTrue(250 / 50.0 / took >= 0.8, took + " s");
    }

    @Test
    void aBucketThatSomebodyElseHasNearlyEmptiedIsNotTripped() throws Exception {
        Bucket bucket = new Bucket(50, 50, 6, true);
        seconds(new Pace(16), bucket, 150, 20);
        assertTrue(bucket.refused <= 2, bucket.refused + " of " + bucket.calls + " refused");
    }

    @Test
    void aLargeBucketIsSpentAtFullSpeed() throws Exception {
        Bucket bucket = new Bucket(2000, 10, 2000, true);
        double took = seconds(new Pace(16), bucket, 600, 20);
        assertEquals(0, bucket.refused);
        assertTrue(took < 4, "16 at once, 30 ms each: " + took + " s");
    }

    @Test
    void aLimitThatIsNotAnnouncedIsFound() throws Exception {
        Bucket bucket = new Bucket(50, 50, 50, false);
        seconds(new Pace(8), bucket, 400, 12);
        assertTrue(bucket.refused <= 20, bucket.refused + " of " + bucket.calls + " refused");
    }

    @Test
    void whoAsksForHoursGetsNoSecondCall() throws Exception {
        Pace pace = new Pace(2);
        AtomicInteger calls = new AtomicInteger();
        Pace.Sender sender = (request, progress) -> {
            calls.incrementAndGet();
            return answer(429, Map.of("Retry-After", "999999"));
        };
        assertEquals(429, pace.send(Request.get("/"), sender, Progress.none()).status());
        assertEquals(1, calls.get());
    }

    @Test
    void noMoreCallsAreUnderWayThanAllowed() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Pace pace = new Pace(7);
        seconds(
                pace,
                (request, progress) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    progress.sleep(Duration.ofMillis(5));
                    now.decrementAndGet();
                    return answer(200, Map.of());
                },
                200,
                30);
        assertEquals(7, most.get());
        assertEquals(200, pace.figures().calls());
    }

    @Test
    void aPauseHoldsCallsBackAndCancellingEndsIt() throws Exception {
        Pace pace = new Pace(2);
        pace.pause();
        CancellableProgress progress = new CancellableProgress();
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            assertThrows(Cancelled.class, () -> pace.send(
                            Request.get("/"),
                            (request, inner) -> {
                                sent.countDown();
                                return answer(200, Map.of());
                            },
                            progress)
                    .close());
            ended.countDown();
        });
        progress.cancel();
        assertTrue(ended.await(1, TimeUnit.SECONDS));
        assertEquals(1, sent.getCount());
        pace.resume();
        assertEquals(200, pace.send(Request.get("/"), (request, inner) -> answer(200, Map.of()), Progress.none()).status());
    }
}
