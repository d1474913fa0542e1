package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.drawbridge.sharepoint.internal.entra.Stub;
import org.drawbridge.sharepoint.internal.entra.Stub.Call;
import org.drawbridge.sharepoint.internal.entra.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One sign-in for SharePoint and Graph. */
class SharePointSessionTest extends StubRig {

    private static final String WEB = "contoso.sharepoint.com/sites/wiki/_api/web";
    private static final String GRAPH = "graph.microsoft.com/v1.0/sites";

    private static String body(Response response) throws Exception {
        try (response) {
            return response.text(1 << 16);
        }
    }

    private static int status(SharePointSession session, Request request) throws Exception {
        try (Response response = session.send(request, Progress.none())) {
            return response.status();
        }
    }

    private List<Call> tokenCalls(String resource) {
        return stub.calls(TOKEN).stream()
                .filter(call -> call.form().get("scope").contains(resource))
                .toList();
    }

    @Test
    void eachServiceGetsItsOwnTokenAndOnlyOne() throws Exception {
        stub.on(WEB, call -> Stub.json(200, "{}")).on(GRAPH, call -> Stub.json(200, "{}"));
        SharePointSession session = session(http());
        for (int i = 0; i < 3; i++) {
            assertEquals(200, status(session, Request.get("/_api/web")));
            assertEquals(200, status(session, Request.get("https://graph.microsoft.com/v1.0/sites/x")));
        }
        assertEquals(1, tokenCalls("https://contoso.sharepoint.com/").size());
        assertEquals(1, tokenCalls("https://graph.microsoft.com/").size());
        String forSharePoint = stub.calls(WEB).get(0).bearer();
        String forGraph = stub.calls(GRAPH).get(0).bearer();
        assertTrue(forSharePoint.startsWith("Bearer ey"));
        assertNotEquals(forSharePoint, forGraph);
    }

