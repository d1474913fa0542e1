package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.sharepoint.internal.entra.Stub;
import org.drawbridge.sharepoint.internal.entra.Stub.Answer;
import org.drawbridge.sharepoint.internal.entra.Stub.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the token endpoint and the way to it can do wrong; MSAL4J's own exceptions tell little of it. */
class SignInFaultsTest extends StubRig {

    private Problem refusal() throws Exception {
        Http http = http();
        return assertThrows(AuthFailure.class, () -> new CertificateMethod().open(signIn(http, Progress.none())))
                .problem();
    }

    private Problem refusal(Answer answer) throws Exception {
        stub.on(TOKEN, call -> answer);
        return refusal();
    }

    @Test
    void tokenRequestIsWhatEntraDocuments() throws Exception {
        session(http()).close();
        Call call = stub.calls(TOKEN).get(0);
        assertEquals(1, stub.calls(TOKEN).size());
        assertEquals("POST", call.method());
        assertTrue(call.headers().get("content-type").startsWith("application/x-www-form-urlencoded"));
        Map<String, String> form = call.form();
        assertEquals("client_credentials", form.get("grant_type"));
        // MSAL4J adds the OpenID scopes, which mean nothing here.
        assertTrue(List.of(form.get("scope").split(" ")).contains("https://contoso.sharepoint.com/.default"));
        assertEquals(Stub.CLIENT, form.get("client_id"));
        assertEquals("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form.get("client_assertion_type"));
        assertEquals(3, form.get("client_assertion").split("\\.").length);
        assertFalse(form.containsKey("client_secret"));
        assertTrue(stub.calls("login.microsoftonline.com/common").isEmpty());
    }

    @Test
    void connectionThatIsDroppedIsANetworkProblem() throws Exception {
        assertEquals("network.reset", refusal(Stub.NOTHING).cause());
    }

    @Test
    void malformedChunkIsANetworkProblemAndNoNullPointer() throws Exception {
        Problem problem = refusal(Stub.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{\"a\":1}\r\n0\r\n\r\n"));
        assertTrue(
                problem.cause().equals("answer.truncated") || problem.cause().equals("network.reset"),
                problem::toString);
    }

    @Test
    void randomBytesAreANetworkProblem() throws Exception {
        Problem problem = refusal(Stub.raw("\u0001\u0002\u0003 nothing that is HTTP\r\n\r\n"));
        assertTrue(problem.cause().startsWith("network."), problem::toString);
    }

    @Test
    void throttlingIsSaidWithItsRetryAfter() throws Exception {
        Problem problem = refusal(Stub.answer(429, "Retry-After: 7\r\n", "text/plain", "slow down"));
        assertEquals("entra.throttled", problem.cause());
        assertEquals(429, problem.evidence().get("status"));
        assertEquals("7", problem.evidence().get("retryAfter"));
    }

    @Test
    void throttlingIsWaitedForAsAsked() throws Exception {
        AtomicInteger count = new AtomicInteger();
        stub.on(
                TOKEN,
                call -> count.incrementAndGet() == 1
                        ? Stub.answer(429, "Retry-After: 1\r\n", "application/json", "{}")
                        : stub.token(call, 3599));
        CountDownLatch waited = new CountDownLatch(1);
        Progress progress = new CancellableProgress() {
            @Override
            public void waiting(String why, Duration left) {
                waited.countDown();
            }
        };
        new CertificateMethod().open(signIn(http(settings()), progress)).close();
        assertEquals(0, waited.getCount());
        assertEquals(2, count.get());
    }

    @Test
    void unavailableWithHtmlIsSaid() throws Exception {
        Problem problem = refusal(Stub.html(503, "<html><title>Service Unavailable</title></html>"));
        assertEquals("entra.unavailable", problem.cause());
        assertEquals(2, problem.kind().exitCode());
    }

    @Test
    void pageOfAProxyIsNamed() throws Exception {
        for (int status : new int[] {200, 403}) {
            Problem problem = refusal(
                    Stub.html(
                            status,
                            "<html><head><title>Access Denied - Zscaler</title></head><body>Your organization has blocked this site.</body></html>"));
            assertEquals("answer.proxy-page", problem.cause(), problem::toString);
        }
    }

    @Test
    void answerWithoutATokenIsRefused() throws Exception {
        for (String body : new String[] {"{}", "{\"token_type\":\"Bearer\",\"expires_in\":3599}", "[]", ""}) {
            Problem problem = refusal(Stub.json(200, body));
            assertTrue(
                    problem.cause().equals("entra.unusable-answer")
                            || problem.cause().startsWith("answer."),
                    () -> body + ": " + problem);
        }
    }

    @Test
    void errorIsToldByEntrasOwnWordsWithAllItsIds() throws Exception {
        Problem problem = refusal(
                Stub.json(
                        401,
                        "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000222: The provided client secret keys are expired.\\r\\nTrace ID: t-1\\r\\nCorrelation ID: c-1\\r\\nTimestamp: 2026-01-02 03:04:05Z\",\"error_codes\":[7000222],\"timestamp\":\"2026-01-02 03:04:05Z\",\"trace_id\":\"t-1\",\"correlation_id\":\"c-1\",\"error_uri\":\"https://login.microsoftonline.com/error?code=7000222\"}"));
        assertEquals("entra.AADSTS7000222", problem.cause());
        assertEquals("c-1", problem.evidence().get("correlationId"));
        assertEquals("t-1", problem.evidence().get("traceId"));
        assertEquals("2026-01-02 03:04:05Z", problem.evidence().get("timestamp"));
        assertEquals("invalid_client", problem.evidence().get("error"));
        assertTrue(problem.messageForAdmin().orElseThrow().contains("c-1"));
    }

    @Test
    void unknownErrorIsQuotedWithItsAddress() throws Exception {
        Problem problem = refusal(
                Stub.json(
                        400,
                        "{\"error\":\"invalid_request\",\"error_description\":\"AADSTS99999001: Something new.\\r\\nTrace ID: t\",\"error_codes\":[99999001],\"suberror\":\"fresh\",\"claims\":\"{}\"}"));
        assertEquals("entra.other", problem.cause());
        assertTrue(problem.message().endsWith("AADSTS99999001: Something new."), problem.message());
        assertTrue(
                problem.remedy().stream()
                        .anyMatch(step -> step.contains("https://login.microsoftonline.com/error?code=99999001")),
                problem::toString);
        assertEquals("fresh", problem.evidence().get("suberror"));
    }

    @Test
    void errorWithoutDescriptionIsToldByItsCode() throws Exception {
        Problem known = refusal(Stub.json(400, "{\"error\":\"unauthorized_client\",\"error_codes\":[700016]}"));
        assertEquals("entra.AADSTS700016", known.cause());
        Problem unknown = refusal(Stub.json(400, "{\"error\":\"invalid_grant\"}"));
        assertEquals("entra.other", unknown.cause());
        assertTrue(unknown.message().contains("invalid_grant"), unknown.message());
    }

    @Test
    void pastedSecretIdIsSuspected() throws Exception {
        stub.on(
                TOKEN,
                call -> Stub.json(
                        401,
                        "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret provided.\",\"error_codes\":[7000215]}"));
        Http http = http();
        for (boolean guid : new boolean[] {true, false}) {
            String secret = guid ? "0d6b6b1a-1f0c-4b8e-9d8a-6c1f5a2b3c4d" : "Abc8Q~notTheRightValueAtAll";
            Problem problem = assertThrows(
                            AuthFailure.class,
                            () -> new SecretMethod()
                                    .open(Rig.signIn(
                                            Rig.connection(SITE, "sharepoint.secret", "clientId", Stub.CLIENT),
                                            Rig.secrets("clientSecret", secret),
                                            http,
                                            Progress.none())))
                    .problem();
            assertEquals("entra.AADSTS7000215", problem.cause());
            assertEquals(
                    guid,
                    problem.remedy().get(0).contains("Secret ID"),
                    () -> problem.remedy().toString());
            assertFalse(problem.toString().contains(secret));
        }
    }

    @Test
    void silenceEndsWithinItsTimeout() throws Exception {
        stub.on(TOKEN, call -> Stub.SILENCE);
        Http http = http(settings().withTimeouts(Duration.ofSeconds(2), Duration.ofMillis(700)));
        long start = System.nanoTime();
        AuthFailure failure =
                assertThrows(AuthFailure.class, () -> new CertificateMethod().open(signIn(http, Progress.none())));
        assertEquals("network.timeout", failure.problem().cause());
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(4));
    }

