package org.drawbridge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.drawbridge.core.auth.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

    @Test
    void aKnownSecretIsMaskedHoweverItIsWritten() {
        String secret = "p\"a/s+s w\\örd&1?";
        try (Secret known = Secret.of(secret)) {
            assertMasked("plain " + secret + " end", secret);
            String json = jakarta.json.Json.createValue(secret).toString();
            assertMasked("{\"a\":" + json + "}", json.substring(1, json.length() - 1));
            String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            assertMasked("https://h/?x=" + form, form);
            assertMasked("https://h/" + form.replace("+", "%20"), form.replace("+", "%20"));
            for (String user : new String[] {"", "a", "ab", "abc", "anna@acme.test"}) {
                String pair =
                        Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
                String masked = Redactor.mask("sent " + pair + " twice");
                assertFalse(masked.contains(pair), masked);
                assertTrue(masked.contains(Redactor.MASK) && masked.endsWith(" twice"), masked);
            }
            assertEquals(Redactor.MASK, known.toString());
        }
    }

    private static void assertMasked(String text, String secret) {
        String masked = Redactor.mask(text);
        assertFalse(masked.contains(secret), masked);
        assertTrue(masked.contains(Redactor.MASK), masked);
    }

    @Test
    void aShortSecretIsMaskedOnlyWhereItStandsAlone() {
        Redactor.remember("zeke");
        try {
            assertEquals("for ••• and zekes", Redactor.mask("for zeke and zekes"));
            assertEquals("{\"a\":\"•••\"}", Redactor.mask("{\"a\":\"zeke\"}"));
        } finally {
            Redactor.forget("zeke");
        }
        assertEquals("zeke", Redactor.mask("zeke"));
    }

    @Test
    void aSecretStaysKnownWhileAnyoneHoldsIt() {
        Redactor.remember("held-twice-1");
        Redactor.remember("held-twice-1");
        Redactor.forget("held-twice-1");
        assertEquals(Redactor.MASK, Redactor.mask("held-twice-1"));
        Redactor.forget("held-twice-1");
        assertEquals("held-twice-1", Redactor.mask("held-twice-1"));
    }

    @Test
    void theLongerOfTwoSecretsIsMaskedWhole() {
        Redactor.remember("inner-secret");
        Redactor.remember("the inner-secret is longer");
        try {
            assertEquals("x ••• y", Redactor.mask("x the inner-secret is longer y"));
        } finally {
            Redactor.forget("inner-secret");
            Redactor.forget("the inner-secret is longer");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer NjE2MzYx",
                "authorization=Basic dXNlcjpzZWNyZXQ=",
                "\"Authorization\": \"Negotiate YIIGhg\"",
                "Cookie: JSESSIONID=ABCDEF; seraph.confluence=123%3Aabc",
                "Set-Cookie: JSESSIONID=ABCDEF; Path=/",
                "Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=",
                "sent Bearer NjE2MzYxLongToken1 to it",
                "token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2ln",
                "client_secret=Abc~123&x=y",
                "{\"client_secret\":\"A bc 12\\\"3\"}",
                "{\"password\" : \"two words\", \"a\":1}",
                "os_password=hunter2",
                "https://anna:hunter2@wiki.acme.test/",
                "https://h/cb?code=0.ASDF&state=1",
                "https://h/x?token=abcdefg",
                "{\"rawToken\":\"NjE2\"}",
                "{\"token\":\"NjE2 MzYx\"}",
                "JSESSIONID=0123456789ABCDEF",
                "-----BEGIN PRIVATE KEY-----\nMIIE\nvQIB\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nvQIB"
            })
    void theShapesOfSecretsAreKnown(String text) {
        String masked = Redactor.mask(text);
        assertTrue(masked.contains(Redactor.MASK), masked);
        for (String secret : new String[] {
            "NjE2", "dXNl", "YIIG", "ABCDEF", "eyJ", "c2ln", "Abc~", "bc 12", "words", "hunter2", "ASDF", "abcdefg",
            "MIIE", "vQIB", "MzYx"
        }) {
            assertFalse(masked.contains(secret), masked);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic Authentication has been disabled on this instance.",
                "Basic authentication failed",
                "The token is expired: create a new one.",
                "https://wiki.acme.test:8443/confluence/display/A?pageId=1",
                "AADSTS7000215: Invalid client secret provided.",
                "",
                "code 401"
            })
    void ordinaryTextStaysAsItIs(String text) {
        assertEquals(text, Redactor.mask(text));
    }

    @Test
    void aSecretThatIsAnEverydayWordHidesNoOther() {
        Redactor.remember("password");
        try {
            assertEquals("os_•••=•••", Redactor.mask("os_password=hunter2"));
            assertEquals("{\"•••\":\"•••\",\"a\":1}", Redactor.mask("{\"password\":\"two words\",\"a\":1}"));
        } finally {
            Redactor.forget("password");
        }
    }

    @Test
    void longTextsAreNoTrouble() {
        for (String filler : new String[] {"x", "\\n", "\"", "a b ", "password=x;"}) {
            String masked = Redactor.mask("{\"password\":\"hunter2-" + filler.repeat(200_000));
            assertFalse(masked.contains("hunter2"), filler);
        }
    }

    @Test
    void aSecretWithRegexCharactersDoesNoHarm() {
        Redactor.remember("$1\\E.*[(");
        try {
            assertEquals("a ••• b", Redactor.mask("a $1\\E.*[( b"));
        } finally {
            Redactor.forget("$1\\E.*[(");
        }
    }
}
