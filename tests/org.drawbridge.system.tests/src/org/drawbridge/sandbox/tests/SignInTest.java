package org.drawbridge.sandbox.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.drawbridge.sandbox.ConfluenceSwitches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who one is on Server and Data Center: {@code reference: confluence §1, §2, §3}. */
class SignInTest extends SandboxTests {

    private static final String CURRENT = "/rest/api/user/current";
    private static final String NOT_PERMITTED =
            "com.atlassian.confluence.api.service.exceptions.PermissionException: Not permitted to use confluence : null";

    @ParameterizedTest
    @ValueSource(strings = {WIKI_713, WIKI_85, WIKI_92, WIKI_10})
    void aValidTokenIsItsOwner(String wiki) throws IOException {
        TestClient.Answer answer = token(wiki, "uuser").get(wiki + CURRENT);
        assertEquals(200, answer.status());
        JsonObject user = answer.json();
        assertEquals("known", user.getString("type"));
        assertEquals("uuser", user.getString("username"));
        assertEquals("Uma User", user.getString("displayName"));
        assertTrue(user.containsKey("userKey"));
        assertFalse(user.containsKey("email"), "no e-mail on Data Center");
        assertEquals(wiki, user.getJsonObject("_links").getString("base"));
        assertEquals(Optional.of("OK"), answer.header("X-Seraph-LoginReason"));
        assertEquals(Optional.of("uuser"), answer.header("X-AUSERNAME"));
    }

    @Test
    void theSessionOfATokenCallOutlivesTheToken() throws IOException {
        TestClient client = token(WIKI_92, "uuser").keepingCookies();
        client.get(WIKI_92 + CURRENT);
        client.without("Authorization");
        assertEquals("uuser", client.get(WIKI_92 + CURRENT).json().getString("username"));
        sandbox.confluence("wiki92.acme.test").endSessions();
        assertEquals(401, client.get(WIKI_92 + CURRENT).status());
    }

    @Test
    void everybodyGetsASessionCookieForTheContextPath() throws IOException {
        assertTrue(client().get(WIKI_92 + CURRENT)
                .header("Set-Cookie")
                .orElse("")
                .matches("JSESSIONID=[0-9A-F]{32}; Path=/confluence; Secure; HttpOnly"));
        assertTrue(client().get(WIKI_85 + CURRENT)
                .header("Set-Cookie")
                .orElse("")
                .matches("JSESSIONID=[0-9A-F]{32}; Path=/; Secure; HttpOnly"));
        TestClient again = client().keepingCookies();
        again.get(WIKI_85 + CURRENT);
        assertEquals(Optional.empty(), again.get(WIKI_85 + CURRENT).header("Set-Cookie"), "only once");
    }