    @Test
    void acceptAndUserAgentAreThoseThatSharePointAsksFor() throws Exception {
        stub.on(WEB, call -> Stub.json(200, "{}")).on(GRAPH, call -> Stub.json(200, "{}"));
        SharePointSession session = session(http(settings().withUserAgent("acme-tool/2.0")));
        status(session, Request.get("/_api/web"));
        status(
                session,
                Request.get("/_api/web").with("Accept", "application/xml").with("User-Agent", "own/1"));
        status(session, Request.get("https://graph.microsoft.com/v1.0/sites/x"));
        assertEquals(
                "application/json;odata=nometadata",
                stub.calls(WEB).get(0).headers().get("accept"));
        assertEquals(
                "NONISV|Drawbridge|acme-tool/2.0",
                stub.calls(WEB).get(0).headers().get("user-agent"));
        assertEquals("application/xml", stub.calls(WEB).get(1).headers().get("accept"));
        assertEquals("own/1", stub.calls(WEB).get(1).headers().get("user-agent"));
        assertEquals("application/json", stub.calls(GRAPH).get(0).headers().get("accept"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/_api/web",
                "https://contoso.sharepoint.com.evil.example/",
                "http://contoso.sharepoint.com/_api/web",
                "https://contoso.sharepoint.com:8443/",
                "https://user@contoso.sharepoint.com/",
                "https://contoso.sharepoint.com@evil.example/",
                "https://contoso-my.sharepoint.com/",
                "https://login.microsoftonline.com/",
                "ftp://contoso.sharepoint.com/",
                "evil.example",
                "https://graph.microsoft.com\\@evil.example/",
                "https:///x"
            })
    void foreignAddressesGetNoToken(String address) throws Exception {
        SharePointSession session = session(http());
        AuthFailure failure =
                assertThrows(AuthFailure.class, () -> session.send(Request.get(address), Progress.none()));
        assertEquals("entra.foreign-address", failure.problem().cause());
    }

    @Test
    void claimsChallengeIsAnsweredWithOneNewToken() throws Exception {
        String claims = "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1700000000\"}}}";
        String coded = Base64.getEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        AtomicInteger count = new AtomicInteger();
        stub.on(
                WEB,
                call -> count.incrementAndGet() == 1
                        ? Stub.answer(
                                401,
                                "WWW-Authenticate: Bearer realm=\"\", error=\"insufficient_claims\", claims=\"" + coded
                                        + "\"\r\n",
                                "application/json",
                                "{}")
                        : Stub.json(200, "{\"ok\":true}"));
        SharePointSession session = session(http());
        Response response = session.send(Request.post("/_api/web/x", RequestBody.json("{\"a\":1}")), Progress.none());
        assertTrue(body(response).contains("ok"));
        assertEquals(2, tokenCalls("contoso.sharepoint.com").size());
        String asked = tokenCalls("contoso.sharepoint.com").get(1).form().get("claims");
        assertTrue(asked.contains("1700000000"), asked);
        assertEquals("{\"a\":1}", stub.calls(WEB).get(1).body());
        assertNotEquals(stub.calls(WEB).get(0).bearer(), stub.calls(WEB).get(1).bearer());
    }

    @Test
    void expiredTokenIsRenewedOnceAndThenTheSessionHasEnded() throws Exception {
        stub.on(
                WEB,
                call -> Stub.answer(
                        401,
                        "x-ms-diagnostics: 3000006;reason=\"Token has expired\";category=\"invalid_client\"\r\nSPRequestGuid: g-9\r\n",
                        "application/json",
                        "{\"error_description\":\"The token is expired.\"}"));
        SharePointSession session = session(http());
        AuthFailure failure =
                assertThrows(AuthFailure.class, () -> session.send(Request.get("/_api/web"), Progress.none()));
        assertEquals("entra.session-ended", failure.problem().cause());
        assertEquals("g-9", failure.problem().evidence().get("correlationId"));
        assertEquals(4, failure.problem().kind().exitCode());
        assertEquals(2, stub.calls(WEB).size());
        assertEquals(2, tokenCalls("contoso.sharepoint.com").size());
    }

    @Test
    void refusalThatANewTokenCannotMendIsGivenToTheCallerUnread() throws Exception {
        stub.on(WEB, call -> Stub.json(401, "{\"error_description\":\"Unsupported app only token.\"}"));
        SharePointSession session = session(http());
        Response response = session.send(Request.get("/_api/web"), Progress.none());
        assertEquals(401, response.status());
        assertTrue(body(response).contains("Unsupported app only token."));
        assertEquals(1, tokenCalls("contoso.sharepoint.com").size());
    }

    @Test
    void tokenIsRenewedFiveMinutesBeforeItsEnd() throws Exception {
        stub.on(WEB, call -> Stub.json(200, "{}"));
        MovableClock clock = new MovableClock();
        Http http = http();
        SignIn signIn = new SignIn(
                byCertificate(SITE),
                Rig.secrets("certificatePassword", TestKeys.PASSWORD),
                http,
                Interaction.none(),
                Progress.none(),
                clock);
        SharePointSession session = (SharePointSession) new CertificateMethod().open(signIn);
        clock.ahead = Duration.ofMinutes(54);
        status(session, Request.get("/_api/web"));
        assertEquals(1, stub.calls(TOKEN).size());
        clock.ahead = Duration.ofMinutes(56);
        status(session, Request.get("/_api/web"));
        assertEquals(2, stub.calls(TOKEN).size());
    }

    @Test
    void shortLivedTokensAreStillReused() throws Exception {
        stub.on(TOKEN, call -> stub.token(call, 240)).on(WEB, call -> Stub.json(200, "{}"));
        SharePointSession session = session(http());
        status(session, Request.get("/_api/web"));
        status(session, Request.get("/_api/web"));
        assertEquals(1, stub.calls(TOKEN).size());
    }

    @Test
    void manyCallsAtOnceAskForOneToken() throws Exception {
        stub.on(GRAPH, call -> Stub.json(200, "{}"));
        SharePointSession session = session(http());
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(executor.submit(
                        () -> status(session, Request.get("https://graph.microsoft.com/v1.0/sites/x"))));
            }
            for (Future<Integer> one : all) {
                assertEquals(200, one.get());
            }
        }
        assertEquals(1, tokenCalls("graph.microsoft.com").size());
    }

    @Test
    void tokensAreHandedOverByResource() throws Exception {
        SharePointSession session = session(http());
        String sharePoint =
                session.token("sharepoint", Progress.none()).orElseThrow().reveal();
        String graph = session.token("graph", Progress.none()).orElseThrow().reveal();
        assertTrue(payload(sharePoint).contains("\"aud\":\"https://contoso.sharepoint.com\""));
        assertTrue(payload(graph).contains("\"aud\":\"https://graph.microsoft.com\""));
        assertTrue(session.token("confluence", Progress.none()).isEmpty());
        assertThrows(AuthFailure.class, () -> session.token("https://evil.example", Progress.none()));
        assertFalse(session.toString().contains("ey"));
    }

    private static String payload(String jwt) {
        return new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]), StandardCharsets.UTF_8);
    }

    /** A clock that a test moves. */
    private static final class MovableClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }
}
