package org.drawbridge.sandbox.microsoft;

import static org.drawbridge.sandbox.microsoft.MicrosoftRig.FULL;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.GRAPH;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.MANAGE;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.READ;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SECRET;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SELECTED;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SHAREPOINT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.TENANT;
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
import java.util.Map;
import java.util.stream.Collectors;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated SharePoint gives what reference/entra-sharepoint §C says. */
class SharePointTest extends RunningMicrosoft {

    private static final String MASK = "/_api/web?$select=EffectiveBasePermissions";

    private static String full;

    @BeforeAll
    static void signIn() throws IOException, GeneralSecurityException {
        full = rig.accessToken(FULL, SHAREPOINT);
    }

    private static String token(String clientId) throws IOException, GeneralSecurityException {
        return rig.accessToken(clientId, SHAREPOINT);
    }

    private static void assertRefused(int status, String description, Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        assertEquals(description, answer.json().getString("error_description"));
        assertTrue(answer.header("WWW-Authenticate").orElse("").contains("realm=\"" + TENANT + '"'));
        assertTrue(answer.header("x-ms-diagnostics").orElse("").contains(description));
    }

    // Who may call

    @ParameterizedTest
    @ValueSource(strings = {"/_vti_bin/client.svc", "/_api/web"})
    void emptyBearerIsAnsweredWithTheTenant(String path) throws IOException {
        Answer answer = rig.get(WIKI + path, "Authorization", "Bearer ");
        assertEquals(401, answer.status());
        assertEquals(
                "Bearer realm=\"" + TENANT + "\",client_id=\"00000003-0000-0ff1-ce00-000000000000\","
                        + "trusted_issuers=\"00000001-0000-0000-c000-000000000000@*,"
                        + "D3776938-3DBA-481F-A652-4BEDFCAB7CD8@*,https://sts.windows.net/*/,"
                        + "00000003-0000-0ff1-ce00-000000000000@90140122-8516-11e1-8eff-49304924019b\","
                        + "authorization_uri=\"https://login.windows.net/common/oauth2/authorize\"",
                answer.header("WWW-Authenticate").orElse(""));
    }

    @Test
    void eachTenantHasItsOwnRealm() throws IOException {
        Answer answer = rig.get("https://adatum.sharepoint.us/_vti_bin/client.svc", "Authorization", "Bearer");
        assertTrue(answer.header("WWW-Authenticate").orElse("").contains("5d4c3b2a-1908-4f7e-8d6c-5b4a39281706"));
    }

    @Test
    void withoutAuthorizationThereIsNoChallenge() throws IOException {
        Answer answer = rig.get(WIKI + "/_api/web", "Accept", "application/json;odata=nometadata");
        assertEquals(403, answer.status());
        assertTrue(answer.header("WWW-Authenticate").isEmpty());
        assertTrue(
                answer.json().getJsonObject("odata.error").getString("code").contains("UnauthorizedAccessException"));
    }

    @Test
    void tokenGotWithASecretIsRefused() throws Exception {
        String bySecret = rig.token(
                        MicrosoftRig.bySecret(SECRET, rig.secretFile("spo-secret.secret"), SHAREPOINT + "/.default"))
                .json()
                .getString("access_token");
        assertRefused(401, "Unsupported app only token.", rig.as(bySecret, WIKI + "/_api/web"));
    }

    @Test
    void graphTokenIsRefusedForItsSignature() throws Exception {
        assertRefused(401, "Invalid issuer or signature.", rig.as(rig.accessToken(FULL, GRAPH), WIKI + "/_api/web"));
    }

    @Test
    void tamperedTokenIsRefused() throws Exception {
        String[] good = full.split("\\.");
        String[] other = token(READ).split("\\.");
        assertRefused(
                401,
                "Invalid issuer or signature.",
                rig.as(good[0] + '.' + good[1] + '.' + other[2], WIKI + "/_api/web"));
    }

    @Test
    void tokenForAnotherHostOfTheTenantIsRefused() throws Exception {
        Answer answer = rig.as(rig.accessToken(FULL, "https://contoso-admin.sharepoint.com"), WIKI + "/_api/web");
        assertEquals(401, answer.status());
        assertTrue(answer.json().getString("error_description").contains("AudienceUriValidationFailedException"));
    }

