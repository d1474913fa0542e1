package org.drawbridge.sandbox.microsoft;

import static org.drawbridge.sandbox.microsoft.MicrosoftRig.FULL;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.GRAPH;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.LOGIN;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SECRET;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SECRET_EXPIRED;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.SHAREPOINT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.TENANT;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.UNCONSENTED;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.byAssertion;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.bySecret;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.claims;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Assertion;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Identity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulated Entra gives what reference/entra-sharepoint §B says. */
class EntraTest extends RunningMicrosoft {

    private static final String TO_SHAREPOINT = SHAREPOINT + "/.default";

    private static Identity app;

    @BeforeAll
    static void readCertificate() throws IOException, GeneralSecurityException {
        app = rig.identity("app.pfx");
    }

    private static Assertion assertion() {
        return new Assertion(FULL, Instant.now());
    }

    private static Answer redeem(String assertion) throws IOException {
        return rig.token(byAssertion(FULL, assertion, TO_SHAREPOINT));
    }

    private static void assertError(int status, String error, int code, Answer answer) {
        assertEquals(status, answer.status(), answer.body());
        assertEquals(error, answer.json().getString("error"));
        assertEquals(code, answer.code(), answer.body());
    }

    // Discovery

    @ParameterizedTest
    @ValueSource(strings = {"contoso.onmicrosoft.com", "Contoso.com", TENANT})
    void tenantIsFoundByDomainOrId(String name) throws IOException {
        Answer answer = rig.get(LOGIN + name + "/v2.0/.well-known/openid-configuration");
        assertEquals(200, answer.status());
        assertEquals(LOGIN + TENANT + "/v2.0", answer.json().getString("issuer"));
        assertEquals(LOGIN + TENANT + "/oauth2/v2.0/token", answer.json().getString("token_endpoint"));
        assertEquals("WW", answer.json().getString("tenant_region_scope"));
        assertTrue(answer.header("x-ms-request-id").isPresent());
    }

    @Test
    void unknownTenantIsRefused() throws IOException {
        Answer answer = rig.get(LOGIN + "nosuchtenant.onmicrosoft.com/v2.0/.well-known/openid-configuration");
        assertError(400, "invalid_tenant", 90002, answer);
        assertTrue(answer.json().getString("error_description").contains("'nosuchtenant.onmicrosoft.com' not found"));
        assertError(
                400,
                "invalid_request",
                90002,
                rig.token(LOGIN + "nosuchtenant.onmicrosoft.com", bySecret(SECRET, "x", TO_SHAREPOINT)));
    }

    @Test
    void instanceDiscoveryNamesTheAliasesOfEachCloud() throws IOException {
        Answer answer = rig.get(LOGIN + "common/discovery/instance?api-version=1.1&authorization_endpoint=" + LOGIN
                + TENANT + "/oauth2/v2.0/authorize");
        assertEquals(
                LOGIN + TENANT + "/v2.0/.well-known/openid-configuration",
                answer.json().getString("tenant_discovery_endpoint"));
        List<JsonObject> clouds = answer.json().getJsonArray("metadata").getValuesAs(JsonObject.class);
        assertTrue(clouds.getFirst()
                .getJsonArray("aliases")
                .getValuesAs(JsonString::getString)
                .containsAll(List.of("login.microsoftonline.com", "login.windows.net")));
        assertTrue(clouds.stream()
                .anyMatch(cloud -> cloud.getString("preferred_network").equals("login.microsoftonline.us")));
    }

    @Test
    void governmentTenantLivesInItsOwnCloud() throws Exception {
        Answer found = rig.get(LOGIN + "adatum.onmicrosoft.us/v2.0/.well-known/openid-configuration");
        assertTrue(found.json().getString("token_endpoint").startsWith("https://login.microsoftonline.us/"));
        String government = "1c0ffee0-000c-4a00-8000-00000000000c";
        String scope = "https://adatum.sharepoint.us/.default";
        String home = "https://login.microsoftonline.us/adatum.onmicrosoft.us";
        Assertion assertion = new Assertion(government, Instant.now()).with("aud", home + "/oauth2/v2.0/token");
        assertEquals(
                200,
                rig.token(home, byAssertion(government, assertion.signed(app), scope))
                        .status());
        assertError(
                400,
                "invalid_request",
                900432,
                rig.token(LOGIN + "adatum.onmicrosoft.us", byAssertion(government, assertion.signed(app), scope)));
    }

    // The error body

