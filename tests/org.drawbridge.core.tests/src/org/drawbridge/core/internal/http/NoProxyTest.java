package org.drawbridge.core.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {

    @ParameterizedTest
    @CsvSource({
        "acme.test, acme.test, 443, true",
        "acme.test, wiki.acme.test, 443, true",
        "acme.test, notacme.test, 443, false",
        ".acme.test, wiki.acme.test, 443, true",
        ".acme.test, acme.test, 443, true",
        "*.acme.test, wiki.acme.test, 443, true",
        "ACME.test, wiki.acme.test, 443, true",
        "acme.test:8443, wiki.acme.test, 8443, true",
        "acme.test:8443, wiki.acme.test, 443, false",
        "*, anything.test, 80, true",
        "10.1.2.3, 10.1.2.3, 80, true",
        "10.1.2.3, 10.1.2.30, 80, false",
        "10.1.2.3:81, 10.1.2.3, 80, false",
        "10.0.0.0/8, 10.200.3.4, 80, true",
        "10.0.0.0/8, 11.0.0.1, 80, false",
        "192.168.4.0/22, 192.168.7.255, 80, true",
        "192.168.4.0/22, 192.168.8.0, 80, false",
        "10.0.0.0/8, ten.acme.test, 80, false",
        "10.0.0.0/99, 10.0.0.1, 80, false",
        "0.0.0.0/0, 8.8.8.8, 80, true",
        "2001:db8::/32, 2001:db8:1::5, 80, true",
        "2001:db8::/32, 2001:db9::5, 80, false",
        "2001:db8::1, 2001:db8:0:0::1, 80, true",
        "[2001:db8::1]:443, 2001:db8::1, 443, true",
        "[2001:db8::1]:443, 2001:db8::1, 80, false",
        "'[2001:db8::1', 2001:db8::1, 80, false",
        "., wiki.acme.test, 80, false"
    })
    void readsEntriesAsCurlAndGoDo(String entry, String host, int port, boolean direct) {
        assertEquals(direct, new NoProxy(List.of("other.test", entry)).direct(host, port));
    }

    @Test
    void thisComputerIsDirectUnlessSaidOtherwise() {
        for (String host : List.of("localhost", "wiki.localhost", "127.0.0.1", "127.9.9.9", "::1")) {
            assertTrue(new NoProxy(List.of()).direct(host, 80), host);
            assertFalse(new NoProxy(List.of("<-loopback>")).direct(host, 80), host);
        }
        assertFalse(new NoProxy(List.of()).direct("localhost.acme.test", 80));
    }
}
