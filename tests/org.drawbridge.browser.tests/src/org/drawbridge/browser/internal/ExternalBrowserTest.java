package org.drawbridge.browser.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.browser.BrowserCookie;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.Browsers;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.browser.PanelState;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against real Chromium: started once for all tests of this class. */
class ExternalBrowserTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LARGE = 48 << 20;

    @TempDir
    static Path folder;

    private static HttpServer server;
    private static String base;
    private static ControlledBrowser browser;
    private static final CountDownLatch RELEASE = new CountDownLatch(1);
    private static final AtomicInteger HANGING = new AtomicInteger();

    @BeforeAll
    static void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", ExternalBrowserTest::handle);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
        browser = Browsers.start(settings(), Progress.none());
    }

    @AfterAll
    static void stop() throws Exception {
        RELEASE.countDown();
        browser.close();
        server.stop(0);
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList(), "nothing of the profile is left");
        }
    }

    private static BrowserSettings settings() {
        return new BrowserSettings(
                BrowserSettings.Kind.AUTOMATIC,
                Optional.empty(),
                Optional.empty(),
                List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"),
                Optional.empty(),
                List.of(),
                List.of(),
                folder);
    }

    private static void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] sent = exchange.getRequestBody().readAllBytes();
        switch (path) {
            case "/echo" -> {
                String answer = Json.createObjectBuilder()
                        .add("method", exchange.getRequestMethod())
                        .add("query", String.valueOf(exchange.getRequestURI().getRawQuery()))
                        .add("body", new String(sent, StandardCharsets.UTF_8))
                        .add(
                                "cookie",
                                String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")))
                        .add("own", String.valueOf(exchange.getRequestHeaders().getFirst("X-Own")))
                        .add("text", "Grüße, 世界 \u2028")
                        .build()
                        .toString();
                answer(exchange, 200, "application/json", answer.getBytes(StandardCharsets.UTF_8));
            }
            case "/missing" -> answer(exchange, 404, "text/plain", "nothing here".getBytes(StandardCharsets.UTF_8));
            case "/binary" -> answer(exchange, 200, "application/octet-stream", bytes(100_000));
            case "/latin" ->
                answer(exchange, 200, "text/plain; charset=ISO-8859-1", "Grüße".getBytes(StandardCharsets.ISO_8859_1));
            case "/large", "/large-unknown-length" -> {
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                exchange.sendResponseHeaders(200, path.equals("/large") ? LARGE : 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    byte[] part = bytes(1 << 20);
                    for (int i = 0; i < LARGE >> 20; i++) {
                        out.write(part);
                    }
                }
            }
            case "/hang" -> {
                HANGING.incrementAndGet();
                try {
                    RELEASE.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.close();
            }
            case "/elsewhere" -> {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                "http://localhost:" + server.getAddress().getPort() + "/idp");
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
            }
            case "/moved" -> {
                exchange.getResponseHeaders().set("Location", "/echo?moved");
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
            }
            case "/login" -> {
                exchange.getResponseHeaders().add("Set-Cookie", "JSESSIONID=planted-session; Path=/; HttpOnly");
                exchange.getResponseHeaders().add("Set-Cookie", "other=1; Path=/elsewhere; Max-Age=600");
                exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'; style-src 'none'");
                answer(
                        exchange,
                        200,
                        "text/html",
                        "<html><body><h1>Welcome</h1></body></html>".getBytes(StandardCharsets.UTF_8));
            }
            default -> answer(exchange, 404, "text/plain", new byte[0]);
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Response send(Request request) throws AuthFailure {
        return browser.send(request, LIMIT, Progress.none());
    }

    private static JsonObject json(Request request) throws Exception {
        try (Response response = send(request);
                var reader = Json.createReader(response.body())) {
            assertEquals(200, response.status());
            return reader.readObject();
        }
    }

    @Test
    void aCallCarriesMethodHeadersBodyAndQueryAndKeepsItsText() throws Exception {
        JsonObject got = json(Request.get(base + "/echo?a=%20b&c='%22").json().with("X-Own", "yes"));
        assertEquals("GET", got.getString("method"));
        assertEquals("yes", got.getString("own"));
        assertEquals("Grüße, 世界 \u2028", got.getString("text"));
        JsonObject posted = json(Request.post(base + "/echo", RequestBody.json("{\"ü\":1}")));
        assertEquals("POST", posted.getString("method"));
        assertEquals("{\"ü\":1}", posted.getString("body"));
    }

    @Test
    void otherStatusesAndBinaryAndForeignCharsetsComeBackAsTheyAre() throws Exception {
        try (Response response = send(Request.get(base + "/missing"))) {
            assertEquals(404, response.status());
            assertEquals("nothing here", response.text(100));
        }
        try (Response response = send(Request.get(base + "/binary"))) {
            assertArrayEquals(bytes(100_000), response.body().readAllBytes());
        }
        try (Response response = send(Request.get(base + "/latin"))) {
            assertEquals("Grüße", response.text(100));
        }
    }

    @Test
    void largeBodiesAreIdenticalHoweverTheyTravel() throws Exception {
        byte[] expected = hashOfLarge();
        for (Request request : List.of(
                Request.get(base + "/large"),
                Request.get(base + "/large-unknown-length"),
                Request.post(base + "/large", RequestBody.json("{}")))) {
            try (Response response = send(request)) {
                assertArrayEquals(expected, hash(response.body()), request.toString());
            }
        }
    }

    private static byte[] hashOfLarge() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] part = bytes(1 << 20);
        for (int i = 0; i < LARGE >> 20; i++) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static byte[] hash(InputStream in) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 16];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
        }
        return digest.digest();
    }

    @Test
    void aRedirectWithinTheOriginIsFollowedAndOneOutOfItIsHandedBack() throws Exception {
        assertEquals("moved", json(Request.get(base + "/moved")).getString("query"));
        try (Response response = send(Request.get(base + "/elsewhere"))) {
            assertEquals(302, response.status());
        }
    }

    @Test
    void aCallThatHangsIsCancelledWithinASecond() throws Exception {
        Cancelling.assertEndsWithinASecond(progress -> {
            int before = HANGING.get();
            CompletableFuture<Long> ended = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (Response response = browser.send(Request.get(base + "/hang"), LIMIT, progress)) {
                    ended.completeExceptionally(new AssertionError("answered " + response.status()));
                } catch (Cancelled e) {
                    ended.complete(System.nanoTime());
                } catch (AuthFailure e) {
                    ended.completeExceptionally(e);
                }
            });
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (HANGING.get() == before) {
                assertTrue(System.nanoTime() < end, "it never reached the server");
                Thread.onSpinWait();
            }
            long cancelled = System.nanoTime();
            progress.cancel();
            return ended.get(60, TimeUnit.SECONDS) - cancelled;
        });
        assertEquals("GET", json(Request.get(base + "/echo")).getString("method"), "later calls still work");
    }

    @Test
    void aCallThatHangsEndsAtItsTimeLimit() {
        AuthFailure failure = assertThrows(
                AuthFailure.class,
                () -> browser.send(Request.get(base + "/hang"), Duration.ofMillis(700), Progress.none()));
        assertEquals("browser.request-timeout", failure.problem().cause());
    }

    @Test
    void pagesAreReportedAndCookiesOfEveryPathAndKindAreSeen() throws Exception {
        BlockingQueue<URI> visited = new LinkedBlockingQueue<>();
        CountDownLatch changed = new CountDownLatch(1);
        try (Progress.Registration watching = browser.watch(new ControlledBrowser.Watcher() {
            @Override
            public void navigated(URI address) {
                visited.add(address);
            }

            @Override
            public void changed() {
                changed.countDown();
            }
        })) {
            assertNotNull(watching);
            browser.open(URI.create(base + "/login"));
            URI seen = visited.poll(60, TimeUnit.SECONDS);
            assertNotNull(seen);
            assertEquals("/login", seen.getPath());
            assertTrue(changed.await(60, TimeUnit.SECONDS));
        }
        List<BrowserCookie> cookies = browser.cookies(List.of(), List.of());
        BrowserCookie session = cookies.stream()
                .filter(cookie -> cookie.name().equals("JSESSIONID"))
                .findFirst()
                .orElseThrow();
        assertTrue(session.httpOnly());
        assertTrue(session.expires().isEmpty());
        assertFalse(session.toString().contains("planted-session"));
        BrowserCookie other = cookies.stream()
                .filter(cookie -> cookie.name().equals("other"))
                .findFirst()
                .orElseThrow();
        assertEquals("/elsewhere", other.path());
        assertTrue(other.expires().isPresent());
        assertTrue(json(Request.get(base + "/echo")).getString("cookie").contains("JSESSIONID"));
    }

    @Test
    void thePanelStandsOverAStrictPageAndItsButtonsAreHeard() throws Exception {
        BlockingQueue<PanelState.Button> pressed = new LinkedBlockingQueue<>();
        CountDownLatch loaded = new CountDownLatch(1);
        try (Progress.Registration watching = browser.watch(new ControlledBrowser.Watcher() {
            @Override
            public void pressed(PanelState.Button button) {
                pressed.add(button);
            }

            @Override
            public void changed() {
                loaded.countDown();
            }
        })) {
            assertNotNull(watching);
            browser.panel(new PanelState(
                    "Drawbridge",
                    "Please log in.",
                    List.of(new PanelState.Signal(PanelState.State.WAITING, "waiting for your login")),
                    Map.of("check", "Check now", "cancel", "Cancel", "hide", "Hide", "show", "Show", "move", "Move")));
            browser.open(URI.create(base + "/login"));
            assertTrue(loaded.await(60, TimeUnit.SECONDS));
            // The page itself can't see into the panel: its root is closed.
            ExternalBrowser external = (ExternalBrowser) browser;
            assertTrue(evaluatesTo(external, "document.documentElement?.lastElementChild?.localName === 'div'"));
            assertTrue(evaluatesTo(external, "document.documentElement.lastElementChild.shadowRoot === null"));
            clickUntilHeard(external, pressed, "Check now");
        }
        assertEquals(PanelState.Button.CHECK, pressed.peek());
    }

    /** Whether an expression becomes true in the page within a minute. */
    private static boolean evaluatesTo(ExternalBrowser external, String expression) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < end) {
            JsonObject result = external.command(
                            "Runtime.evaluate",
                            Json.createObjectBuilder()
                                    .add("returnByValue", true)
                                    .add("expression", expression))
                    .getJsonObject("result");
            if (result.getBoolean("value", false)) {
                return true;
            }
        }
        return false;
    }

    /** Finds the button through the accessibility tree, as a screen reader does, and clicks it. */
    private static void clickUntilHeard(ExternalBrowser external, BlockingQueue<PanelState.Button> pressed, String name)
            throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (pressed.isEmpty() && System.nanoTime() < end) {
            JsonObject tree = external.command("Accessibility.getFullAXTree", Json.createObjectBuilder());
            Optional<JsonObject> button = tree.getJsonArray("nodes").getValuesAs(JsonObject.class).stream()
                    .filter(node -> node.containsKey("name")
                            && node.getJsonObject("name").getString("value", "").equals(name)
                            && node.containsKey("role")
                            && node.getJsonObject("role").getString("value", "").equals("button"))
                    .findFirst();
            if (button.isEmpty()) {
                Thread.onSpinWait();
                continue;
            }
            JsonObject box;
            try {
                box = external.command(
                        "DOM.getBoxModel",
                        Json.createObjectBuilder()
                                .add("backendNodeId", button.get().getInt("backendDOMNodeId")));
            } catch (DevToolsError e) {
                continue; // it is there, but not laid out yet
            }
            var content = box.getJsonObject("model").getJsonArray("content");
            double x = (content.getJsonNumber(0).doubleValue()
                            + content.getJsonNumber(4).doubleValue())
                    / 2;
            double y = (content.getJsonNumber(1).doubleValue()
                            + content.getJsonNumber(5).doubleValue())
                    / 2;
            for (String type : List.of("mousePressed", "mouseReleased")) {
                external.command(
                        "Input.dispatchMouseEvent",
                        Json.createObjectBuilder()
                                .add("type", type)
                                .add("x", x)
                                .add("y", y)
                                .add("button", "left")
                                .add("clickCount", 1));
            }
            PanelState.Button heard = pressed.poll(2, TimeUnit.SECONDS);
            if (heard != null) {
                pressed.add(heard);
            }
        }
    }

    @Test
    void aBrowserThatIsClosedByTheUserIsNoticedAndLeavesNothing() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ControlledBrowser own = Browsers.start(settings(), Progress.none())) {
            own.watch(new ControlledBrowser.Watcher() {
                @Override
                public void closed() {
                    closed.countDown();
                }
            });
            try {
                ((ExternalBrowser) own).command("Page.close", Json.createObjectBuilder());
            } catch (BrowserGone | PageLost | DevToolsError e) {
                // The page may be gone before it has answered.
            }
            assertTrue(closed.await(60, TimeUnit.SECONDS));
            assertFalse(own.alive());
        }
    }
}
