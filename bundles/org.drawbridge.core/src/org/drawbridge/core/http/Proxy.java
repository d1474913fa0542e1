package org.drawbridge.core.http;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.Secret;

/**
 * A proxy for HTTP and HTTPS.
 *
 * @param user for proxies that want a sign-in
 * @param exceptions hosts that are reached directly, as in {@code NO_PROXY}: names, {@code .suffix}, {@code *},
 *     addresses and CIDR ranges, each with an optional port
 */
public record Proxy(String host, int port, Optional<String> user, Optional<Secret> password, List<String> exceptions) {

    public Proxy {
        exceptions = List.copyOf(exceptions);
    }
}
