package org.drawbridge.sandbox.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Confluence Cloud and its gateway: {@code reference: confluence §2, §3 Cloud, §4}. */
class CloudTest extends SandboxTests {

    private static final String CURRENT = "/rest/api/user/current";
    private static final String REJECTED =
            "com.atlassian.confluence.mvc.rest.common.exception.StacklessResponseStatusException: "
                    + "403 FORBIDDEN \"Request rejected because caller cannot access Confluence\"";
    private static final String NOT_FOUND =
            "{\"errors\":[{\"status\":404,\"code\":\"NOT_FOUND\",\"title\":\"Not Found\",\"detail\":null}]}";

    private static TestClient anna() throws IOException {
        return cloud("anna.admin@acme.test", "acme-aadmin.token");
    }

    private static TestClient uma() throws IOException {
        return cloud("uma.user@acme.test", "acme-uuser.token");
    }

    private static String gateway() throws IOException {
        String cloudId = client().get("https://acme.atlassian.net/_edge/tenant_info")
                .json()
                .getString("cloudId");
        return "https://api.atlassian.com/ex/confluence/" + cloudId + "/wiki";
    }

    @Test
    void theCloudIdIsPublic() throws IOException {
        TestClient.Answer answer = client().get("https://acme.atlassian.net/_edge/tenant_info");
        assertEquals(200, answer.status());
        assertTrue(answer.json().getString("cloudId").matches("[0-9a-f-]{36}"));
        assertEquals(
                answer.json().getString("cloudId"),
                uma().get(CLOUD + "/rest/api/settings/systemInfo").json().getString("cloudId"));
        assertEquals(403, client().get(CLOUD + "/rest/api/settings/systemInfo").status());
    }

    @Test
    void emailAndTokenAreTheirOwner() throws IOException {
        TestClient.Answer answer = uma().get(CLOUD + CURRENT);
        JsonObject user = answer.json();
        assertEquals("known", user.getString("type"));
        assertEquals("Uma User", user.getString("displayName"));
        assertEquals("uma.user@acme.test", user.getString("email"));
        assertTrue(user.containsKey("accountId") && !user.containsKey("username") && !user.containsKey("userKey"));
        assertEquals(Optional.empty(), answer.header("X-Seraph-LoginReason"));
        assertEquals(Optional.empty(), answer.header("X-AUSERNAME"));
    }

    @Test
    void emailsOfOthersMayBeHidden() throws IOException {
        String rita = cloud("rita.reader@acme.test", "acme-rreader.token")
                .get(CLOUD + CURRENT)
                .json()
                .getString("accountId");
        assertEquals(
                "", uma().get(CLOUD + "/rest/api/user?accountId=" + rita).json().getString("email"));
    }