    @Test
    void signingInChangesTheSessionId() throws IOException {
        TestClient client = client().keepingCookies();
        String before = client.get(WIKI_85 + CURRENT).header("Set-Cookie").orElseThrow();
        client.bearer(sandbox.secret("wiki85-uuser.token"));
        String after = client.get(WIKI_85 + CURRENT).header("Set-Cookie").orElseThrow();
        assertNotEquals(before, after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiki85-expired.token", "wiki85-revoked.token", "wrong.token", "wiki92-aadmin.token"})
    void aBadTokenIsTakenForAnonymousWhereThatIsAllowed(String file) throws IOException {
        TestClient.Answer answer = client().bearer(sandbox.secret(file)).get(WIKI_85 + CURRENT);
        assertEquals(200, answer.status());
        assertEquals("anonymous", answer.json().getString("type"));
        assertEquals("Anonymous", answer.json().getString("displayName"));
        assertFalse(answer.json().containsKey("username"));
        assertEquals(Optional.empty(), answer.header("X-AUSERNAME"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiki92-expired.token", "wiki92-revoked.token", "wrong.token"})
    void aBadTokenIsRefusedInJsonBy92(String file) throws IOException {
        TestClient.Answer answer = client().bearer(sandbox.secret(file)).get(WIKI_92 + CURRENT);
        assertEquals(401, answer.status());
        assertEquals(
                "{\"message\":\"Client must be authenticated to access this resource.\",\"status-code\":401}",
                answer.body());
    }

    @Test
    void olderVersionsRefuseAnonymousWith403() throws IOException {
        for (String wiki : List.of(WIKI_613, WIKI_713)) {
            TestClient.Answer answer = client().get(wiki + CURRENT);
            assertEquals(403, answer.status());
            assertEquals(403, answer.json().getInt("statusCode"));
            assertEquals(NOT_PERMITTED, answer.json().getString("message"));
            assertEquals("Forbidden", answer.json().getString("reason"));
            assertFalse(answer.json().getJsonObject("data").getBoolean("authorized"));
        }
    }

    @Test
    void anAccountWithoutALicenceIsRefusedWith403() throws IOException {
        TestClient.Answer answer = token(WIKI_92, "nolicence").get(WIKI_92 + CURRENT);
        assertEquals(403, answer.status());
        assertEquals(NOT_PERMITTED, answer.json().getString("message"));
        assertEquals(Optional.of("nolicence"), answer.header("X-AUSERNAME"));
    }

    @Test
    void anonymousAccessCanBeSwitched() throws IOException {
        ConfluenceSwitches switches = sandbox.confluence("wiki92.acme.test").anonymousAccess(true);
        try {
            assertEquals("anonymous", client().get(WIKI_92 + CURRENT).json().getString("type"));
        } finally {
            switches.anonymousAccess(false);
        }
        assertEquals(401, client().get(WIKI_92 + CURRENT).status());
    }

    @Test
    void version613DoesNotKnowTokens() throws IOException {
        assertEquals(
                403,
                client().bearer(sandbox.secret("wrong.token"))
                        .get(WIKI_613 + CURRENT)
                        .status());
        assertEquals("uuser", password("uuser").get(WIKI_613 + CURRENT).json().getString("username"));
        assertEquals(
                404, password("uuser").get(WIKI_613 + "/rest/pat/latest/tokens").status());
    }

    @Test
    void wrongPasswordIsAnsweredByTheServletContainer() throws IOException {
        TestClient.Answer answer = client().basic("nobody", "wrong").get(WIKI_85 + CURRENT);
        assertEquals(401, answer.status());
        assertTrue(answer.header("Content-Type").orElse("").startsWith("text/html"));
        assertTrue(answer.body().contains("HTTP Status 401 – Unauthorized"), answer.body());
        assertTrue(
                answer.body().contains("Basic Authentication Failure - Reason : AUTHENTICATED_FAILED"), answer.body());
        assertEquals(Optional.of("AUTHENTICATED_FAILED"), answer.header("X-Seraph-LoginReason"));
        assertTrue(answer.header("WWW-Authenticate").orElse("").startsWith("OAuth realm="));
    }

    @Test
    void threeWrongPasswordsBringTheCaptchaEvenForTheRightOne() throws IOException {
        String url = WIKI_713 + CURRENT;
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    Optional.of("AUTHENTICATED_FAILED"),
                    client().basic("rreader", "wrong" + i).get(url).header("X-Seraph-LoginReason"));
        }
        TestClient.Answer denied = password("rreader").get(url);
        assertEquals(401, denied.status());
        assertEquals(Optional.of("AUTHENTICATION_DENIED"), denied.header("X-Seraph-LoginReason"));
        assertTrue(denied.header("WWW-Authenticate").orElse("").startsWith("OAuth realm="));
        assertTrue(denied.body().contains("Reason : AUTHENTICATION_DENIED"));
        assertEquals(200, token(WIKI_713, "rreader").get(url).status(), "tokens are not affected");
        assertEquals(200, password("uuser").get(url).status(), "others are not affected");
    }

    @Test
    void aRightPasswordInTimeResetsTheCount() throws IOException {
        for (int i = 0; i < 6; i++) {
            client().basic("sspace", "wrong").get(WIKI_713 + CURRENT);
            client().basic("sspace", "wrong").get(WIKI_713 + CURRENT);
            assertEquals(200, password("sspace").get(WIKI_713 + CURRENT).status());
        }
    }

    @Test
    void wrongTokensDoNotBringTheCaptcha() throws IOException {
        for (int i = 0; i < 5; i++) {
            client().bearer("wrong").get(WIKI_713 + CURRENT);
        }
        assertEquals(200, password("aadmin").get(WIKI_713 + CURRENT).status());
    }

    @Test
    void basicIsOffByDefaultSince10() throws IOException {
        TestClient.Answer answer = password("uuser").get(WIKI_10 + CURRENT);
        assertEquals(403, answer.status());
        assertEquals("{\"message\":\"Basic Authentication has been disabled on this instance.\"}", answer.body());
        assertEquals(200, password("uuser").get(WIKI_92 + CURRENT).status());
    }

    @Test
    void tokensCanBeMadeListedAndRevoked() throws IOException {
        TestClient uma = token(WIKI_92, "uuser");
        String tokens = WIKI_92 + "/rest/pat/latest/tokens";
        TestClient.Answer made = uma.postJson(tokens, "{\"name\":\"mine\",\"expirationDuration\":90}");
        assertEquals(201, made.status());
        String raw = made.json().getString("rawToken");
        int id = made.json().getInt("id");
        assertEquals("uuser", client().bearer(raw).get(WIKI_92 + CURRENT).json().getString("username"));
        List<JsonObject> listed = uma.get(tokens).array().getValuesAs(JsonObject.class);
        assertTrue(listed.stream()
                .anyMatch(token ->
                        token.getInt("id") == id && token.getString("name").equals("mine")));
        assertTrue(listed.stream().noneMatch(token -> token.containsKey("rawToken")));
        assertEquals(
                404,
                token(WIKI_92, "sspace")
                        .send("DELETE", tokens + "/" + id, null, null)
                        .status(),
                "not another's");
        assertEquals(204, uma.send("DELETE", tokens + "/" + id, null, null).status());
        assertEquals(401, client().bearer(raw).get(WIKI_92 + CURRENT).status());
    }

    @Test
    void requestParametersSignInToo() throws IOException {
        String url = WIKI_85 + CURRENT + "?os_username=uuser&os_password=" + sandbox.secret("uuser.password");
        assertEquals("uuser", client().get(url).json().getString("username"));
        assertEquals("anonymous", client().get(url + "x").json().getString("type"), "a wrong one falls through");
    }

    @Test
    void formLikePostsNeedTheXsrfHeader() throws IOException {
        String url = WIKI_92 + "/rest/pat/latest/tokens";
        TestClient uma = token(WIKI_92, "uuser");
        TestClient.Answer refused = uma.post(url, "text/plain", "{\"name\":\"x\",\"expirationDuration\":1}");
        assertEquals(403, refused.status());
        assertEquals("XSRF check failed", refused.body());
        uma.with("X-Atlassian-Token", "no-check");
        assertEquals(
                201,
                uma.post(url, "text/plain", "{\"name\":\"x\",\"expirationDuration\":1}")
                        .status());
        uma.with("User-Agent", "Mozilla/5.0").with("Origin", "https://evil.test");
        assertEquals(
                403,
                uma.postJson(url, "{\"name\":\"x\",\"expirationDuration\":1}").status());
    }

    @Test
    void everyAnswerBearsTheProductsHeaders() throws IOException {
        TestClient.Answer answer = client().get(WIKI_85 + CURRENT);
        assertTrue(answer.header("X-Confluence-Request-Time").orElse("").matches("\\d{13}"));
        assertTrue(answer.header("X-ASEN").orElse("").startsWith("SEN-"));
        assertEquals(Optional.of("SAMEORIGIN"), answer.header("X-Frame-Options"));
        assertTrue(answer.header("Cache-Control").orElse("").contains("no-store"));
    }

    @Test
    void theVersionCanBeReadWithoutAnAccount() throws IOException {
        for (String[] each :
                new String[][] {{WIKI_613, "6.13.23"}, {WIKI_713, "7.13.20"}, {WIKI_92, "9.2.21"}, {WIKI_10, "10.2.10"}
                }) {
            TestClient.Answer xml = client().get(each[0] + "/rest/applinks/1.0/manifest");
            assertEquals(Optional.of("application/xml"), xml.header("Content-Type"));
            assertTrue(
                    xml.body().contains("<typeId>confluence</typeId><version>" + each[1] + "</version>"), xml.body());
            JsonObject json = client().with("Accept", "application/json")
                    .get(each[0] + "/rest/applinks/1.0/manifest")
                    .json();
            assertEquals("confluence", json.getString("typeId"));
            assertEquals(each[1], json.getString("version"));
            assertEquals(each[0], json.getString("url"));
        }
    }

    @Test
    void serverInformationIsThereSince91() throws IOException {
        JsonObject information = token(WIKI_92, "uuser")
                .get(WIKI_92 + "/rest/api/server-information")
                .json();
        assertEquals("9.2.21", information.getString("version"));
        assertEquals(WIKI_92, information.getString("baseUrl"));
        assertEquals(
                404,
                token(WIKI_85, "uuser")
                        .get(WIKI_85 + "/rest/api/server-information")
                        .status());
        assertEquals(
                404,
                token(WIKI_92, "uuser").get(WIKI_92 + "/rest/api/serverInfo").status(),
                "that is Jira's");
    }
}
