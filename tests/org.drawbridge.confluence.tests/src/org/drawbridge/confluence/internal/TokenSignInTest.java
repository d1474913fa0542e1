package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.drawbridge.confluence.internal.Shapes.Asked;
import org.drawbridge.confluence.internal.Shapes.Reply;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers of reference: confluence §2, §3 and §5 to a token or to nobody, each told apart. */
class TokenSignInTest {

    private static final String SITE = "https://wiki.acme.test/confluence";
    private static final String CLOUD = "https://acme.atlassian.net/wiki";
    private static final String GATEWAY = "https://api.atlassian.com/ex/confluence/c-1/wiki";
    private static final String NOT_PERMITTED =
            "{\"statusCode\":403,\"data\":{\"authorized\":false,\"valid\":true,\"errors\":[],\"successful\":false},"
                    + "\"message\":\"com.atlassian.confluence.api.service.exceptions.PermissionException: Not permitted"
                    + " to use confluence : null\",\"reason\":\"Forbidden\"}";
    private static final String TOMCAT_401 = "<!doctype html><html lang=\"en\"><head><title>HTTP Status 401 –"
            + " Unauthorized</title></head><body><h1>HTTP Status 401 – Unauthorized</h1></body></html>";
    private static final String CLOUD_403 = "{\"statusCode\":403,\"message\":\"com.atlassian.confluence.mvc.rest.common"
            + ".exception.StacklessResponseStatusException: 403 FORBIDDEN \\\"Request rejected because caller cannot"
            + " access Confluence\\\"\"}";

    /** A server of that version whose {@code user/current} answers so. */
    private static Shapes server(String version, Function<Asked, Reply> current) {
        return new Shapes(asked -> {
            if (asked.at(SITE + "/rest/applinks/1.0/manifest")) {
                return Shapes.manifest("confluence", version, SITE);
            }
            return asked.at(SITE + "/rest/api/user/current") ? current.apply(asked) : null;
        });
    }

    private static Shapes cloud(Function<Asked, Reply> rest) {
        return new Shapes(asked -> asked.at("https://acme.atlassian.net/_edge/tenant_info")
                ? Shapes.json(200, "{\"cloudId\":\"c-1\"}")
                : asked.path().endsWith("/rest/api/user/current") ? rest.apply(asked) : null);
    }

    private static Problem refused(Trial trial) {
        return assertThrows(AuthFailure.class, () -> new TokenMethod().open(trial.signIn()))
                .problem();
    }

    private static Problem refusedToken(String version, Reply current) throws AuthFailure {
        return refused(Trial.token(server(version, asked -> current), SITE, "t0ken"));
    }

    private static Problem refusedCloud(Function<Asked, Reply> rest, String... settings) throws AuthFailure {
        String[] all = settings.length == 0 ? new String[] {"email", "anna@acme.test"} : settings;
        return refused(Trial.token(cloud(rest), CLOUD, "ATATT3xFake", all));
    }

    @Test
    void aValidTokenSignsInAsItsAccount() throws AuthFailure {
        Shapes shapes =
                server("9.2.0", asked -> asked.authorization().equals("Bearer t0ken") ? Shapes.known("anna") : null);
        Session session =
                new TokenMethod().open(Trial.token(shapes, SITE, " t0ken\n").signIn());
        assertEquals("anna", session.account().name());
        assertFalse(session.account().anonymous());
        assertTrue(shapes.credentialsOnlyUnder(SITE + "/"));
    }

    @Test
    void invalidTokenAnsweredAsAnonymousIsRefused() throws AuthFailure {
        Problem problem = refusedToken("8.5.4", Shapes.ANONYMOUS);
        assertEquals("confluence.token.invalid", problem.cause());
        assertEquals("anonymous", problem.evidence().get("answeredAs"));
        assertTrue(problem.message().contains("as if nobody had signed in"), problem.message());
        assertTrue(problem.remedy().get(0).contains(SITE + "/plugins/personalaccesstokens/usertokens.action"));
    }

