package org.drawbridge.sandbox.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.drawbridge.sandbox.ConfluenceSwitches;
import org.junit.jupiter.api.Test;

/** Spaces, permissions and look-ups of Server and Data Center: {@code reference: confluence §4, §5}. */
class SpacesTest extends SandboxTests {

    private static final String RPC = "/rpc/json-rpc/confluenceservice-v2";

    private static List<JsonObject> results(TestClient.Answer answer) {
        assertEquals(200, answer.status(), answer::body);
        return answer.json().getJsonArray("results").getValuesAs(JsonObject.class);
    }

    private static List<String> keys(TestClient.Answer answer) {
        return results(answer).stream().map(space -> space.getString("key")).toList();
    }

    private static Optional<String> next(TestClient.Answer answer) {
        return Optional.ofNullable(answer.json().getJsonObject("_links").getString("next", null));
    }

    @Test
    void eachSeesTheirSpacesOnly() throws IOException {
        String url = WIKI_92 + "/rest/api/space?limit=100";
        assertEquals(
                List.of("DOCS", "ENG", "HR", "OPS", "SECRET", "~anna", "~sspace"),
                keys(token(WIKI_92, "aadmin").get(url)));
        assertEquals(
                List.of("DOCS", "ENG", "HR", "OPS", "~anna", "~sspace"),
                keys(token(WIKI_92, "uuser").get(url)));
        assertEquals(List.of(), keys(token(WIKI_92, "rreader").get(url)));
        assertEquals(List.of("DOCS"), keys(client().get(WIKI_85 + "/rest/api/space")));
    }

    @Test
    void aSpaceLooksAsDocumented() throws IOException {
        JsonObject list = token(WIKI_92, "uuser")
                .get(WIKI_92 + "/rest/api/space?spaceKey=ENG")
                .json();
        JsonObject space = list.getJsonArray("results").getJsonObject(0);
        assertEquals("Engineering", space.getString("name"));
        assertEquals("global", space.getString("type"));
        assertTrue(space.getInt("id") > 0);
        assertEquals("/display/ENG", space.getJsonObject("_links").getString("webui"));
        assertEquals(
                WIKI_92 + "/rest/api/space/ENG", space.getJsonObject("_links").getString("self"));
        assertTrue(space.getJsonObject("_expandable").keySet().containsAll(Set.of("homepage", "description")));
        assertFalse(space.containsKey("permissions"), "Cloud only");
        assertEquals("/confluence", list.getJsonObject("_links").getString("context"));
        assertEquals(WIKI_92, list.getJsonObject("_links").getString("base"));
        assertEquals(1, list.getInt("size"));
        JsonObject expanded = token(WIKI_92, "uuser")
                .get(WIKI_92 + "/rest/api/space/eng?expand=description.plain,homepage")
                .json();
        assertEquals(
                "How we build",
                expanded.getJsonObject("description").getJsonObject("plain").getString("value"));
        assertEquals("Engineering home", expanded.getJsonObject("homepage").getString("title"));
    }

    @Test
    void typeAndStatusFilter() throws IOException {
        TestClient uma = token(WIKI_92, "uuser");
        assertEquals(List.of("~anna", "~sspace"), keys(uma.get(WIKI_92 + "/rest/api/space?type=personal")));
        assertEquals(List.of("OPS"), keys(uma.get(WIKI_92 + "/rest/api/space?status=archived")));
        assertEquals(
                List.of("ENG", "HR"),
                keys(uma.get(WIKI_92 + "/rest/api/space?spaceKey=ENG&spaceKey=HR&spaceKey=SECRET")));
    }

    @Test
    void plainPagingFollowsNextRelativeToTheContext() throws IOException {
        TestClient uma = token(WIKI_92, "uuser");
        Set<String> seen = new TreeSet<>();
        Optional<String> path = Optional.of("/rest/api/space?limit=2&type=global");
        int pages = 0;
        while (path.isPresent()) {
            TestClient.Answer page = uma.get(WIKI_92 + path.get());
            seen.addAll(keys(page));
            path = next(page);
            path.ifPresent(each -> assertTrue(each.startsWith("/rest/api/space?type=global&limit=2&start="), each));
            pages++;
        }
        assertEquals(Set.of("DOCS", "ENG", "HR", "OPS"), seen);
        assertEquals(2, pages);
    }

