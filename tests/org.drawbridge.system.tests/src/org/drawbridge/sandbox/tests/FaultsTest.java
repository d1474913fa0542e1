package org.drawbridge.sandbox.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.drawbridge.sandbox.ConfluenceSwitches.RateLimit;
import org.drawbridge.sandbox.Fault;
import org.junit.jupiter.api.Test;

class FaultsTest extends SandboxTests {

    private static final String HOST = "wiki85.acme.test";
    private static final String URL = WIKI_85 + "/rest/api/user/current";

    @Test
    void latencyDelaysAndTheAnswerStaysRight() throws IOException {
        sandbox.faults().add(HOST, new Fault.Latency(Duration.ofMillis(300)));
        long start = System.nanoTime();
        assertEquals(200, client().get(URL).status());
        assertTrue(System.nanoTime() - start >= 300_000_000L);
    }

    @Test
    void silenceKeepsTheConnectionOpenWithoutAnAnswer() throws IOException {
        sandbox.faults().add(HOST, new Fault.Silence());
        assertTimesOut(HOST);
    }

    @Test
    void theSilentHostNeverAnswers() throws IOException {
        assertTimesOut("silent.acme.test");
    }

    private static void assertTimesOut(String host) throws IOException {
        try (SSLSocket socket = client().connect(host)) {
            socket.setSoTimeout(300);
            socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes());
            assertThrows(SocketTimeoutException.class, () -> TestClient.read(socket.getInputStream()));
        }
    }

    @Test
    void aResetCallGetsNoAnswer() {
        sandbox.faults().add(HOST, new Fault.Reset());
        IOException error = assertThrows(IOException.class, () -> client().get(URL));
        assertTrue(error.getMessage().contains("no answer, only 0 bytes"), error::getMessage);
    }

    @Test
    void aTruncatedBodyEndsInTheMiddle() {
        sandbox.faults().add(HOST, new Fault.Truncated());
        IOException error = assertThrows(IOException.class, () -> client().get(URL));
        assertTrue(error.getMessage().matches("cut off after \\d+ of \\d+ bytes"), error::getMessage);
    }

    @Test
    void aSlowBodyTakesItsTime() throws IOException {
        int size = client().get(URL).bytes().length;
        sandbox.faults().add(HOST, new Fault.SlowBody(size * 2));
        long start = System.nanoTime();
        assertEquals(size, client().get(URL).bytes().length);
        assertTrue(System.nanoTime() - start >= 400_000_000L);
    }

    @Test
    void throttlingLastsForSoManyCallsAndCarriesItsHeader() throws IOException {
        sandbox.faults().add(HOST, "/rest/", 2, Fault.tooManyRequests("9223372036854775807"));
        for (int i = 0; i < 2; i++) {
            TestClient.Answer answer = client().get(URL);
            assertEquals(429, answer.status());
            assertEquals(Optional.of("9223372036854775807"), answer.header("Retry-After"));
            assertEquals("Rate limit exceeded.", answer.json().getString("message"));
        }
        assertEquals(200, client().get(URL).status());
    }

    @Test
    void throttlingMayLackItsHeader() throws IOException {
        sandbox.faults().add(HOST, Fault.tooManyRequests(null));
        assertEquals(Optional.empty(), client().get(URL).header("Retry-After"));
    }

    @Test
    void unavailabilityMayNameADate() throws IOException {
        sandbox.faults().add(HOST, Fault.unavailable("Wed, 21 Oct 2099 07:28:00 GMT"));
        TestClient.Answer answer = client().get(URL);
        assertEquals(503, answer.status());
        assertEquals(Optional.of("Wed, 21 Oct 2099 07:28:00 GMT"), answer.header("Retry-After"));
    }

    @Test
    void aPageTakesThePlaceOfJson() throws IOException {
        sandbox.faults().add(HOST, Fault.page("<html>captive portal</html>"));
        TestClient.Answer answer = client().get(URL);
        assertEquals(200, answer.status());
        assertEquals(Optional.of("text/html;charset=UTF-8"), answer.header("Content-Type"));
    }

    @Test
    void faultsHitTheirHostAndPathOnlyAndCanBeCleared() throws IOException {
        sandbox.faults().add(HOST, "/rest/api/space", Integer.MAX_VALUE, Fault.unavailable(null));
        assertEquals(200, client().get(URL).status());
        assertEquals(503, client().get(WIKI_85 + "/rest/api/space").status());
        assertEquals(
                200, token(WIKI_713, "uuser").get(WIKI_713 + "/rest/api/space").status());
        sandbox.faults().clear(HOST);
        assertEquals(200, client().get(WIKI_85 + "/rest/api/space").status());
    }

    @Test
    void theBlockPageOfAProxyIsHtmlWhateverTheStatus() throws IOException {
        for (String path : new String[] {"/rest/api/user/current", "/forbidden"}) {
            TestClient.Answer answer = client().get("https://blocked.acme.test" + path);
            assertEquals(path.equals("/forbidden") ? 403 : 200, answer.status());
            assertTrue(answer.header("Content-Type").orElse("").startsWith("text/html"));
            assertTrue(answer.body().contains("blocked"));
        }
    }

    @Test
    void theKerberosProxyWantsNegotiateWhateverElseIsSent() throws IOException {
        TestClient.Answer answer = client().bearer("x").get("https://kerberos.acme.test/rest/api/user/current");
        assertEquals(401, answer.status());
        assertEquals(java.util.List.of("Negotiate", "NTLM"), answer.headers("WWW-Authenticate"));
    }

    @Test
    void theSsoProxyLetsTokensPassToRestOnly() throws IOException {
        String sso = "https://sso.acme.test";
        assertTrue(client().get(sso + "/rest/api/user/current")
                .location()
                .startsWith("https://idp.acme.test/oauth2/authorize?"));
        TestClient anna = token(sso, "aadmin");
        assertEquals("aadmin", anna.get(sso + "/rest/api/user/current").json().getString("username"));
        assertEquals(302, anna.get(sso + "/download/attachments/1/x").status());
        assertEquals(200, client().get("https://idp.acme.test/oauth2/authorize").status());
    }

    @Test
    void eachUserHasABucketOfCalls() throws IOException {
        sandbox.confluence("wiki92.acme.test").rateLimit(new RateLimit(2, 1, Duration.ofHours(1)));
        try {
            TestClient uma = token(WIKI_92, "uuser");
            String url = WIKI_92 + "/rest/api/user/current";
            TestClient.Answer first = uma.get(url);
            assertEquals(200, first.status());
            assertEquals(Optional.of("2"), first.header("X-RateLimit-Limit"));
            assertEquals(Optional.of("1"), first.header("X-RateLimit-Remaining"));
            assertEquals(Optional.of("3600"), first.header("X-RateLimit-Interval-Seconds"));
            assertEquals(Optional.of("1"), first.header("X-RateLimit-FillRate"));
            assertEquals(Optional.of("0"), first.header("Retry-After"));
            assertEquals(200, uma.get(url).status());
            TestClient.Answer third = uma.get(url);
            assertEquals(429, third.status());
            assertTrue(Integer.parseInt(third.header("Retry-After").orElseThrow()) > 3500);
            assertEquals("{\"message\":\"Rate limit exceeded.\"}", third.body());
            assertEquals(200, token(WIKI_92, "sspace").get(url).status(), "another user has another bucket");
            sandbox.confluence("wiki92.acme.test").rateLimit(new RateLimit(0, 1, Duration.ofHours(1)));
            TestClient.Answer blocked = token(WIKI_92, "aadmin").get(url);
            assertEquals(Optional.of("0"), blocked.header("X-RateLimit-Limit"));
            assertEquals(Optional.of("9223372036854775807"), blocked.header("Retry-After"));
        } finally {
            sandbox.confluence("wiki92.acme.test").rateLimit(null);
        }
    }

    @Test
    void cloudTellsItsLimitInItsOwnHeaders() throws IOException {
        sandbox.confluence("acme.atlassian.net").rateLimit(new RateLimit(1, 1, Duration.ofHours(1)));
        try {
            TestClient anna = cloud("anna.admin@acme.test", "acme-aadmin.token");
            TestClient.Answer first = anna.get(CLOUD + "/rest/api/user/current");
            assertEquals(200, first.status());
            assertEquals(Optional.of("true"), first.header("X-RateLimit-NearLimit"));
            TestClient.Answer second = anna.get(CLOUD + "/rest/api/user/current");
            assertEquals(429, second.status());
            assertTrue(second.header("Retry-After").isPresent()
                    && second.header("RateLimit-Reason").isPresent());
        } finally {
            sandbox.confluence("acme.atlassian.net").rateLimit(null);
        }
    }
}
