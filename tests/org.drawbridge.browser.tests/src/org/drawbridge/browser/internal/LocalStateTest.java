package org.drawbridge.browser.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.core.http.ConnectTo;
import org.junit.jupiter.api.Test;

class LocalStateTest {

    private static String state(String system, ConnectTo... rules) {
        BrowserSettings settings = new BrowserSettings(
                BrowserSettings.Kind.AUTOMATIC,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(rules),
                Path.of("."));
        return LocalState.of(settings, system).toString();
    }

    @Test
    void aFreshProfileOnLinuxTakesTheFirstNegotiate() {
        assertEquals("{\"net\":{\"received_http_auth_negotiate_headers\":true}}", state("Linux"));
        assertEquals("{}", state("Windows 11"));
    }

    @Test
    void anotherAddressDoesNotChangeWhomTheTicketIsFor() {
        assertEquals(
                "{\"auth\":{\"disable_negotiate_cname_lookup\":true}}",
                state("Mac OS X", ConnectTo.parse("wiki.acme.test:443:127.0.0.1:8443")));
    }
}
