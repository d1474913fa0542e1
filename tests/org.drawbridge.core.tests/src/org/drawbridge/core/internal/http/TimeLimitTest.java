package org.drawbridge.core.internal.http;

import static org.drawbridge.core.internal.http.HttpTests.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.BrokenTransfer;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Proxy;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Every phase ends by its time limit, and at once when the user cancels. */
@Timeout(60)
class TimeLimitTest {

    private static final HttpSettings SHORT =
            HttpSettings.defaults().withTimeouts(Duration.ofMillis(600), Duration.ofMillis(800));
    private static final HttpSettings LONG =
            HttpSettings.defaults().withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30));

    /** A port that takes no connection: its queue is full. */
    private static final class Full implements AutoCloseable {
        final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        final List<Socket> queue = new ArrayList<>();

        Full() throws IOException {
            for (int i = 0; i < 20; i++) {
                Socket socket = new Socket();
                queue.add(socket);
                try {
                    socket.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 300);
                } catch (SocketTimeoutException e) {
                    return;
                }
            }
            throw new IOException("the queue never fills");
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : queue) {
                socket.close();
            }
            listener.close();
        }
    }

    private static void timesOut(HttpSettings settings, Request request, String phase) throws AuthFailure {
        try (Http http = Http.create(settings)) {
            timesOut(() -> http.send(request, Progress.none()), phase);
        }
    }

    private static void timesOut(Executable what, String phase) {
        long start = System.nanoTime();
        Problem problem = fails("network.timeout", what);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertTrue(millis >= 500 && millis < 3000, () -> millis + " ms");
        assertTrue(problem.evidence().get("phase").toString().contains(phase), problem::toString);
        assertTrue(problem.evidence().get("limit").toString().endsWith(" s"), problem::toString);
    }

    @Test
    void lookingUpTheNameHasALimit() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (Http http = new ApacheHttp(SHORT, host -> stuck(done))) {
            timesOut(() -> http.send(Request.get("http://wiki.acme.test/"), Progress.none()), "looking up");
        }
        done.countDown();
    }

    private static InetAddress[] stuck(CountDownLatch done) throws UnknownHostException {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UnknownHostException("too late");
    }

    @Test
    void theNextAddressOfANameIsTriedWhenOneIsDead() throws Exception {
        try (Full full = new Full();
                TestServer server = TestServer.on(
                        new ServerSocket(full.listener.getLocalPort(), 50, InetAddress.getByName("127.0.0.2")),
                        (request, answer) -> answer.send(200, "second"));
                Http http = new ApacheHttp(SHORT.withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2)), host ->
                        new InetAddress[] {InetAddress.getByName("127.0.0.1"), InetAddress.getByName("127.0.0.2")})) {
            assertEquals("second", HttpTests.body(http, Request.get("http://wiki.acme.test:" + server.port()), 200));
        }
    }

    @Test
    void connectingHasALimit() throws Exception {
        try (Full full = new Full()) {
            timesOut(SHORT, Request.get("http://127.0.0.1:" + full.listener.getLocalPort()), "connecting");
        }
    }

    @Test
    void theTlsHandshakeHasALimit() throws Exception {
        try (TestServer server = TestServer.raw(null)) {
            timesOut(SHORT, Request.get("https://127.0.0.1:" + server.port()), "TLS");
        }
    }

    @Test
    void waitingForTheAnswerHasALimit() throws Exception {
        try (TestServer server = TestServer.raw(null)) {
            timesOut(SHORT, Request.get(server.url("/")), "waiting for the answer");
        }
    }

    @Test
    void aRequestsOwnLimitGoesBeforeTheSetting() throws Exception {
        try (TestServer server = TestServer.raw(null)) {
            timesOut(LONG, Request.get(server.url("/")).withTimeout(Duration.ofMillis(700)), "waiting for the answer");
        }
    }

    @Test
    void aTrickleOfHeadersDoesNotExtendTheLimit() throws Exception {
        try (TestServer server = TestServer.raw(socket -> {
            TestServer.read(socket);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes());
            while (!socket.isClosed()) {
                socket.getOutputStream().write('x');
                LockSupport.parkNanos(50_000_000);
            }
        })) {
            timesOut(SHORT, Request.get(server.url("/")), "waiting for the answer");
        }
    }

    @Test
    void aStuckUploadHasALimit() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (TestServer server = TestServer.raw(socket -> done.await())) {
            timesOut(SHORT, Request.post(server.url("/"), RequestBody.of("x/y", new byte[64 << 20])), "sending");
            done.countDown();
        }
    }

    @Test
    void aSlowUploadThatGetsOnHasNone() throws Exception {
        HttpSettings settings = SHORT.withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2));
        byte[] content = new byte[64 << 20];
        try (TestServer server = TestServer.raw(socket -> {
                    // Pauses that are longer together than the limit; the system buffers less than two of the pieces.
                    for (int i = 0; i < 6; i++) {
                        socket.getInputStream().readNBytes(10 << 20);
                        LockSupport.parkNanos(500_000_000);
                    }
                    socket.getInputStream().readNBytes(4 << 20);
                    socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes());
                    socket.getInputStream().readAllBytes();
                });
                Http http = Http.create(settings)) {
            HttpTests.body(http, Request.post(server.url("/"), RequestBody.of("x/y", content)), 200);
        }
    }

    @Test
    void aStalledBodyHasALimit() throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> {
                    answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                    answer.untilGone();
                });
                Http http = Http.create(SHORT);
                Response response = http.send(Request.get(server.url("/")), Progress.none())) {
            timesOut(
                    () -> {
                        throw assertThrows(
                                        BrokenTransfer.class,
                                        () -> response.body().readAllBytes())
                                .failure();
                    },
                    "receiving");
        }
    }

    @Test
    void aSilentProxyHasALimit() throws Exception {
        try (TestServer server = TestServer.raw(null)) {
            HttpSettings settings = SHORT.withProxy(
                    Optional.of(new Proxy("127.0.0.1", server.port(), Optional.empty(), Optional.empty(), List.of())));
            try (Http http = Http.create(settings)) {
                Problem problem = fails(
                        "proxy.unreachable", () -> http.send(Request.get("https://wiki.acme.test/"), Progress.none()));
                assertTrue(problem.message().contains("0.8 s"), problem::message);
            }
        }
    }

    // ---- cancelling

    private static void cancels(HttpSettings settings, Request request, CountDownLatch reached) throws Exception {
        cancels(Http.create(settings), request, reached);
    }

    private static void cancels(Http stack, Request request, CountDownLatch reached) throws Exception {
        CancellableProgress progress = new CancellableProgress();
        CompletableFuture<Long> after = new CompletableFuture<>();
        try (Http http = stack) {
            Thread.ofVirtual().start(() -> {
                try (Response response = http.send(request, progress)) {
                    response.body().readAllBytes();
                    after.completeExceptionally(new AssertionError("an answer"));
                } catch (BrokenTransfer e) {
                    complete(after, e.failure());
                } catch (AuthFailure | IOException e) {
                    complete(after, e);
                }
            });
            assertTrue(reached.await(10, TimeUnit.SECONDS), "the phase was never reached");
            // The phase may begin a moment after the server noticed.
            LockSupport.parkNanos(100_000_000);
            long start = System.nanoTime();
            progress.cancel();
            long end = after.get(10, TimeUnit.SECONDS);
            assertTrue(end - start < 1_000_000_000L, () -> (end - start) / 1_000_000 + " ms");
        }
    }

    private static void complete(CompletableFuture<Long> after, Exception thrown) {
        if (thrown instanceof Cancelled) {
            after.complete(System.nanoTime());
        } else {
            after.completeExceptionally(thrown);
        }
    }

    private static CountDownLatch now() {
        return new CountDownLatch(0);
    }

    @Test
    void cancelEndsLookingUpTheName() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Http http = new ApacheHttp(LONG, host -> {
            asked.countDown();
            return stuck(done);
        });
        cancels(http, Request.get("http://wiki.acme.test/"), asked);
        done.countDown();
    }

    @Test
    void cancelEndsConnecting() throws Exception {
        try (Full full = new Full()) {
            cancels(LONG, Request.get("http://127.0.0.1:" + full.listener.getLocalPort()), now());
        }
    }

    @Test
    void cancelEndsTheTlsHandshake() throws Exception {
        CountDownLatch hello = new CountDownLatch(1);
        try (TestServer server = TestServer.raw(socket -> {
            socket.getInputStream().read();
            hello.countDown();
            socket.getInputStream().readAllBytes();
        })) {
            cancels(LONG, Request.get("https://127.0.0.1:" + server.port()), hello);
        }
    }

    @Test
    void cancelEndsWaitingForTheAnswerAndClosesTheSocket() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        try (TestServer server = TestServer.raw(socket -> {
            TestServer.read(socket);
            asked.countDown();
            try {
                socket.getInputStream().read();
            } finally {
                gone.countDown();
            }
        })) {
            cancels(LONG, Request.get(server.url("/")), asked);
            assertTrue(gone.await(1, TimeUnit.SECONDS));
        }
    }

    @Test
    void cancelEndsAnUpload() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (TestServer server = TestServer.raw(socket -> {
            asked.countDown();
            done.await();
        })) {
            cancels(LONG, Request.post(server.url("/"), RequestBody.of("x/y", new byte[64 << 20])), asked);
            done.countDown();
        }
    }

    @Test
    void cancelEndsReadingTheBodyInPlainAndOverTls() throws Exception {
        TestServer.Handler half = (request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            answer.untilGone();
        };
        try (TestServer server = TestServer.http(half)) {
            cancels(LONG, Request.get(server.url("/")), now());
        }
        try (TestServer server = TestServer.https(TestCertificates.INSTANCE.server("good"), half)) {
            HttpSettings trusting = LONG.withAuthorities(List.of(TestCertificates.INSTANCE.caFile));
            cancels(trusting, Request.get("https://127.0.0.1:" + server.port()), now());
        }
    }

    @Test
    void cancelEndsWaitingForTheProxy() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (TestServer server = TestServer.raw(socket -> {
            TestServer.read(socket);
            asked.countDown();
            socket.getInputStream().readAllBytes();
        })) {
            cancels(
                    LONG.withProxy(Optional.of(
                            new Proxy("127.0.0.1", server.port(), Optional.empty(), Optional.empty(), List.of()))),
                    Request.get("https://wiki.acme.test/"),
                    asked);
        }
    }

    @Test
    void cancelEndsTheCountdown() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (TestServer server = TestServer.http((request, answer) -> {
            answer.send(429, "", "Retry-After: 60");
            asked.countDown();
        })) {
            cancels(LONG, Request.get(server.url("/")), asked);
        }
    }

    @Test
    void aCancelledJobSendsNothing() throws Exception {
        CancellableProgress progress = new CancellableProgress();
        progress.cancel();
        try (TestServer server = TestServer.http((request, answer) -> answer.send(200, ""));
                Http http = Http.create(LONG)) {
            assertInstanceOf(
                    Cancelled.class,
                    assertThrows(AuthFailure.class, () -> http.send(Request.get(server.url("/")), progress)));
            assertEquals(0, server.connections.get());
        }
    }

    @Test
    void anInterruptCountsAsCancelling() throws Exception {
        CompletableFuture<Long> after = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        try (TestServer server = TestServer.raw(socket -> {
                    TestServer.read(socket);
                    asked.countDown();
                    socket.getInputStream().readAllBytes();
                });
                Http http = Http.create(LONG)) {
            Thread thread = Thread.ofVirtual().start(() -> {
                try {
                    http.send(Request.get(server.url("/")), Progress.none()).close();
                    after.completeExceptionally(new AssertionError("an answer"));
                } catch (AuthFailure e) {
                    complete(after, e);
                }
            });
            asked.await();
            thread.interrupt();
            after.get(2, TimeUnit.SECONDS);
        }
    }

    @Test
    void theNextRequestWorksAfterACancelledOne() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (TestServer server = TestServer.http((request, answer) -> {
                    if (request.target().equals("/slow")) {
                        asked.countDown();
                        answer.untilGone();
                    } else {
                        answer.send(200, "fine");
                    }
                });
                Http http = Http.create(LONG)) {
            CancellableProgress progress = new CancellableProgress();
            Thread cancelling = Thread.ofVirtual().start(() -> {
                try {
                    asked.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                progress.cancel();
            });
            assertThrows(Cancelled.class, () -> http.send(Request.get(server.url("/slow")), progress));
            cancelling.join();
            assertEquals("fine", HttpTests.body(http, Request.get(server.url("/")), 200));
        }
    }
}