    @ParameterizedTest
    @CsvSource({
        "login.microsoftonline.com/" + Stub.TENANT + "/oauth2/v2.0/token",
        "login.microsoftonline.com/" + Stub.TENANT + "/v2.0/.well-known",
        "contoso.sharepoint.com/sites/wiki/_vti_bin"
    })
    void cancelEndsTheSignInWithinASecond(String silent) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        stub.on(silent, call -> {
            asked.countDown();
            return Stub.SILENCE;
        });
        CancellableProgress progress = new CancellableProgress();
        Http http = http();
        CompletableFuture<TestResult> test = CompletableFuture.supplyAsync(() -> {
            try {
                return Rig.test(signIn(http, progress));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertTrue(asked.await(10, TimeUnit.SECONDS));
        long start = System.nanoTime();
        progress.cancel();
        TestResult result = test.get(5, TimeUnit.SECONDS);
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1));
        assertEquals("cancelled", Rig.cause(result));
        assertEquals(4, result.exitCode());
    }

    @Test
    void cancelledBeforehandAsksNobody() throws Exception {
        CancellableProgress progress = new CancellableProgress();
        progress.cancel();
        Http http = http();
        assertInstanceOf(
                Cancelled.class,
                assertThrows(AuthFailure.class, () -> new CertificateMethod().open(signIn(http, progress))));
        assertTrue(stub.calls("").isEmpty());
    }
}
