package org.drawbridge.sandbox.microsoft;

import static org.drawbridge.sandbox.microsoft.MicrosoftRig.GRAPH;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.LOGIN;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SHAREPOINT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.TENANT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.WIKI;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.claims;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.drawbridge.sandbox.Visitor.Page;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Codes and the tokens that they and refresh tokens give (reference/entra-sharepoint §B). */
class AuthorizationCodeTest extends RunningSignIns {

    @Test
    void passwordInTheBrowserLeadsToATokenThatOpensTheSite() throws IOException {
        Page page = visitor.open(authorize(DELEGATED, "client_info", "1"));
        assertEquals("Sign in", page.title());
        page = visitor.submit(page, Map.of("loginfmt", OLIVIA));
        assertEquals("Enter password", page.title());
        page = visitor.submit(page, Map.of("passwd", sandbox.secret("olivia.owner.password")));
        Map<String, String> returned = returned(page);
        assertEquals("the-state", returned.get("state"));
        assertTrue(returned.containsKey("session_state"));
        assertTrue(returned.containsKey("client_info"));
        Answer answer = redeem(DELEGATED, returned.get("code"));
        String token = accessToken(answer);
        assertEquals(200, rig.as(token, WIKI + "/_api/web").status());
        JsonObject body = answer.json();
        assertEquals("Bearer", body.getString("token_type"));
        assertEquals(3599, body.getInt("expires_in"));
        assertEquals(3599, body.getInt("ext_expires_in"));
        assertFalse(body.containsKey("refresh_in"));
        assertEquals(
                Set.of(SHAREPOINT + "/AllSites.FullControl", SPO_DEFAULT),
                Set.of(body.getString("scope").split(" ")));
    }

    @Test
    void accessTokenOfAPersonHasTheClaimsOfVersionOne() throws IOException {
        JsonObject token = claims(accessToken(redeem(DELEGATED, code(DELEGATED, OLIVIA))));
        assertEquals(SHAREPOINT, token.getString("aud"));
        assertEquals("https://sts.windows.net/" + TENANT + "/", token.getString("iss"));
        assertEquals(DELEGATED, token.getString("appid"));
        assertEquals("0", token.getString("appidacr"));
        assertEquals("user", token.getString("idtyp"));
        assertEquals("AllSites.FullControl", token.getString("scp"));
        assertEquals(OLIVIA, token.getString("upn"));
        assertEquals(OLIVIA, token.getString("unique_name"));
        assertEquals("Olivia Owner", token.getString("name"));
        assertEquals(TENANT, token.getString("tid"));
        assertEquals("[\"pwd\"]", token.getJsonArray("amr").toString());
        assertEquals("1.0", token.getString("ver"));
        assertFalse(token.containsKey("roles"));
        assertFalse(token.containsKey("xms_cc"));
    }

    @Test
    void idTokenAndClientInfoNameTheAccount() throws IOException {
        String code = returned(visitor.signIn(authorize(DELEGATED, "login_hint", OLIVIA, "nonce", "the-nonce"), OLIVIA))
                .get("code");
        JsonObject body = redeem(DELEGATED, code).json();
        JsonObject id = claims(body.getString("id_token"));
        assertEquals(DELEGATED, id.getString("aud"));
        assertEquals(LOGIN + TENANT + "/v2.0", id.getString("iss"));
        assertEquals(OLIVIA, id.getString("preferred_username"));
        assertEquals("the-nonce", id.getString("nonce"));
        JsonObject info = info(body);
        assertEquals(TENANT, info.getString("utid"));
        assertEquals(id.getString("oid"), info.getString("uid"));
    }

    private static JsonObject info(JsonObject body) {
        return MicrosoftRig.parse(
                new String(Base64.getUrlDecoder().decode(body.getString("client_info")), StandardCharsets.UTF_8));
    }

    @Test
    void guestIsKeyedByItsHomeTenantButKnownHere() throws IOException {
        JsonObject body = redeem(DELEGATED, code(DELEGATED, GRETA)).json();
        assertEquals("0f1e2d3c-4b5a-4968-8776-655443322110", info(body).getString("utid"));
        JsonObject token = claims(body.getString("access_token"));
        assertEquals(TENANT, token.getString("tid"));
        assertNotEquals(info(body).getString("uid"), token.getString("oid"));
        assertEquals(GRETA, token.getString("unique_name"));
        assertEquals("https://sts.windows.net/0f1e2d3c-4b5a-4968-8776-655443322110/", token.getString("idp"));
        assertEquals(1, token.getInt("acct"));
        assertEquals(
                200, rig.as(body.getString("access_token"), WIKI + "/_api/web").status());
    }

