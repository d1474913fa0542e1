package org.drawbridge.sandbox.microsoft;

import static org.drawbridge.sandbox.microsoft.MicrosoftRig.LOGIN;
import static org.drawbridge.sandbox.microsoft.MicrosoftRig.claims;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.drawbridge.sandbox.MicrosoftSwitches.Mfa;
import org.drawbridge.sandbox.Visitor;
import org.drawbridge.sandbox.Visitor.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of a sign-in in the browser: which one comes when, and where it ends (reference/entra-sharepoint §B). */
class SignInPagesTest extends RunningSignIns {

    @AfterEach
    void resetPeopleAndApps() {
        microsoft().mfa(NORA, Mfa.NOT_SET_UP);
        microsoft().mfa(MIA, Mfa.OFF);
        microsoft().withdrawConsent(CONSENT_USER);
        microsoft().withdrawConsent(CONSENT_ADMIN);
    }

    // Password and second factor

    @Test
    void wrongPasswordIsSaidOnThePage() throws IOException {
        Page page = visitor.open(authorize(DELEGATED, "login_hint", OLIVIA));
        page = visitor.submit(page, Map.of("passwd", "wrong"));
        assertEquals("Enter password", page.title());
        assertTrue(page.text().contains("Your account or password is incorrect."), page::text);
        assertTrue(page.text().contains("Error Code: 50126"), page::text);
        returned(visitor.submit(page, Map.of("passwd", password(OLIVIA))));
    }

    @ParameterizedTest
    @CsvSource({
        "dora.disabled@contoso.onmicrosoft.com, 50057",
        "lars.locked@contoso.onmicrosoft.com, 50053",
        "paula.password@contoso.onmicrosoft.com, 50055"
    })
    void accountThatMayNotSignInGetsNoFurther(String person, int code) throws IOException {
        Page page = visitor.signIn(authorize(DELEGATED, "login_hint", person), person);
        assertEquals("Enter password", page.title());
        assertTrue(page.text().contains("Error Code: " + code), page::text);
    }

    @Test
    void unknownNameIsSaidOnThePage() throws IOException {
        Page page = visitor.submit(
                visitor.open(authorize(DELEGATED)), Map.of("loginfmt", "nobody@contoso.onmicrosoft.com"));
        assertTrue(page.text().contains("This username may be incorrect."), page::text);
        assertTrue(page.text().contains("Error Code: 50034"), page::text);
        page = visitor.submit(page, Map.of("loginfmt", "<b>@nowhere.test"));
        assertTrue(page.text().contains("AADSTS50034: The user account <b>@nowhere.test does not exist"), page::text);
        assertFalse(page.html().contains("<b>@"));
    }

    @Test
    void secondFactorIsAskedAndNamedInTheToken() throws IOException {
        Page page = visitor.open(authorize(DELEGATED, "login_hint", TINA));
        page = visitor.submit(page, Map.of("passwd", password(TINA)));
        assertEquals("Enter code", page.title());
        page = visitor.submit(page, Map.of("otc", "000000"));
        assertTrue(page.text().contains("Error Code: 500121"), page::text);
        page = visitor.submit(page, Map.of("otc", microsoft().totp(TINA)));
        String token = accessToken(redeem(DELEGATED, returned(page).get("code")));
        assertEquals("[\"pwd\",\"mfa\"]", claims(token).getJsonArray("amr").toString());
    }

    @Test
    void plainClientMaySendEverythingAtOnce() throws IOException {
        Page page = visitor.submit(
                visitor.open(authorize(DELEGATED)),
                Map.of(
                        "loginfmt",
                        TINA,
                        "passwd",
                        password(TINA),
                        "otc",
                        microsoft().totp(TINA)));
        assertTrue(returned(page).containsKey("code"));
    }

