package org.drawbridge.core.internal.http;

import static org.drawbridge.core.internal.http.HttpTests.QUICK;
import static org.drawbridge.core.internal.http.HttpTests.body;
import static org.drawbridge.core.internal.http.HttpTests.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RetryTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static Response answer(String... headers) {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            map.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[1]);
        }
        return new Response(URI.create("https://h/"), 429, map, InputStream.nullInputStream(), List.of());
    }

    private static Duration wait(int retry, String... headers) {
        return RetryAfter.of(answer(headers), retry, NOW, new Random(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retry-After: 7 | 7",
                "Retry-After: 0 | 1",
                "Retry-After: 1.2 | 2",
                "Retry-After: 120 | 120",
                "Retry-After: Sun, 01 Mar 2026 12:00:30 GMT | 30",
                "Retry-After: Sun, 1 Mar 2026 12:00:30 GMT | 30",
                "Retry-After: Sunday, 01-Mar-26 12:00:30 GMT | 30",
                "Retry-After: Sun Mar  1 12:00:30 2026 | 30",
                "Retry-After: Sun, 01 Mar 2026 11:00:00 GMT | 1",
            })
    void waitsAsLongAsAsked(String header, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), wait(3, header));
    }

    @Test
    void judgesADateByTheServersOwnClock() {
        assertEquals(
                Duration.ofSeconds(20),
                wait(0, "Date: Sun, 01 Mar 2026 09:00:00 GMT", "Retry-After: Sun, 01 Mar 2026 09:00:20 GMT"));
    }

    @Test
    void honoursTheLargerOfRetryAfterAndRateLimitReset() {
        assertEquals(Duration.ofSeconds(30), wait(0, "Retry-After: 10", "RateLimit-Reset: 30"));
        assertEquals(Duration.ofSeconds(40), wait(0, "Retry-After: 40", "RateLimit-Reset: 30"));
        assertEquals(Duration.ofSeconds(30), wait(0, "RateLimit-Reset: 30"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Retry-After: 9223372036854775807",
                "Retry-After: 99999999999999999999999999",
                "Retry-After: 31536001"
            })
    void takesAnAbsurdWaitForNever(String header) {
        assertTrue(wait(0, header).compareTo(Duration.ofDays(300)) > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: absent", "Retry-After: soon", "Retry-After: -5", "Retry-After: "})
    void growsWithJitterWhereNothingUsableIsNamed(String header) {
        for (int retry = 0; retry < 4; retry++) {
            long base = 1000L << retry;
            long millis = wait(retry, header).toMillis();
            assertTrue(millis >= base && millis <= base * 3 / 2, millis + " ms at retry " + retry);
        }
        assertTrue(wait(60, header).compareTo(Duration.ofSeconds(48)) <= 0);
        assertTrue(java.util.stream.IntStream.range(0, 20)
                        .mapToObj(seed -> RetryAfter.of(answer(), 2, NOW, new Random(seed)))
                        .distinct()
                        .count()
                > 10);
    }

    /** Collects the countdown, and cuts it short. */
    private static final class Watching extends CancellableProgress {
        final List<String> waits = new CopyOnWriteArrayList<>();

        @Override
        public void waiting(String why, Duration left) {
            waits.add(why + " " + left.toSeconds());
        }

        @Override
        public void sleep(Duration time) {
            // The waits are asserted, not spent; their length is bounded by the monotonic clock, so move on a little.
            java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos() / 20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void waitsVisiblyAndTriesAgain(int status) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Watching progress = new Watching();
        try (TestServer server = TestServer.http((request, answer) -> {
                    if (calls.incrementAndGet() == 1) {
                        answer.send(status, "busy", "Retry-After: 2");
                    } else {
                        answer.send(200, "ok");
                    }
                });
                Http http = Http.create(QUICK);
                Response response = http.send(Request.get(server.url("/")), progress)) {
            assertEquals(200, response.status());
            assertTrue(progress.waits.get(0).contains("127.0.0.1")
                    && progress.waits.get(0).contains("" + status));
            assertTrue(progress.waits.get(0).endsWith(" 2"), progress.waits::toString);
            assertTrue(progress.waits.get(progress.waits.size() - 1).endsWith(" 1"), progress.waits::toString);
        }
    }

    @Test
    void reallyWaits() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        String soon = DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
        try (TestServer server = TestServer.http((request, answer) -> {
                    if (calls.incrementAndGet() == 1) {
                        answer.send(429, "", "Retry-After: " + soon);
                    } else {
                        answer.send(200, "");
                    }
                });
                Http http = Http.create(QUICK)) {
            long start = System.nanoTime();
            body(http, Request.get(server.url("/")), 200);
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertTrue(millis >= 1000 && millis < 3000, () -> millis + " ms");
        }
    }

    @Test
    void handsOverWhatIsNotWorthWaitingFor() throws Exception {
        try (TestServer server = TestServer.http(
                        (request, answer) -> answer.send(429, "blocked", "Retry-After: 9223372036854775807"));
                Http http = Http.create(QUICK)) {
            assertEquals("blocked", body(http, Request.get(server.url("/")), 429));
            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void handsOverTheAnswerToWhatMustNotBeSentTwice() throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> answer.send(503, "", "Retry-After: 1"));
                Http http = Http.create(QUICK)) {
            body(http, Request.post(server.url("/"), RequestBody.json("{}")), 503);
            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void sendsARepeatablePostAgainWithItsBody() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (TestServer server = TestServer.http((request, answer) -> {
                    if (calls.incrementAndGet() < 3) {
                        answer.send(429, "", "Retry-After: 1");
                    } else {
                        answer.send(200, request.body());
                    }
                });
                Http http = Http.create(QUICK);
                Response response = http.send(
                        Request.post(server.url("/"), RequestBody.json("{\"a\":1}"))
                                .asRepeatable(),
                        new Watching())) {
            assertEquals("{\"a\":1}", response.text(100));
        }
    }

    @Test
    void givesUpAfterTheSetNumberOfRetries() throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> answer.send(429, "", "Retry-After: 1"));
                Http http = Http.create(QUICK.withRetries(2, Duration.ofSeconds(5)));
                Response response = http.send(Request.get(server.url("/")), new Watching())) {
            assertEquals(429, response.status());
            assertEquals(3, server.requests.size());
        }
    }

    @Test
    void triesALostConnectionTwiceMoreButOnlyForWhatIsRepeatable() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (TestServer server = TestServer.http((request, answer) -> {
                    if (calls.incrementAndGet() < 3) {
                        answer.socket.setSoLinger(true, 0);
                        answer.socket.close();
                    } else {
                        answer.send(200, "at last");
                    }
                });
                Http http = Http.create(QUICK)) {
            assertEquals("at last", body(http, Request.get(server.url("/")), 200));
            assertEquals(3, calls.get());
            calls.set(0);
            fails(
                    "network.reset",
                    () -> http.send(Request.post(server.url("/"), RequestBody.json("{}")), Progress.none()));
            assertEquals(1, calls.get());
        }
    }

    @Test
    void aConnectionThatTheServerClosedWhileIdleIsNotEvenNoticed() throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> {
                    answer.send(200, "");
                    answer.socket.close();
                });
                Http http = Http.create(QUICK)) {
            body(http, Request.get(server.url("/")), 200);
            while (server.open() > 0) {
                Thread.onSpinWait();
            }
            body(http, Request.post(server.url("/"), RequestBody.json("{}")), 200);
        }
    }

    @Test
    void connectionsThatAreAllClosedAtOnceCostARepeatableRequestNothingButAMoment() throws Exception {
        CountDownLatch together = new CountDownLatch(4);
        try (TestServer server = TestServer.http((request, answer) -> {
                    together.countDown();
                    together.await();
                    answer.send(200, "");
                    answer.socket.close();
                });
                Http http = Http.create(QUICK)) {
            List<Future<?>> four = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 4; i++) {
                    four.add(threads.submit(() -> body(http, Request.get(server.url("/")), 200)));
                }
            }
            for (Future<?> one : four) {
                assertEquals(Future.State.SUCCESS, one.state());
            }
            body(http, Request.get(server.url("/")), 200);
        }
    }
}