    @Test
    void version85GivesRowsPastTheEnd() throws IOException {
        TestClient uma = token(WIKI_85, "uuser");
        TestClient.Answer past = uma.get(WIKI_85 + "/rest/api/space?limit=4&start=100");
        assertEquals(4, keys(past).size());
        assertEquals(Optional.empty(), next(past));
        assertEquals(100, past.json().getInt("start"));
    }

    @Test
    void version713CapsTheLimitAndSkipsRowsInNext() throws IOException {
        TestClient.Answer page = token(WIKI_713, "uuser").get(WIKI_713 + "/rest/api/space?limit=5");
        assertEquals(3, keys(page).size());
        assertEquals(3, page.json().getInt("size"));
        assertEquals(Optional.of("/rest/api/space?limit=5&start=5"), next(page));
        assertEquals(
                List.of("OPS", "~anna", "~sspace"),
                keys(token(WIKI_713, "uuser").get(WIKI_713 + "/rest/api/space?limit=5&start=3")));
    }

    @Test
    void hiddenAndUnknownSpacesAreTheSame404() throws IOException {
        for (String key : List.of("SECRET", "NOSUCH")) {
            TestClient.Answer answer = token(WIKI_92, "uuser").get(WIKI_92 + "/rest/api/space/" + key);
            assertEquals(404, answer.status());
            assertEquals("No space found with key : " + key, answer.json().getString("message"));
        }
        assertTrue(token(WIKI_713, "uuser")
                .get(WIKI_713 + "/rest/api/space/NOSUCH")
                .json()
                .getString("message")
                .endsWith("NotFoundException: No space found with key : NOSUCH"));
    }

    @Test
    void spacePermissionsAreABareArrayForSpaceAdministrators() throws IOException {
        TestClient.Answer answer = token(WIKI_92, "sspace").get(WIKI_92 + "/rest/api/space/ENG/permissions");
        assertEquals(200, answer.status());
        List<JsonObject> all = answer.array().getValuesAs(JsonObject.class);
        assertTrue(all.stream()
                .anyMatch(each -> each.getJsonObject("operation")
                                .getString("operationKey")
                                .equals("administer")
                        && each.getJsonObject("operation")
                                .getString("targetType")
                                .equals("space")
                        && each.getJsonObject("subject").getString("type").equals("user")
                        && each.getString("spaceKey").equals("ENG")));
        assertTrue(all.stream()
                .anyMatch(each ->
                        each.getJsonObject("subject").getString("name", "").equals("eng-team")));
        assertEquals(
                200,
                token(WIKI_92, "aadmin")
                        .get(WIKI_92 + "/rest/api/space/SECRET/permissions")
                        .status());
    }

    @Test
    void spacePermissionsBreakDownForOthersAndAreUnknownBefore91() throws IOException {
        assertEquals(
                500,
                token(WIKI_92, "uuser")
                        .get(WIKI_92 + "/rest/api/space/ENG/permissions")
                        .status());
        assertEquals(
                500,
                token(WIKI_92, "sspace")
                        .get(WIKI_92 + "/rest/api/space/HR/permissions")
                        .status());
        assertEquals(
                404,
                token(WIKI_92, "uuser")
                        .get(WIKI_92 + "/rest/api/space/SECRET/permissions")
                        .status());
        assertEquals(
                404,
                token(WIKI_85, "aadmin")
                        .get(WIKI_85 + "/rest/api/space/ENG/permissions")
                        .status());
        assertEquals(
                404,
                token(WIKI_92, "aadmin")
                        .get(WIKI_92 + "/rest/api/space/ENG/permission")
                        .status(),
                "Cloud's");
    }

