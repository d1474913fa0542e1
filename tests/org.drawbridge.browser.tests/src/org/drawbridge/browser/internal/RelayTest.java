package org.drawbridge.browser.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.Browsers;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls through real Chromium: large bodies, failures, and pages that get lost. */
class RelayTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MB = RelayServer.MB;
    private static final long HUGE = 300L * MB;
    private static final long LARGE = RelayServer.LARGE;
    /** What may be live at once while bodies of any size go through. */
    private static final long FEW = 48L * MB;

    @TempDir
    static Path folder;

    private static RelayServer server;
    private static String base;
    private static ExternalBrowser browser;

    @BeforeAll
    static void start() throws Exception {
        server = new RelayServer();
        base = server.base();
        browser = start(folder);
    }

    private static ExternalBrowser start(Path profiles) throws AuthFailure {
        return (ExternalBrowser) Browsers.start(
                new BrowserSettings(
                        BrowserSettings.Kind.AUTOMATIC,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                // the same on machines that have no network at all
                                "--host-resolver-rules=MAP nobody.invalid ~NOTFOUND"),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        profiles),
                Progress.none());
    }

    @AfterAll
    static void stop() {
        server.release();
        browser.close();
        server.close();
    }

    @BeforeEach
    void nothingHasHappened() {
        server.reset();
    }

    private static RequestBody body(long size) {
        return new RequestBody("application/x-made", size, () -> new RelayServer.Made(size));
    }

    private static Response send(Request request) throws AuthFailure {
        return browser.send(request, LIMIT, Progress.none());
    }

    private static String text(Request request) throws Exception {
        try (Response response = send(request)) {
            return response.text(10_000);
        }
    }

    private static String cause(Request request) {
        return assertThrows(AuthFailure.class, () -> send(request)).problem().cause();
    }

    private static long live() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static List<Path> filesOf(String kind) {
        try (Stream<Path> profiles = Files.list(folder)) {
            List<Path> files = new ArrayList<>();
            for (Path profile : profiles.filter(Files::isDirectory).toList()) {
                Path below = profile.resolve(kind);
                if (Files.isDirectory(below)) {
                    try (Stream<Path> found = Files.list(below)) {
                        files.addAll(found.toList());
                    }
                }
            }
            return files;
        } catch (IOException e) {
            return List.of(Path.of(e.toString()));
        }
    }

    // ---- large bodies

    @Test
    void aHugeUploadGoesThroughInConstantMemory() throws Exception {
        long before = live();
        AtomicLong most = new AtomicLong();
        RequestBody body = new RequestBody("application/x-made", HUGE, () -> new RelayServer.Made(HUGE) {
            private boolean measured;

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int count = super.read(buffer, offset, length);
                if (count < 0 && !measured) {
                    measured = true;
                    most.set(live() - before);
                }
                return count;
            }
        });
        assertEquals(
                "application/x-made " + HUGE + " " + RelayServer.sum(HUGE),
                text(Request.post(base + "/sum", body).with("Content-Type", "text/wrong")));
        assertTrue(most.get() < FEW, "live: " + most.get() / MB + " MB");
        assertEquals(List.of(), filesOf("uploads"));
    }

    @Test
    void aBodyOfUnknownLengthIsSentWhole() throws Exception {
        RequestBody unknown = new RequestBody("application/x-made", -1, () -> new RelayServer.Made(LARGE));
        assertEquals(
                "application/x-made " + LARGE + " " + RelayServer.sum(LARGE),
                text(Request.of("PUT", base + "/sum").withBody(unknown)));
    }

    @Test
    void hugeAnswersComeInConstantMemoryWhateverTheMethod() throws Exception {
        long many = 40L * MB;
        for (Request request : List.of(
                Request.get(base + "/size?" + HUGE), Request.post(base + "/size?" + many, RequestBody.json("{}")))) {
            String expected = RelayServer.sum(request.method().equals("GET") ? HUGE : many);
            long before = live();
            try (Response response = send(request)) {
                MessageDigest digest = RelayServer.sha256();
                byte[] buffer = new byte[MB];
                long bytes = 0;
                long most = 0;
                for (int count = response.body().read(buffer);
                        count >= 0;
                        count = response.body().read(buffer)) {
                    digest.update(buffer, 0, count);
                    if (bytes / (25 * MB) != (bytes + count) / (25 * MB)) {
                        most = Math.max(most, live() - before);
                    }
                    bytes += count;
                }
                assertEquals(expected, HexFormat.of().formatHex(digest.digest()), request.toString());
                assertTrue(most < FEW, request + ": live " + most / MB + " MB");
            }
        }
        assertEquals(List.of(), filesOf("downloads"));
    }

    @Test
    void aDownloadIsTheCallersRequestHeaderByHeader() throws Exception {
        Request request = Request.get(base + "/large")
                .with("Accept", "application/special")
                .with("X-Own", "1");
        try (Response response = send(request)) {
            assertEquals(200, response.status());
            MessageDigest digest = RelayServer.sha256();
            new DigestInputStream(response.body(), digest).transferTo(OutputStream.nullOutputStream());
            assertEquals(RelayServer.sum(LARGE), HexFormat.of().formatHex(digest.digest()));
        }
        assertEquals(List.of("GET /large", "GET /large"), List.copyOf(server.seen), "the second one was the download");
    }

    @Test
    void aLoginPageIsNoAttachment() throws Exception {
        try (Response response = send(Request.get(base + "/ends"))) {
            assertEquals("/login", response.uri().getPath());
            assertEquals("text/html", response.mediaType());
            assertEquals("login", response.text(100));
        }
        server.calls.set(0);
        try (Response response = send(Request.get(base + "/ends-elsewhere"))) {
            assertEquals(302, response.status());
            assertEquals(server.foreign("/idp"), response.header("Location").orElse(""));
        }
        assertTrue(
                server.seen.stream().noneMatch(seen -> seen.contains("/idp")), "nobody has gone there: " + server.seen);
    }

    @Test
    void aBodyThatIsNotReadToItsEndIsLetGo() throws Exception {
        try (Response response = send(Request.post(base + "/endless", RequestBody.json("{}")))) {
            assertEquals(10_000, response.body().readNBytes(10_000).length);
        }
        until("the server is hung up on", () -> server.seen.contains("hung up"));
    }

    // ---- time

    @Test
    void aSlowBodyIsReadAsLongAsItGoesOn() throws Exception {
        // In all it takes longer than the limit.
        try (Response response = browser.send(Request.get(base + "/drips"), Duration.ofMillis(4000), Progress.none())) {
            String text = response.text(1000);
            assertTrue(text.endsWith("drop 11\n"), text);
        }
    }

    @Test
    void aDownloadIsCancelledWithinASecondAndItsFileDeleted() throws Exception {
        Cancelling.assertEndsWithinASecond(progress -> {
            server.seen.clear();
            CompletableFuture<Long> ended = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (Response response = browser.send(Request.get(base + "/endless"), LIMIT, progress)) {
                    ended.completeExceptionally(new AssertionError("answered " + response.status()));
                } catch (Cancelled e) {
                    ended.complete(System.nanoTime());
                } catch (AuthFailure e) {
                    ended.completeExceptionally(e);
                }
            });
            until("the download has begun", () -> !filesOf("downloads").isEmpty());
            long cancelled = System.nanoTime();
            progress.cancel();
            long took = ended.get(60, TimeUnit.SECONDS) - cancelled;
            until("the file is deleted", () -> filesOf("downloads").isEmpty());
            until(
                    "both calls are hung up on",
                    () -> server.seen.stream().filter("hung up"::equals).count() == 2);
            return took;
        });
    }

    @Test
    void aDownloadThatIsCancelledBeforeItBeginsNeverBegins() throws Exception {
        CancellableProgress progress = new CancellableProgress();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            assertThrows(Cancelled.class, () -> browser.send(Request.get(base + "/endless-late"), LIMIT, progress));
            ended.complete(null);
        });
        until("the download has been asked for", () -> server.calls.get() == 2);
        progress.cancel();
        ended.get(60, TimeUnit.SECONDS);
        server.release();
        until(
                "both calls are hung up on",
                () -> server.seen.stream().filter("hung up"::equals).count() == 2);
        until("there is no file", () -> filesOf("downloads").isEmpty());
        try (Response response = send(Request.get(base + "/large")
                .with("Accept", "application/special")
                .with("X-Own", "1"))) {
            assertEquals(LARGE, response.body().transferTo(OutputStream.nullOutputStream()), "the next one works");
        }
    }

    // ---- redirects, failures

    @Test
    void aRedirectOutOfTheOriginIsHandedBackWithItsAddressAndAChangeIsNotSentTwice() throws Exception {
        for (Request request : List.of(
                Request.get(base + "/elsewhere"),
                Request.get(base + "/elsewhere").notFollowing(),
                Request.post(base + "/elsewhere", RequestBody.json("{}")),
                Request.post(base + "/elsewhere", RequestBody.json("{}")).notFollowing(),
                Request.post(base + "/elsewhere", body(LARGE)))) {
            server.calls.set(0);
            try (Response response = send(request)) {
                assertEquals(302, response.status(), request.toString());
                assertEquals(
                        server.foreign("/idp?SAMLRequest=1"),
                        response.header("Location").orElse(""),
                        request.toString());
            }
            if (!request.method().equals("GET")) {
                assertEquals(1, server.calls.get(), request.toString());
            }
        }
        assertTrue(
                server.seen.stream().noneMatch(seen -> seen.contains("/idp")), "nobody has gone there: " + server.seen);
    }

    @Test
    void thePageReachesItsOwnOriginOnly() throws Exception {
        text(Request.get(base + "/warm"));
        var result = browser.relayTab(URI.create(base), false)
                .call(
                        "Runtime.evaluate",
                        Json.createObjectBuilder()
                                .add(
                                        "expression",
                                        "fetch('" + server.foreign("/other") + "', { mode: 'no-cors' })"
                                                + ".then(() => 'reached', () => 'refused')")
                                .add("awaitPromise", true)
                                .add("returnByValue", true));
        assertEquals("refused", result.getJsonObject("result").getString("value"));
        assertTrue(server.seen.stream().noneMatch(seen -> seen.contains("/other")), "nothing was sent");
    }

    @Test
    void whatKeepsACallFromItsAnswerHasTheSameCausesAsWithoutABrowser() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        RequestBody json = RequestBody.json("{}");
        assertEquals("network.refused", cause(Request.get("http://127.0.0.1:" + closed + "/")));
        assertEquals("network.refused", cause(Request.post("http://127.0.0.1:" + closed + "/", json)));
        assertEquals("network.unknown-host", cause(Request.get("http://nobody.invalid/")));
        assertEquals("network.unknown-host", cause(Request.post("http://nobody.invalid/", json)));
        assertEquals("network.reset", cause(Request.get(base + "/drop")));
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerInPlainText(plain));
            assertEquals("tls.handshake", cause(Request.get("https://127.0.0.1:" + plain.getLocalPort() + "/")));
        }
        assertEquals("answer.truncated", cause(Request.get(base + "/half")));
    }

    private static void answerInPlainText(ServerSocket socket) {
        try {
            while (true) {
                try (var connection = socket.accept()) {
                    connection.getInputStream().read();
                    connection
                            .getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    // ---- pages that get lost

    @Test
    void aPageThatIsLeftIsOpenedAnew() throws Exception {
        assertEquals("call 1", text(Request.get(base + "/echo")));
        BrowserTab tab = browser.relayTab(URI.create(base), false);
        tab.call("Page.navigate", Json.createObjectBuilder().add("url", "about:blank"));
        assertEquals("call 2", text(Request.get(base + "/echo")));
        browser.relayTab(URI.create(base), false).call("Page.close");
        // It may still have gone out from the page that was just closing, and then goes out again.
        assertTrue(text(Request.get(base + "/echo")).matches("call [34]"));
        int before = server.calls.get();
        assertEquals("call " + (before + 1), text(Request.post(base + "/echo", RequestBody.json("{}"))));
        browser.relayTab(URI.create(base), true)
                .call("Page.navigate", Json.createObjectBuilder().add("url", "about:blank"));
        assertEquals(
                "call " + (before + 2),
                text(Request.post(base + "/echo", RequestBody.json("{}"))),
                "it had not been sent");
    }

    @Test
    void aCallIsRepeatedAfterACrashIfThatDoesNoHarm() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(text(Request.get(base + "/once")));
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        until("it is under way", () -> server.calls.get() == 1);
        browser.relayTab(URI.create(base), false).send("Page.crash", Json.createObjectBuilder());
        assertEquals("call 2", answer.get(60, TimeUnit.SECONDS));
    }

    @Test
    void aChangeIsNotRepeatedAfterACrash() throws Exception {
        CompletableFuture<String> cause = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                cause.complete(cause(Request.post(base + "/once", RequestBody.json("{}"))));
            } catch (Throwable e) {
                cause.completeExceptionally(e);
            }
        });
        until("it is under way", () -> server.calls.get() == 1);
        browser.relayTab(URI.create(base), true).send("Page.crash", Json.createObjectBuilder());
        assertEquals("browser.page-lost", cause.get(60, TimeUnit.SECONDS));
        assertEquals(1, server.calls.get());
        assertEquals("call 2", text(Request.post(base + "/echo", RequestBody.json("{}"))), "the next one works");
    }

    @Test
    void aBrowserThatDiesInTheMiddleIsNamed(@TempDir Path profiles) throws Exception {
        try (ExternalBrowser own = start(profiles)) {
            CompletableFuture<String> cause = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    cause.complete(assertThrows(
                                    AuthFailure.class,
                                    () -> own.send(Request.get(base + "/hang"), LIMIT, Progress.none()))
                            .problem()
                            .cause());
                } catch (Throwable e) {
                    cause.completeExceptionally(e);
                }
            });
            until("it is under way", () -> server.calls.get() == 1);
            own.command("Browser.crash", Json.createObjectBuilder());
            assertEquals("browser.gone", cause.get(60, TimeUnit.SECONDS));
        } catch (IOException e) {
            // The command that ends the browser has no answer.
        }
    }

    // ---- many

    @Test
    void sixteenCallsAtOnceEachGetTheirOwnAnswer() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<java.util.concurrent.Future<byte[]>>();
            for (int i = 0; i < 64; i++) {
                long size = 1000L * i + (i % 16 == 0 ? 3L * MB : 0);
                answers.add(executor.submit(() -> {
                    try (Response response = send(Request.get(base + "/size?" + size))) {
                        return response.body().readAllBytes();
                    }
                }));
            }
            for (int i = 0; i < answers.size(); i++) {
                long size = 1000L * i + (i % 16 == 0 ? 3L * MB : 0);
                assertArrayEquals(
                        new RelayServer.Made(size).readAllBytes(),
                        answers.get(i).get(60, TimeUnit.SECONDS),
                        "" + i);
            }
        }
    }
}
