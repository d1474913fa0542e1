package org.drawbridge.sandbox.microsoft;

import static org.drawbridge.sandbox.microsoft.MicrosoftRig.LOGIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.drawbridge.sandbox.Visitor.Page;
import org.drawbridge.sandbox.microsoft.MicrosoftRig.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of a sign-in in the browser: which stay there, which go back to the app (reference/entra-sharepoint §B). */
class SignInErrorsTest extends RunningSignIns {

    @AfterEach
    void resetApp() {
        microsoft().accept(DELEGATED);
        microsoft().assignEverybody(DELEGATED);
        microsoft().redirects(DELEGATED, "http://localhost");
    }

    // Errors in the browser

    private static void assertTrouble(int code, Page page) {
        assertTrue(page.uri().getHost().startsWith("login.microsoftonline."), page.uri()::toString);
        assertTrue(page.text().contains("Sorry, but we’re having trouble signing you in."), page::text);
        assertTrue(
                page.text()
                        .matches(
                                "(?s).*AADSTS" + code + ": .*Request Id: [0-9a-f-]{36}\nCorrelation Id: [0-9a-f-]{36}\n"
                                        + "Timestamp: 20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ.*"),
                page::text);
    }

    @ParameterizedTest
    @CsvSource({
        "1c0ffee0-0027-4a00-8000-000000000027, http://localhost:1, 500113",
        "1c0ffee0-0028-4a00-8000-000000000028, http://localhost:1, 50011",
        "1c0ffee0-0021-4a00-8000-000000000021, http://127.0.0.1:1, 50011",
        "1c0ffee0-0021-4a00-8000-000000000021, http://localhost:1/path, 50011",
        "1c0ffee0-0021-4a00-8000-000000000021, https://evil.test, 50011",
        "1c0ffee0-0021-4a00-8000-000000000021, http://localhost@evil.test, 50011",
        "1c0ffee0-ffff-4a00-8000-00000000ffff, http://localhost:1, 700016"
    })
    void untrustedRedirectAddressNeverHearsOfIt(String clientId, String redirect, int code) throws IOException {
        assertTrouble(code, visitor.open(authorize(clientId, "redirect_uri", redirect)));
    }

