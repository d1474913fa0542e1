package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PastedAddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://wiki.acme.test                                            | https://wiki.acme.test      | ''",
                "https://wiki.acme.test/                                           | https://wiki.acme.test      | ''",
                "wiki.acme.test/confluence/                                        | https://wiki.acme.test      | /confluence",
                "//wiki.acme.test/confluence                                       | https://wiki.acme.test      | /confluence",
                "http://wiki.acme.test/confluence                                  | http://wiki.acme.test       | /confluence",
                "HTTPS://Wiki.ACME.test:443/confluence                             | https://wiki.acme.test      | /confluence",
                "http://wiki.acme.test:80                                          | http://wiki.acme.test       | ''",
                "localhost:8090/confluence                                         | https://localhost:8090      | /confluence",
                "https://wiki.acme.test:8443/display/ENG/Some+Page?x=1#top         | https://wiki.acme.test:8443 | ''",
                "https://wiki.acme.test/confluence/display/ENG/Größe               | https://wiki.acme.test      | /confluence",
                "https://wiki.acme.test/confluence/pages/viewpage.action?pageId=17 | https://wiki.acme.test      | /confluence",
                "https://wiki.acme.test/a/b/spaces/ENG/overview                    | https://wiki.acme.test      | /a/b",
                "https://wiki.acme.test/wiki                                       | https://wiki.acme.test      | /wiki",
                "https://acme.atlassian.net/wiki/spaces/ENG/pages/1/T              | https://acme.atlassian.net  | /wiki",
                "https://wiki.acme.test/confluence/login.action?os_destination=%2F | https://wiki.acme.test      | /confluence",
                "https://wiki.acme.test/login.action;jsessionid=1A                 | https://wiki.acme.test      | ''",
                "https://wiki.acme.test/~anna                                      | https://wiki.acme.test      | ''",
                "'  <https://wiki.acme.test/confluence>  '                         | https://wiki.acme.test      | /confluence",
                "https://user:secret@wiki.acme.test/x/AbC                          | https://wiki.acme.test      | ''",
                "https://bücher.acme.test                                          | https://xn--bcher-kva.acme.test | ''",
                "http://[::1]:8090/confluence                                      | http://[::1]:8090           | /confluence",
            })
    void originAndMostLikelyContextPathAreFound(String pasted, String origin, String context) throws AuthFailure {
        PastedAddress address = PastedAddress.parse(pasted);
        assertEquals(origin, address.origin().toString());
        assertEquals(context, address.contexts().get(0));
    }

    @Test
    void contextPathsAreTriedUpwardsFromThePastedPath() throws AuthFailure {
        assertEquals(
                java.util.List.of("/a/b", "/a", ""),
                PastedAddress.parse("https://wiki.acme.test/a/b/display/X")
                        .contexts()
                        .subList(0, 3));
    }

    @Test
    void usualContextPathsAreTriedWhereTheAddressHasNone() throws AuthFailure {
        assertTrue(PastedAddress.parse("wiki.acme.test").contexts().contains("/confluence"));
    }

    @Test
    void aContextPathThatIsCalledLikeAPageIsTriedToo() throws AuthFailure {
        assertTrue(PastedAddress.parse("https://acme.test/pages").contexts().contains("/pages"));
    }

    @Test
    void theSiteIsTakenFromAtlassiansOwnLoginPage() throws AuthFailure {
        PastedAddress address = PastedAddress.parse(
                "https://id.atlassian.com/login?application=x&continue=https%3A%2F%2Facme.atlassian.net%2Fwiki");
        assertEquals("https://acme.atlassian.net", address.origin().toString());
    }

    @Test
    void theGatewaysAddressNamesTheSite() throws AuthFailure {
        PastedAddress address = PastedAddress.parse(
                "https://api.atlassian.com/ex/confluence/11111111-2222-3333-4444-555555555555/wiki");
        assertEquals(Optional.of("11111111-2222-3333-4444-555555555555"), address.cloudId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "ftp://wiki.acme.test",
                "https://",
                "https://wiki acme",
                "https://wiki.acme.test:99999",
                "mailto:a@b",
                "anna@acme.test",
                "https:///x"
            })
    void whatIsNoAddressIsASettingsFailure(String pasted) {
        AuthFailure failure = assertThrows(AuthFailure.class, () -> PastedAddress.parse(pasted));
        assertEquals("confluence.address.invalid", failure.problem().cause());
        assertEquals(Problem.Kind.SETTINGS, failure.problem().kind());
    }

    @Test
    void aPathWithBrokenEscapesStillMakesAnAddress() throws AuthFailure {
        PastedAddress address = PastedAddress.parse("https://wiki.acme.test/100%/display/[x]/😀 y");
        assertEquals("/100%25", address.contexts().get(0));
        assertTrue(address.resolve(address.path()).isAbsolute());
    }

    @ParameterizedTest
    @CsvSource({"7.8.3,7.9,-1", "7.9,7.9.0,0", "7.13.20,7.9,1", "10.2.10,9.1,1", "6.13.23,6.13,1", "9.1-m05,9.1,0"})
    void versionsAreComparedByTheirNumbers(String one, String other, int sign) {
        assertEquals(
                sign,
                Integer.signum(Version.of(one)
                        .orElseThrow()
                        .compareTo(Version.of(other).orElseThrow())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "latest", "99999999999.1", "1"})
    void whatIsNoVersionIsNone(String text) {
        assertTrue(Version.of(text).isEmpty());
    }
}