    @Test
    void tokenForTheApplicationIdIsTaken() throws Exception {
        assertEquals(
                200,
                rig.as(rig.accessToken(FULL, "00000003-0000-0ff1-ce00-000000000000"), WIKI + "/_api/web")
                        .status());
    }

    @Test
    void tokenOfAnotherTenantIsRefused() throws Exception {
        String fabrikams = rig.token(
                        "https://login.microsoftonline.com/fabrikam.onmicrosoft.com",
                        MicrosoftRig.bySecret(
                                "1c0ffee0-0013-4a00-8000-000000000013",
                                rig.secretFile("spo-secret-other-tenant.secret"),
                                "00000003-0000-0ff1-ce00-000000000000/.default"))
                .json()
                .getString("access_token");
        assertRefused(401, "Invalid issuer or signature.", rig.as(fabrikams, WIKI + "/_api/web"));
    }

    @Test
    void tokenExpires() throws Exception {
        sandbox.microsoft().clock(Duration.ofMinutes(59));
        assertEquals(200, rig.as(full, WIKI + "/_api/web").status());
        sandbox.microsoft().clock(Duration.ofMinutes(61));
        assertRefused(401, "Invalid JWT token. The token is expired.", rig.as(full, WIKI + "/_api/web"));
    }

    @Test
    void tokenWithoutRolesOpensNothing() throws Exception {
        assertEquals(401, rig.as(token(UNCONSENTED), WIKI + "/_api/web").status());
    }

    // Rights

    @ParameterizedTest
    @CsvSource({
        FULL + ",/sites/wiki,2147483647,4294967295",
        FULL + ",/sites/noscript,2147483647,4294705151",
        MANAGE + ",/sites/wiki,432,1012866047",
        READ + ",/sites/wiki,176,138612833",
        SELECTED + ",/sites/wiki,2147483647,4294967295",
        "1c0ffee0-0004-4a00-8000-000000000004,/sites/wiki,432,1011028719"
    })
    void rightsFollowRoleAndSite(String app, String site, String high, String low) throws Exception {
        Answer answer = rig.as(token(app), SHAREPOINT + site + MASK);
        JsonObject mask = answer.json().getJsonObject("EffectiveBasePermissions");
        assertEquals(high, mask.getString("High"), answer.body());
        assertEquals(low, mask.getString("Low"));
    }

    @Test
    void rightsComeOnlyWhenSelected() throws IOException {
        assertFalse(rig.as(full, WIKI + "/_api/web").json().containsKey("EffectiveBasePermissions"));
        JsonObject chosen = rig.as(full, WIKI + "/_api/web?$select=Id,Title,Url,ServerRelativeUrl,WebTemplate")
                .json();
        assertEquals(5, chosen.size());
        assertEquals(WIKI, chosen.getString("Url"));
        assertEquals("/sites/wiki", chosen.getString("ServerRelativeUrl"));
    }

    @Test
    void selectedSitesNeedAGrantForEachSite() throws Exception {
        String ungranted = token(UNGRANTED);
        assertEquals(403, rig.as(ungranted, WIKI + "/_api/web").status());
        sandbox.microsoft().grant(WIKI, UNGRANTED, "fullcontrol");
        assertEquals(200, rig.as(ungranted, WIKI + "/_api/web").status());
        assertEquals(403, rig.as(ungranted, SHAREPOINT + "/teams/x/_api/web").status());
        sandbox.microsoft().revoke(WIKI, UNGRANTED);
        assertEquals(403, rig.as(ungranted, WIKI + "/_api/web").status());
    }

    @ParameterizedTest
    @CsvSource({
        "application/json;odata=nometadata,odata.error",
        "application/json;odata=verbose,error",
        "application/json,odata.error"
    })
    void accessDeniedComesInEachJsonFormat(String accept, String word) throws Exception {
        Answer answer = rig.get(WIKI + "/_api/web", "Authorization", "Bearer " + token(UNGRANTED), "Accept", accept);
        assertEquals(403, answer.status());
        JsonObject error = answer.json().getJsonObject(word);
        assertEquals("-2147024891, System.UnauthorizedAccessException", error.getString("code"));
        assertEquals("en-US", error.getJsonObject("message").getString("lang"));
        assertEquals(
                "Attempted to perform an unauthorized operation.",
                error.getJsonObject("message").getString("value"));
    }