    @Test
    void badCredentialsAreRejectedAsIfThereWereNone() throws IOException {
        List<TestClient> callers = List.of(
                client(),
                client().basic("uma.user@acme.test", "wrong"),
                cloud("uma.user@acme.test", "acme-expired.token"),
                cloud("uma.user@acme.test", "acme-revoked.token"),
                cloud("anna.admin@acme.test", "acme-uuser.token"),
                client().bearer("wrong"),
                cloud("nora.nolicence@acme.test", "acme-nolicence.token"));
        for (TestClient caller : callers) {
            TestClient.Answer first = caller.get(CLOUD + CURRENT);
            assertEquals(403, first.status());
            assertEquals(403, first.json().getInt("statusCode"));
            assertEquals(REJECTED, first.json().getString("message"));
            TestClient.Answer search = caller.get(CLOUD + "/rest/api/search?cql=type=page");
            assertEquals(403, search.status());
            assertEquals(
                    "Current user not permitted to use Confluence",
                    search.json().getString("message"));
            TestClient.Answer second = caller.get(CLOUD + "/api/v2/spaces");
            assertEquals(404, second.status());
            assertEquals(NOT_FOUND, second.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nocolon", ":token", "email@acme.test:"})
    void malformedBasicIsAnsweredByTheServletContainer(String pair) throws IOException {
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        assertContainerAnswer(client().with("Authorization", "Basic " + basic).get(CLOUD + CURRENT));
    }

    @Test
    void basicThatIsNoBase64IsAnsweredByTheServletContainer() throws IOException {
        assertContainerAnswer(client().with("Authorization", "Basic *!*").get(CLOUD + CURRENT));
    }

    @Test
    void scopedTokensAreRefusedAtTheSite() throws IOException {
        assertContainerAnswer(
                cloud("anna.admin@acme.test", "acme-aadmin-scoped.token").get(CLOUD + CURRENT));
    }

    private static void assertContainerAnswer(TestClient.Answer answer) {
        assertEquals(401, answer.status());
        assertTrue(answer.body().contains("HTTP Status 401 – Unauthorized"), answer.body());
        assertEquals(
                Optional.of("OAuth realm=\"https%3A%2F%2Facme.atlassian.net%2Fwiki\""),
                answer.header("WWW-Authenticate"));
    }

    @Test
    void theGatewayTakesScopedAndUnscopedTokens() throws IOException {
        String url = gateway() + CURRENT;
        assertEquals(
                "Anna Admin",
                cloud("anna.admin@acme.test", "acme-aadmin-scoped.token")
                        .get(url)
                        .json()
                        .getString("displayName"));
        assertEquals("Uma User", uma().get(url).json().getString("displayName"));
    }

    @Test
    void theGatewayChecksScopes() throws IOException {
        TestClient lacking = cloud("anna.admin@acme.test", "acme-scope-missing.token");
        TestClient.Answer refused = lacking.get(gateway() + CURRENT);
        assertEquals(401, refused.status());
        assertEquals("{\"code\":401,\"message\":\"Unauthorized; scope does not match\"}", refused.body());
        assertEquals(Optional.of("FAILURE_CLIENT_SCOPE_CHECK"), refused.header("X-Failure-Category"));
        assertEquals(200, lacking.get(gateway() + "/api/v2/spaces").status(), "this scope it has");
    }

    @Test
    void theGatewayRefusesBadCredentialsAndUnknownSites() throws IOException {
        TestClient.Answer wrong = client().basic("uma.user@acme.test", "wrong").get(gateway() + CURRENT);
        assertEquals(401, wrong.status());
        assertEquals(Optional.of("FAILURE_CLIENT_AUTH_MISMATCH"), wrong.header("X-Failure-Category"));
        assertEquals(401, client().bearer("wrong").get(gateway() + CURRENT).status());
        assertEquals(
                404,
                uma().get("https://api.atlassian.com/ex/confluence/nosuch/wiki" + CURRENT)
                        .status());
    }

    @Test
    void aPublicSiteTakesBogusCredentialsForAnonymous() throws IOException {
        for (TestClient caller : List.of(client(), client().basic("x@y.z", "wrong"), client().bearer("wrong"))) {
            TestClient.Answer answer = caller.get(OPEN_CLOUD + CURRENT);
            assertEquals(200, answer.status());
            assertEquals("anonymous", answer.json().getString("type"));
        }
        assertEquals(
                "DOCS",
                client().get(OPEN_CLOUD + "/api/v2/spaces")
                        .json()
                        .getJsonArray("results")
                        .getJsonObject(0)
                        .getString("key"));
    }

    @Test
    void operationsAreTheCallersOwn() throws IOException {
        assertTrue(operations(anna(), "ENG").contains("administer"));
        assertFalse(operations(uma(), "ENG").contains("administer"));
        assertTrue(operations(uma(), "ENG").containsAll(Set.of("read", "create")));
        assertFalse(uma().get(CLOUD + "/rest/api/space/ENG").json().containsKey("operations"));
        assertTrue(anna().get(CLOUD + CURRENT + "?expand=operations")
                .body()
                .contains("{\"operation\":\"administer\",\"targetType\":\"application\"}"));
        assertFalse(uma().get(CLOUD + CURRENT + "?expand=operations").body().contains("administer"));
    }

    private static Set<String> operations(TestClient caller, String key) throws IOException {
        return caller
                .get(CLOUD + "/rest/api/space/" + key + "?expand=operations")
                .json()
                .getJsonArray("operations")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(each -> each.getString("operation"))
                .collect(Collectors.toSet());
    }

    @Test
    void shortPagesAreNotTheEnd() throws IOException {
        JsonObject page = uma().get(CLOUD + "/rest/api/space?limit=250").json();
        assertEquals(3, page.getInt("size"));
        assertEquals(
                "/rest/api/space?limit=200&start=3",
                page.getJsonObject("_links").getString("next"));
    }

    @Test
    void v2PagesByCursor() throws IOException {
        List<String> keys = new ArrayList<>();
        String path = "/wiki/api/v2/spaces?limit=250&status=current";
        int pages = 0;
        while (path != null) {
            TestClient.Answer answer = uma().get("https://acme.atlassian.net" + path);
            assertEquals(200, answer.status());
            answer.json()
                    .getJsonArray("results")
                    .getValuesAs(JsonObject.class)
                    .forEach(space -> keys.add(space.getString("key")));
            path = answer.json().getJsonObject("_links").getString("next", null);
            assertEquals(Optional.ofNullable(path).map(next -> "<" + next + ">; rel=\"next\""), answer.header("Link"));
            pages++;
        }
        assertEquals(List.of("DOCS", "ENG", "HR", "~anna", "~sspace"), keys);
        assertEquals(2, pages);
        assertEquals(400, uma().get(CLOUD + "/api/v2/spaces?cursor=forged").status());
    }

    @Test
    void v2PermissionsNeedOnlyTheRightToSeeTheSpace() throws IOException {
        String id = uma().get(CLOUD + "/api/v2/spaces?keys=ENG")
                .json()
                .getJsonArray("results")
                .getJsonObject(0)
                .getString("id");
        JsonObject first = uma().get(CLOUD + "/api/v2/spaces/" + id + "/permissions?limit=250")
                .json()
                .getJsonArray("results")
                .getJsonObject(0);
        assertEquals("user", first.getJsonObject("principal").getString("type"));
        assertEquals("space", first.getJsonObject("operation").getString("targetType"));
        TestClient.Answer missing = uma().get(CLOUD + "/api/v2/spaces/1/permissions");
        assertEquals(404, missing.status());
        assertEquals(
                "Space not found",
                missing.json().getJsonArray("errors").getJsonObject(0).getString("title"));
    }

    @Test
    void unknownSpacesAreNamedInTheirOwnWay() throws IOException {
        assertEquals(
                "org.springframework.web.server.ResponseStatusException: 404 NOT_FOUND \"No space found with key : SECRET\"",
                uma().get(CLOUD + "/rest/api/space/SECRET").json().getString("message"));
        assertEquals(405, uma().get(CLOUD + "/rest/api/space/ENG/permission").status());
    }

    @Test
    void permissionsOfAPersonOnAPageCanBeAsked() throws IOException {
        String page = uma().get(CLOUD + "/rest/api/content?spaceKey=ENG")
                .json()
                .getJsonArray("results")
                .getJsonObject(0)
                .getString("id");
        String rita = cloud("rita.reader@acme.test", "acme-rreader.token")
                .get(CLOUD + CURRENT)
                .json()
                .getString("accountId");
        String body = "{\"subject\":{\"type\":\"user\",\"identifier\":\"" + rita + "\"},\"operation\":\"read\"}";
        String url = CLOUD + "/rest/api/content/" + page + "/permission/check";
        assertFalse(uma().postJson(url, body).json().getBoolean("hasPermission"));
        String own = uma().get(CLOUD + CURRENT).json().getString("accountId");
        assertTrue(uma().postJson(url, body.replace(rita, own)).json().getBoolean("hasPermission"));
        TestClient.Answer forged = uma().with("User-Agent", "Mozilla/5.0").postJson(url, body);
        assertEquals("XSRF check failed", forged.body());
    }

    @Test
    void attachmentsComeFromAnotherHostThatWantsNoCredentials() throws IOException {
        JsonObject found = uma().get(CLOUD + "/rest/api/content/search?cql=title=%22overview.txt%22")
                .json()
                .getJsonArray("results")
                .getJsonObject(0);
        TestClient.Answer moved =
                uma().get(CLOUD + found.getJsonObject("_links").getString("download"));
        assertEquals(302, moved.status());
        assertTrue(moved.location().startsWith("https://api.media.atlassian.com/"));
        assertEquals(2048, client().get(moved.location()).bytes().length);
        assertEquals(400, uma().get(moved.location()).status(), "a forwarded credential");
        assertEquals(
                403,
                client().get("https://api.media.atlassian.com/file/1/binary?token=x")
                        .status());
    }

    @Test
    void searchPagesByCursorOnly() throws IOException {
        JsonObject first = uma().get(CLOUD + "/rest/api/search?cql=type=page&limit=2&start=2")
                .json();
        assertEquals(0, first.getInt("start"), "start is not obeyed");
        String next = first.getJsonObject("_links").getString("next");
        assertTrue(next.contains("cursor="), next);
        assertEquals(2, uma().get(CLOUD + next).json().getInt("start"));
    }

    @Test
    void visitorsOfThePagesAreSentToTheAccountService() throws IOException {
        assertTrue(
                client().get(CLOUD + "/spaces/ENG").location().startsWith("https://id.atlassian.com/login?continue="));
        TestClient.Answer page = uma().get(CLOUD + "/spaces/ENG");
        assertEquals(200, page.status());
        assertFalse(page.body().contains("ajs-"), "no metas");
        assertEquals(CLOUD + "/", client().get("https://acme.atlassian.net/").location());
    }

    @Test
    void aSuspendedSiteSaysSo() throws IOException {
        sandbox.confluence("acme.atlassian.net").suspended(true);
        try {
            TestClient.Answer answer = uma().get(CLOUD + CURRENT);
            assertEquals(503, answer.status());
            assertTrue(answer.body().contains("SUSPENDED_INACTIVITY"));
        } finally {
            sandbox.confluence("acme.atlassian.net").suspended(false);
        }
    }
}