    @Test
    void errorBodyHasEntrasShape() throws IOException {
        String correlation = "7d3f7f0a-0000-4000-8000-123456789abc";
        Answer answer = rig.token(
                LOGIN + TENANT,
                bySecret(SECRET, "wrong", TO_SHAREPOINT),
                "client-request-id",
                correlation,
                "return-client-request-id",
                "true");
        JsonObject body = answer.json();
        assertEquals(correlation, body.getString("correlation_id"));
        assertEquals(correlation, answer.header("client-request-id").orElse(""));
        assertEquals(answer.header("x-ms-request-id").orElse(""), body.getString("trace_id"));
        assertEquals("https://login.microsoftonline.com/error?code=7000215", body.getString("error_uri"));
        assertTrue(body.getString("timestamp").matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ"));
        assertTrue(body.getString("error_description")
                .matches("AADSTS7000215: .*'" + SECRET + "'\\.\r\nTrace ID: "
                        + body.getString("trace_id") + "\r\nCorrelation ID: " + correlation + "\r\nTimestamp: "
                        + body.getString("timestamp")));
        assertFalse(body.containsKey("suberror"));
        assertFalse(body.containsKey("claims"));
    }

    @Test
    void conditionalAccessComesWithSuberrorAndClaims() throws Exception {
        sandbox.microsoft().refuse(FULL, 53003);
        Answer answer = redeem(assertion().signed(app));
        assertError(400, "invalid_grant", 53003, answer);
        assertEquals("message_only", answer.json().getString("suberror"));
        assertTrue(MicrosoftRig.parse(answer.json().getString("claims"))
                .getJsonObject("access_token")
                .containsKey("capolids"));
    }

    @Test
    void everyErrorCanBeSwitchedOnAndOffForAnApp() throws Exception {
        for (int code : sandbox.microsoft().errors()) {
            sandbox.microsoft().refuse(FULL, code);
            Answer answer = redeem(assertion().signed(app));
            assertTrue(answer.status() >= 400, "AADSTS" + code);
            assertEquals(code, answer.code());
            assertTrue(answer.json().getString("error_description").startsWith("AADSTS" + code + ": "));
            assertFalse(answer.json().getString("error_description").contains("{"), answer.body());
        }
        sandbox.microsoft().accept(FULL);
        assertEquals(200, redeem(assertion().signed(app)).status());
        assertTrue(sandbox.microsoft().errors().size() >= 35);
        assertThrows(IllegalArgumentException.class, () -> sandbox.microsoft().refuse(FULL, 1));
    }

    @Test
    void policyIsAskedOnlyAfterTheCredential() throws Exception {
        sandbox.microsoft().refuse(FULL, 53003);
        assertEquals(
                700027,
                redeem(assertion().signed(rig.identity("not-uploaded.pfx"))).code());
    }

    // Secrets

    @Test
    void rightSecretGivesATokenThatSaysSo() throws IOException {
        Answer answer = rig.token(bySecret(SECRET, rig.secretFile("spo-secret.secret"), TO_SHAREPOINT));
        assertEquals(200, answer.status());
        assertEquals("Bearer", answer.json().getString("token_type"));
        assertEquals(3599, answer.json().getInt("expires_in"));
        assertEquals(3599, answer.json().getInt("ext_expires_in"));
        assertFalse(answer.json().containsKey("refresh_token"));
        assertEquals("1", claims(answer.json().getString("access_token")).getString("appidacr"));
    }

    @Test
    void wrongSecretAndSecretIdAreToldFromAnExpiredOne() throws IOException {
        assertError(401, "invalid_client", 7000215, rig.token(bySecret(SECRET, "guess", TO_SHAREPOINT)));
        assertError(
                401,
                "invalid_client",
                7000215,
                rig.token(bySecret(SECRET, rig.secretFile("spo-secret-id.secret"), TO_SHAREPOINT)));
        assertError(
                401,
                "invalid_client",
                7000222,
                rig.token(bySecret(SECRET_EXPIRED, rig.secretFile("spo-secret-expired.secret"), TO_SHAREPOINT)));
    }

    @Test
    void secretExpiresWithTime() throws IOException {
        sandbox.microsoft().clock(Duration.ofDays(366));
        assertEquals(
                7000222,
                rig.token(bySecret(SECRET, rig.secretFile("spo-secret.secret"), TO_SHAREPOINT))
                        .code());
    }

    @Test
    void secretOfAnotherAppIsWrong() throws IOException {
        assertEquals(
                7000215,
                rig.token(bySecret(FULL, rig.secretFile("spo-secret.secret"), TO_SHAREPOINT))
                        .code());
    }

    @Test
    void missingCredentialIsNamed() throws IOException {
        Map<String, String> form = bySecret(SECRET, "x", TO_SHAREPOINT);
        form.remove("client_secret");
        assertError(401, "invalid_client", 7000218, rig.token(form));
    }

    @Test
    void publicAppHasNoCredential() throws IOException {
        assertError(
                401,
                "invalid_client",
                700025,
                rig.token(bySecret("1c0ffee0-000b-4a00-8000-00000000000b", "x", TO_SHAREPOINT)));
    }

    @Test
    void unknownAppIsNamedWithTheTenant() throws IOException {
        Answer answer = rig.token(bySecret("1c0ffee0-ffff-4a00-8000-00000000ffff", "x", TO_SHAREPOINT));
        assertError(400, "unauthorized_client", 700016, answer);
        assertTrue(answer.json().getString("error_description").contains("directory 'Contoso'"));
    }

    @Test
    void appOfAnotherTenantIsUnknownHere() throws IOException {
        String fabrikams = "1c0ffee0-0013-4a00-8000-000000000013";
        String secret = rig.secretFile("spo-secret-other-tenant.secret");
        assertEquals(
                700016, rig.token(bySecret(fabrikams, secret, TO_SHAREPOINT)).code());
        assertEquals(
                200,
                rig.token(
                                LOGIN + "fabrikam.onmicrosoft.com",
                                bySecret(fabrikams, secret, "https://fabrikam.sharepoint.com/.default"))
                        .status());
    }

    // Scopes

    @Test
    void scopeMustBeTheDefaultOfOneKnownResource() throws IOException {
        String secret = rig.secretFile("spo-secret.secret");
        assertError(
                400,
                "invalid_resource",
                500011,
                rig.token(bySecret(SECRET, secret, "https://nobody.sharepoint.com/.default")));
        assertError(
                400,
                "invalid_scope",
                1002012,
                rig.token(bySecret(SECRET, secret, SHAREPOINT + "/AllSites.FullControl")));
        assertError(400, "invalid_scope", 70011, rig.token(bySecret(SECRET, secret, "Sites.FullControl.All")));
        assertError(
                400,
                "invalid_scope",
                70011,
                rig.token(bySecret(SECRET, secret, TO_SHAREPOINT + ' ' + GRAPH + "/.default")));
        Map<String, String> none = bySecret(SECRET, secret, "");
        none.remove("scope");
        assertError(400, "invalid_request", 90014, rig.token(none));
    }

    @Test
    void otherGrantsAndMissingOnesAreNamed() throws IOException {
        Map<String, String> form = bySecret(SECRET, "x", TO_SHAREPOINT);
        form.put("grant_type", "refresh_tokens");
        assertError(400, "unsupported_grant_type", 70003, rig.token(form));
        form.remove("grant_type");
        assertError(400, "invalid_request", 900144, rig.token(form));
        assertError(400, "invalid_request", 50059, rig.token(LOGIN + "common", bySecret(SECRET, "x", TO_SHAREPOINT)));
    }

    // Tokens

    @Test
    void tokenForSharePointHasV1Claims() throws Exception {
        Instant now = Instant.now();
        JsonObject claims = claims(rig.accessToken(FULL, SHAREPOINT));
        assertEquals(SHAREPOINT, claims.getString("aud"));
        assertEquals("https://sts.windows.net/" + TENANT + "/", claims.getString("iss"));
        assertEquals(FULL, claims.getString("appid"));
        assertEquals("app", claims.getString("idtyp"));
        assertEquals(TENANT, claims.getString("tid"));
        assertEquals("1.0", claims.getString("ver"));
        assertEquals(
                List.of("Sites.FullControl.All"), claims.getJsonArray("roles").getValuesAs(JsonString::getString));
        assertFalse(claims.containsKey("scp"));
        assertEquals(3600, claims.getInt("exp") - now.getEpochSecond(), 30);
    }

    @Test
    void audienceIsTheResourceAsTheClientWroteIt() throws Exception {
        assertEquals(GRAPH, claims(rig.accessToken(FULL, GRAPH)).getString("aud"));
        assertEquals(
                "00000003-0000-0ff1-ce00-000000000000",
                claims(rig.accessToken(FULL, "00000003-0000-0ff1-ce00-000000000000"))
                        .getString("aud"));
    }

    @Test
    void withoutConsentTheTokenHasNoRoles() throws Exception {
        assertFalse(claims(rig.accessToken(UNCONSENTED, SHAREPOINT)).containsKey("roles"));
    }

    @Test
    void consentForOneServiceIsNoneForTheOther() throws Exception {
        String graphOnly = "1c0ffee0-0008-4a00-8000-000000000008";
        assertTrue(claims(rig.accessToken(graphOnly, GRAPH)).containsKey("roles"));
        assertFalse(claims(rig.accessToken(graphOnly, SHAREPOINT)).containsKey("roles"));
    }

    @Test
    void withdrawnConsentTakesTheRolesOfNewTokens() throws Exception {
        String disposable = "1c0ffee0-0006-4a00-8000-000000000006";
        assertTrue(claims(rig.accessToken(disposable, GRAPH)).containsKey("roles"));
        sandbox.microsoft().withdrawConsent(disposable);
        assertFalse(claims(rig.accessToken(disposable, GRAPH)).containsKey("roles"));
    }

    @Test
    void publishedKeyChecksTheToken() throws Exception {
        String token = rig.accessToken(FULL, SHAREPOINT);
        JsonObject configuration = rig.get(LOGIN + TENANT + "/v2.0/.well-known/openid-configuration")
                .json();
        JsonObject key = rig.get(configuration.getString("jwks_uri"))
                .json()
                .getJsonArray("keys")
                .getJsonObject(0);
        Base64.Decoder base64 = Base64.getUrlDecoder();
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        new BigInteger(1, base64.decode(key.getString("n"))),
                        new BigInteger(1, base64.decode(key.getString("e"))))));
        signature.update(token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
        assertTrue(signature.verify(base64.decode(token.substring(token.lastIndexOf('.') + 1))));
        JsonObject header = MicrosoftRig.parse(
                new String(base64.decode(token.substring(0, token.indexOf('.'))), StandardCharsets.UTF_8));
        assertEquals(key.getString("kid"), header.getString("kid"));
    }
}
