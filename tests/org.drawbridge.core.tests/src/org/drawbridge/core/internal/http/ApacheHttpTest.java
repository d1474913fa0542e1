package org.drawbridge.core.internal.http;

import static org.drawbridge.core.internal.http.HttpTests.QUICK;
import static org.drawbridge.core.internal.http.HttpTests.body;
import static org.drawbridge.core.internal.http.HttpTests.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.BrokenTransfer;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ApacheHttpTest {

    @Test
    void givesStatusHeadersAndBodyAsTheyCome() throws Exception {
        try (TestServer server = TestServer.http((request, answer) ->
                        answer.send(418, "grüße", "Content-Type: text/plain; charset=UTF-8", "X-A: 1", "X-A: 2"));
                Http http = Http.create(QUICK);
                Response response = http.send(Request.get(server.url("/a/b?c=d")), Progress.none())) {
            assertEquals(418, response.status());
            assertEquals("grüße", response.text(1000));
            assertEquals(List.of("1", "2"), response.headers("x-a"));
            assertEquals("text/plain", response.mediaType());
            assertEquals("/a/b?c=d", server.requests.get(0).target());
            assertEquals("127.0.0.1:" + server.port(), server.requests.get(0).header("Host"));
        }
    }

    @Test
    void namesItselfByTheSettingUnlessTheRequestDoes() throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> answer.send(200, ""));
                Http http = Http.create(QUICK.withUserAgent("NONISV|Acme|Test/1.0"))) {
            body(http, Request.get(server.url("/")), 200);
            body(http, Request.get(server.url("/")).with("User-Agent", "Mozilla/5.0"), 200);
            assertEquals("NONISV|Acme|Test/1.0", server.requests.get(0).header("User-Agent"));
            assertEquals("Mozilla/5.0", server.requests.get(1).header("User-Agent"));
            assertNull(server.requests.get(0).header("Upgrade"));
            assertNull(server.requests.get(0).header("Expect"));
        }
    }

    @Test
    void refusesAUserAgentThatWouldSmuggleInHeaders() {
        fails("request.invalid-header", () -> Http.create(QUICK.withUserAgent("x\r\nX-Evil: 1")));
    }

    @Test
    void keepsNoCookieOfAnyAnswer() throws Exception {
        try (TestServer server = TestServer.http(
                        (request, answer) -> answer.send(200, "{}", "Set-Cookie: JSESSIONID=ABC; Path=/; HttpOnly"));
                Http http = Http.create(QUICK)) {
            body(http, Request.get(server.url("/")).with("Authorization", "Bearer token"), 200);
            body(http, Request.get(server.url("/")), 200);
            assertNull(server.requests.get(1).header("Cookie"));
            assertNull(server.requests.get(1).header("Authorization"));
        }
    }

    @Test
    void leavesA401ToTheCaller() throws Exception {
        try (TestServer server = TestServer.http((request, answer) ->
                        answer.send(401, "no", "WWW-Authenticate: Basic realm=\"x\"", "WWW-Authenticate: Negotiate"));
                Http http = Http.create(QUICK)) {
            assertEquals("no", body(http, Request.get(server.url("/")), 401));
            assertEquals(1, server.requests.size());
        }
    }

    @Test
    void usesAConnectionAgain() throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> answer.send(200, "0123456789"));
                Http http = Http.create(QUICK)) {
            for (int i = 0; i < 5; i++) {
                body(http, Request.get(server.url("/")), 200);
            }
            // An answer that nobody read is short enough to be finished on closing.
            http.send(Request.get(server.url("/")), Progress.none()).close();
            body(http, Request.get(server.url("/")), 200);
            assertEquals(1, server.connections.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "deflate", "raw deflate"})
    void decodesWhatIsCompressed(String coding) throws Exception {
        String text = "compressed ".repeat(10_000);
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (var out = coding.contains("gzip")
                ? new GZIPOutputStream(coded)
                : new DeflaterOutputStream(coded, new Deflater(9, coding.startsWith("raw")))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        try (TestServer server = TestServer.http((request, answer) ->
                        answer.send(200, coded.toByteArray(), "Content-Encoding: " + coding.replace("raw ", "")));
                Http http = Http.create(QUICK)) {
            try (Response response = http.send(Request.get(server.url("/")), Progress.none())) {
                assertEquals(text, response.text(1 << 20));
                assertEquals(Optional.empty(), response.header("Content-Encoding"));
                assertEquals(Optional.empty(), response.header("Content-Length"));
            }
            body(http, Request.get(server.url("/")), 200);
            assertEquals(1, server.connections.get());
            assertEquals("gzip, deflate", server.requests.get(0).header("Accept-Encoding"));
        }
    }

    @Test
    void copesWithAnEmptyBodyThatClaimsToBeCompressed() throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> answer.send(200, "", "Content-Encoding: gzip"));
                Http http = Http.create(QUICK)) {
            assertEquals("", body(http, Request.get(server.url("/")), 200));
        }
    }

    @Test
    void doesNotReadOnWhenAHugeBodyIsClosedEarly() throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> hungUp = new CompletableFuture<>();
        try (TestServer server = TestServer.http((request, answer) -> {
                    answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 209715200\r\n\r\n");
                    byte[] piece = new byte[64 << 10];
                    try {
                        for (long left = 209715200L; left > 0; left -= piece.length) {
                            answer.out.write(piece);
                            written.addAndGet(piece.length);
                        }
                    } finally {
                        hungUp.complete(null);
                    }
                });
                Http http = Http.create(QUICK)) {
            long start = System.nanoTime();
            try (Response response = http.send(Request.get(server.url("/")), Progress.none())) {
                assertEquals(100, response.body().readNBytes(100).length);
            }
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 2000);
            hungUp.join();
            assertTrue(written.get() < 50 << 20, () -> written + " bytes were sent");
        }
    }

    @Test
    void streamsABodyLargerThanItsBuffers() throws Exception {
        long size = 48L << 20;
        try (TestServer server = TestServer.http((request, answer) -> {
                    answer.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    byte[] piece = new byte[1 << 20];
                    for (long left = size; left > 0; left -= piece.length) {
                        answer.raw("100000\r\n");
                        answer.out.write(piece);
                        answer.raw("\r\n");
                    }
                    answer.raw("0\r\n\r\n");
                });
                Http http = Http.create(QUICK);
                Response response = http.send(Request.get(server.url("/")), Progress.none())) {
            assertEquals(size, response.body().transferTo(java.io.OutputStream.nullOutputStream()));
        }
    }

    @Test
    void sendsABodyOfUnknownLength() throws Exception {
        RequestBody body = new RequestBody("text/plain", -1, () -> new java.io.ByteArrayInputStream("abc".getBytes()));
        try (TestServer server = TestServer.http((request, answer) -> answer.send(200, request.body()));
                Http http = Http.create(QUICK)) {
            assertEquals("abc", body(http, Request.post(server.url("/"), body), 200));
            assertEquals("text/plain", server.requests.get(0).header("Content-Type"));
        }
    }

    @Test
    void saysThatTheBodyToBeSentCantBeRead() throws Exception {
        RequestBody body = new RequestBody("text/plain", 3, () -> {
            throw new IOException("gone");
        });
        try (TestServer server = TestServer.http((request, answer) -> answer.send(200, ""));
                Http http = Http.create(QUICK)) {
            fails("request.body-unreadable", () -> http.send(Request.post(server.url("/"), body), Progress.none()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nb", "a\u0000b", "tok€n"})
    void refusesHeadersThatWouldNotArriveAsTheyAre(String value) throws Exception {
        try (Http http = Http.create(QUICK)) {
            Problem problem = fails(
                    "request.invalid-header",
                    () -> http.send(Request.get("http://127.0.0.1:1/").with("Authorization", value), Progress.none()));
            assertFalse(problem.toString().contains(value));
            assertTrue(problem.message().contains("Authorization"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/rest",
                "wiki.acme.test",
                "ftp://h/",
                "https://",
                "https:///a",
                "http://h:99999/",
                "http://h:x/",
                "http://user:pw@h/",
                "http://a b/",
                "https://h/%zz"
            })
    void refusesWhatIsNoAddress(String address) throws Exception {
        try (Http http = Http.create(QUICK)) {
            Problem problem = fails("request.invalid-address", () -> http.send(Request.get(address), Progress.none()));
            assertFalse(problem.message().contains("…”"), problem::message);
        }
    }

    @Test
    void reachesHostsWithUnderscoresAndUmlautsAndKeepsThePathAsItIs() throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> answer.send(200, ""));
                Http http = Http.create(HttpTests.leadingTo(server))) {
            body(http, Request.get("http://my_wiki/display/A%2FB//c?x=%20ü"), 200);
            body(http, Request.get("http://WIKI.Bücher.test"), 200);
            assertEquals("my_wiki", server.requests.get(0).header("Host"));
            assertEquals("/display/A%2FB//c?x=%20%C3%BC", server.requests.get(0).target());
            assertEquals("wiki.xn--bcher-kva.test", server.requests.get(1).header("Host"));
            assertEquals("/", server.requests.get(1).target());
        }
    }

    @Test
    void explainsAnAnswerThatBreaksOff() throws Exception {
        try (TestServer server = TestServer.http(
                        (request, answer) -> answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":"));
                Http http = Http.create(QUICK);
                Response response = http.send(Request.get(server.url("/x?secret=1")), Progress.none())) {
            InputStream in = response.body();
            BrokenTransfer broken = assertThrows(BrokenTransfer.class, in::readAllBytes);
            assertEquals("answer.truncated", broken.failure().problem().cause());
            assertFalse(broken.failure().problem().toString().contains("secret"));
        }
    }

    @Test
    void explainsACompressedAnswerThatBreaksOffOrIsGarbage() throws Exception {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write("x".repeat(100_000).getBytes());
        }
        byte[] half = java.util.Arrays.copyOf(coded.toByteArray(), coded.size() / 2);
        try (TestServer server = TestServer.http((request, answer) -> answer.send(
                        200,
                        request.target().equals("/half") ? half : "no gzip".getBytes(),
                        "Content-Encoding: gzip"));
                Http http = Http.create(QUICK)) {
            for (String path : List.of("/half", "/garbage")) {
                try (Response response = http.send(Request.get(server.url(path)), Progress.none())) {
                    BrokenTransfer broken = assertThrows(BrokenTransfer.class, () -> response.text(1 << 20));
                    assertEquals("answer.truncated", broken.failure().problem().cause());
                }
            }
        }
    }

    @Test
    void manyThreadsShareOneStack() throws Exception {
        try (TestServer server = TestServer.http((request, answer) -> answer.send(200, request.target()));
                Http http = Http.create(QUICK);
                var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var results = java.util.stream.IntStream.range(0, 500)
                    .mapToObj(i -> threads.submit(() -> body(http, Request.get(server.url("/" + i)), 200)))
                    .toList();
            for (int i = 0; i < results.size(); i++) {
                assertEquals("/" + i, results.get(i).get());
            }
            assertTrue(server.connections.get() <= 64, () -> server.connections + " connections");
        }
    }

    @Test
    void saysWhichHostIsNotKnown() throws Exception {
        try (Http http = Http.create(QUICK)) {
            Problem problem = fails(
                    "network.unknown-host", () -> http.send(Request.get("https://nowhere.invalid/"), Progress.none()));
            assertEquals("nowhere.invalid", problem.evidence().get("host"));
            assertEquals(443, problem.evidence().get("port"));
        }
    }

    @Test
    void saysThatTheConnectionIsRefusedAndWhereItWasLedTo() throws Exception {
        int port;
        try (TestServer server = TestServer.raw(null)) {
            port = server.port();
        }
        try (Http http = Http.create(QUICK)) {
            fails("network.refused", () -> http.send(Request.get("http://127.0.0.1:" + port), Progress.none()));
        }
        HttpSettings led =
                QUICK.withConnectTo(List.of(org.drawbridge.core.http.ConnectTo.parse("::127.0.0.1:" + port)));
        try (Http http = Http.create(led)) {
            Problem problem =
                    fails("network.refused", () -> http.send(Request.get("https://wiki.acme.test/"), Progress.none()));
            assertEquals("127.0.0.1:" + port, problem.evidence().get("connectTo"));
            assertTrue(problem.remedy().toString().contains("127.0.0.1:" + port));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.6\r\n",
                "220 mail.acme.test ESMTP\r\n",
                "\u0015\u0003\u0001\u0000\u0002\u0002\n"
            })
    void saysThatTheServerSpeaksSomethingElse(String greeting) throws Exception {
        try (TestServer server = TestServer.raw(socket -> {
                    TestServer.read(socket);
                    socket.getOutputStream().write(greeting.getBytes(StandardCharsets.ISO_8859_1));
                });
                Http http = Http.create(QUICK)) {
            Problem problem = fails("network.no-http", () -> http.send(Request.get(server.url("/")), Progress.none()));
            assertTrue(problem.remedy().toString().contains("https://"));
        }
    }

    @Test
    void failuresNeverNameTheQuery() throws Exception {
        try (Http http = Http.create(QUICK)) {
            AuthFailure failure = assertThrows(
                    AuthFailure.class,
                    () -> http.send(Request.get("http://127.0.0.1:1/a?os_password=hunter2secret"), Progress.none()));
            assertFalse(failure.problem().toString().contains("hunter2secret"));
        }
    }
}
