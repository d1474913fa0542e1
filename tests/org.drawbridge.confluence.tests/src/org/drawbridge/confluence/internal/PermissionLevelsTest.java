package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.drawbridge.confluence.internal.Shapes.Asked;
import org.drawbridge.confluence.internal.Shapes.Reply;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.junit.jupiter.api.Test;

/** The probes of reference: confluence §4 and their fallbacks. */
class PermissionLevelsTest {

    private static final Space ENG = new Space("ENG", "1", "Eng", "global", Optional.empty(), Optional.empty());
    private static final String ENG_PERMISSIONS = "/rest/api/space/ENG/permissions";
    private static final String RPC = "/rpc/json-rpc/confluenceservice-v2/getPermissions";

    private Shapes shapes;

    private PermissionLevels levels(String version, Function<Asked, Reply> server) {
        shapes = new Shapes(asked -> {
            if (asked.path().equals("/rest/api/user/current")) {
                return Shapes.known("anna");
            }
            return server.apply(asked);
        });
        Site site = SpaceListingTest.site(Edition.DATA_CENTER, version);
        ConfluenceSession session = new ConfluenceSession(
                site, site.base(), shapes, new Credential.None(), Account.of("anna", "Anna"), List.of());
        return new PermissionLevels(new ConfluenceApi(site, session, Progress.none()));
    }

    private static Reply groups(String... names) {
        return Shapes.json(
                200,
                "{\"results\":["
                        + String.join(
                                ",",
                                List.of(names).stream()
                                        .map(n -> "{\"type\":\"group\",\"name\":\"" + n + "\"}")
                                        .toList())
                        + "]}");
    }

    private static Reply page(String user, String metas) {
        return Shapes.html(
                200, "<html><head><meta name=\"ajs-remote-user\" content=\"" + user + "\">" + metas + "</head></html>");
    }

    @Test
    void aMemberOfTheAdministratorsGroupAdministersEverything() throws AuthFailure {
        PermissionLevels.Admin admin = levels(
                        "7.13.20",
                        asked -> asked.path().endsWith("/memberof") ? groups("x", "confluence-administrators") : null)
                .admin();
        assertTrue(admin.admin() && admin.everywhere() && admin.sure());
    }

    @Test
    void anAdministratorByAnotherGroupIsFoundByThePages() throws AuthFailure {
        PermissionLevels.Admin admin = levels("8.5.4", asked -> {
                    if (asked.path().endsWith("/memberof")) {
                        return groups("wiki-admins");
                    }
                    return asked.path().equals("/")
                            ? page("anna", "<meta name=\"ajs-is-confluence-admin\" content=\"true\">")
                            : null;
                })
                .admin();
        assertTrue(admin.admin());
        assertFalse(admin.everywhere());
    }

    @Test
    void pagesThatAreShownToSomebodyElseSayNothing() throws AuthFailure {
        PermissionLevels.Admin admin = levels(
                        "8.5.4",
                        asked -> asked.path().equals("/")
                                ? page("", "<meta name=\"ajs-is-confluence-admin\" content=\"true\">")
                                : Shapes.json(403, "{}"))
                .admin();
        assertFalse(admin.admin());
        assertFalse(admin.sure());
    }

    @Test
    void groupsAloneDoNotProveThatSomebodyIsNoAdministrator() throws AuthFailure {
        PermissionLevels.Admin admin = levels(
                        "8.5.4",
                        asked -> asked.path().endsWith("/memberof")
                                ? groups("wiki-admins")
                                : Shapes.redirect("https://idp.acme.test/saml"))
                .admin();
        assertFalse(admin.admin());
        assertTrue(admin.sure() && admin.byGroupOnly());
    }

    @Test
    void globalPermissionsTellWhereThePagesAreClosed() throws AuthFailure {
        PermissionLevels.Admin admin = levels("9.2.0", asked -> switch (asked.path()) {
                    case "/rest/api/user/memberof" -> groups("wiki-admins");
                    case "/" -> Shapes.redirect("https://idp.acme.test/saml");
                    case "/rest/api/permissions" ->
                        Shapes.json(
                                200,
                                "[{\"operation\":{\"operationKey\":\"use\"},\"subject\":{\"type\":\"group\",\"displayName\":\"all\"}},"
                                        + "{\"operation\":{\"operationKey\":\"administer\"},\"subject\":{\"type\":\"group\",\"displayName\":\"wiki-admins\"}}]");
                    default -> null;
                })
                .admin();
        assertTrue(admin.admin());
    }

    @Test
    void aReadablePermissionListMeansSpaceAdministrator() throws AuthFailure {
        PermissionLevels levels =
                levels("9.2.0", asked -> asked.path().equals(ENG_PERMISSIONS) ? Shapes.json(200, "[]") : null);
        assertEquals(Optional.of(true), levels.in(ENG).administers());
    }

