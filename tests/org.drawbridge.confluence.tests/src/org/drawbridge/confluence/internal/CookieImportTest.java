package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.http.Cookie;
import org.drawbridge.core.http.CookieJar;
import org.junit.jupiter.api.Test;

class CookieImportTest {

    private static final URI BASE = URI.create("https://wiki.acme.test/confluence");
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static CookieImport.Result read(String text) {
        return CookieImport.read(text, BASE, NOW, true);
    }

    private static List<String> names(CookieImport.Result result) {
        return result.taken().stream().map(Cookie::name).toList();
    }

    @Test
    void aCookiesFileIsReadWhateverElseStandsInIt() {
        CookieImport.Result result = read("\uFEFF# Netscape HTTP Cookie File\r\n\r\n# a comment\r\n"
                + "#HttpOnly_wiki.acme.test\tFALSE\t/confluence\tTRUE\t0\tJSESSIONID\tABC123\r\n"
                + ".acme.test\tTRUE\t/\tTRUE\t4102444800\tsso\ta,b=c==, \"d\"\r\n"
                + "id.other.test\tFALSE\t/\tTRUE\t0\tforeign\tx\r\n"
                + "wiki.acme.test\tFALSE\t/\tTRUE\t1000000000\told\tx\r\n"
                + "wiki.acme.test\tFALSE\t/jira\tTRUE\t0\tjira\tx\r\n"
                + "wiki.acme.test\tFALSE\t/\tTRUE\r\n"
                + "wiki.acme.test\tFALSE\t/\tFALSE\t0\tempty\r\n");
        assertEquals(List.of("JSESSIONID", "sso", "empty"), names(result));
        assertTrue(result.taken().get(0).httpOnly());
        assertTrue(result.taken().get(0).hostOnly());
        assertEquals("a,b=c==, \"d\"", result.taken().get(1).value());
        assertEquals(4, result.ignored().size(), result.ignored().toString());
        assertTrue(result.ignored().get(0).contains("Line 6")
                && result.ignored().get(0).contains("id.other.test"));
        assertTrue(result.ignored().get(1).contains("expired"));
        assertTrue(result.ignored().get(2).contains("/jira"));
        assertTrue(result.ignored().get(3).contains("Line 9"), result.ignored().get(3));
    }

    @Test
    void blanksInsteadOfTabsAreUnderstood() {
        assertEquals(List.of("JSESSIONID"), names(read("wiki.acme.test FALSE /confluence TRUE 0 JSESSIONID ABC123\n")));
    }

    @Test
    void aHeaderIsReadWithOrWithoutItsName() {
        for (String text : List.of(
                "Cookie: JSESSIONID=A1; seraph.confluence=1%3A2=; x", "JSESSIONID=A1;seraph.confluence=1%3A2=;x\r\n")) {
            CookieImport.Result result = read(text);
            assertEquals(List.of("JSESSIONID", "seraph.confluence"), names(result));
            assertEquals("1%3A2=", result.taken().get(1).value());
            assertEquals(1, result.ignored().size());
        }
    }

    @Test
    void anExtensionsExportIsRead() {
        CookieImport.Result result =
                read("\uFEFF[{\"domain\":\".acme.test\",\"expirationDate\":4102444800.5,\"hostOnly\":false,"
                        + "\"httpOnly\":true,\"name\":\"a\",\"path\":\"/\",\"secure\":true,\"value\":\"1\"},"
                        + "{\"domain\":\"other.test\",\"name\":\"b\",\"value\":\"2\"},"
                        + "{\"domain\":\"wiki.acme.test\",\"name\":\"c\",\"value\":\"3\",\"expires\":-1,\"session\":true},"
                        + "{\"name\":\"d\",\"value\":\"4\",\"domain\":\"wiki.acme.test\",\"expirationDate\":1}, 7]");
        assertEquals(List.of("a", "c"), names(result));
        assertEquals(3, result.ignored().size(), result.ignored().toString());
    }

    @Test
    void theCookiePathCheckCanBeSkipped() {
        String file = BASE.getHost() + "\tFALSE\t/elsewhere\tTRUE\t0\tSID\tx\n";
        assertEquals(List.of(), names(CookieImport.read(file, BASE, NOW, true)));
        CookieImport.Result taken = CookieImport.read(file, BASE, NOW, false);
        CookieJar unchecked = new CookieJar(Clock.fixed(NOW, ZoneOffset.UTC), false);
        unchecked.addAll(taken.taken());
        CookieJar checked = new CookieJar(Clock.fixed(NOW, ZoneOffset.UTC), true);
        checked.addAll(taken.taken());
        URI call = URI.create(BASE + "/rest/api/user/current");
        assertEquals(Optional.of("SID=x"), unchecked.header(call));
        assertEquals(Optional.empty(), checked.header(call));
    }

    @Test
    void theReportTellsNoValue() {
        CookieImport.Result result = read(
                "other.test\tFALSE\t/\tTRUE\t0\tn\tS3cretValue\nwiki.acme.test\tFALSE\t/\tTRUE\t0\tm\tS3cretValue\n");
        assertFalse(
                result.report().toString().contains("S3cret"), result.report().toString());
    }

    @Test
    void nonsenseGivesNothingAndDoesNoHarm() {
        for (String text : List.of("", "\uFEFF", "{", "[1,2", "{}", "hello", "\u0000\u0001", "=;=;=", "\t\t\t\t\t\t")) {
            assertEquals(List.of(), read(text).taken(), text);
        }
    }

    @Test
    void aValueThatWouldSmuggleAHeaderIsRefused() {
        assertEquals(
                List.of(),
                read("[{\"name\":\"a\",\"value\":\"1\\r\\nX: y\",\"domain\":\"wiki.acme.test\"}]")
                        .taken());
    }
}