    @Test
    void missingSecondFactorIsSetUpOnTheWay() throws IOException {
        Page page = visitor.open(authorize(DELEGATED, "login_hint", NORA));
        page = visitor.submit(page, Map.of("passwd", password(NORA)));
        assertEquals("More information required", page.title());
        assertEquals(NORA, upn(visitor.signIn(authorize(DELEGATED, "login_hint", NORA), NORA)));
        assertError("invalid_grant", 50076, password(DELEGATED, NORA));
    }

    @Test
    void sessionWithoutSecondFactorIsAskedOnceItIsNeeded() throws IOException {
        visitor.signIn(authorize(DELEGATED, "login_hint", MIA), MIA);
        microsoft().mfa(MIA, Mfa.REQUIRED);
        assertEquals("Enter code", visitor.open(authorize(DELEGATED)).title());
        assertEquals(
                "interaction_required",
                returned(visitor.open(authorize(DELEGATED, "prompt", "none"))).get("error"));
    }

    // Accounts that are signed in already

    @Test
    void signedInAccountIsTakenWithoutAsking() throws IOException {
        visitor.signIn(authorize(DELEGATED, "login_hint", VICTOR), VICTOR);
        assertEquals(VICTOR, upn(visitor.open(authorize(DELEGATED))));
    }

    @Test
    void hintOfAnotherAccountAsksForItsPassword() throws IOException {
        visitor.signIn(authorize(DELEGATED, "login_hint", VICTOR), VICTOR);
        Page page = visitor.open(authorize(DELEGATED, "login_hint", OLIVIA));
        assertEquals("Enter password", page.title());
        assertTrue(page.text().contains(OLIVIA));
    }

    @Test
    void promptLoginAsksForThePasswordAgain() throws IOException {
        visitor.signIn(authorize(DELEGATED, "login_hint", OLIVIA), OLIVIA);
        assertEquals(
                "Enter password",
                visitor.open(authorize(DELEGATED, "login_hint", OLIVIA, "prompt", "login"))
                        .title());
        assertEquals(
                "Sign in", visitor.open(authorize(DELEGATED, "prompt", "login")).title());
    }

    @Test
    void promptSelectAccountOffersTheSignedInOnesAndAnother() throws IOException {
        visitor.signIn(authorize(DELEGATED, "login_hint", VICTOR), VICTOR);
        Page page = visitor.open(authorize(DELEGATED, "prompt", "select_account"));
        assertEquals("Pick an account", page.title());
        assertEquals(VICTOR, upn(visitor.submit(page, Map.of("account", VICTOR))));
        page = visitor.open(authorize(DELEGATED, "prompt", "select_account"));
        page = visitor.submit(page, Map.of("account", "other"));
        assertEquals("Sign in", page.title());
        page = visitor.submit(page, Map.of("loginfmt", OLIVIA));
        assertEquals(OLIVIA, upn(visitor.submit(page, Map.of("passwd", password(OLIVIA)))));
        assertEquals("Pick an account", visitor.open(authorize(DELEGATED)).title());
    }

    @Test
    void tileOfAnotherBrowserSignsNobodyIn() throws IOException {
        try (Visitor other = sandbox.visitor()) {
            other.signIn(authorize(DELEGATED, "login_hint", OLIVIA), OLIVIA);
        }
        visitor.signIn(authorize(DELEGATED, "login_hint", VICTOR), VICTOR);
        Page page = visitor.open(authorize(DELEGATED, "prompt", "select_account"));
        page = visitor.submit(page, Map.of("account", OLIVIA));
        assertEquals("Sign in", page.title());
    }

    @Test
    void promptNoneNeedsExactlyOneAccount() throws IOException {
        Map<String, String> nobody = returned(visitor.open(authorize(DELEGATED, "prompt", "none")));
        assertEquals("login_required", nobody.get("error"));
        assertTrue(nobody.get("error_description").startsWith("AADSTS50058: "));
        visitor.signIn(authorize(DELEGATED, "login_hint", VICTOR), VICTOR);
        assertEquals(VICTOR, upn(visitor.open(authorize(DELEGATED, "prompt", "none"))));
        visitor.signIn(authorize(DELEGATED, "login_hint", OLIVIA), OLIVIA);
        assertEquals(
                "interaction_required",
                returned(visitor.open(authorize(DELEGATED, "prompt", "none"))).get("error"));
        assertEquals(OLIVIA, upn(visitor.open(authorize(DELEGATED, "prompt", "none", "login_hint", OLIVIA))));
    }

