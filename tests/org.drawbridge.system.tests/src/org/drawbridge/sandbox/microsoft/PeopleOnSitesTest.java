package org.drawbridge.sandbox.microsoft;

import static org.drawbridge.sandbox.microsoft.MicrosoftRig.GRAPH;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SHAREPOINT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.TENANT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.WIKI;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.claims;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.drawbridge.sandbox.MicrosoftSwitches.SiteLock;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SharePoint and Graph let people do, and what they say of them (reference/entra-sharepoint §C). */
class PeopleOnSitesTest extends RunningSignIns {

    private static final String DELEGATED_READ = "1c0ffee0-0023-4a00-8000-000000000023";
    private static final String DELEGATED_SELECTED = "1c0ffee0-0024-4a00-8000-000000000024";
    private static final String CP1 = "{\"access_token\":{\"xms_cc\":{\"values\":[\"cp1\"]}}}";

    private static String token(String clientId, String person) throws IOException {
        return accessToken(password(clientId, person));
    }

    private static Answer mask(String clientId, String person, String site) throws IOException {
        return rig.as(token(clientId, person), SHAREPOINT + site + "/_api/web?$select=EffectiveBasePermissions");
    }

    @ParameterizedTest
    @CsvSource({
        // app, person, site, High, Low
        DELEGATED + ", olivia.owner, /sites/wiki, 2147483647, 4294967295",
        DELEGATED + ", simon.siteadmin, /sites/wiki, 2147483647, 4294967295",
        DELEGATED + ", olivia.owner, /sites/noscript, 2147483647, 4294705151",
        DELEGATED + ", mia.member, /sites/wiki, 432, 1011030767",
        DELEGATED + ", victor.visitor, /sites/wiki, 176, 138612833",
        DELEGATED_MANAGE + ", olivia.owner, /sites/wiki, 432, 1012866047",
        DELEGATED_MANAGE + ", victor.visitor, /sites/wiki, 176, 138612833",
        DELEGATED_READ + ", olivia.owner, /sites/wiki, 176, 138612833",
        DELEGATED_SELECTED + ", olivia.owner, /sites/wiki, 2147483647, 4294967295",
        DELEGATED_SELECTED + ", mia.member, /sites/wiki, 432, 1011030767"
    })
    void rightsAreWhatAppAndPersonBothHave(String app, String alias, String site, String high, String low)
            throws IOException {
        JsonObject mask =
                mask(app, alias + "@contoso.onmicrosoft.com", site).json().getJsonObject("EffectiveBasePermissions");
        assertEquals(high, mask.getString("High"));
        assertEquals(low, mask.getString("Low"));
    }

    @Test
    void withoutRightOrGrantTheSiteIsClosed() throws IOException {
        assertEquals(403, mask(DELEGATED, NINA, "/sites/wiki").status());
        assertEquals(403, mask(DELEGATED_SELECTED, OLIVIA, "/sites/noscript").status());
        assertEquals(404, mask(DELEGATED, OLIVIA, "/sites/missing").status());
    }

    @ParameterizedTest
    @CsvSource({"olivia.owner, false", "simon.siteadmin, true", "mia.member, false"})
    void currentUserIsThePerson(String alias, boolean admin) throws IOException {
        String upn = alias + "@contoso.onmicrosoft.com";
        JsonObject user =
                rig.as(token(DELEGATED, upn), WIKI + "/_api/web/currentuser").json();
        assertEquals("i:0#.f|membership|" + upn, user.getString("LoginName"));
        assertEquals(upn, user.getString("UserPrincipalName"));
        assertEquals(upn, user.getString("Email"));
        assertEquals(admin, user.getBoolean("IsSiteAdmin"));
    }

    @Test
    void guestHasItsNameOfThisTenant() throws IOException {
        String token = accessToken(redeem(DELEGATED, code(DELEGATED, GRETA)));
        JsonObject user = rig.as(token, WIKI + "/_api/web/currentuser").json();
        assertEquals(
                "i:0#.f|membership|greta.guest_fabrikam.onmicrosoft.com#EXT#@contoso.onmicrosoft.com",
                user.getString("LoginName"));
    }