    @Test
    void invalidTokenWhereAnonymousIsOffIsRefused() throws AuthFailure {
        Problem problem = refusedToken(
                "9.2.21",
                Shapes.json(
                        401,
                        "{\"message\":\"Client must be authenticated to access this resource.\",\"status-code\":401}"));
        assertEquals("confluence.token.invalid", problem.cause());
        assertFalse(problem.message().contains("{"), problem.message());
    }

    @Test
    void invalidTokenOnAnOlderServerWithoutAnonymousIsNotTakenForAMissingLicence() throws AuthFailure {
        assertEquals(
                "confluence.token.invalid",
                refusedToken("8.5.4", Shapes.json(403, NOT_PERMITTED)).cause());
    }

    @Test
    void aValidLoginWithoutLicenceIsNotPermitted() throws AuthFailure {
        Problem problem = refusedToken(
                "8.5.4",
                Shapes.json(403, NOT_PERMITTED).with("X-AUSERNAME", "nora").with("X-Seraph-LoginReason", "OK"));
        assertEquals("confluence.not-permitted", problem.cause());
        assertEquals(Owner.CONFLUENCE_ADMIN, problem.owner());
        assertTrue(problem.messageForAdmin().orElseThrow().contains("nora"));
    }

    @Test
    void aTokenBeforeVersion79IsRefusedBeforeItIsSent() throws AuthFailure {
        Shapes shapes = server("6.13.23", asked -> Shapes.known("anna"));
        Problem problem = refused(Trial.token(shapes, SITE, "t0ken"));
        assertEquals("confluence.token.unsupported-version", problem.cause());
        assertTrue(problem.message().contains("6.13.23"), problem.message());
        assertFalse(shapes.anyCredential());
    }

    @Test
    void aCloudTokenIsNotSentToAServer() throws AuthFailure {
        Shapes shapes = server("9.2.0", asked -> Shapes.known("anna"));
        assertEquals(
                "confluence.token.cloud-token-on-server",
                refused(Trial.token(shapes, SITE, "ATATT3xFfGF0abc")).cause());
        assertFalse(shapes.anyCredential());
    }

    @Test
    void aTokenWithBlanksInsideIsNotSent() throws AuthFailure {
        Shapes shapes = server("9.2.0", asked -> Shapes.known("anna"));
        assertEquals(
                "confluence.token.malformed",
                refused(Trial.token(shapes, SITE, "Bearer abc\r\nX: y")).cause());
        assertFalse(shapes.anyCredential());
    }

    @Test
    void captchaIsToldApart() throws AuthFailure {
        assertEquals(
                "confluence.captcha",
                refusedToken(
                                "7.13.20",
                                Shapes.html(401, TOMCAT_401)
                                        .with("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")
                                        .with("WWW-Authenticate", "OAuth realm=\"wiki\""))
                        .cause());
    }

    @Test
    void disabledBasicAuthenticationIsToldApart() throws AuthFailure {
        assertEquals(
                "confluence.basic-disabled",
                refusedToken(
                                "10.2.10",
                                Shapes.json(
                                        403,
                                        "{\"message\":\"Basic Authentication has been disabled on this instance.\"}"))
                        .cause());
    }

