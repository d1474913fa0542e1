package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.function.Function;
import org.drawbridge.confluence.internal.Shapes.Asked;
import org.drawbridge.confluence.internal.Shapes.Reply;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteDiscoveryTest {

    private static final String MANIFEST = "/rest/applinks/1.0/manifest";

    private static Site find(String pasted, Function<Asked, Reply> server) throws AuthFailure {
        SiteDiscovery discovery = new SiteDiscovery(new Shapes(server), Progress.none());
        return discovery.identify(discovery.reach(pasted));
    }

    private static Problem failure(String pasted, Function<Asked, Reply> server) {
        return assertThrows(AuthFailure.class, () -> find(pasted, server)).problem();
    }

    private static Reply confluenceAt(Asked asked, String base, String version) {
        return asked.at(base + MANIFEST) ? Shapes.manifest("confluence", version, base) : null;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://wiki.acme.test/confluence",
                "wiki.acme.test/confluence/",
                "https://wiki.acme.test/confluence/display/ENG/A+Page",
                "https://wiki.acme.test/confluence/pages/viewpage.action?pageId=1",
                "https://wiki.acme.test/confluence/login.action?os_destination=%2Findex.action",
                "https://WIKI.acme.test/confluence/some/thing/unknown",
                "wiki.acme.test"
            })
    void anyPastedAddressLeadsToTheContextPath(String pasted) throws AuthFailure {
        Site site = find(pasted, asked -> confluenceAt(asked, "https://wiki.acme.test/confluence", "9.2.21"));
        assertEquals("https://wiki.acme.test/confluence", site.base().toString());
        assertEquals(Optional.of(new Version("9.2.21")), site.version());
        assertEquals(Edition.DATA_CENTER, site.edition());
    }

    @Test
    void aManifestInXmlIsRead() throws AuthFailure {
        Site site = find(
                "https://wiki.acme.test",
                asked -> asked.path().equals(MANIFEST)
                        ? new Reply(
                                200,
                                java.util.Map.of("Content-Type", "application/xml"),
                                "<?xml version=\"1.0\"?><manifest><id>x</id><typeId>confluence</typeId>"
                                        + "<version>6.13.23</version><buildNumber>7904</buildNumber></manifest>")
                        : null);
        assertEquals("6.13.23", site.version().orElseThrow().text());
        assertEquals("7904", site.build());
        assertEquals(Edition.SERVER, site.edition());
    }

    @Test
    void aContextPathNobodyWouldGuessIsTakenFromTheRedirect() throws AuthFailure {
        Site site = find("https://acme.test", asked -> {
            if (asked.at("https://acme.test/")) {
                return Shapes.redirect("/knowledge/index.action");
            }
            return confluenceAt(asked, "https://acme.test/knowledge", "8.5.4");
        });
        assertEquals("https://acme.test/knowledge", site.base().toString());
    }

    @Test
    void pagesTellWhereTheManifestIsClosed() throws AuthFailure {
        String page = "<html><head><meta name=\"ajs-context-path\" content=\"/docs\">"
                + "<meta name='ajs-version-number' content='7.19.2'><meta name=\"ajs-build-number\" content=\"8804\">"
                + "<meta name=\"ajs-remote-user\" content=\"\"></head><body>loginform</body></html>";
        Site site = find(
                "https://acme.test/docs/display/ENG",
                asked -> asked.path().startsWith("/docs") && !asked.path().contains("/rest/")
                        ? Shapes.html(200, page).with("X-Confluence-Request-Time", "1")
                        : Shapes.json(403, "{}"));
        assertEquals("https://acme.test/docs", site.base().toString());
        assertEquals("7.19.2", site.version().orElseThrow().text());
    }

    @Test
    void anotherAtlassianProductIsNamed() {
        Problem problem = failure(
                "https://jira.acme.test",
                asked -> asked.path().equals(MANIFEST)
                        ? Shapes.manifest("jira", "9.12.1", "https://jira.acme.test")
                        : null);
        assertEquals("confluence.not-there", problem.cause());
        assertTrue(problem.message().contains("Jira 9.12.1"), problem.message());
    }

    @Test
    void aPlainWebServerIsNamed() {
        Problem problem = failure(
                "https://www.acme.test",
                asked -> asked.path().equals("/")
                        ? Shapes.html(200, "<html><title>Welcome to nginx!</title></html>")
                                .with("Server", "nginx")
                        : null);
        assertEquals("confluence.not-there", problem.cause());
        assertTrue(problem.message().contains("nginx"), problem.message());
        assertTrue(problem.message().contains("Welcome"), problem.message());
    }

    @Test
    void httpThatLeadsToHttpsOnTheSameHostIsAskedAgainThere() throws AuthFailure {
        Shapes shapes = new Shapes(asked -> asked.uri().getScheme().equals("http")
                ? Shapes.redirect("https://wiki.acme.test" + asked.path())
                : confluenceAt(asked, "https://wiki.acme.test", "9.2.0"));
        SiteDiscovery discovery = new SiteDiscovery(shapes, Progress.none());
        Site site = discovery.identify(discovery.reach("http://wiki.acme.test"));
        assertEquals("https://wiki.acme.test", site.base().toString());
        assertEquals(1, site.warnings().size());
        assertTrue(site.warnings().get(0).contains("https://wiki.acme.test"));
    }

    @Test
    void httpStaysHttpWhereItIsServed() throws AuthFailure {
        Site site = find("http://wiki.acme.test", asked -> confluenceAt(asked, "http://wiki.acme.test", "9.2.0"));
        assertEquals("http://wiki.acme.test", site.base().toString());
    }

    @Test
    void anotherHostIsNotFollowedButNamed() {
        Problem problem = failure(
                "https://old.acme.test/confluence",
                asked -> asked.host().equals("old.acme.test")
                        ? Shapes.redirect("https://new.acme.test" + asked.path())
                        : Shapes.manifest("confluence", "9.2.0", "https://new.acme.test/confluence"));
        assertEquals("confluence.moved", problem.cause());
        assertTrue(problem.message().contains("https://new.acme.test/confluence"), problem.message());
    }

    @Test
    void aSingleSignOnBeforeEverythingLeavesTheVersionUnknownAndSaysSo() throws AuthFailure {
        Site site = find(
                "https://wiki.acme.test/confluence/display/X",
                asked -> Shapes.redirect("https://idp.acme.test/adfs/ls/?SAMLRequest=abc"));
        assertTrue(site.version().isEmpty());
        assertEquals("https://wiki.acme.test/confluence", site.base().toString());
        assertTrue(site.wall().orElseThrow().contains("idp.acme.test"));
        assertFalse(site.warnings().isEmpty());
    }

    @Test
    void aManifestThatIsOpenBehindSingleSignOnIsUsed() throws AuthFailure {
        Site site = find("https://wiki.acme.test", asked -> {
            Reply open = confluenceAt(asked, "https://wiki.acme.test", "8.9.1");
            return open != null ? open : Shapes.redirect("https://idp.acme.test/oauth2/authorize?client_id=1");
        });
        assertTrue(site.wall().isEmpty());
        assertEquals("8.9.1", site.version().orElseThrow().text());
    }

    @Test
    void aBaseUrlOnAnotherHostIsPointedOut() throws AuthFailure {
        Site site = find(
                "https://10.1.2.3:8443",
                asked -> asked.path().equals(MANIFEST)
                        ? Shapes.manifest("confluence", "9.2.0", "https://wiki.acme.test")
                        : null);
        assertTrue(
                site.warnings().get(0).contains("https://wiki.acme.test"),
                site.warnings().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://acme.atlassian.net",
                "http://acme.atlassian.net/wiki",
                "acme.atlassian.net/wiki/spaces/ENG/pages/1/Title",
                "https://acme.atlassian.net/jira/your-work"
            })
    void aCloudSiteAlwaysEndsInWiki(String pasted) throws AuthFailure {
        Site site = find(
                pasted,
                asked -> asked.at("https://acme.atlassian.net/_edge/tenant_info")
                        ? Shapes.json(200, "{\"cloudId\":\"c-1\"}")
                        : null);
        assertEquals("https://acme.atlassian.net/wiki", site.base().toString());
        assertEquals(Edition.CLOUD, site.edition());
        assertEquals(Optional.of("c-1"), site.cloudId());
    }

    @Test
    void aCloudSiteThatDoesNotExistIsSaidSo() {
        assertEquals(
                "confluence.cloud.no-site",
                failure("acme.atlassian.net", asked -> null).cause());
    }

    @Test
    void aRenamedCloudSiteNamesItsNewAddress() {
        Problem problem = failure(
                "https://old.atlassian.net/wiki", asked -> Shapes.redirect("https://new.atlassian.net" + asked.path()));
        assertEquals("confluence.moved", problem.cause());
        assertTrue(problem.message().contains("https://new.atlassian.net"), problem.message());
    }

    @Test
    void discoverySendsNoCredentials() throws AuthFailure {
        Shapes shapes = new Shapes(asked -> confluenceAt(asked, "https://wiki.acme.test", "9.2.0"));
        SiteDiscovery discovery = new SiteDiscovery(shapes, Progress.none());
        discovery.identify(discovery.reach("https://user:secret@wiki.acme.test"));
        assertFalse(shapes.anyCredential());
        assertTrue(
                shapes.requests.stream().noneMatch(request -> request.target().contains("secret")));
    }
}
