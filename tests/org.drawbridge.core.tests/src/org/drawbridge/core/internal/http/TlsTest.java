package org.drawbridge.core.internal.http;

import static org.drawbridge.core.internal.http.HttpTests.QUICK;
import static org.drawbridge.core.internal.http.HttpTests.body;
import static org.drawbridge.core.internal.http.HttpTests.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsTest {

    private static final TestCertificates CERTIFICATES = TestCertificates.INSTANCE;

    private static TestServer server(String certificate) throws Exception {
        return TestServer.https(CERTIFICATES.server(certificate), (request, answer) -> answer.send(200, "secured"));
    }

    private static HttpSettings trusting(TestServer server) {
        return QUICK.withAuthorities(List.of(CERTIFICATES.caFile))
                .withConnectTo(List.of(ConnectTo.parse("wiki.acme.test:443:127.0.0.1:" + server.port())));
    }

    private static Problem failure(String certificate, String cause) throws Exception {
        try (TestServer server = server(certificate);
                Http http = Http.create(trusting(server))) {
            Problem problem = fails(cause, () -> http.send(Request.get("https://wiki.acme.test/"), Progress.none()));
            assertEquals(0, server.requests.size());
            assertEquals("wiki.acme.test", problem.evidence().get("host"));
            assertEquals(443, problem.evidence().get("port"));
            return problem;
        }
    }

    @Test
    void anAddedAuthorityIsTrusted() throws Exception {
        try (TestServer server = server("good");
                Http http = Http.create(trusting(server))) {
            assertEquals("secured", body(http, Request.get("https://wiki.acme.test/"), 200));
            assertEquals("secured", body(http, Request.get("https://wiki.acme.test/"), 200));
            assertEquals(1, server.connections.get());
        }
    }

    @Test
    void anUnknownAuthorityIsNotAndIsNamed() throws Exception {
        try (TestServer server = server("good");
                Http http = Http.create(trusting(server).withAuthorities(List.of()))) {
            Problem problem =
                    fails("tls.untrusted", () -> http.send(Request.get("https://wiki.acme.test/"), Progress.none()));
            assertEquals(0, server.requests.size());
            assertEquals("Test Root CA", problem.evidence().get("issuer"));
            assertEquals("wiki.acme.test", problem.evidence().get("subject"));
            assertTrue(problem.evidence().get("sha256").toString().matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
            assertTrue(problem.message().contains("Test Root CA"));
            assertTrue(problem.remedy().get(0).contains("--ca"));
        }
    }

    @Test
    void anExpiredCertificateIsRefusedWithItsDate() throws Exception {
        Problem problem = failure("expired", "tls.expired");
        Instant until = CERTIFICATES.certificate("expired").getNotAfter().toInstant();
        assertTrue(problem.message().contains(until.toString()), problem::message);
        assertEquals("old.acme.test", problem.evidence().get("subject"));
    }

    @Test
    void aCertificateOfTheFutureIsRefusedWithItsDate() throws Exception {
        Problem problem = failure("future", "tls.not-yet-valid");
        Instant from = CERTIFICATES.certificate("future").getNotBefore().toInstant();
        assertTrue(problem.message().contains(from.toString()), problem::message);
    }

    @Test
    void aCertificateForOtherNamesIsRefusedWithItsNames() throws Exception {
        Problem problem = failure("other", "tls.host-mismatch");
        assertEquals("other.acme.test, third.acme.test", problem.evidence().get("names"));
    }

    @Test
    void theNameIsCheckedAgainstTheAddressAskedForNotTheOneDialled() throws Exception {
        // The good certificate is for 127.0.0.1 too, which is where the connection goes.
        try (TestServer server = server("good");
                Http http = Http.create(
                        trusting(server).withConnectTo(List.of(ConnectTo.parse("::127.0.0.1:" + server.port()))))) {
            fails("tls.host-mismatch", () -> http.send(Request.get("https://evil.acme.test/"), Progress.none()));
            assertEquals("secured", body(http, Request.get("https://127.0.0.1/"), 200));
        }
    }

    @Test
    void anotherAddressKeepsServerNameAndHost() throws Exception {
        CompletableFuture<String> named = new CompletableFuture<>();
        try (TestServer server = TestServer.https(CERTIFICATES.server("good"), (request, answer) -> {
                    ExtendedSSLSession session = (ExtendedSSLSession) ((SSLSocket) answer.socket).getSession();
                    named.complete(session.getRequestedServerNames().toString());
                    answer.send(200, "");
                });
                Http http = Http.create(trusting(server))) {
            body(http, Request.get("https://wiki.acme.test/"), 200);
            assertTrue(named.join().contains("value=wiki.acme.test"), named::join);
            assertEquals("wiki.acme.test", server.requests.get(0).header("Host"));
        }
    }

    @Test
    void theFirstMatchingRuleOfSeveralCounts() throws Exception {
        try (TestServer server = server("good");
                Http http = Http.create(trusting(server)
                        .withConnectTo(List.of(
                                ConnectTo.parse("other.test:443:127.0.0.1:1"),
                                ConnectTo.parse("wiki.acme.test:8443:127.0.0.1:1"),
                                ConnectTo.parse("WIKI.acme.test::127.0.0.1:" + server.port()),
                                ConnectTo.parse("::127.0.0.1:1"))))) {
            body(http, Request.get("https://wiki.acme.test/"), 200);
        }
    }

    @Test
    void plainHttpBehindHttpsIsNamed() throws Exception {
        try (TestServer server = TestServer.raw(socket -> {
                    socket.getInputStream().read();
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes());
                });
                Http http = Http.create(QUICK)) {
            Problem problem = fails(
                    "network.no-https",
                    () -> http.send(Request.get("https://127.0.0.1:" + server.port()), Progress.none()));
            assertTrue(problem.remedy().get(0).contains("http://"));
        }
    }

    @Test
    void httpsBehindPlainHttpIsNamed() throws Exception {
        try (TestServer server = server("good");
                Http http = Http.create(QUICK)) {
            Problem problem = fails("network.no-http", () -> http.send(Request.get(server.url("/")), Progress.none()));
            assertTrue(problem.remedy().get(0).contains("https://"));
        }
    }

    @Test
    void noCommonCipherIsAHandshakeFailure() throws Exception {
        SSLServerSocket listener = (SSLServerSocket) CERTIFICATES
                .server("good")
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listener.setEnabledProtocols(new String[] {"TLSv1.2"});
        // The certificate's key is an elliptic one.
        listener.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
        try (TestServer server = TestServer.on(listener, (request, answer) -> answer.send(200, ""));
                Http http = Http.create(trusting(server))) {
            fails("tls.handshake", () -> http.send(Request.get("https://wiki.acme.test/"), Progress.none()));
        }
    }

    @Test
    void aConnectionClosedDuringTheHandshakeIsNamed() throws Exception {
        try (TestServer server =
                        TestServer.raw(socket -> socket.getInputStream().readNBytes(50));
                Http http = Http.create(QUICK)) {
            fails("tls.closed", () -> http.send(Request.get("https://127.0.0.1:" + server.port()), Progress.none()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aDemandForAClientCertificateIsNamed(String protocol) throws Exception {
        SSLServerSocket listener = (SSLServerSocket) CERTIFICATES
                .server("good")
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(true);
        listener.setEnabledProtocols(new String[] {protocol});
        try (TestServer server = TestServer.on(listener, (request, answer) -> answer.send(200, ""));
                Http http = Http.create(trusting(server))) {
            for (int i = 0; i < 20; i++) {
                fails(
                        "tls.client-certificate",
                        () -> http.send(Request.get("https://wiki.acme.test/"), Progress.none()));
            }
        }
    }

    @Test
    void aCertificateThatIsOnlyWelcomeIsNotMissed() throws Exception {
        SSLServerSocket listener = (SSLServerSocket) CERTIFICATES
                .server("good")
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listener.setWantClientAuth(true);
        try (TestServer server = TestServer.on(listener, (request, answer) -> answer.send(200, "fine"));
                Http http = Http.create(trusting(server))) {
            assertEquals("fine", body(http, Request.get("https://wiki.acme.test/"), 200));
        }
    }

    // ---- CA files

    @Test
    void aFileMayHoldSeveralAuthoritiesAndRemarks(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("bundle.pem");
        Files.writeString(
                file,
                "# our authorities\r\n\r\n"
                        + TestCertificates.pem(CERTIFICATES.certificate("other"))
                                .replace("\n", "\r\n") + "subject=CN=Test\n" + Files.readString(CERTIFICATES.caFile));
        assertEquals(2, Trust.read(file).size());
        try (TestServer server = server("good");
                Http http = Http.create(trusting(server).withAuthorities(List.of(file)))) {
            body(http, Request.get("https://wiki.acme.test/"), 200);
        }
    }

    @Test
    void aDerFileIsReadToo(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ca.cer");
        Files.write(file, CERTIFICATES.certificate("ca").getEncoded());
        assertEquals(1, Trust.read(file).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
    void aFileWithoutCertificateIsRefused(String content, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("ca.pem");
        Files.writeString(file, content);
        Problem problem = fails("ca.empty", () -> Http.create(QUICK.withAuthorities(List.of(file))));
        assertTrue(problem.message().contains(file.toString()));
    }

    @Test
    void aDamagedFileIsRefusedWithThePlace(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ca.pem");
        String good = Files.readString(CERTIFICATES.caFile);
        long lines = good.lines().count();
        Files.writeString(
                file, good + "-----BEGIN CERTIFICATE-----\nTm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n");
        assertEquals(
                "line " + (lines + 1),
                fails("ca.invalid", () -> Http.create(QUICK.withAuthorities(List.of(file))))
                        .evidence()
                        .get("place"));
        Files.writeString(file, good + good.substring(0, good.length() / 2));
        assertEquals(
                "line " + (lines + 1),
                fails("ca.invalid", () -> Http.create(QUICK.withAuthorities(List.of(file))))
                        .evidence()
                        .get("place"));
        Files.write(file, new byte[] {0x30, 1, 2, 3});
        fails("ca.invalid", () -> Http.create(QUICK.withAuthorities(List.of(file))));
    }

    @Test
    void aMissingFileOrAFolderIsRefused(@TempDir Path folder) {
        fails("ca.missing", () -> Http.create(QUICK.withAuthorities(List.of(folder.resolve("none.pem")))));
        fails("ca.unreadable", () -> Http.create(QUICK.withAuthorities(List.of(folder))));
    }
}
