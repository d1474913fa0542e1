package org.drawbridge.sandbox.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The web pages of Server and Data Center: {@code reference: confluence §1, §2}. */
class WebPagesTest extends SandboxTests {

    private static String meta(TestClient.Answer page, String name) {
        return between(page.body(), "<meta name=\"ajs-" + name + "\" content=\"([^\"]*)\">");
    }

    private static String between(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), () -> pattern + " is not in " + text);
        return matcher.group(1);
    }

    private static String form(String user, String password) {
        return "os_username=" + user + "&os_password=" + URLEncoder.encode(password, StandardCharsets.UTF_8)
                + "&os_cookie=true&login=Log+in&os_destination=%2Fdisplay%2FENG";
    }

    @Test
    void anonymousVisitorsAreSentToTheLoginPage() throws IOException {
        TestClient.Answer answer = client().get(WIKI_713 + "/index.action");
        assertEquals(302, answer.status());
        assertEquals(
                WIKI_713 + "/login.action?os_destination=%2Findex.action&permissionViolation=true", answer.location());
        assertEquals(Optional.of("no-store"), answer.header("Cache-Control"));
        assertTrue(answer.header("Set-Cookie").orElse("").startsWith("JSESSIONID="), "a session before any sign-in");
    }

    @Test
    void theAddressWithoutContextPathLeadsToIt() throws IOException {
        assertEquals(WIKI_92 + "/", client().get("https://wiki92.acme.test/").location());
        assertEquals(WIKI_92 + "/", client().get(WIKI_92).location());
        assertEquals(
                404,
                client().get("https://wiki92.acme.test/rest/api/user/current").status());
    }

    @Test
    void signingInByTheLegacyForm() throws IOException {
        TestClient browser = client().keepingCookies();
        TestClient.Answer page = browser.get(WIKI_713 + "/login.action?os_destination=%2Fdisplay%2FENG");
        assertTrue(
                page.body().contains("<form name=\"loginform\" method=\"POST\" action=\"/confluence/dologin.action\""));
        assertEquals("", meta(page, "remote-user"));
        assertEquals("7.13.20", meta(page, "version-number"));
        TestClient.Answer wrong = browser.postForm(WIKI_713 + "/dologin.action", form("uuser", "wrong"));
        assertEquals(200, wrong.status());
        assertTrue(wrong.body().contains("loginform"));
        TestClient.Answer right =
                browser.postForm(WIKI_713 + "/dologin.action", form("uuser", sandbox.secret("uuser.password")));
        assertEquals(302, right.status());
        assertEquals(WIKI_713 + "/display/ENG", right.location());
        assertTrue(
                right.headers("Set-Cookie").stream()
                        .anyMatch(
                                cookie -> cookie.matches(
                                        "seraph\\.confluence=\\d+%3A[0-9a-f]{40}; Max-Age=1209600; Path=/confluence; Secure; HttpOnly")));
        TestClient.Answer space = browser.get(right.location());
        assertEquals("uuser", meta(space, "remote-user"));
        assertEquals("Uma User", meta(space, "current-user-fullname"));
        assertEquals("false", meta(space, "is-confluence-admin"));
        assertEquals("false", meta(space, "is-space-admin"));
        assertEquals("ENG", meta(space, "space-key"));
        assertTrue(space.body().contains("logout.action\">Log Out</a>"));
        assertTrue(space.body().contains("<span id='footer-build-information'>7.13.20</span>"));
        assertEquals(
                "uuser", browser.get(WIKI_713 + "/rest/api/user/current").json().getString("username"));
        browser.get(WIKI_713 + "/logout.action");
        assertEquals(403, browser.get(WIKI_713 + "/rest/api/user/current").status());
    }

    @Test
    void theRememberMeCookieAloneMakesASession() throws IOException {
        TestClient browser = client();
        String cookie = browser
                .postForm(WIKI_613 + "/dologin.action", form("uuser", sandbox.secret("uuser.password")))
                .headers("Set-Cookie")
                .stream()
                .filter(line -> line.startsWith("seraph.confluence="))
                .findFirst()
                .orElseThrow();
        TestClient.Answer answer =
                client().with("Cookie", cookie.split(";")[0]).get(WIKI_613 + "/rest/api/user/current");
        assertEquals("uuser", answer.json().getString("username"));
        assertTrue(answer.header("Set-Cookie").orElse("").startsWith("JSESSIONID="));
    }

    @Test
    void signingInByTheLaterPage() throws IOException {
        TestClient browser = client().keepingCookies();
        TestClient.Answer page = browser.get(WIKI_10 + "/login.action");
        assertFalse(page.body().contains("loginform"));
        assertTrue(page.body().contains("id=\"username-field\"") && page.body().contains("id=\"login-button\""));
        String url = WIKI_10 + "/rest/tsv/1.0/authenticate?os_authType=none";
        String wrong =
                "{\"username\":\"uuser\",\"password\":\"wrong\",\"rememberMe\":true,\"targetUrl\":\"\",\"captchaId\":\"\"}";
        assertEquals(401, browser.postJson(url, wrong).status());
        assertEquals(
                200,
                browser.postJson(url, wrong.replace("wrong", sandbox.secret("uuser.password")))
                        .status());
        assertEquals(
                "uuser", browser.get(WIKI_10 + "/rest/api/user/current").json().getString("username"));
        assertEquals("uuser", meta(browser.get(WIKI_10 + "/index.action"), "remote-user"));
        assertEquals(
                404,
                client().postJson(WIKI_713 + "/rest/tsv/1.0/authenticate", wrong)
                        .status(),
                "not in 7.13");
    }

    @Test
    void theCaptchaIsSolvedOnTheLoginPageOnly() throws IOException {
        TestClient browser = client().keepingCookies();
        for (int i = 0; i < 3; i++) {
            browser.postForm(WIKI_92 + "/dologin.action", form("rreader", "wrong"));
        }
        String right = form("rreader", sandbox.secret("rreader.password"));
        TestClient.Answer denied = browser.postForm(WIKI_92 + "/dologin.action", right);
        assertEquals(Optional.of("AUTHENTICATION_DENIED"), denied.header("X-Seraph-LoginReason"));
        String id = between(denied.body(), "name=\"captchaId\" value=\"([^\"]+)\"");
        String word = between(browser.get(WIKI_92 + "/jcaptcha?id=" + id).body(), ">(\\w+)</text>");
        assertEquals(
                401, password("rreader").get(WIKI_92 + "/rest/api/user/current").status());
        TestClient.Answer solved =
                browser.postForm(WIKI_92 + "/dologin.action", right + "&captchaId=" + id + "&captchaResponse=" + word);
        assertEquals(302, solved.status());
        assertEquals(
                200, password("rreader").get(WIKI_92 + "/rest/api/user/current").status());
    }

    @Test
    void administratorsConfirmTheirPasswordBeforeTheConsole() throws IOException {
        TestClient browser = password("aadmin").keepingCookies();
        String console = WIKI_92 + "/admin/console.action";
        TestClient.Answer asked = browser.get(console);
        assertEquals(WIKI_92 + "/authenticate.action?destination=%2Fadmin%2Fconsole.action", asked.location());
        TestClient.Answer page = browser.get(asked.location());
        assertTrue(page.body().contains("WebSudo"));
        String token = between(page.body(), "name=\"atl_token\" value=\"([^\"]+)\"");
        String form = "authenticate=Confirm&destination=%2Fadmin%2Fconsole.action&password="
                + sandbox.secret("aadmin.password");
        assertEquals(
                403, browser.postForm(WIKI_92 + "/doauthenticate.action", form).status(), "XSRF");
        TestClient.Answer confirmed =
                browser.postForm(WIKI_92 + "/doauthenticate.action", form + "&atl_token=" + token);
        assertEquals(console, confirmed.location());
        assertEquals(200, browser.get(console).status());
    }

    @Test
    void othersAreNotPermittedOnTheConsole() throws IOException {
        String wanted = WIKI_92 + "/login.action?os_destination=%2Fadmin%2Fconsole.action&permissionViolation=true";
        assertEquals(wanted, client().get(WIKI_92 + "/admin/console.action").location());
        TestClient uma = password("uuser");
        assertEquals(wanted, uma.get(WIKI_92 + "/admin/console.action").location());
        TestClient.Answer page = uma.get(wanted);
        assertTrue(page.body().contains("Not Permitted") && !page.body().contains("loginform"), page.body());
    }

    @Test
    void metasTellAdministrators() throws IOException {
        TestClient.Answer anna = token(WIKI_92, "aadmin").get(WIKI_92 + "/index.action");
        assertEquals("true", meta(anna, "is-confluence-admin"));
        TestClient.Answer sam = token(WIKI_92, "sspace").get(WIKI_92 + "/display/ENG");
        assertEquals("false", meta(sam, "is-confluence-admin"));
        assertEquals("true", meta(sam, "is-space-admin"));
        assertEquals("/confluence", meta(sam, "context-path"));
        assertEquals(WIKI_92, meta(sam, "base-url"));
    }

    @Test
    void tokensOpenOnlyRestBefore8UnlessSwitched() throws IOException {
        assertEquals(
                302, token(WIKI_713, "uuser").get(WIKI_713 + "/index.action").status());
        sandbox.confluence("wiki713.acme.test").tokensForRestOnly(false);
        try {
            assertEquals(
                    200,
                    token(WIKI_713, "uuser").get(WIKI_713 + "/index.action").status());
        } finally {
            sandbox.confluence("wiki713.acme.test").tokensForRestOnly(true);
        }
        assertEquals(200, token(WIKI_85, "uuser").get(WIKI_85 + "/index.action").status());
    }

    @Test
    void noRedirectAfterSignInLeavesTheSite() throws IOException {
        String form = form("uuser", sandbox.secret("uuser.password")).replace("%2Fdisplay%2FENG", "%2F%2Fevil.test%2F");
        assertEquals(
                WIKI_92 + "/index.action",
                client().postForm(WIKI_92 + "/dologin.action", form).location());
    }

    @Test
    void oddNamesAreEscaped() throws IOException {
        TestClient anna = token(WIKI_85, "aadmin");
        String id = anna.get(WIKI_85 + "/rest/api/content?spaceKey=ENG&title="
                        + URLEncoder.encode("Names & <script>alert('x')</script>, =1+1", StandardCharsets.UTF_8))
                .json()
                .getJsonArray("results")
                .getJsonObject(0)
                .getString("id");
        String page = anna.get(WIKI_85 + "/pages/viewpage.action?pageId=" + id).body();
        assertTrue(page.contains("Names &amp; &lt;script&gt;"), page);
        assertFalse(page.contains("<script>alert"), page);
    }
}
