package org.drawbridge.sandbox.microsoft;

import static org.drawbridge.sandbox.microsoft.MicrosoftRig.FULL;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.GRAPH;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.MANAGE;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SECRET;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SELECTED;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SHAREPOINT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.UNCONSENTED;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.UNGRANTED;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.WIKI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The simulated Graph gives what reference/entra-sharepoint §C, calls 4 and 5, says. */
class GraphTest extends RunningMicrosoft {

    private static final String SITE = GRAPH + "/v1.0/sites/contoso.sharepoint.com:/sites/wiki";

    private static String full;

    @BeforeAll
    static void signIn() throws IOException, GeneralSecurityException {
        full = rig.accessToken(FULL, GRAPH);
    }

    private static void assertError(int status, String code, String message, Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        JsonObject error = answer.json().getJsonObject("error");
        assertEquals(code, error.getString("code"));
        assertEquals(message, error.getString("message"));
        assertEquals(
                answer.header("request-id").orElse(""),
                error.getJsonObject("innerError").getString("request-id"));
    }

    @Test
    void siteIsFoundByPathAndThenById() throws IOException {
        JsonObject site = rig.as(full, SITE).json();
        assertEquals(WIKI, site.getString("webUrl"));
        assertTrue(site.getString("id").matches("contoso\\.sharepoint\\.com,[0-9a-f-]{36},[0-9a-f-]{36}"));
        assertEquals(
                "contoso.sharepoint.com", site.getJsonObject("siteCollection").getString("hostname"));
        assertEquals(
                WIKI,
                rig.as(full, GRAPH + "/v1.0/sites/" + site.getString("id"))
                        .json()
                        .getString("webUrl"));
    }

    @Test
    void idsAreThoseOfSharePoint() throws Exception {
        String token = rig.accessToken(FULL, SHAREPOINT);
        String siteId = rig.as(token, WIKI + "/_api/site?$select=Id").json().getString("Id");
        String webId = rig.as(token, WIKI + "/_api/web?$select=Id").json().getString("Id");
        assertEquals(
                "contoso.sharepoint.com," + siteId + ',' + webId,
                rig.as(full, SITE).json().getString("id"));
    }

    @Test
    void rootSiteIsFoundByItsHost() throws IOException {
        assertEquals(
                SHAREPOINT,
                rig.as(full, GRAPH + "/v1.0/sites/contoso.sharepoint.com")
                        .json()
                        .getString("webUrl"));
    }

    @Test
    void missingSiteAndForeignHostAreToldApart() throws IOException {
        assertError(
                404,
                "itemNotFound",
                "Requested site could not be found",
                rig.as(full, GRAPH + "/v1.0/sites/contoso.sharepoint.com:/sites/missing"));
        assertError(
                400,
                "invalidRequest",
                "Invalid hostname for this tenancy",
                rig.as(full, GRAPH + "/v1.0/sites/fabrikam.sharepoint.com:/sites/wiki"));
    }

    @Test
    void tokenGotWithASecretIsGoodEnoughForGraph() throws Exception {
        String token = rig.token(
                        MicrosoftRig.bySecret(SECRET, rig.secretFile("spo-secret.secret"), GRAPH + "/.default"))
                .json()
                .getString("access_token");
        assertEquals(200, rig.as(token, SITE).status());
    }

    @Test
    void tokensThatAreNotForGraphAreRefused() throws Exception {
        assertError(401, "InvalidAuthenticationToken", "Access token is empty.", rig.get(SITE));
        assertError(
                401,
                "InvalidAuthenticationToken",
                "Access token validation failure. Invalid audience.",
                rig.as(rig.accessToken(FULL, SHAREPOINT), SITE));
        assertError(
                401,
                "InvalidAuthenticationToken",
                "Access token validation failure. Invalid signature.",
                rig.as(full.substring(0, full.lastIndexOf('.')) + ".AAAA", SITE));
        sandbox.microsoft().clock(Duration.ofHours(2));
        assertError(
                401,
                "InvalidAuthenticationToken",
                "Lifetime validation failed, the token is expired.",
                rig.as(full, SITE));
    }

    @Test
    void withoutRolesOrGrantThereIsNoSite() throws Exception {
        assertError(
                403,
                "AccessDenied",
                "Either scp or roles claim need to be present in the token.",
                rig.as(rig.accessToken(UNCONSENTED, GRAPH), SITE));
        assertError(403, "accessDenied", "Access denied", rig.as(rig.accessToken(UNGRANTED, GRAPH), SITE));
        assertEquals(200, rig.as(rig.accessToken(SELECTED, GRAPH), SITE).status());
    }

    @Test
    void grantsAreListedForFullControlOnly() throws Exception {
        Answer answer = rig.as(full, SITE + ":/permissions");
        List<JsonObject> grants = answer.json().getJsonArray("value").getValuesAs(JsonObject.class);
        JsonObject selected = grants.stream()
                .filter(grant -> application(grant).getString("id").equals(SELECTED))
                .findFirst()
                .orElseThrow();
        assertFalse(selected.containsKey("roles"), "the list has no roles");
        String siteId = rig.as(full, SITE).json().getString("id");
        JsonObject single = rig.as(full, GRAPH + "/v1.0/sites/" + siteId + "/permissions/" + selected.getString("id"))
                .json();
        assertEquals("fullcontrol", single.getJsonArray("roles").getString(0));
        assertError(
                403, "accessDenied", "Access denied", rig.as(rig.accessToken(MANAGE, GRAPH), SITE + ":/permissions"));
    }

    @Test
    void grantMadeThroughGraphOpensTheSiteInSharePoint() throws Exception {
        String ungranted = rig.accessToken(UNGRANTED, SHAREPOINT);
        assertEquals(403, rig.as(ungranted, WIKI + "/_api/web").status());
        String siteId = rig.as(full, SITE).json().getString("id");
        String permissions = GRAPH + "/v1.0/sites/" + siteId + "/permissions";
        String bearer = "Bearer " + full;
        Answer made = rig.send(
                "POST",
                permissions,
                "{\"roles\":[\"fullcontrol\"],\"grantedToIdentities\":[{\"application\":{\"id\":\"" + UNGRANTED
                        + "\",\"displayName\":\"Migration\"}}]}",
                "Authorization",
                bearer,
                "Content-Type",
                "application/json");
        assertEquals(201, made.status(), made.body());
        assertEquals(200, rig.as(ungranted, WIKI + "/_api/web").status());
        Answer deleted =
                rig.send("DELETE", permissions + '/' + made.json().getString("id"), "", "Authorization", bearer);
        assertEquals(204, deleted.status());
        assertEquals(403, rig.as(ungranted, WIKI + "/_api/web").status());
        Answer broken = rig.send("POST", permissions, "{\"roles\":[]}", "Authorization", bearer);
        assertEquals(400, broken.status());
    }

    @Test
    void throttlingIsGraphsOwn() throws IOException {
        sandbox.microsoft().limit(1, Duration.ofMinutes(1));
        assertEquals(200, rig.as(full, SITE).status());
        Answer second = rig.as(full, SITE);
        assertEquals(429, second.status());
        assertEquals(
                "activityLimitReached", second.json().getJsonObject("error").getString("code"));
        assertTrue(second.header("Retry-After").isPresent());
    }

    private static JsonObject application(JsonObject grant) {
        return grant.getJsonArray("grantedToIdentitiesV2").getJsonObject(0).getJsonObject("application");
    }
}
