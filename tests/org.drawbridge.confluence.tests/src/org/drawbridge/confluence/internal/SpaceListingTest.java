package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.drawbridge.confluence.internal.Shapes.Asked;
import org.drawbridge.confluence.internal.Shapes.Reply;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.junit.jupiter.api.Test;

/** The traps of reference: confluence §4, "Listing spaces". */
class SpaceListingTest {

    private static final Pattern NUMBER = Pattern.compile("(start|limit)=(\\d+)");

    private Shapes shapes;

    private SpaceListing listing(Edition edition, Function<Asked, Reply> server) {
        shapes = new Shapes(server);
        Site site = site(edition, "9.2.0");
        ConfluenceSession session = new ConfluenceSession(
                site, site.base(), shapes, new Credential.None(), Account.of("anna", "Anna"), List.of());
        return new SpaceListing(new ConfluenceApi(site, session, Progress.none()));
    }

    static Site site(Edition edition, String version) {
        boolean cloud = edition == Edition.CLOUD;
        return new Site(
                URI.create(cloud ? "https://acme.atlassian.net/wiki" : "https://wiki.acme.test"),
                edition,
                cloud ? Optional.empty() : Version.of(version),
                "",
                cloud ? Optional.of("c-1") : Optional.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                List.of());
    }

    private static int number(Asked asked, String name) {
        Matcher matcher = NUMBER.matcher(asked.query());
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                return Integer.parseInt(matcher.group(2));
            }
        }
        throw new AssertionError("no " + name + " in " + asked.query());
    }

    private static Reply rows(int from, int to, String next) {
        String rows = IntStream.range(from, to)
                .mapToObj(i ->
                        "{\"id\":" + i + ",\"key\":\"S" + i + "\",\"name\":\"Space " + i + "\",\"type\":\"global\"}")
                .collect(Collectors.joining(","));
        String links = next == null ? "" : ",\"_links\":{\"next\":\"" + next + "\"}";
        return Shapes.json(200, "{\"results\":[" + rows + "],\"size\":" + (to - from) + links + "}");
    }

    private static final Reply EMPTY = rows(0, 0, null);

    private List<Space> plain(int total, Function<Asked, Reply> server) throws AuthFailure {
        List<Space> spaces = listing(
                        Edition.DATA_CENTER,
                        asked -> asked.query().contains("status=archived") ? EMPTY : server.apply(asked))
                .all();
        assertEquals(total, spaces.stream().map(Space::key).distinct().count());
        assertEquals(total, spaces.size());
        return spaces;
    }

    @Test
    void allPagesAreRead() throws AuthFailure {
        plain(250, asked -> {
            int start = number(asked, "start");
            int end = Math.min(250, start + number(asked, "limit"));
            return rows(start, end, end < 250 ? "/rest/api/space?limit=100&start=" + end : null);
        });
        assertEquals(4, shapes.requests.size());
    }

    @Test
    void aLastPageThatIsJustFullEndsTheListing() throws AuthFailure {
        plain(200, asked -> {
            int start = number(asked, "start");
            return rows(start, Math.min(200, start + 100), start < 100 ? "/rest/api/space?start=100" : null);
        });
    }

    @Test
    void rowsPastTheEndDoNotGoOnForEver() throws AuthFailure {
        plain(130, asked -> {
            int start = Math.min(number(asked, "start"), 100);
            return rows(start, Math.min(130, start + 100), "/rest/api/space?start=" + (number(asked, "start") + 100));
        });
        assertTrue(shapes.requests.size() < 10, "asked " + shapes.requests.size() + " times");
    }

    @Test
    void aCappedLimitWithANextThatSkipsRowsLosesNone() throws AuthFailure {
        plain(120, asked -> {
            int start = number(asked, "start");
            int end = Math.min(120, start + 50);
            return rows(start, end, end < 120 ? "/rest/api/space?limit=100&start=" + (start + 100) : null);
        });
    }

    @Test
    void aShortPageWithSuccessorIsNotTheEnd() throws AuthFailure {
        plain(95, asked -> {
            int start = number(asked, "start");
            int end = Math.min(95, start + 40);
            return rows(start, end, end < 95 ? "/rest/api/space?start=" + end : null);
        });
    }

    @Test
    void anEmptyPageWithSuccessorIsNotTheEnd() throws AuthFailure {
        plain(20, asked -> switch (number(asked, "start")) {
            case 0 -> rows(0, 10, "/rest/api/space?start=10");
            case 10 -> rows(0, 0, "/rest/api/space?start=110");
            default -> rows(10, 20, null);
        });
    }

    @Test
    void aServerWithoutLinksIsReadByItsFullPages() throws AuthFailure {
        plain(210, asked -> {
            int start = Math.min(210, number(asked, "start"));
            return rows(start, Math.min(210, start + 100), null);
        });
    }

    @Test
    void archivedSpacesThatTheListingLeavesOutAreAdded() throws AuthFailure {
        List<Space> spaces = listing(
                        Edition.DATA_CENTER,
                        asked -> asked.query().contains("status=archived") ? rows(5, 7, null) : rows(0, 6, null))
                .all();
        assertEquals(7, spaces.size());
        assertEquals(
                2,
                spaces.stream().filter(space -> space.archived().orElseThrow()).count());
    }

    @Test
    void aServerThatDoesNotKnowTheStatusParameterHasNoArchivedSpaces() throws AuthFailure {
        SpaceListing listing = listing(Edition.DATA_CENTER, asked -> rows(0, 6, null));
        List<Space> spaces = listing.all();
        assertEquals(6, spaces.size());
        assertFalse(listing.archivedKnown());
        assertTrue(spaces.stream().noneMatch(space -> space.archived().orElse(false)));
    }

    @Test
    void cloudTellsTheAccountsRightsWithTheListing() throws AuthFailure {
        List<Space> spaces = listing(
                        Edition.CLOUD, asked -> asked.query().contains("archived") ? EMPTY : Shapes.json(200, """
                                        {"results":[
                                        {"id":1,"key":"A","name":"A","type":"global","operations":[{"operation":"read","targetType":"space"},{"operation":"administer","targetType":"space"}]},
                                        {"id":2,"key":"B","name":"B","type":"global","operations":[{"operation":"read","targetType":"space"},{"operation":"administer","targetType":"page"}]}]}
                                        """))
                .all();
        assertEquals(
                List.of(true, false),
                spaces.stream().map(space -> space.administered().orElseThrow()).toList());
    }

    @Test
    void cloudsNewerInterfaceServesWhereTheOldOneIsClosed() throws AuthFailure {
        List<Space> spaces = listing(Edition.CLOUD, asked -> {
                    if (asked.path().equals("/wiki/api/v2/spaces")) {
                        boolean second = asked.query().contains("cursor=two");
                        return second ? rows(3, 5, null) : rows(0, 3, "/wiki/api/v2/spaces?limit=100&cursor=two");
                    }
                    return Shapes.json(401, "{\"code\":401,\"message\":\"Unauthorized; scope does not match\"}");
                })
                .all();
        assertEquals(5, spaces.size());
    }

    @Test
    void aCursorThatLeadsToItselfEnds() throws AuthFailure {
        List<Space> spaces = listing(
                        Edition.CLOUD,
                        asked -> asked.path().contains("/api/v2/")
                                ? rows(0, 3, "/wiki/api/v2/spaces?limit=100&cursor=same")
                                : Shapes.json(410, "{}"))
                .all();
        assertEquals(3, spaces.size());
    }

    @Test
    void aRefusedListingIsAFailureThatSaysSo() {
        AuthFailure failure = assertThrows(
                AuthFailure.class,
                () -> listing(Edition.DATA_CENTER, asked -> Shapes.json(403, "{\"message\":\"no\"}"))
                        .all());
        assertEquals("confluence.spaces-refused", failure.problem().cause());
    }

    @Test
    void aListingThatBreaksOffInTheMiddleIsNotTakenForComplete() {
        AuthFailure failure = assertThrows(
                AuthFailure.class,
                () -> listing(
                                Edition.DATA_CENTER,
                                asked -> number(asked, "start") == 0
                                        ? rows(0, 100, "/rest/api/space?start=100")
                                        : Shapes.json(500, "{\"message\":\"oops\"}"))
                        .all());
        assertEquals("confluence.unavailable", failure.problem().cause());
    }
}
