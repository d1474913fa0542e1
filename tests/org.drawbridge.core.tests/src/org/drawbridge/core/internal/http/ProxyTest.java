package org.drawbridge.core.internal.http;

import static org.drawbridge.core.internal.http.HttpTests.QUICK;
import static org.drawbridge.core.internal.http.HttpTests.body;
import static org.drawbridge.core.internal.http.HttpTests.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Proxy;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProxyTest {

    /** user:p@ss wörd */
    private static final String CREDENTIALS = "Basic dXNlcjpwQHNzIHfDtnJk";

    private TestServer server;
    private TestProxy proxy;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.https(
                TestCertificates.INSTANCE.server("good"), (request, answer) -> answer.send(200, "from the server"));
        proxy = new TestProxy(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        server.close();
    }

    @Test
    void asksForAConnectionByNameAndSecuresItEndToEnd() throws Exception {
        try (Http http = Http.create(proxy.settings(null, null))) {
            Request request = Request.get("https://wiki.acme.test/x").with("Authorization", "Bearer t");
            assertEquals("from the server", body(http, request, 200));
            assertEquals("CONNECT", proxy.requests.get(0).method());
            assertEquals("wiki.acme.test:443", proxy.requests.get(0).target());
            assertNull(proxy.requests.get(0).header("Authorization"));
            assertEquals("/x", server.requests.get(0).target());
        }
    }

    @Test
    void signsInOnlyAfterTheProxyAskedAndNeverToTheServer() throws Exception {
        proxy.credentials = CREDENTIALS;
        try (Http http = Http.create(proxy.settings("user", "p@ss wörd"))) {
            body(http, Request.post("https://wiki.acme.test/", RequestBody.json("{}")), 200);
            assertEquals(2, proxy.requests.size());
            assertNull(proxy.requests.get(0).header("Proxy-Authorization"));
            assertEquals(CREDENTIALS, proxy.requests.get(1).header("Proxy-Authorization"));
            assertEquals(1, server.requests.size());
            assertNull(server.requests.get(0).header("Proxy-Authorization"));
            assertNull(server.requests.get(0).header("Authorization"));
        }
    }

    @Test
    void sendsTheCredentialsToNoServerThatAsksForThem() throws Exception {
        try (TestServer greedy = TestServer.https(
                        TestCertificates.INSTANCE.server("good"),
                        (request, answer) -> answer.send(407, "", "Proxy-Authenticate: Basic realm=\"mine\""));
                TestProxy straight = new TestProxy(greedy.port());
                Http http = Http.create(straight.settings("user", "password"))) {
            body(http, Request.get("https://wiki.acme.test/"), 407);
            assertEquals(1, greedy.requests.size());
            assertNull(greedy.requests.get(0).header("Proxy-Authorization"));
        }
    }

    @Test
    void plainHttpGoesThroughItWholeAndSignsInToo() throws Exception {
        proxy.credentials = CREDENTIALS;
        try (Http http = Http.create(proxy.settings("user", "p@ss wörd"))) {
            Request request = Request.get("http://wiki.acme.test:8090/confluence/a?b=c");
            assertEquals("through the proxy", body(http, request, 200));
            assertEquals(
                    "http://wiki.acme.test:8090/confluence/a?b=c",
                    proxy.requests.get(0).target());
            assertEquals("wiki.acme.test:8090", proxy.requests.get(0).header("Host"));
            assertNull(proxy.requests.get(0).header("Proxy-Authorization"));
            assertEquals(CREDENTIALS, proxy.requests.get(1).header("Proxy-Authorization"));
            body(http, request, 200);
            assertEquals(3, proxy.requests.size());
        }
    }

    @Test
    void saysThatTheProxyWantsASignIn() throws Exception {
        proxy.credentials = CREDENTIALS;
        try (Http http = Http.create(proxy.settings(null, null))) {
            for (String url : List.of("https://wiki.acme.test/", "http://wiki.acme.test/")) {
                Problem problem = fails("proxy.auth-required", () -> http.send(Request.get(url), Progress.none()));
                assertEquals(proxy.name(), problem.evidence().get("proxy"));
                assertEquals(407, problem.evidence().get("status"));
            }
        }
    }

    @Test
    void saysThatTheProxyRefusesThePassword() throws Exception {
        proxy.credentials = CREDENTIALS;
        try (Http http = Http.create(proxy.settings("user", "wrong-password"))) {
            for (String url : List.of("https://wiki.acme.test/", "http://wiki.acme.test/")) {
                Problem problem = fails("proxy.auth-refused", () -> http.send(Request.get(url), Progress.none()));
                assertTrue(problem.message().contains("“user”"), problem::message);
                assertFalse(problem.toString().contains("wrong-password"));
            }
        }
    }

    @Test
    void saysThatTheProxyWantsWhatWeCantDo() throws Exception {
        proxy.credentials = CREDENTIALS;
        proxy.challenges = List.of("Proxy-Authenticate: Negotiate", "Proxy-Authenticate: NTLM");
        try (Http http = Http.create(proxy.settings("user", "password"))) {
            Problem problem = fails(
                    "proxy.auth-unsupported", () -> http.send(Request.get("https://wiki.acme.test/"), Progress.none()));
            assertEquals("Negotiate, NTLM", problem.evidence().get("offered"));
        }
    }

    @Test
    void saysThatTheProxyRefusesTheConnection() throws Exception {
        proxy.refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno!";
        try (Http http = Http.create(proxy.settings(null, null))) {
            Problem problem = fails(
                    "proxy.refused-connect", () -> http.send(Request.get("https://wiki.acme.test/"), Progress.none()));
            assertEquals(403, problem.evidence().get("status"));
            assertEquals("wiki.acme.test:443", problem.evidence().get("target"));
        }
    }

    @Test
    void saysThatItIsNoProxy() throws Exception {
        proxy.refusal = "SSH-2.0-OpenSSH_9.6\r\n";
        try (Http http = Http.create(proxy.settings(null, null))) {
            fails("proxy.no-proxy", () -> http.send(Request.get("https://wiki.acme.test/"), Progress.none()));
        }
    }

    @Test
    void saysThatTheProxyCantBeReached() throws Exception {
        proxy.close();
        try (Http http = Http.create(proxy.settings(null, null))) {
            for (String url : List.of("https://wiki.acme.test/", "http://wiki.acme.test/")) {
                Problem problem = fails("proxy.unreachable", () -> http.send(Request.get(url), Progress.none()));
                assertTrue(problem.message().contains(proxy.name()), problem::message);
            }
        }
        Proxy nowhere = new Proxy("proxy.invalid", 8080, Optional.empty(), Optional.empty(), List.of());
        try (Http http = Http.create(QUICK.withProxy(Optional.of(nowhere)))) {
            Problem problem = fails(
                    "proxy.unreachable", () -> http.send(Request.get("https://wiki.acme.test/"), Progress.none()));
            assertTrue(problem.message().contains("name"), problem::message);
        }
    }

    @Test
    void exceptionsAndThisComputerAreReachedDirectly() throws Exception {
        try (Http http = Http.create(proxy.settings(null, null, "127.0.0.1"))) {
            body(http, Request.get("https://127.0.0.1:" + server.port() + "/"), 200);
        }
        Proxy usual = new Proxy("127.0.0.1", 1, Optional.empty(), Optional.empty(), List.of());
        try (Http http = Http.create(proxy.settings(null, null).withProxy(Optional.of(usual)))) {
            body(http, Request.get("https://localhost:" + server.port() + "/"), 200);
        }
        assertEquals(0, proxy.requests.size());
    }

    @Test
    void theProxyIsAskedForTheOtherAddressOfAHost() throws Exception {
        try (Http http = Http.create(proxy.settings(null, null)
                .withConnectTo(List.of(ConnectTo.parse("wiki.acme.test:443:inner.acme.test:8443"))))) {
            assertEquals("from the server", body(http, Request.get("https://wiki.acme.test/"), 200));
            assertEquals("inner.acme.test:8443", proxy.requests.get(0).target());
            assertEquals("wiki.acme.test", server.requests.get(0).header("Host"));
        }
    }

    @Test
    void plainHttpToAnotherAddressIsTunnelled() throws Exception {
        try (TestServer plain = TestServer.http((request, answer) -> answer.send(200, "plain"));
                TestProxy toPlain = new TestProxy(plain.port());
                Http http = Http.create(toPlain.settings(null, null)
                        .withConnectTo(List.of(ConnectTo.parse("wiki.acme.test:80:inner.acme.test:8080"))))) {
            assertEquals("plain", body(http, Request.get("http://wiki.acme.test/x"), 200));
            assertEquals("inner.acme.test:8080", toPlain.requests.get(0).target());
            assertEquals("/x", plain.requests.get(0).target());
        }
    }

    @Test
    void aSandboxOnThisComputerIsReachedThoughAProxyIsSet() throws Exception {
        Proxy usual = new Proxy("127.0.0.1", 1, Optional.empty(), Optional.empty(), List.of());
        try (Http http = Http.create(proxy.settings(null, null)
                .withProxy(Optional.of(usual))
                .withConnectTo(List.of(ConnectTo.parse("::127.0.0.1:" + server.port()))))) {
            assertNotNull(body(http, Request.get("https://wiki.acme.test/"), 200));
        }
    }
}