    @Test
    void accessDeniedComesAsXmlUnlessJsonIsAskedFor() throws Exception {
        Answer answer = rig.get(WIKI + "/_api/web", "Authorization", "Bearer " + token(UNGRANTED));
        assertTrue(answer.header("Content-Type").orElse("").startsWith("application/xml"));
        assertTrue(answer.body().contains("<m:code>-2147024891, System.UnauthorizedAccessException</m:code>"));
    }

    @Test
    void webComesInEachFormat() throws IOException {
        String url = WIKI + "/_api/web?$select=Title,EffectiveBasePermissions";
        String bearer = "Bearer " + full;
        Answer verbose = rig.get(url, "Authorization", bearer, "Accept", "application/json;odata=verbose");
        assertEquals("Wiki", verbose.json().getJsonObject("d").getString("Title"));
        assertEquals(
                "4294967295",
                verbose.json()
                        .getJsonObject("d")
                        .getJsonObject("EffectiveBasePermissions")
                        .getString("Low"));
        Answer minimal = rig.get(url, "Authorization", bearer, "Accept", "application/json");
        assertEquals("SP.Web", minimal.json().getString("odata.type"));
        Answer atom = rig.get(url, "Authorization", bearer);
        assertTrue(atom.body().contains("<d:Title>Wiki</d:Title>"));
        assertTrue(atom.body().contains("<d:Low>4294967295</d:Low>"));
    }

    // The site and its contents

    @Test
    void missingSiteIsNotFound() throws IOException {
        assertEquals(404, rig.as(full, SHAREPOINT + "/sites/missing/_api/web").status());
        assertEquals(200, rig.as(full, SHAREPOINT + "/SITES/Wiki/_api/web").status());
    }

    @Test
    void unknownResourceAndUnknownPropertyAreToldApart() throws IOException {
        Answer resource = rig.as(full, WIKI + "/_api/nonsense");
        assertEquals(404, resource.status());
        assertTrue(resource.body().contains("ResourceNotFoundException"));
        Answer property = rig.as(full, WIKI + "/_api/web?$select=Nonsense");
        assertEquals(400, property.status());
        assertTrue(property.body().contains("'Nonsense'"));
    }

    @Test
    void appIsNamedAsSharePointNamesApps() throws IOException {
        JsonObject user = rig.as(full, WIKI + "/_api/web/currentuser").json();
        assertEquals("i:0i.t|ms.sp.ext|" + FULL + '@' + TENANT, user.getString("LoginName"));
        assertEquals("Migration, full control", user.getString("Title"));
        assertTrue(user.isNull("UserPrincipalName"));
        assertFalse(user.getBoolean("IsSiteAdmin"));
    }

    @Test
    void peopleOfTheSiteAreListed() throws IOException {
        List<JsonObject> users = rig.as(full, WIKI + "/_api/web/siteusers")
                .json()
                .getJsonArray("value")
                .getValuesAs(JsonObject.class);
        Map<String, Boolean> admins = users.stream()
                .collect(Collectors.toMap(
                        user -> user.getString("UserPrincipalName"), user -> user.getBoolean("IsSiteAdmin")));
        assertTrue(admins.entrySet()
                .containsAll(Map.of(
                                "olivia.owner@contoso.onmicrosoft.com", false,
                                "simon.siteadmin@contoso.onmicrosoft.com", true,
                                "mia.member@contoso.onmicrosoft.com", false,
                                "victor.visitor@contoso.onmicrosoft.com", false)
                        .entrySet()));
        assertFalse(admins.containsKey("nina.noaccess@contoso.onmicrosoft.com"));
    }

    @Test
    void roleAssignmentsNeedTheRightToEnumerateThem() throws Exception {
        String path = WIKI + "/_api/web/roleassignments?$expand=Member,RoleDefinitionBindings";
        JsonObject owners = rig.as(full, path).json().getJsonArray("value").getJsonObject(0);
        assertEquals("Wiki Owners", owners.getJsonObject("Member").getString("Title"));
        assertEquals(
                "Full Control",
                owners.getJsonArray("RoleDefinitionBindings").getJsonObject(0).getString("Name"));
        assertEquals(403, rig.as(token(MANAGE), path).status());
    }