    @Test
    void permissionsOfOneSubject() throws IOException {
        TestClient anna = token(WIKI_92, "aadmin");
        String root = WIKI_92 + "/rest/api/space/";
        assertEquals(1, anna.get(root + "DOCS/permissions/anonymous").array().size());
        assertEquals(404, anna.get(root + "ENG/permissions/anonymous").status());
        assertEquals(
                7, anna.get(root + "ENG/permissions/group/eng-team").array().size());
        String sam = anna.get(WIKI_92 + "/rest/api/user?username=sspace").json().getString("userKey");
        assertEquals(14, anna.get(root + "ENG/permissions/user/" + sam).array().size());
    }

    @Test
    void globalPermissionsAreForAdministrators() throws IOException {
        List<JsonObject> all = token(WIKI_92, "aadmin")
                .get(WIKI_92 + "/rest/api/permissions")
                .array()
                .getValuesAs(JsonObject.class);
        assertTrue(all.stream()
                .anyMatch(each ->
                        each.getJsonObject("subject").getString("displayName").equals("confluence-administrators")));
        assertEquals(
                403,
                token(WIKI_92, "uuser").get(WIKI_92 + "/rest/api/permissions").status());
        assertEquals(
                404,
                token(WIKI_85, "aadmin").get(WIKI_85 + "/rest/api/permissions").status());
    }

    @Test
    void jsonRpcTellsAnybodyTheirOwnPermissions() throws IOException {
        String url = WIKI_85 + RPC + "/getPermissions";
        assertEquals(
                Set.of("view", "modify", "comment", "admin"),
                words(token(WIKI_85, "sspace").postJson(url, "[\"ENG\"]")));
        assertEquals(
                Set.of("view", "modify", "comment"),
                words(token(WIKI_85, "uuser").postJson(url, "[\"ENG\"]")));
        assertEquals(Set.of("view"), words(token(WIKI_85, "uuser").postJson(url, "[\"HR\"]")));
        TestClient.Answer hidden = token(WIKI_85, "uuser").postJson(url, "[\"SECRET\"]");
        assertEquals(500, hidden.status());
        assertTrue(hidden.body().contains("You're not allowed to view that space, or it does not exist"));
    }

    private static Set<String> words(TestClient.Answer answer) {
        assertEquals(200, answer.status(), answer::body);
        return answer.array().getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .collect(Collectors.toSet());
    }

    @Test
    void jsonRpcKnowsTheEnvelopeForm() throws IOException {
        JsonObject answer = token(WIKI_85, "uuser")
                .postJson(
                        WIKI_85 + RPC,
                        "{\"jsonrpc\":\"2.0\",\"method\":\"getPermissions\",\"id\":7,\"params\":[\"HR\"]}")
                .json();
        assertEquals(7, answer.getInt("id"));
        assertEquals("view", answer.getJsonArray("result").getString(0));
    }