    @Test
    void graphTellsWhoIsSignedIn() throws IOException {
        String token = accessToken(password(DELEGATED, OLIVIA, "scope", GRAPH_DEFAULT));
        JsonObject me = rig.as(token, GRAPH + "/v1.0/me").json();
        assertEquals(OLIVIA, me.getString("userPrincipalName"));
        assertEquals("Olivia Owner", me.getString("displayName"));
        assertEquals(claims(token).getString("oid"), me.getString("id"));
        assertEquals(
                200,
                rig.as(token, GRAPH + "/v1.0/sites/contoso.sharepoint.com:/sites/wiki")
                        .status());
    }

    @Test
    void graphTellsAnAppThatItIsNobody() throws Exception {
        Answer answer = rig.as(rig.accessToken(MicrosoftRig.FULL, GRAPH), GRAPH + "/v1.0/me");
        assertEquals(400, answer.status());
        assertTrue(answer.body().contains("/me request is only valid with delegated authentication flow."));
    }

    @Test
    void unqualifiedScopesAreGraphs() throws IOException {
        Answer answer = password(DELEGATED, OLIVIA, "scope", "openid profile User.Read");
        assertEquals(
                "00000003-0000-0000-c000-000000000000",
                claims(accessToken(answer)).getString("aud"));
        assertTrue((" " + answer.json().getString("scope") + " ").contains(" User.Read "), answer.body());
        assertEquals(200, rig.as(accessToken(answer), GRAPH + "/v1.0/me").status());
    }

    @Test
    void borrowedClientIdOfMicrosoftIsRefusedBySharePoint() throws IOException {
        String token = token("04b07795-8ddb-461a-bbee-02f9e1bf7b46", OLIVIA);
        Answer answer = rig.as(token, WIKI + "/_api/web");
        assertEquals(401, answer.status());
        assertTrue(answer.header("x-ms-diagnostics")
                .orElse("")
                .startsWith("3001003;reason=\"App is not allowed to call SPO with user_impersonation scope\""));
    }

    // Continuous access evaluation

