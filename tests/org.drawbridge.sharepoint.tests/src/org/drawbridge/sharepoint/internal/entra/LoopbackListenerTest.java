package org.drawbridge.sharepoint.internal.entra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.drawbridge.sharepoint.internal.entra.LoopbackListener.Arrival;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener against raw bytes, as strays and attackers send them. */
class LoopbackListenerTest {

    private static final String STATE = "the-state";

    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private LoopbackListener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = LoopbackListener.open(0, STATE, arrivals::add);
    }

    @AfterEach
    void close() {
        listener.close();
    }

    private String head(String first) {
        return first + "\r\nHost: localhost:" + listener.port() + "\r\n";
    }

    private String get(String path) {
        return head("GET " + path + " HTTP/1.1") + "\r\n";
    }

    private String post(String body) {
        return head("POST / HTTP/1.1") + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", listener.port()), 2_000);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private String answer(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void comesBack(String request) throws Exception {
        Thread browser = Thread.ofVirtual().start(() -> {
            try {
                answer(request);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Arrival arrival = arrivals.poll(5, TimeUnit.SECONDS);
        assertEquals("abc", arrival.values().get("code"));
        arrival.show(ReturnPage.success("mia"));
        browser.join();
    }

    @Test
    void queryAndFormAreBothTaken() throws Exception {
        comesBack(get("/?code=abc&state=" + STATE));
        close();
        listen();
        comesBack(post("code=abc&state=" + STATE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/favicon.ico",
                "/",
                "/?",
                "/?state=the-state",
                "/?code=abc",
                "/?code=abc&state=forged",
                "/?error=access_denied&error_description=x",
                "/?code=abc&code=def&state=the-state",
                "/?code=%ZZ&state=the-state",
                "/other?code=abc&state=the-state",
                "//?code=abc&state=the-state"
            })
    void strayAddressesEndNothing(String path) throws Exception {
        assertTrue(answer(get(path)).startsWith("HTTP/1.1 "), path);
        assertTrue(arrivals.isEmpty(), path);
        comesBack(get("/?code=abc&state=" + STATE));
    }

    @Test
    void otherMethodsHostsAndRubbishEndNothing() throws Exception {
        String good = "/?code=abc&state=" + STATE;
        for (String request : List.of(
                head("HEAD " + good + " HTTP/1.1") + "\r\n",
                head("OPTIONS " + good + " HTTP/1.1") + "\r\n",
                head("PUT " + good + " HTTP/1.1") + "\r\n",
                "GET " + good + " HTTP/1.1\r\nHost: evil.example:" + listener.port() + "\r\n\r\n",
                "GET " + good + " HTTP/1.1\r\n\r\n",
                "GET " + good + "\r\n\r\n",
                head("POST / HTTP/1.1")
                        + "Content-Type: text/plain\r\nContent-Length: 24\r\n\r\ncode=abc&state=the-state",
                head("POST / HTTP/1.1")
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99999999\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\r\n\r\n",
                "\r\n\r\n")) {
            answer(request);
            assertTrue(arrivals.isEmpty(), request);
        }
        comesBack(get(good));
    }

    @Test
    void hugeAndUnfinishedRequestsHoldNobodyUp() throws Exception {
        try (Socket slow = connect();
                Socket silent = connect()) {
            slow.getOutputStream().write(head("GET /?code=a").getBytes(StandardCharsets.ISO_8859_1));
            slow.getOutputStream().flush();
            StringBuilder huge = new StringBuilder(head("GET / HTTP/1.1"));
            while (huge.length() < 70_000) {
                huge.append("X-Filler: ").append("x".repeat(1000)).append("\r\n");
            }
            assertTrue(tolerant(huge.toString()));
            comesBack(get("/?code=abc&state=" + STATE));
            assertFalse(silent.isClosed());
        }
    }

    /** The connection may be reset while we still send. */
    private boolean tolerant(String request) {
        try {
            answer(request);
        } catch (IOException e) {
            return arrivals.isEmpty();
        }
        return arrivals.isEmpty();
    }

    @Test
    void onlyTheFirstAnswerCounts() throws Exception {
        comesBack(get("/?code=abc&state=" + STATE));
        assertTrue(answer(get("/?code=xyz&state=" + STATE)).contains("already"));
        assertTrue(arrivals.isEmpty());
    }

    @Test
    void pageCanNeitherRunNorLoadNorBeFramed() throws Exception {
        String page = answer(get("/"));
        assertTrue(page.contains("Content-Security-Policy: default-src 'none'"), page);
        assertTrue(page.contains("frame-ancestors 'none'"), page);
        assertTrue(page.contains("X-Content-Type-Options: nosniff"), page);
        assertTrue(page.contains("Referrer-Policy: no-referrer"), page);
        assertTrue(page.contains("Cache-Control: no-store"), page);
        String shown =
                new String(ReturnPage.success("<img src=x onerror=alert(1)>").response(), StandardCharsets.UTF_8);
        assertFalse(shown.contains("<img"), shown);
    }

    @Test
    void takenPortIsAFailureInEitherFamily() throws Exception {
        assertThrows(BindException.class, () -> LoopbackListener.open(listener.port(), STATE, arrivals::add));
        listener.close();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            assertThrows(BindException.class, () -> LoopbackListener.open(other.getLocalPort(), STATE, arrivals::add));
        } catch (java.net.SocketException e) {
            // No IPv6 on this machine.
        }
    }

    @Test
    void nothingListensAfterClosing() throws Exception {
        int port = listener.port();
        listener.close();
        assertThrows(IOException.class, () -> new Socket("127.0.0.1", port).close());
    }

    /** A socket that a virtual thread accepts from listens on for a moment after it is closed. */
    @Test
    void whatIsClosedIsFreeForTheNextSignInAtOnce() throws Exception {
        for (int i = 0; i < 300; i++) {
            LoopbackListener each = LoopbackListener.open(0, STATE, arrivals::add);
            int port = each.port();
            each.close();
            LoopbackListener.open(port, STATE, arrivals::add).close();
        }
    }

    @Test
    void claimsOfAChallengeAndOurOwnStandTogether() {
        String challenge = "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1\"}},\"id_token\":{}}";
        String all = TokenEndpoint.claims(java.util.Optional.of(challenge));
        for (String part : List.of("\"nbf\"", "\"xms_cc\"", "\"cp1\"", "\"id_token\"")) {
            assertTrue(all.contains(part), all);
        }
        assertEquals(
                TokenEndpoint.claims(java.util.Optional.empty()),
                TokenEndpoint.claims(java.util.Optional.of("no JSON")));
        assertEquals(Map.of("a", "b c"), LoopbackListener.fields("a=b+c").orElseThrow());
    }
}
