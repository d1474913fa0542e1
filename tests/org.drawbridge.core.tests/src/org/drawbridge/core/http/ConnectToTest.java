package org.drawbridge.core.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectToTest {

    @ParameterizedTest
    @CsvSource({
        "wiki.acme.test:443:127.0.0.1:8443, wiki.acme.test, 443, true",
        "wiki.acme.test:443:127.0.0.1:8443, WIKI.acme.test, 443, true",
        "WIKI.acme.test:443:127.0.0.1:8443, wiki.acme.test, 443, true",
        "wiki.acme.test:443:127.0.0.1:8443, wiki.acme.test, 80, false",
        "wiki.acme.test:443:127.0.0.1:8443, x.wiki.acme.test, 443, false",
        "::127.0.0.1:8443, anything, 1, true",
        "wiki::127.0.0.1:, wiki, 99, true",
        "[2001:db8::1]:443:[::1]:8443, 2001:db8::1, 443, true"
    })
    void matchesAsCurlDoes(String text, String host, int port, boolean matches) {
        assertEquals(matches, ConnectTo.parse(text).matches(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:1:b:2", "::127.0.0.1:8443", "a::b:", "[::1]:1:[::2]:2", "a:1::2"})
    void readsWhatItWrites(String text) {
        assertEquals(text, ConnectTo.parse(text).toString());
        assertEquals(
                ConnectTo.parse(text), ConnectTo.parse(ConnectTo.parse(text).toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:1:b", "a:x:b:2", "a:0:b:2", "a:1:b:70000", "::1:8443:a:1:2", "a:1:b:2:3"})
    void refusesOtherForms(String text) {
        assertThrows(IllegalArgumentException.class, () -> ConnectTo.parse(text));
    }
}