    private static void assertChallenged(Answer answer) {
        assertEquals(401, answer.status(), answer.body());
        String header = answer.header("WWW-Authenticate").orElse("");
        assertTrue(header.contains("error=\"insufficient_claims\""), header);
        String encoded = header.replaceAll(".*[ ,]claims=\"([^\"]*)\".*", "$1");
        JsonObject claims = MicrosoftRig.parse(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
        assertTrue(claims.getJsonObject("access_token").getJsonObject("nbf").getBoolean("essential"));
    }

    @Test
    void revokedSessionIsChallengedAtOnceIfTheAppUnderstandsIt() throws IOException {
        String sharePoint = accessToken(password(DELEGATED, MIA, "claims", CP1));
        String graph = accessToken(password(DELEGATED, MIA, "claims", CP1, "scope", GRAPH_DEFAULT));
        String plain = token(DELEGATED, MIA);
        String others = accessToken(password(DELEGATED, VICTOR, "claims", CP1));
        assertEquals(200, rig.as(sharePoint, WIKI + "/_api/web").status());
        microsoft().revokeSessions(MIA);
        Answer answer = rig.as(sharePoint, WIKI + "/_api/web");
        assertChallenged(answer);
        assertTrue(answer.header("WWW-Authenticate").orElse("").contains("realm=\"" + TENANT + '"'));
        assertChallenged(rig.as(graph, GRAPH + "/v1.0/me"));
        assertEquals(200, rig.as(plain, WIKI + "/_api/web").status());
        assertEquals(200, rig.as(others, WIKI + "/_api/web").status());
        assertEquals(
                200,
                rig.as(accessToken(password(DELEGATED, MIA, "claims", CP1)), WIKI + "/_api/web")
                        .status());
    }

    @Test
    void challengedAppGetsANewTokenByItsRefreshToken() throws IOException {
        JsonObject first = password(DELEGATED, OLIVIA, "claims", CP1).json();
        microsoft().challenge(DELEGATED);
        assertChallenged(rig.as(first.getString("access_token"), WIKI + "/_api/web"));
        String claims = "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1\"},"
                + "\"xms_cc\":{\"values\":[\"cp1\"]}}}";
        String second = accessToken(refresh(DELEGATED, first.getString("refresh_token"), "claims", claims));
        assertEquals(200, rig.as(second, WIKI + "/_api/web").status());
        assertEquals("[\"cp1\"]", claims(second).getJsonArray("xms_cc").toString());
    }

    @Test
    void challengeForASecondFactorNeedsThePerson() throws IOException {
        String stepUp = "{\"access_token\":{\"acrs\":{\"essential\":true,\"value\":\"c1\"}}}";
        String refreshToken = password(DELEGATED, OLIVIA).json().getString("refresh_token");
        assertError("invalid_grant", 50076, refresh(DELEGATED, refreshToken, "claims", stepUp));
        String withCode = redeem(DELEGATED, code(DELEGATED, TINA)).json().getString("refresh_token");
        assertEquals(200, refresh(DELEGATED, withCode, "claims", stepUp).status());
    }

    @Test
    void governmentPersonSignsInThroughTheGovernmentCloud() throws IOException {
        String gail = "gail.government@adatum.onmicrosoft.us";
        String app = "1c0ffee0-0032-4a00-8000-000000000032";
        String authority = "https://login.microsoftonline.us/adatum.onmicrosoft.us";
        String scope = OPEN_ID + "https://adatum.sharepoint.us/.default";
        Map<String, String> returned = returned(visitor.signIn(authorizeAt(authority, app, "scope", scope), gail));
        Map<String, String> form = Map.of(
                "grant_type", "authorization_code",
                "client_id", app,
                "code", returned.get("code"),
                "redirect_uri", REDIRECT,
                "code_verifier", VERIFIER,
                "scope", scope);
        String token = accessToken(rig.token(authority, form));
        assertEquals(
                200,
                rig.as(token, "https://adatum.sharepoint.us/sites/wiki/_api/web")
                        .status());
        Answer elsewhere = rig.token(MicrosoftRig.LOGIN + "adatum.onmicrosoft.us", form);
        assertError("invalid_request", 90038, elsewhere);
        assertFalse(elsewhere.json().containsKey("access_token"));
    }

    @Test
    void sitesCanBeLockedInTwoWays() throws Exception {
        String token = rig.accessToken(MicrosoftRig.FULL, SHAREPOINT);
        String graph = rig.accessToken(MicrosoftRig.FULL, GRAPH);
        try {
            microsoft().lock(WIKI, SiteLock.NO_ACCESS);
            Answer locked = rig.as(token, WIKI + "/_api/web");
            assertEquals(403, locked.status());
            assertTrue(locked.body().contains("has been blocked"), locked::body);
            assertEquals(
                    423,
                    rig.as(graph, GRAPH + "/v1.0/sites/contoso.sharepoint.com:/sites/wiki")
                            .status());
            microsoft().lock(WIKI, SiteLock.READ_ONLY);
            assertTrue(rig.as(token, WIKI + "/_api/site").json().getBoolean("ReadOnly"));
            assertEquals(
                    "138612833",
                    rig.as(token, WIKI + "/_api/web?$select=EffectiveBasePermissions")
                            .json()
                            .getJsonObject("EffectiveBasePermissions")
                            .getString("Low"));
        } finally {
            microsoft().lock(WIKI, SiteLock.NONE);
        }
        assertFalse(rig.as(token, WIKI + "/_api/site").json().getBoolean("ReadOnly"));
    }

    @Test
    void devicesAndLicencesCanStandInTheWay() throws Exception {
        String person = token(DELEGATED, OLIVIA);
        String app = rig.accessToken(MicrosoftRig.FULL, SHAREPOINT);
        String graph = rig.accessToken(MicrosoftRig.FULL, GRAPH);
        try {
            microsoft().unmanagedDevices(false);
            assertEquals(403, rig.as(person, WIKI + "/_api/web").status());
            assertEquals(200, rig.as(app, WIKI + "/_api/web").status());
            microsoft().licensed(false);
            Answer none = rig.as(graph, GRAPH + "/v1.0/sites/contoso.sharepoint.com:/sites/wiki");
            assertEquals(400, none.status());
            assertTrue(none.body().contains("SPO license"), none::body);
        } finally {
            microsoft().unmanagedDevices(true);
            microsoft().licensed(true);
        }
        assertEquals(200, rig.as(person, WIKI + "/_api/web").status());
    }
}
