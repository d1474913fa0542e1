package org.drawbridge.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Answers.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static Response answer(int status, String body, String... headers) {
        return answer("https://wiki.acme.test/confluence/rest/api/user/current?x=1", status, body, headers);
    }

    private static Response answer(String uri, int status, String body, String... headers) {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            map.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[1]);
        }
        return new Response(
                URI.create(uri),
                status,
                map,
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                List.of());
    }

    private static Optional<Page> page(int status, String body, String... headers) {
        return Answers.page(answer(status, body, headers), body);
    }

    private static Problem refused(String cause, Response response) {
        Problem problem =
                assertThrows(AuthFailure.class, () -> Answers.json(response)).problem();
        assertEquals(cause, problem.cause(), problem::toString);
        return problem;
    }

    private static String html(String title, String body) {
        return "<!DOCTYPE html>\n<html><head><title>" + title + "</title></head><body>" + body + "</body></html>";
    }

    // ---- JSON

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json;charset=UTF-8",
                "text/html",
                "text/plain",
                "application/hal+json"
            })
    void jsonIsJsonWhateverTheContentTypeSays(String type) throws Exception {
        assertEquals(
                "ä",
                Answers.object(answer(200, "{\"a\":\"ä\"}", "Content-Type: " + type))
                        .getString("a"));
        assertEquals(
                2,
                Answers.array(answer(200, "\uFEFF \n[1,2]", "Content-Type: " + type))
                        .size());
    }

    @Test
    void jsonIsGivenWhateverTheStatus() throws Exception {
        assertEquals("no", Answers.object(answer(403, "{\"message\":\"no\"}")).getString("message"));
        assertEquals(
                "no",
                Answers.object(answer(401, "{\"message\":\"no\"}", "WWW-Authenticate: Negotiate"))
                        .getString("message"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "{\"a\":\"unfini", "[1,2", "{\"a\":[{\"b\":1}", "{"})
    void jsonThatBreaksOffIsTruncated(String body) {
        Problem problem = refused("answer.truncated", answer(200, body, "Content-Type: application/json"));
        assertEquals(
                "https://wiki.acme.test/confluence/rest/api/user/current",
                problem.evidence().get("url"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":}", "{a:1}", "[1,,2]", "not json", "OK", "<?xml version=\"1.0\"?><manifest/>"})
    void somethingElseIsNotJson(String body) {
        Problem problem = refused("answer.not-json", answer(200, body, "Content-Type: text/plain"));
        assertEquals("text/plain", problem.evidence().get("contentType"));
        assertEquals(200, problem.evidence().get("status"));
    }

    @Test
    void anEmptyBodyIsEmpty() {
        refused("answer.empty", answer(200, ""));
        refused("answer.empty", answer(204, " \n"));
    }

    @Test
    void thereIsAnEndToWhatIsReadIntoMemory() {
        refused("answer.too-large", answer(200, "[\"" + "ä".repeat(17 << 20) + "\"]"));
    }

    @Test
    void theWrongKindOfJsonIsRefused() {
        assertThrows(AuthFailure.class, () -> Answers.object(answer(200, "[]")));
        assertThrows(AuthFailure.class, () -> Answers.array(answer(200, "{}")));
    }

    // ---- pages

    @Test
    void confluencesLoginPagesAreKnown() {
        String legacy = html("Log In - Confluence", "<form name=\"loginform\" action=\"/confluence/dologin.action\">");
        assertEquals(Optional.of(Page.LOGIN), page(200, legacy, "Content-Type: text/html;charset=UTF-8"));
        Problem problem = refused("answer.login-page", answer(200, legacy, "Content-Type: text/html"));
        assertEquals("Log In - Confluence", problem.evidence().get("title"));
        assertTrue(problem.message().contains("Log In - Confluence"));
        String twoSteps = html("Log in", "<input id=\"username-field\"><input id=\"password-field\">");
        assertEquals(Optional.of(Page.TWO_STEP_LOGIN), page(200, twoSteps, "Content-Type: text/html"));
        assertEquals(
                Optional.of(Page.LOGIN),
                page(
                        302,
                        "",
                        "Location: http://h/login.action?os_destination=%2Findex.action&permissionViolation=true"));
        assertEquals(Optional.of(Page.LOGIN), page(302, "", "Location: /confluence/login.action?os_destination=x"));
    }

    @Test
    void secureAdministratorSessionsAreKnown() {
        String page = html("Administrator Access", "<form action=\"/doauthenticate.action\"><input name=\"password\">");
        assertEquals(Optional.of(Page.WEBSUDO), page(200, page, "Content-Type: text/html"));
        assertEquals(Optional.of(Page.WEBSUDO), page(302, "", "Location: /authenticate.action?destination=/x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://idp.acme.test/saml2/idp/SSOService.php?SAMLRequest=fZJ",
                "https://login.microsoftonline.com/tenant/oauth2/v2.0/authorize?client_id=x",
                "https://adfs.acme.test/adfs/ls/?wa=wsignin1.0",
                "https://acme.okta.com/app/confluence/sso/saml",
                "https://keycloak.acme.test/realms/acme/protocol/openid-connect/auth",
                "https://sso.acme.test/idp/SSO.saml2",
                "https://acme.pingone.eu/as/authorization.oauth2",
                "/oauth2/start?rd=%2Frest",
                "/Shibboleth.sso/Login?target=x",
                "https://id.atlassian.com/login?continue=x",
                "https://wiki.acme.test/plugins/servlet/samlsso?redirectTo=x&SAMLRequest=x"
            })
    void redirectsToASingleSignOnAreKnown(String location) {
        assertEquals(Optional.of(Page.SSO), page(302, "", "Location: " + location));
        Problem problem = refused("answer.sso", answer(302, "", "Location: " + location));
        assertTrue(!problem.toString().contains("fZJ"));
        assertTrue(problem.message().contains(location.replaceFirst("\\?.*", "")), problem::message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<form method=post action='https://idp.acme.test/sso'><input type=hidden name=SAMLRequest value='PHN'></form>",
                "<form id=\"kc-form-login\" action=\"https://k/realms/acme/login-actions\">",
                "<div id=\"okta-sign-in\"></div>",
                "<script src=\"https://aadcdn.msftauth.net/x.js\"></script>",
                "<form action=\"/adfs/ls/?client-request-id=1\">",
                "<input id=\"pf.username\">",
                "<a href=\"/oauth2/start?rd=/\">Sign in</a>"
            })
    void pagesOfIdentityProvidersAreKnown(String body) {
        assertEquals(Optional.of(Page.SSO), page(200, html("Sign in", body), "Content-Type: text/html"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Server: Zscaler/6.2 | <p>Not allowed</p> | Zscaler",
                "X: y | <img src='http://gateway.zscloud.net/x'> | Zscaler",
                "X-Squid-Error: ERR_ACCESS_DENIED 0 | Access Denied. | Squid",
                "X: y | <p>Generated Mon by proxy.acme.test (squid/5.7)</p> | Squid",
                "X: y | <p>Your request was blocked by Forcepoint</p> | Forcepoint",
                "X: y | <img src=//notify.bluecoat.com/x> | Blue Coat / Symantec",
                "X: y | <p>Palo Alto Networks URL filtering</p> | Palo Alto Networks",
                "X: y | <script src=https://block.opendns.com/x></script> Cisco Umbrella | Cisco Umbrella",
                "X: y | <p>FortiGuard Intrusion Prevention - Access Blocked</p> | Fortinet FortiGate",
                "X: y | <p>This site is blocked by your administrator's policy</p> | web filter",
                "X: y | <form action=/fs/customwebauth>captive portal</form> | captive portal"
            })
    void pagesOfWebFiltersAreKnownByMake(String header, String body, String vendor) {
        for (int status : new int[] {200, 403}) {
            Response response = answer(status, html("Blocked", body), "Content-Type: text/html", header);
            Problem problem = refused("answer.proxy-page", response);
            assertEquals(vendor, problem.evidence().get("vendor"));
            assertEquals(status, problem.evidence().get("status"));
            assertTrue(problem.messageForAdmin().orElseThrow().contains(vendor));
        }
    }

    @Test
    void aKerberosChallengeIsKnown() {
        Response response = answer(
                401,
                html("401 Unauthorized", ""),
                "Content-Type: text/html",
                "WWW-Authenticate: Negotiate",
                "WWW-Authenticate: NTLM");
        assertEquals(
                "Negotiate, NTLM",
                refused("answer.kerberos", response).evidence().get("offered"));
        assertEquals(
                List.of("bearer", "basic", "negotiate"),
                Answers.challenges(answer(
                        401,
                        "",
                        "WWW-Authenticate: Bearer realm=\"a, NTLM b\", error=\"x\", Basic realm=\"y\"",
                        "WWW-Authenticate: Negotiate YII=")));
    }

    @Test
    void otherPagesAreJustPages() {
        Problem problem = refused(
                "answer.html",
                answer(404, "<html><head><title>\n Apache\n Tomcat &amp; Co </title>", "Content-Type: text/html"));
        assertEquals("Apache Tomcat & Co", problem.evidence().get("title"));
        assertEquals(Optional.of(Page.OTHER_HTML), page(200, "<!-- x -->\n<html>", "Content-Type: application/json"));
    }

    @Test
    void aMoveToAnotherHostIsSaid() {
        Problem problem =
                refused("answer.moved", answer(301, "", "Location: https://new.acme.test/wiki/rest?token=abc"));
        assertTrue(problem.message().contains("https://new.acme.test/wiki/rest"));
        assertTrue(!problem.toString().contains("abc"));
    }

    @Test
    void redirectsWithinTheHostAndJsonAreNoPages() {
        assertEquals(Optional.empty(), page(302, "", "Location: /confluence/rest/other"));
        assertEquals(Optional.empty(), page(301, "", "Location: https://wiki.acme.test/rest"));
        assertEquals(Optional.empty(), page(200, "{\"loginform\":1}", "Content-Type: text/html"));
        assertEquals(Optional.empty(), page(200, "", "Content-Type: text/html"));
    }

    @Test
    void tomcatsPageForAWrongPasswordIsNoLoginPage() {
        String page = html(
                "HTTP Status 401 – Unauthorized",
                "<p>Basic Authentication Failure - Reason : AUTHENTICATED_FAILED</p>");
        assertEquals(
                Optional.of(Page.OTHER_HTML),
                page(401, page, "Content-Type: text/html;charset=utf-8", "WWW-Authenticate: OAuth realm=\"x\""));
    }
}