    @Test
    void status500IsHowNonAdministratorsAreRefused() throws AuthFailure {
        PermissionLevels levels = levels(
                "9.2.0",
                asked -> asked.path().equals(ENG_PERMISSIONS)
                        ? Shapes.json(500, "{\"message\":\"Internal server error\"}")
                        : Shapes.html(401, "<html>Remote API disabled</html>"));
        assertEquals(Optional.of(false), levels.in(ENG).administers());
    }

    @Test
    void status500IsCrossCheckedByTheRemoteApi() throws AuthFailure {
        PermissionLevels levels = levels("9.2.0", asked -> switch (asked.path()) {
            case ENG_PERMISSIONS -> Shapes.json(500, "{}");
            case RPC -> Shapes.json(200, "[\"view\",\"admin\"]");
            default -> null;
        });
        assertEquals(Optional.of(true), levels.in(ENG).administers());
    }

    @Test
    void before91TheRemoteApiIsAskedInBothOfItsForms() throws AuthFailure {
        for (String answer :
                List.of("[\"view\",\"modify\",\"comment\",\"admin\"]", "{\"result\":[\"view\",\"admin\"]}")) {
            PermissionLevels levels =
                    levels("8.5.4", asked -> asked.path().equals(RPC) ? Shapes.json(200, answer) : null);
            assertEquals(Optional.of(true), levels.in(ENG).administers());
        }
        PermissionLevels levels =
                levels("8.5.4", asked -> asked.path().equals(RPC) ? Shapes.json(200, "[\"view\"]") : null);
        assertEquals(Optional.of(false), levels.in(ENG).administers());
        assertTrue(
                shapes.requests.stream().noneMatch(request -> request.target().contains("/permissions")));
    }

    @Test
    void aRemoteApiThatTakesTheTokenForAnonymousSaysNothing() throws AuthFailure {
        PermissionLevels levels = levels(
                "7.13.20",
                asked -> asked.path().equals(RPC) ? Shapes.json(200, "[\"view\"]") : Shapes.redirect("/login.action"));
        assertEquals(Optional.empty(), levels.in(ENG).administers());
    }

    @Test
    void theSpacesPageTellsWhereTheRemoteApiIsOff() throws AuthFailure {
        PermissionLevels levels = levels("8.5.4", asked -> switch (asked.path()) {
            case RPC -> Shapes.html(401, "<html>off</html>");
            case "/display/ENG" -> page("anna", "<meta name=\"ajs-is-space-admin\" content=\"true\">");
            default -> null;
        });
        assertEquals(Optional.of(true), levels.in(ENG).administers());
    }

    @Test
    void aPageAboutSecureSessionsInPlaceOfJsonIsNoAnswer() throws AuthFailure {
        PermissionLevels levels = levels("10.2.10", asked -> switch (asked.path()) {
            case ENG_PERMISSIONS -> Shapes.json(500, "{}");
            case RPC -> Shapes.html(200, "<html><head><title>Confirm your password</title></head>WebSudo</html>");
            default -> null;
        });
        assertEquals(Optional.of(false), levels.in(ENG).administers());
        levels.in(ENG);
        assertEquals(
                1,
                shapes.requests.stream()
                        .filter(request -> request.target().contains("json-rpc"))
                        .count(),
                "a way that does not exist here is not tried for each space");
    }

    @Test
    void wherePermissionsCanNotBeAskedTheAnswerIsUnknown() throws AuthFailure {
        PermissionLevels levels = levels("8.5.4", asked -> Shapes.redirect("https://idp.acme.test/saml"));
        assertEquals(Optional.empty(), levels.in(ENG).administers());
    }

    @Test
    void aRemoteApiThatIsOffIsNamedWhereItIsNeeded() throws AuthFailure {
        PermissionLevels levels = levels(
                "8.5.4",
                asked -> asked.path().equals(RPC)
                        ? Shapes.html(401, "<html>off</html>")
                        : Shapes.redirect("https://idp.acme.test/saml"));
        assertEquals(Optional.empty(), levels.in(ENG).administers());
        assertEquals(
                "confluence.remote-api-off", levels.remoteApiOff().orElseThrow().cause());
    }

    @Test
    void spaceKeysAreEncoded() throws AuthFailure {
        levels("9.2.0", asked -> null)
                .in(new Space("~anna b", "1", "A", "personal", Optional.empty(), Optional.empty()));
        assertTrue(shapes.requests.stream()
                .anyMatch(request -> request.target().contains("/space/~anna%20b/permissions")));
    }
}