    @Test
    void formPostCarriesCodeAndStateInAFormThatSendsItself() throws IOException {
        Page page = visitor.open(authorize(DELEGATED, "response_mode", "form_post", "login_hint", OLIVIA));
        page = visitor.submit(page, Map.of("passwd", sandbox.secret("olivia.owner.password")));
        assertEquals(200, page.status());
        assertTrue(page.html().contains("<form method=\"POST\" name=\"hiddenform\" action=\"" + REDIRECT + '"'));
        assertTrue(page.html().contains("name=\"state\" value=\"the-state\""));
        assertTrue(page.html().contains("document.forms[0].submit()"));
        String code = page.html().replaceAll("(?s).*name=\"code\" value=\"([^\"]*)\".*", "$1");
        assertEquals(200, redeem(DELEGATED, code).status());
    }

    @Test
    void stateIsNeverMarkup() throws IOException {
        Page page = visitor.open(authorize(
                DELEGATED,
                "response_mode",
                "form_post",
                "login_hint",
                OLIVIA,
                "state",
                "\"><script>alert(1)</script>"));
        page = visitor.submit(page, Map.of("passwd", sandbox.secret("olivia.owner.password")));
        assertFalse(page.html().contains("<script>alert"));
    }

    @Test
    void codeIsGoodOnce() throws IOException {
        String code = code(DELEGATED, OLIVIA);
        assertEquals(200, redeem(DELEGATED, code).status());
        assertError("invalid_grant", 54005, redeem(DELEGATED, code));
    }

    @Test
    void codeExpiresAfterTenMinutes() throws IOException {
        String code = code(DELEGATED, OLIVIA);
        microsoft().clock(Duration.ofMinutes(11));
        assertError("invalid_grant", 70008, redeem(DELEGATED, code));
    }

    @Test
    void codeNeedsItsVerifier() throws IOException {
        String code = code(DELEGATED, OLIVIA);
        assertError("invalid_grant", 501481, redeem(DELEGATED, code, "code_verifier", VERIFIER + "x"));
        assertError("invalid_grant", 501481, redeem(DELEGATED, code, "code_verifier", null));
        assertEquals(200, redeem(DELEGATED, code).status());
    }

    @Test
    void codeNeedsTheSameRedirectAddress() throws IOException {
        String code = code(DELEGATED, OLIVIA);
        assertError("invalid_client", 500112, redeem(DELEGATED, code, "redirect_uri", "http://localhost:2"));
    }

    @Test
    void codeIsForOneApp() throws IOException {
        assertError("invalid_grant", 70000, redeem(DELEGATED_MANAGE, code(DELEGATED, OLIVIA)));
        assertError("invalid_grant", 70000, redeem(DELEGATED, "made-up"));
    }

    @Test
    void publicAppMustNotSendASecret() throws IOException {
        assertError("invalid_client", 700025, redeem(DELEGATED, code(DELEGATED, OLIVIA), "client_secret", "whatever"));
    }

    @Test
    void redirectAddressUnderWebMakesTheAppConfidential() throws IOException {
        String web = "1c0ffee0-0029-4a00-8000-000000000029";
        assertError("invalid_client", 7000218, redeem(web, code(web, OLIVIA)));
    }

    @Test
    void redirectAddressUnderDesktopNeedsNoPublicClientFlows() throws IOException {
        assertEquals(200, redeem(NO_PUBLIC_FLOWS, code(NO_PUBLIC_FLOWS, OLIVIA)).status());
    }

    @Test
    void oneTokenIsForOneResource() throws IOException {
        String both = SHAREPOINT + "/AllSites.FullControl " + GRAPH + "/Sites.FullControl.All";
        String code = returned(
                        visitor.signIn(authorize(DELEGATED, "login_hint", OLIVIA, "scope", OPEN_ID + both), OLIVIA))
                .get("code");
        assertError("invalid_request", 700022, redeem(DELEGATED, code, "scope", both));
        assertEquals(
                SHAREPOINT,
                claims(accessToken(redeem(DELEGATED, code, "scope", null))).getString("aud"));
    }

    // Refresh tokens

    private String refreshToken(String clientId, String person) throws IOException {
        return redeem(clientId, code(clientId, person)).json().getString("refresh_token");
    }