    @Test
    void domainHintPassesOverAccountsOfOtherDomains() throws IOException {
        visitor.signIn(authorize(DELEGATED, "login_hint", GRETA), GRETA);
        assertEquals(
                "Sign in",
                visitor.open(authorize(DELEGATED, "domain_hint", "contoso.onmicrosoft.com"))
                        .title());
        returned(visitor.open(authorize(DELEGATED, "domain_hint", "fabrikam.onmicrosoft.com")));
    }

    @Test
    void revokedAndSignedOutBrowsersAskAgain() throws IOException {
        visitor.signIn(authorize(DELEGATED, "login_hint", MIA), MIA);
        microsoft().revokeSessions(MIA);
        assertEquals("Sign in", visitor.open(authorize(DELEGATED)).title());
        visitor.signIn(authorize(DELEGATED, "login_hint", VICTOR), VICTOR);
        visitor.open(LOGIN + "common/oauth2/v2.0/logout");
        assertEquals("Sign in", visitor.open(authorize(DELEGATED)).title());
    }

    // Consent

    @Test
    void consentIsAskedOnceAndTheTokenHasIt() throws IOException {
        Page page = visitor.open(authorize(CONSENT_USER, "login_hint", OLIVIA));
        page = visitor.submit(page, Map.of("passwd", password(OLIVIA)));
        assertEquals("Permissions requested", page.title());
        assertTrue(page.text().contains("Read and write items and lists in all site collections"), page::text);
        page = visitor.submit(page, Map.of("consent", "accept"));
        String token = accessToken(redeem(CONSENT_USER, returned(page).get("code")));
        assertEquals("AllSites.Manage", claims(token).getString("scp"));
        assertTrue(returned(visitor.open(authorize(CONSENT_USER))).containsKey("code"));
        assertError("invalid_grant", 65001, password(CONSENT_USER, MIA));
    }

    @Test
    void declinedConsentGoesBackToTheApp() throws IOException {
        Map<String, String> returned =
                returned(visitor.declining().signIn(authorize(CONSENT_USER, "login_hint", OLIVIA), OLIVIA));
        assertEquals("access_denied", returned.get("error"));
        assertEquals("cancel", returned.get("error_subcode"));
        assertEquals("the-state", returned.get("state"));
        assertTrue(returned.get("error_description")
                .matches("(?s)AADSTS65004: User declined to consent to access the app\\.\r\nTrace ID: .*"
                        + "\r\nCorrelation ID: .*\r\nTimestamp: .*Z"));
    }

    @Test
    void singleScopesAreConsentedOneByOne() throws IOException {
        String read = MicrosoftRig.SHAREPOINT + "/AllSites.Read";
        Page page = visitor.open(authorize(CONSENT_USER, "login_hint", OLIVIA, "scope", read));
        page = visitor.submit(page, Map.of("passwd", password(OLIVIA)));
        assertTrue(page.text().contains("Read items in all site collections"), page::text);
        assertFalse(page.text().contains("Read and write"), page::text);
        page = visitor.submit(page, Map.of("consent", "accept"));
        String code = returned(page).get("code");
        assertError(
                "invalid_grant",
                65001,
                redeem(CONSENT_USER, code, "scope", MicrosoftRig.SHAREPOINT + "/AllSites.Write"));
        assertEquals(
                "AllSites.Read",
                claims(accessToken(redeem(CONSENT_USER, code, "scope", read))).getString("scp"));
    }

    @Test
    void permissionForAdministratorsNeedsApproval() throws IOException {
        Page page = visitor.signIn(authorize(CONSENT_ADMIN, "login_hint", OLIVIA), OLIVIA);
        assertEquals("Need admin approval", page.title());
        assertTrue(page.text().contains("AADSTS90094"), page::text);
        Map<String, String> returned = returned(visitor.submit(page, Map.of("consent", "return")));
        assertEquals("access_denied", returned.get("error"));
        assertTrue(returned.get("error_description").startsWith("AADSTS90094: "));
    }