    @Test
    void listsAreFilteredAndSelected() throws IOException {
        List<JsonObject> shown = rig.as(
                        full, WIKI + "/_api/web/lists?$select=Title,BaseTemplate,ItemCount&$filter=Hidden%20eq%20false")
                .json()
                .getJsonArray("value")
                .getValuesAs(JsonObject.class);
        assertTrue(shown.stream()
                .anyMatch(list -> list.getString("Title").equals("Site Pages")
                        && list.getInt("BaseTemplate") == 119
                        && list.getInt("ItemCount") == 3
                        && list.size() == 3));
        assertTrue(shown.stream().noneMatch(list -> list.getString("Title").equals("User Information List")));
        assertEquals(
                12,
                rig.as(full, WIKI + "/_api/web/lists/getbytitle('Documents')")
                        .json()
                        .getInt("ItemCount"));
        assertEquals(
                404, rig.as(full, WIKI + "/_api/web/lists/getbytitle('None')").status());
    }

    @ParameterizedTest
    @CsvSource({
        "/sites/wiki/SitePages/Home.aspx,/sites/wiki",
        "/sites/wiki/archive/Shared%20Documents/a.docx,/sites/wiki/archive",
        "/SitePages/Home.aspx,''",
        "/teams/x,/teams/x"
    })
    void webOfAPageIsFound(String page, String web) throws IOException {
        Answer answer =
                rig.as(full, SHAREPOINT + "/_api/sp.web.getweburlfrompageurl(@v)?@v='" + SHAREPOINT + page + "'");
        assertEquals(SHAREPOINT + web, answer.json().getString("value"), answer.body());
    }

    @Test
    void webOfAPageOnAMissingSiteIsNotFound() throws IOException {
        String call = SHAREPOINT + "/_api/sp.web.getweburlfrompageurl(@v)?@v='";
        assertEquals(
                404,
                rig.as(full, call + SHAREPOINT + "/sites/missing/SitePages/Home.aspx'")
                        .status());
        assertEquals(
                404,
                rig.as(full, call + "https://elsewhere.sharepoint.com/sites/wiki'")
                        .status());
    }

    @Test
    void siteTellsItsId() throws IOException {
        JsonObject site =
                rig.as(full, WIKI + "/archive/_api/site?$select=Id,Url").json();
        assertEquals(WIKI, site.getString("Url"));
        assertTrue(site.getString("Id").matches("[0-9a-f-]{36}"));
    }

    // Headers and throttling

    @Test
    void answersCarryTheIdsThatSupportAsksFor() throws IOException {
        Answer answer = rig.as(full, WIKI + "/_api/web");
        assertEquals(answer.header("SPRequestGuid"), answer.header("request-id"));
        assertTrue(answer.header("MicrosoftSharePointTeamServices").isPresent());
        assertTrue(answer.header("X-MS-InvokeApp").isPresent());
        assertTrue(answer.header("RateLimit-Limit").isEmpty());
    }

    @Test
    void limitIsAnnouncedAtFourFifthsAndThenEnforcedUntilItsEnd() throws IOException {
        sandbox.microsoft().limit(5, Duration.ofMinutes(1));
        for (int i = 1; i <= 3; i++) {
            assertTrue(
                    rig.as(full, WIKI + "/_api/web").header("RateLimit-Limit").isEmpty(), "call " + i);
        }
        Answer fourth = rig.as(full, WIKI + "/_api/web");
        assertEquals("5", fourth.header("RateLimit-Limit").orElse(""));
        assertEquals("1", fourth.header("RateLimit-Remaining").orElse(""));
        assertEquals(200, rig.as(full, WIKI + "/_api/web").status());
        Answer sixth = rig.as(full, WIKI + "/_api/web");
        assertEquals(429, sixth.status());
        assertEquals(sixth.header("RateLimit-Reset"), sixth.header("Retry-After"));
        assertTrue(Integer.parseInt(sixth.header("Retry-After").orElse("0")) > 0);
        sandbox.microsoft().clock(Duration.ofSeconds(61));
        assertEquals(200, rig.as(full, WIKI + "/_api/web").status());
    }
}