    @Test
    void oneRefreshTokenServesSharePointAndGraph() throws IOException {
        String refreshToken = refreshToken(DELEGATED, OLIVIA);
        assertEquals(
                SHAREPOINT,
                claims(accessToken(refresh(DELEGATED, refreshToken))).getString("aud"));
        JsonObject graph = refresh(DELEGATED, refreshToken, "scope", OPEN_ID + GRAPH_DEFAULT)
                .json();
        assertEquals(GRAPH, claims(graph.getString("access_token")).getString("aud"));
        assertTrue(List.of(graph.getString("scope").split(" ")).contains(GRAPH + "/Sites.FullControl.All"));
        assertEquals(
                200, rig.as(graph.getString("access_token"), GRAPH + "/v1.0/me").status());
    }

    @Test
    void refreshTokenForTwoResourcesAtOnceIsRefused() throws IOException {
        String refreshToken = refreshToken(DELEGATED, OLIVIA);
        assertError(
                "invalid_request",
                28000,
                refresh(
                        DELEGATED,
                        refreshToken,
                        "scope",
                        SHAREPOINT + "/AllSites.FullControl " + GRAPH + "/Sites.FullControl.All"));
        assertError(
                "invalid_scope", 70011, refresh(DELEGATED, refreshToken, "scope", SPO_DEFAULT + ' ' + GRAPH_DEFAULT));
    }

    @Test
    void refreshGivesANewRefreshTokenAndLetsTheOldOneLive() throws IOException {
        String first = refreshToken(DELEGATED, OLIVIA);
        String second = refresh(DELEGATED, first).json().getString("refresh_token");
        assertNotEquals(first, second);
        assertEquals(200, refresh(DELEGATED, first).status());
        assertEquals(200, refresh(DELEGATED, second).status());
    }

    @Test
    void withoutOfflineAccessThereIsNoRefreshToken() throws IOException {
        String code = returned(visitor.signIn(authorize(DELEGATED, "login_hint", OLIVIA, "scope", SPO_DEFAULT), OLIVIA))
                .get("code");
        JsonObject body = redeem(DELEGATED, code, "scope", SPO_DEFAULT).json();
        assertFalse(body.containsKey("refresh_token"));
        assertFalse(body.containsKey("id_token"));
    }

    @Test
    void revokedSessionsEndRefreshTokens() throws IOException {
        String refreshToken = refreshToken(DELEGATED, MIA);
        microsoft().revokeSessions(MIA);
        assertError("invalid_grant", 50173, refresh(DELEGATED, refreshToken));
        assertEquals(200, refresh(DELEGATED, refreshToken(DELEGATED, MIA)).status());
    }

    @Test
    void refreshTokenExpiresAfterNinetyDays() throws IOException {
        String refreshToken = refreshToken(DELEGATED, OLIVIA);
        microsoft().clock(Duration.ofDays(91));
        assertError("invalid_grant", 700082, refresh(DELEGATED, refreshToken));
    }

    @ParameterizedTest
    @ValueSource(ints = {70043, 700082, 50173, 50076})
    void refreshIsRefusedByTheSwitchWhileTheBrowserStillSignsIn(int code) throws IOException {
        String refreshToken = refreshToken(DELEGATED, OLIVIA);
        microsoft().refuse(DELEGATED, code);
        try {
            assertError("invalid_grant", code, refresh(DELEGATED, refreshToken));
            assertEquals(200, redeem(DELEGATED, code(DELEGATED, OLIVIA)).status());
        } finally {
            microsoft().accept(DELEGATED);
        }
    }

    @Test
    void lifetimeRefreshInAndClientInfoFollowTheSwitches() throws IOException {
        microsoft()
                .entra()
                .tokenLifetime(Duration.ofSeconds(90))
                .refreshIn(Duration.ofSeconds(45))
                .clientInfo(false);
        JsonObject body = redeem(DELEGATED, code(DELEGATED, OLIVIA)).json();
        assertEquals(90, body.getInt("expires_in"));
        assertEquals(45, body.getInt("refresh_in"));
        assertFalse(body.containsKey("client_info"));
    }

    @Test
    void clientThatUnderstandsChallengesSaysSo() throws IOException {
        JsonObject token = claims(accessToken(redeem(
                DELEGATED,
                code(DELEGATED, OLIVIA),
                "claims",
                "{\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\"]}}}")));
        assertEquals("[\"cp1\"]", token.getJsonArray("xms_cc").toString());
    }
}