    @Test
    void tenantWithoutUserConsentNeedsApprovalForEverything() throws IOException {
        microsoft().entra().userConsent(false);
        Page page = visitor.signIn(authorize(CONSENT_USER, "login_hint", OLIVIA), OLIVIA);
        assertEquals("Need admin approval", page.title());
        page = visitor.submit(page, Map.of("account", "other"));
        page = visitor.submit(page, Map.of("loginfmt", ADELE, "passwd", password(ADELE)));
        assertEquals("Permissions requested", page.title());
    }

    @Test
    void administratorConsentsForEverybody() throws IOException {
        Page page = visitor.open(authorize(CONSENT_ADMIN, "login_hint", ADELE));
        page = visitor.submit(page, Map.of("passwd", password(ADELE)));
        visitor.submit(page, Map.of("consent", "accept", "everybody", "true"));
        assertEquals(200, password(CONSENT_ADMIN, OLIVIA).status());
    }

    @Test
    void promptConsentAsksAgainAndPromptNoneRefuses() throws IOException {
        Page page = visitor.open(authorize(DELEGATED, "login_hint", OLIVIA, "prompt", "consent"));
        page = visitor.submit(page, Map.of("passwd", password(OLIVIA)));
        assertEquals("Need admin approval", page.title());
        page = visitor.open(authorize(DELEGATED_MANAGE, "login_hint", OLIVIA, "prompt", "consent"));
        assertEquals("Permissions requested", page.title());
        assertEquals(
                "consent_required",
                returned(visitor.open(authorize(CONSENT_USER, "prompt", "none")))
                        .get("error"));
    }

    // Admin consent by its own address

    private static String adminConsent(String path, String clientId) {
        return LOGIN + MicrosoftRig.TENANT + path + "?client_id=" + clientId + "&redirect_uri=" + REDIRECT + "&state=s1"
                + (path.startsWith("/v2.0") ? "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default" : "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2.0/adminconsent", "/adminconsent"})
    void adminConsentComesBackByQuery(String path) throws IOException {
        Page page = visitor.signIn(adminConsent(path, CONSENT_ADMIN), ADELE);
        Map<String, String> returned = returned(page);
        assertEquals("True", returned.get("admin_consent"));
        assertEquals(MicrosoftRig.TENANT, returned.get("tenant"));
        assertEquals("s1", returned.get("state"));
        assertEquals(path.startsWith("/v2.0"), returned.containsKey("scope"));
        assertEquals(200, password(CONSENT_ADMIN, OLIVIA).status());
    }

    @Test
    void adminConsentGivesApplicationPermissionsToo() throws Exception {
        String unconsented = MicrosoftRig.UNCONSENTED;
        try {
            visitor.signIn(adminConsent("/v2.0/adminconsent", unconsented), ADELE);
            String token = rig.accessToken(unconsented, MicrosoftRig.SHAREPOINT);
            assertEquals(200, rig.as(token, MicrosoftRig.WIKI + "/_api/web").status());
        } finally {
            microsoft().withdrawConsent(unconsented);
        }
    }

    @Test
    void declinedAdminConsentComesBackAsError() throws IOException {
        Map<String, String> returned =
                returned(visitor.declining().signIn(adminConsent("/v2.0/adminconsent", CONSENT_ADMIN), ADELE));
        assertEquals("access_denied", returned.get("error"));
        assertTrue(returned.get("error_description").startsWith("AADSTS65004"));
        assertEquals("s1", returned.get("state"));
    }

    @Test
    void othersCanNotConsentForEverybody() throws IOException {
        Page page = visitor.signIn(adminConsent("/v2.0/adminconsent", CONSENT_USER), OLIVIA);
        assertEquals("Need admin approval", page.title());
    }
}
