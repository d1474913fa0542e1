package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.probe.TestResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over a real socket, against a server that is as small as the question. */
class WireTest {

    private final ConcurrentLinkedQueue<Map.Entry<String, List<String>>> cookies = new ConcurrentLinkedQueue<>();
    private final CountDownLatch silenced = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile String silentPath = "(nothing)";
    private HttpServer server;
    private Http http;
    private String base;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        base = "http://127.0.0.1:" + server.getAddress().getPort() + "/wiki";
        server.createContext("/", this::answer);
        server.start();
        http = Http.create(HttpSettings.defaults()
                .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(30))
                .withRetries(3, Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() {
        release.countDown();
        http.close();
        server.stop(0);
    }

    private void answer(HttpExchange call) throws IOException {
        String path = call.getRequestURI().getPath();
        cookies.add(Map.entry(path, call.getRequestHeaders().getOrDefault("Cookie", List.of())));
        if (path.contains(silentPath)) {
            silenced.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            call.close();
            return;
        }
        boolean bearer = "Bearer t0ken".equals(call.getRequestHeaders().getFirst("Authorization"));
        String body = switch (path) {
            case "/wiki/rest/applinks/1.0/manifest" ->
                "{\"typeId\":\"confluence\",\"version\":\"7.19.2\",\"buildNumber\":\"1\",\"url\":\"" + base + "\"}";
            case "/wiki/rest/api/user/current" ->
                bearer
                        ? "{\"type\":\"known\",\"username\":\"anna\",\"userKey\":\"k\",\"displayName\":\"Anna\"}"
                        : "{\"type\":\"anonymous\",\"displayName\":\"Anonymous\"}";
            case "/wiki/rest/api/user/memberof" -> "{\"results\":[{\"name\":\"confluence-administrators\"}]}";
            case "/wiki/rest/api/space" ->
                "{\"results\":[{\"id\":1,\"key\":\"A\",\"name\":\"A\",\"type\":\"global\"}],\"size\":1}";
            default -> null;
        };
        byte[] bytes = (body == null ? "<html>404</html>" : body).getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", body == null ? "text/html" : "application/json");
        if (bearer) {
            call.getResponseHeaders().add("Set-Cookie", "JSESSIONID=0123456789ABCDEF; Path=/wiki; HttpOnly");
        }
        call.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    @Test
    void theSessionCookieOfATokenCallIsNeverSentBack() throws Exception {
        Session session =
                new TokenMethod().open(Trial.token(http, base, "t0ken").signIn());
        session.send(Request.get("/rest/api/space"), Progress.none()).close();
        session.close();
        new AnonymousMethod().open(Trial.anonymous(http, base).signIn()).close();
        assertTrue(cookies.size() >= 4, cookies.toString());
        assertTrue(cookies.stream().allMatch(call -> call.getValue().isEmpty()), cookies.toString());
    }

    @Test
    void theWholeTestRunsOverPlainHttpAndWarns() throws Exception {
        TestResult result = Trial.token(http, base + "/display/A", "t0ken").test();
        assertEquals(0, result.exitCode(), result.toString());
        assertEquals("admin", result.level().orElseThrow().word());
        assertEquals("7.19.2", result.product().orElseThrow().version());
        assertTrue(
                result.warnings().stream().anyMatch(warning -> warning.contains("http")),
                result.warnings().toString());
    }

    @Test
    void cancellingEndsTheTestAtOnceWhileTheServerIsSilent() throws Exception {
        silentPath = "/rest/api/space";
        CancellableProgress progress = new CancellableProgress();
        Trial trial = Trial.token(http, base, "t0ken").with(progress);
        FutureTask<TestResult> running = new FutureTask<>(trial::test);
        Thread.ofVirtual().start(running);
        if (!silenced.await(20, TimeUnit.SECONDS)) {
            fail("the listing was never asked for");
        }
        long start = System.nanoTime();
        progress.cancel();
        TestResult result = running.get(10, TimeUnit.SECONDS);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertEquals("cancelled", result.failure().orElseThrow().cause());
        assertEquals(4, result.exitCode());
        assertTrue(took < 1000, took + " ms");
    }
}