    @Test
    void troublePageNamesTheAddressAndTheAppsCorrelationId() throws IOException {
        String correlation = "7d3f7f0a-0000-4000-8000-123456789abc";
        Page page = visitor.open(
                authorize(DELEGATED, "redirect_uri", "http://localhost:1/<x>", "client-request-id", correlation));
        assertTrue(page.text().contains("The redirect URI 'http://localhost:1/<x>' specified"), page::text);
        assertTrue(page.text().contains("Correlation Id: " + correlation), page::text);
        assertFalse(page.html().contains("<x>"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.microsoftonline.com/nosuchtenant.onmicrosoft.com, 90002",
        "https://login.microsoftonline.com/common, 50194",
        "https://login.microsoftonline.com/organizations, 50194",
        "https://login.microsoftonline.us/contoso.onmicrosoft.com, 90038"
    })
    void wrongAuthorityShowsOnThePage(String authority, int code) throws IOException {
        assertTrouble(code, visitor.open(authorizeAt(authority, DELEGATED)));
    }

    @ParameterizedTest
    @CsvSource({
        "frank.foreign@fabrikam.onmicrosoft.com, https://sts.windows.net/0f1e2d3c-4b5a-4968-8776-655443322110/",
        "lisa.live@outlook.com, live.com"
    })
    void foreignAccountShowsOnThePageAndAnotherMayFollow(String person, String idp) throws IOException {
        Page page = visitor.signIn(authorize(DELEGATED, "login_hint", person), person);
        assertTrouble(50020, page);
        assertTrue(
                page.text()
                        .contains("User account '" + person + "' from identity provider '" + idp
                                + "' does not exist in tenant 'Contoso' and cannot access the application '" + DELEGATED
                                + "'(Drawbridge)"),
                page::text);
        page = visitor.submit(page, Map.of("account", "other"));
        page = visitor.submit(page, Map.of("loginfmt", OLIVIA, "passwd", password(OLIVIA)));
        assertEquals(OLIVIA, upn(page));
    }

    @Test
    void correlationIdOfTheAppStaysThroughAllPages() throws IOException {
        String correlation = "7d3f7f0a-0000-4000-8000-123456789abc";
        Page page = visitor.signIn(authorize(DELEGATED, "login_hint", FRANK, "client-request-id", correlation), FRANK);
        assertTrouble(50020, page);
        assertTrue(page.text().contains("Correlation Id: " + correlation), page::text);
    }

    // Errors that go back

    @ParameterizedTest
    @CsvSource({
        "53003, access_denied",
        "50105, access_denied",
        "7000112, unauthorized_client",
        "50196, invalid_request",
        "90033, temporarily_unavailable",
        "500014, invalid_resource"
    })
    void refusalAfterSignInGoesBackToTheApp(int code, String error) throws IOException {
        microsoft().refuse(DELEGATED, code);
        Map<String, String> returned = returned(visitor.signIn(authorize(DELEGATED, "login_hint", OLIVIA), OLIVIA));
        assertEquals(error, returned.get("error"));
        assertTrue(returned.get("error_description").startsWith("AADSTS" + code + ": "));
        assertEquals("the-state", returned.get("state"));
        assertEquals("https://login.microsoftonline.com/error?code=" + code, returned.get("error_uri"));
    }

    @ParameterizedTest
    @ValueSource(ints = {53003, 50105})
    void refusalStaysInTheBrowserBySwitch(int code) throws IOException {
        microsoft().entra().errorsStayInBrowser(true);
        microsoft().refuse(DELEGATED, code);
        assertTrouble(code, visitor.signIn(authorize(DELEGATED, "login_hint", OLIVIA), OLIVIA));
    }

    @Test
    void unassignedPersonGoesBackToTheApp() throws IOException {
        microsoft().assign(DELEGATED, VICTOR);
        String description = returned(visitor.signIn(authorize(DELEGATED, "login_hint", OLIVIA), OLIVIA))
                .get("error_description");
        assertTrue(description.startsWith("AADSTS50105: "), description);
        visitor.open(LOGIN + "common/oauth2/v2.0/logout");
        assertEquals(VICTOR, upn(visitor.signIn(authorize(DELEGATED, "login_hint", VICTOR), VICTOR)));
    }

    @ParameterizedTest
    @CsvSource({
        "scope, https://fabrikam.sharepoint.com/.default, invalid_resource, 500011",
        "scope, https://contoso.sharepoint.com/AllSites.Everything, invalid_client, 650053",
        "scope, https://contoso.sharepoint.com/.default https://graph.microsoft.com/.default, invalid_scope, 70011",
        "scope, '', invalid_request, 900144",
        "response_type, token, unsupported_response_type, 70005",
        "response_type, , invalid_request, 900144",
        "prompt, always, invalid_request, 90023"
    })
    void badRequestGoesBackToTheApp(String name, String value, String error, int code) throws IOException {
        Map<String, String> returned = returned(visitor.open(authorize(DELEGATED, name, value)));
        assertEquals(error, returned.get("error"));
        assertTrue(returned.get("error_description").startsWith("AADSTS" + code + ": "), returned::toString);
    }

    @Test
    void appWithoutSharePointPermissionIsToldSo() throws IOException {
        Map<String, String> returned =
                returned(visitor.open(authorize("1c0ffee0-002d-4a00-8000-00000000002d", "login_hint", OLIVIA)));
        assertEquals("invalid_resource", returned.get("error"));
        assertTrue(returned.get("error_description").startsWith("AADSTS650057: "));
    }

    @Test
    void scriptInTheDescriptionReachesTheAppAndNoPage() throws IOException {
        String script = "<script>document.title='owned'</script>";
        microsoft().entra().errorText(script);
        microsoft().refuse(DELEGATED, 53003);
        assertTrue(returned(visitor.signIn(authorize(DELEGATED, "login_hint", OLIVIA), OLIVIA))
                .get("error_description")
                .contains(script));
        Page posted = visitor.open(authorize(DELEGATED, "response_mode", "form_post"));
        assertFalse(posted.html().contains(script), "the form_post page lets it out");
        microsoft().entra().errorsStayInBrowser(true);
        assertFalse(visitor.open(authorize(DELEGATED)).html().contains(script));
        Answer token = password(DELEGATED, OLIVIA);
        assertTrue(token.json().getString("error_description").contains(script));
    }

    @Test
    void redirectAddressesFollowTheSwitch() throws IOException {
        microsoft().redirects(DELEGATED);
        assertTrouble(500113, visitor.open(authorize(DELEGATED)));
        microsoft().redirects(DELEGATED, "https://migration.contoso.com/done");
        assertTrouble(50011, visitor.open(authorize(DELEGATED)));
    }

    @Test
    void abandonedPageSaysSo() throws IOException {
        Page page = visitor.open(authorize(DELEGATED));
        Page ended = visitor.submit(page, Map.of("ctx", "made-up", "loginfmt", OLIVIA));
        assertTrue(ended.text().contains("This sign-in has ended or expired"), ended::text);
    }
}