    @Test
    void permissionSetsNeedWebSudoSince77() throws IOException {
        String body = "[\"ENG\"]";
        TestClient.Answer old = password("sspace").postJson(WIKI_613 + RPC + "/getSpacePermissionSets", body);
        JsonObject set = old.array().getValuesAs(JsonObject.class).stream()
                .filter(each -> each.getString("type").equals("SETSPACEPERMISSIONS"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "sspace", set.getJsonArray("spacePermissions").getJsonObject(0).getString("userName"));
        assertTrue(set.getJsonArray("spacePermissions").getJsonObject(0).isNull("groupName"));
        TestClient.Answer refused = password("sspace").postJson(WIKI_713 + RPC + "/getSpacePermissionSets", body);
        assertTrue(refused.body().contains("com.atlassian.confluence.rpc.WebSudoRequiredException"), refused.body());
        assertTrue(password("uuser")
                .postJson(WIKI_613 + RPC + "/getSpacePermissionSets", body)
                .body()
                .contains("NotPermittedException"));
    }

    @Test
    void aSessionThatPassedWebSudoGetsPermissionSets() throws IOException {
        TestClient browser = password("sspace").keepingCookies();
        browser.get(WIKI_713 + "/index.action");
        browser.with("X-Atlassian-Token", "no-check")
                .postForm(
                        WIKI_713 + "/doauthenticate.action",
                        "authenticate=Confirm&destination=%2F&password=" + sandbox.secret("sspace.password"));
        assertEquals(
                200,
                browser.postJson(WIKI_713 + RPC + "/getSpacePermissionSets", "[\"ENG\"]")
                        .status());
    }

    @Test
    void version10AnswersJsonRpcWithTheWebSudoPage() throws IOException {
        TestClient.Answer answer = token(WIKI_10, "aadmin").postJson(WIKI_10 + RPC + "/getPermissions", "[\"ENG\"]");
        assertEquals(200, answer.status());
        assertTrue(answer.header("Content-Type").orElse("").startsWith("text/html"));
        assertTrue(answer.body().contains("WebSudo"));
    }

    @Test
    void jsonRpcShowsUsersWithTheirAddress() throws IOException {
        String url = WIKI_85 + RPC + "/getUser";
        JsonObject sam = token(WIKI_85, "uuser").postJson(url, "[\"sspace\"]").json();
        assertEquals("sam.space@acme.test", sam.getString("email"));
        assertEquals(
                "",
                token(WIKI_85, "uuser").postJson(url, "[\"rreader\"]").json().getString("email"));
        assertEquals(
                "rita.reader@acme.test",
                token(WIKI_85, "aadmin").postJson(url, "[\"rreader\"]").json().getString("email"));
        assertEquals(500, client().postJson(url, "[\"sspace\"]").status(), "anonymous");
    }

    @Test
    void theRemoteApiCanBeSwitchedOff() throws IOException {
        ConfluenceSwitches switches = sandbox.confluence("wiki85.acme.test").remoteApi(false);
        try {
            assertEquals(
                    401,
                    token(WIKI_85, "aadmin")
                            .postJson(WIKI_85 + RPC + "/getPermissions", "[\"ENG\"]")
                            .status());
        } finally {
            switches.remoteApi(true);
        }
    }

    @Test
    void lookupsOfOthersAreRefusedToPlainUsersOn92() throws IOException {
        TestClient uma = token(WIKI_92, "uuser");
        for (String path : List.of(
                "/rest/api/user?username=sspace",
                "/rest/api/group",
                "/rest/api/group/eng-team/member",
                "/rest/api/user/memberof?username=sspace",
                "/rest/api/search?cql=type=user")) {
            assertEquals(403, uma.get(WIKI_92 + path).status(), path);
            assertEquals(200, token(WIKI_92, "aadmin").get(WIKI_92 + path).status(), path);
        }
        assertEquals(
                "uuser",
                uma.get(WIKI_92 + "/rest/api/user?username=uuser").json().getString("username"));
        assertEquals(
                List.of("confluence-users", "eng-team"),
                results(uma.get(WIKI_92 + "/rest/api/user/memberof?username=uuser")).stream()
                        .map(group -> group.getString("name"))
                        .toList());
    }

    @Test
    void lookupsWorkWhereTheyAreAllowed() throws IOException {
        TestClient uma = token(WIKI_713, "uuser");
        assertEquals(
                "Sam Space",
                uma.get(WIKI_713 + "/rest/api/user?username=sspace").json().getString("displayName"));
        assertEquals(404, uma.get(WIKI_713 + "/rest/api/user?username=nobody").status());
        assertEquals(
                List.of("sspace", "uuser"),
                results(uma.get(WIKI_713 + "/rest/api/group/eng-team/member")).stream()
                        .map(user -> user.getString("username"))
                        .toList());
        assertEquals(
                List.of("confluence-administrators", "confluence-users"),
                results(uma.get(WIKI_713 + "/rest/api/user/memberof?username=aadmin")).stream()
                        .map(group -> group.getString("name"))
                        .toList());
        assertEquals(
                403, client().get(WIKI_85 + "/rest/api/user?username=sspace").status(), "anonymous");
    }
}
