package org.drawbridge.sandbox.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages, comments, attachments, restrictions and search of Server and Data Center. */
class ContentTest extends SandboxTests {

    private static final String ROOT = WIKI_92 + "/rest/api/content";

    private static List<JsonObject> results(TestClient.Answer answer) {
        assertEquals(200, answer.status(), answer::body);
        return answer.json().getJsonArray("results").getValuesAs(JsonObject.class);
    }

    private static List<String> titles(TestClient.Answer answer) {
        return results(answer).stream().map(each -> each.getString("title")).toList();
    }

    private static String id(TestClient client, String title) throws IOException {
        return results(client.get(ROOT + "?spaceKey=ENG&title=" + title.replace(" ", "+")))
                .getFirst()
                .getString("id");
    }

    @Test
    void pagesAreListedAndRestrictedOnesAreHiddenWithWhatIsBelowThem() throws IOException {
        assertEquals(
                List.of(
                        "Engineering home",
                        "Architecture",
                        "Release notes",
                        "Names & <script>alert('x')</script>, =1+1"),
                titles(token(WIKI_92, "uuser").get(ROOT + "?spaceKey=ENG&limit=100")));
        List<String> sam = titles(token(WIKI_92, "sspace").get(ROOT + "?spaceKey=ENG&limit=100"));
        assertTrue(sam.containsAll(List.of("Confidential roadmap", "Budget")), sam::toString);
        assertEquals(List.of("We moved"), titles(token(WIKI_92, "uuser").get(ROOT + "?type=blogpost")));
        assertEquals(404, token(WIKI_92, "uuser").get(ROOT + "?spaceKey=SECRET").status());
    }

    @Test
    void aPageShowsWhatExpandAsksFor() throws IOException {
        TestClient uma = token(WIKI_92, "uuser");
        String id = id(uma, "Release notes");
        JsonObject bare = uma.get(ROOT + "/" + id).json();
        assertEquals("page", bare.getString("type"));
        assertFalse(bare.containsKey("body"));
        JsonObject full = uma.get(ROOT + "/" + id + "?expand=body.storage,version,space,history,ancestors")
                .json();
        assertTrue(full.getJsonObject("body")
                .getJsonObject("storage")
                .getString("value")
                .contains("<li>1.0</li>"));
        assertEquals("ENG", full.getJsonObject("space").getString("key"));
        assertEquals(
                "Engineering home",
                full.getJsonArray("ancestors").getJsonObject(0).getString("title"));
        assertTrue(full.getJsonObject("version").getInt("number") > 0);
        assertEquals(
                "uuser",
                full.getJsonObject("history").getJsonObject("createdBy").getString("username"));
    }

    @Test
    void hiddenAndUnknownContentIsTheSame404() throws IOException {
        String secret = id(token(WIKI_92, "sspace"), "Confidential roadmap");
        for (String id : List.of(secret, "999", "x")) {
            TestClient.Answer answer = token(WIKI_92, "uuser").get(ROOT + "/" + id);
            assertEquals(404, answer.status());
            assertEquals(
                    "No content found with id: ContentId{id=" + id + "}",
                    answer.json().getString("message"));
        }
    }

    @Test
    void childrenAndCommentsAndRestrictions() throws IOException {
        TestClient sam = token(WIKI_92, "sspace");
        String home = id(sam, "Engineering home");
        assertEquals(4, results(sam.get(ROOT + "/" + home + "/child/page")).size());
        String notes = id(sam, "Release notes");
        assertEquals(
                2,
                results(sam.get(ROOT + "/" + notes + "/child/comment?expand=body.view"))
                        .size());
        assertEquals(
                2, results(sam.get(ROOT + "/" + home + "/descendant/comment")).size());
        JsonObject read = sam.get(ROOT + "/" + id(sam, "Confidential roadmap") + "/restriction/byOperation")
                .json()
                .getJsonObject("read")
                .getJsonObject("restrictions")
                .getJsonObject("user");
        assertEquals("sspace", read.getJsonArray("results").getJsonObject(0).getString("username"));
        assertEquals(
                0,
                sam.get(ROOT + "/" + notes + "/restriction/byOperation/read")
                        .json()
                        .getJsonObject("restrictions")
                        .getJsonObject("user")
                        .getInt("size"));
    }