    @Test
    void aMissingRestInterfaceIsToldApart() throws AuthFailure {
        assertEquals(
                "confluence.no-rest-api",
                refusedToken("9.2.0", Shapes.NOT_FOUND).cause());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503})
    void aServerOutOfOrderIsNotBlamedOnTheToken(int status) throws AuthFailure {
        assertEquals(
                "confluence.unavailable",
                refusedToken("9.2.0", Shapes.html(status, "<html><title>Confluence is starting</title></html>"))
                        .cause());
    }

    @Test
    void tooManyRequestsAreNotBlamedOnTheToken() throws AuthFailure {
        assertEquals(
                "confluence.throttled",
                refusedToken("9.2.0", Shapes.json(429, "{\"message\":\"Rate limit exceeded.\"}"))
                        .cause());
    }

    @Test
    void anExpiredTokenIsNamedWhereTheServerSaysSo() throws AuthFailure {
        assertEquals(
                "confluence.token.expired",
                refusedToken(
                                "9.2.0",
                                Shapes.json(401, "{\"message\":\"x\"}")
                                        .with(
                                                "WWW-Authenticate",
                                                "Bearer error=\"invalid_token\", error_description=\"token expired\""))
                        .cause());
    }

    @Test
    void singleSignOnThatStopsTheTokenIsNamed() throws AuthFailure {
        Problem problem = refusedToken("9.2.0", Shapes.redirect("https://idp.acme.test/adfs/ls/?SAMLRequest=x"));
        assertEquals("confluence.pat-blocked-by-sso", problem.cause());
        assertTrue(problem.message().contains("idp.acme.test"), problem.message());
        assertFalse(problem.evidence().toString().contains("SAMLRequest"), "assertions don't belong in evidence");
    }

    @Test
    void aRedirectToConfluencesOwnLoginMeansTheTokenIsUnknown() throws AuthFailure {
        assertEquals(
                "confluence.token.invalid",
                refusedToken("8.5.4", Shapes.redirect(SITE + "/login.action?os_destination=%2Frest"))
                        .cause());
    }

    @Test
    void behindSingleSignOnTheContextPathIsFoundByTheTokenAndTheVersionToldAfterwards() throws AuthFailure {
        Shapes shapes = new Shapes(asked -> {
            if (!asked.authorization().equals("Bearer t0ken")) {
                return Shapes.redirect("https://idp.acme.test/oauth2/authorize?x=1");
            }
            if (asked.at(SITE + "/rest/api/user/current")) {
                return Shapes.known("anna");
            }
            return asked.at(SITE + "/rest/applinks/1.0/manifest") ? Shapes.manifest("confluence", "8.7.1", SITE) : null;
        });
        ConfluenceSession session = (ConfluenceSession) new TokenMethod()
                .open(Trial.token(shapes, "https://wiki.acme.test", "t0ken").signIn());
        assertEquals(SITE, session.site().base().toString());
        assertEquals(Optional.of(new Version("8.7.1")), session.site().version());
    }

    @Test
    void anOldVersionThatOnlyShowsAfterTheSignInIsStillRefused() throws AuthFailure {
        Shapes shapes = new Shapes(asked -> {
            if (asked.authorization().isEmpty()) {
                return Shapes.redirect("https://idp.acme.test/oauth2/authorize?x=1");
            }
            return asked.path().endsWith("/manifest")
                    ? Shapes.manifest("confluence", "7.4.0", SITE)
                    : Shapes.known("anna");
        });
        assertEquals(
                "confluence.token.unsupported-version",
                refused(Trial.token(shapes, SITE, "t0ken")).cause());
    }

    // ---- anonymous

    @Test
    void anonymousAccessThatIsOnWorks() throws AuthFailure {
        Session session = new AnonymousMethod()
                .open(Trial.anonymous(server("8.5.4", asked -> Shapes.ANONYMOUS), SITE)
                        .signIn());
        assertTrue(session.account().anonymous());
    }

    @Test
    void anonymousAccessThatIsOffIsSaidSo() {
        for (Reply off : java.util.List.of(
                Shapes.json(403, NOT_PERMITTED),
                Shapes.json(401, "{\"message\":\"Client must be authenticated to access this resource.\"}"),
                Shapes.redirect(SITE + "/login.action"))) {
            AuthFailure failure = assertThrows(
                    AuthFailure.class,
                    () -> new AnonymousMethod()
                            .open(Trial.anonymous(server("8.5.4", asked -> off), SITE)
                                    .signIn()));
            assertEquals("confluence.anonymous-off", failure.problem().cause());
        }
    }

    // ---- Cloud

    @Test
    void cloudTakesEmailAndTokenAsBasic() throws AuthFailure {
        String pair = Base64.getEncoder().encodeToString("anna@acme.test:ATATT3xFake".getBytes(StandardCharsets.UTF_8));
        Shapes shapes = cloud(asked -> asked.authorization().equals("Basic " + pair)
                ? Shapes.json(200, "{\"type\":\"known\",\"accountId\":\"5b\",\"displayName\":\"Anna\"}")
                : Shapes.json(403, CLOUD_403));
        Session session = new TokenMethod()
                .open(Trial.token(shapes, CLOUD, "ATATT3xFake", "email", "anna@acme.test")
                        .signIn());
        assertEquals("5b", session.account().name());
        assertTrue(shapes.credentialsOnlyUnder("https://acme.atlassian.net/wiki/"));
    }

    @Test
    void aMissingEmailIsASettingsFailureAndTheTokenStaysHere() throws AuthFailure {
        Shapes shapes = cloud(asked -> Shapes.known("x"));
        Problem problem = refused(Trial.token(shapes, CLOUD, "ATATT3xFake"));
        assertEquals("confluence.email-missing", problem.cause());
        assertEquals(Problem.Kind.SETTINGS, problem.kind());
        assertFalse(shapes.anyCredential());
    }

    @Test
    void aRejectedCloudTokenNamesItsEmailAndTheDatesOfExpiry() throws AuthFailure {
        Problem problem = refusedCloud(asked -> Shapes.json(403, CLOUD_403));
        assertEquals("confluence.cloud.token-rejected", problem.cause());
        String remedy = problem.remedy().toString();
        assertTrue(
                remedy.contains("anna@acme.test") && remedy.contains("2026") && remedy.contains("15 December 2024"),
                remedy);
    }

    @Test
    void aRejectedTokenOnAPublicSiteIsNotAnonymousAccess() throws AuthFailure {
        assertEquals(
                "confluence.cloud.token-rejected",
                refusedCloud(asked -> Shapes.ANONYMOUS).cause());
    }

    private static Reply scoped(Asked asked, Reply atGateway) {
        return asked.host().equals("api.atlassian.com")
                ? atGateway
                : Shapes.html(401, TOMCAT_401)
                        .with("WWW-Authenticate", "OAuth realm=\"https%3A%2F%2Facme.atlassian.net%2Fwiki\"");
    }

    @Test
    void aScopedTokenIsFoundOutAndGoesThroughTheGateway() throws AuthFailure {
        Shapes shapes = cloud(asked ->
                scoped(asked, Shapes.json(200, "{\"type\":\"known\",\"accountId\":\"5b\",\"displayName\":\"Anna\"}")));
        Session session = new TokenMethod()
                .open(Trial.token(shapes, CLOUD, "ATATT3xFake", "email", "anna@acme.test")
                        .signIn());
        assertTrue(
                session.warnings().get(0).contains("scopes"), session.warnings().toString());
        session.send(Request.get("/rest/api/space"), Progress.none()).close();
        assertEquals(GATEWAY + "/rest/api/space", shapes.requests.getLast().target());
        session.send(Request.get("/wiki/api/v2/spaces?cursor=x"), Progress.none())
                .close();
        assertEquals(
                GATEWAY + "/api/v2/spaces?cursor=x", shapes.requests.getLast().target());
    }

    @Test
    void aTokenThatIsSaidToBeScopedNeverGoesToTheSite() throws AuthFailure {
        Shapes shapes = cloud(asked -> scoped(asked, Shapes.json(200, "{\"type\":\"known\",\"accountId\":\"5b\"}")));
        new TokenMethod()
                .open(Trial.token(shapes, CLOUD, "ATATT3xFake", "email", "anna@acme.test", "tokenKind", "scoped")
                        .signIn());
        assertTrue(shapes.credentialsOnlyUnder(GATEWAY));
    }

    @Test
    void aMissingScopeIsNamed() throws AuthFailure {
        Problem problem = refusedCloud(asked -> scoped(
                asked,
                Shapes.json(401, "{\"code\":401,\"message\":\"Unauthorized; scope does not match\"}")
                        .with("X-Failure-Category", "FAILURE_CLIENT_SCOPE_CHECK")));
        assertEquals("confluence.cloud.scope-missing", problem.cause());
        assertTrue(problem.message().contains("read:confluence-user"), problem.message());
    }

    @Test
    void otherCloudRefusalsAreToldApart() throws AuthFailure {
        assertEquals(
                "confluence.cloud.client-mismatch",
                refusedCloud(asked -> Shapes.json(401, "{\"code\":401,\"message\":\"Unauthorized\"}")
                                .with("X-Failure-Category", "FAILURE_CLIENT_AUTH_MISMATCH"))
                        .cause());
        assertEquals(
                "confluence.cloud.suspended",
                refusedCloud(asked -> Shapes.json(403, "{\"errorCode\":\"SUSPENDED_INACTIVITY\"}"))
                        .cause());
        assertEquals(
                "confluence.cloud.no-confluence",
                refusedCloud(asked -> Shapes.NOT_FOUND).cause());
        assertEquals(
                "confluence.cloud.token-rejected",
                refusedCloud(asked -> Shapes.html(401, TOMCAT_401), "email", "anna@acme.test", "tokenKind", "classic")
                        .cause());
    }

    // ---- the session

    @Test
    void credentialsDoNotLeaveTheSite() throws AuthFailure {
        Shapes shapes = server("9.2.0", asked -> Shapes.known("anna"));
        Session session =
                new TokenMethod().open(Trial.token(shapes, SITE, "t0ken").signIn());
        int before = shapes.requests.size();
        for (String foreign : java.util.List.of(
                "https://evil.test/rest",
                "http://wiki.acme.test/confluence/x",
                "https://wiki.acme.test:8443/x",
                "https://wiki.acme.test.evil.test/")) {
            AuthFailure failure =
                    assertThrows(AuthFailure.class, () -> session.send(Request.get(foreign), Progress.none()));
            assertEquals("confluence.foreign-origin", failure.problem().cause());
        }
        assertEquals(before, shapes.requests.size());
    }

    @Test
    void pathsAreMeantBelowTheBaseWithOrWithoutTheContextPath() throws AuthFailure {
        Shapes shapes = server("9.2.0", asked -> Shapes.known("anna"));
        Session session =
                new TokenMethod().open(Trial.token(shapes, SITE, "t0ken").signIn());
        for (String target : java.util.List.of("/rest/x?y=1", "/confluence/rest/x?y=1", SITE + "/rest/x?y=1")) {
            session.send(Request.get(target), Progress.none()).close();
            assertEquals(SITE + "/rest/x?y=1", shapes.requests.getLast().target());
        }
        session.send(Request.get("/confluencex/y"), Progress.none()).close();
        assertEquals(SITE + "/confluencex/y", shapes.requests.getLast().target());
    }

    @Test
    void cloudAttachmentsAreFetchedFromTheMediaHostWithoutTheToken() throws AuthFailure {
        Shapes shapes = new Shapes(asked -> {
            if (asked.path().equals("/_edge/tenant_info")) {
                return Shapes.json(200, "{\"cloudId\":\"c-1\"}");
            }
            if (asked.path().contains("/download/")) {
                return Shapes.redirect("https://api.media.atlassian.com/file/1?token=signed");
            }
            return asked.host().equals("api.media.atlassian.com")
                    ? new Reply(200, Map.of("Content-Type", "image/png"), "PNG")
                    : Shapes.json(200, "{\"type\":\"known\",\"accountId\":\"5b\"}");
        });
        Session session = new TokenMethod()
                .open(Trial.token(shapes, CLOUD, "ATATT3xFake", "email", "anna@acme.test")
                        .signIn());
        assertEquals(
                200,
                session.send(Request.get("/download/attachments/1/a.png"), Progress.none())
                        .status());
        assertTrue(shapes.requests.getLast().header("Authorization").isEmpty());
        assertTrue(shapes.credentialsOnlyUnder("https://acme.atlassian.net/"));
    }
}
