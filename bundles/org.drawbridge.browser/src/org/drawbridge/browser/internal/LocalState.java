package org.drawbridge.browser.internal;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.drawbridge.browser.BrowserSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a fresh profile knows beforehand, so that Kerberos works in it at once. Reference: identity-rigs, Kerberos. */
final class LocalState {

    private static final Logger LOG = LoggerFactory.getLogger(LocalState.class);

    private LocalState() {}

    /** Writes it into a profile that no browser has used yet. Without it the browser still works. */
    static void write(Path profile, BrowserSettings settings, String system) {
        JsonObject state = of(settings, system);
        try {
            if (!state.isEmpty()) {
                Files.writeString(profile.resolve("Local State"), state.toString());
            }
        } catch (IOException e) {
            LOG.warn("the browser's profile could not be prepared for Kerberos: {}", e.getMessage());
        }
    }

    static JsonObject of(BrowserSettings settings, String system) {
        JsonObjectBuilder state = Json.createObjectBuilder();
        if (system.toLowerCase(Locale.ROOT).contains("linux")) {
            // Otherwise the network process is shut off from the Kerberos libraries until the first challenge, which is
            // lost.
            state.add("net", Json.createObjectBuilder().add("received_http_auth_negotiate_headers", true));
        }
        if (!settings.connectTo().isEmpty()) {
            // Otherwise the ticket is asked for under the other address instead of the site's own name.
            state.add("auth", Json.createObjectBuilder().add("disable_negotiate_cname_lookup", true));
        }
        return state.build();
    }
}