    @Test
    void attachmentsAreStreamedWholeAndInPart() throws IOException {
        TestClient uma = token(WIKI_92, "uuser");
        JsonObject video = results(uma.get(ROOT + "/" + id(uma, "Architecture") + "/child/attachment"))
                .get(1);
        assertTrue(video.getString("id").startsWith("att"));
        assertEquals(3 << 20, video.getJsonObject("extensions").getInt("fileSize"));
        String url = WIKI_92 + video.getJsonObject("_links").getString("download");
        TestClient.Answer whole = uma.get(url);
        assertEquals(3 << 20, whole.bytes().length);
        assertEquals(Optional.of("video/mp4"), whole.header("Content-Type"));
        assertArrayEquals(whole.bytes(), uma.get(url).bytes(), "the same bytes each time");
        TestClient.Answer part = uma.with("Range", "bytes=1000-1999").get(url);
        assertEquals(206, part.status());
        assertEquals(Optional.of("bytes 1000-1999/3145728"), part.header("Content-Range"));
        assertArrayEquals(Arrays.copyOfRange(whole.bytes(), 1000, 2000), part.bytes());
        assertEquals(416, uma.with("Range", "bytes=9999999-").get(url).status());
        assertEquals(302, client().get(url).status(), "anonymous goes to the login page");
        assertEquals(404, token(WIKI_92, "rreader").get(url).status());
    }

    @Test
    void downloadsBefore8TakeNoTokens() throws IOException {
        TestClient uma = token(WIKI_713, "uuser");
        String architecture = results(uma.get(WIKI_713 + "/rest/api/content?spaceKey=ENG&title=Architecture"))
                .getFirst()
                .getString("id");
        String url = WIKI_713
                + results(uma.get(WIKI_713 + "/rest/api/content/" + architecture + "/child/attachment"))
                        .getFirst()
                        .getJsonObject("_links")
                        .getString("download");
        assertEquals(302, uma.get(url).status());
        assertEquals(200, password("uuser").get(url).status());
    }

    @Test
    void searchFindsUsersAndContent() throws IOException {
        TestClient anna = token(WIKI_92, "aadmin");
        TestClient.Answer users = anna.get(WIKI_92 + "/rest/api/search?cql=type=user");
        assertEquals(5, users.json().getInt("totalSize"));
        assertEquals("user", results(users).getFirst().getString("entityType"));
        TestClient.Answer pages = anna.get(
                WIKI_92
                        + "/rest/api/search?cql=space%3DENG%20and%20type%20in%20(page%2Cblogpost)%20and%20title~%22notes%22%20order%20by%20created");
        assertEquals(List.of("Release notes"), titles(pages));
        assertEquals("type=user", users.json().getString("cqlQuery"));
        assertEquals(
                List.of("quick-start.pdf", "overview.txt", "recording 2024.mp4"),
                titles(anna.get(ROOT + "/search?cql=type=attachment")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "type", "type=page+or+type=user", "nosuch=1", "type=page+and", "created%3Eyesterday"})
    void badQueriesAreRefused(String cql) throws IOException {
        assertEquals(
                400,
                token(WIKI_92, "aadmin")
                        .get(WIKI_92 + "/rest/api/search?cql=" + cql)
                        .status());
    }

    @Test
    void unknownResourcesAndMethods() throws IOException {
        TestClient anna = token(WIKI_92, "aadmin");
        TestClient.Answer unknown = anna.get(WIKI_92 + "/rest/nosuch");
        assertEquals(404, unknown.status());
        assertEquals("null for uri: " + WIKI_92 + "/rest/nosuch", unknown.json().getString("message"));
        assertEquals(
                405,
                anna.send("DELETE", WIKI_92 + "/rest/api/space", null, null).status());
    }
}
