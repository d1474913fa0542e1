package org.drawbridge.sandbox.internal.confluence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.drawbridge.sandbox.internal.VirtualHost;

/**
 * A Confluence for a reverse proxy in front that signs people in, such as one with Kerberos: it believes the header
 * {@code X-Remote-User} of whoever knows the secret of the proxy. {@code reference: identity-rigs, Kerberos}.
 */
final class ProxiedHost {

    private ProxiedHost() {}

    static VirtualHost of(Site site, String secret) {
        byte[] expected = secret.getBytes(StandardCharsets.UTF_8);
        return new DataCenterHost(site, call -> {
            byte[] shown = call.header("X-Proxy-Secret").orElse("").getBytes(StandardCharsets.UTF_8);
            return MessageDigest.isEqual(expected, shown)
                    ? call.header("X-Remote-User").flatMap(site.people()::find)
                    : Optional.empty();
        });
    }
}
