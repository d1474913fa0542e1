package org.drawbridge.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.drawbridge.core.http.HttpSettings;

/**
 * The user's settings, as kept in {@code settings.json} of the data folder. Immutable; never a secret: a proxy's
 * password lies in the secret store.
 */
public record Settings(Network network) {

    public Settings {
        Objects.requireNonNull(network, "network");
    }

    public static Settings defaults() {
        return new Settings(Network.defaults());
    }

    public Settings withNetwork(Network changed) {
        return new Settings(changed);
    }

    /**
     * @param proxy such as {@code http://user@proxy.acme.example:3128}; empty for that of the environment
     * @param noProxy hosts that are reached directly although a proxy is set here
     * @param authorities PEM files with CAs that are trusted besides the system's
     * @param userAgent empty for the product's own
     * @param retries how often a throttled answer is tried again
     * @param longestWait the longest single wait that a service may ask for
     */
    public record Network(
            Optional<String> proxy,
            List<String> noProxy,
            List<Path> authorities,
            Duration connectTimeout,
            Duration responseTimeout,
            Optional<String> userAgent,
            int retries,
            Duration longestWait) {

        public Network {
            noProxy = List.copyOf(noProxy);
            authorities = List.copyOf(authorities);
            Objects.requireNonNull(connectTimeout, "connectTimeout");
            Objects.requireNonNull(responseTimeout, "responseTimeout");
            Objects.requireNonNull(longestWait, "longestWait");
        }

        public static Network defaults() {
            HttpSettings http = HttpSettings.defaults();
            return new Network(
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    http.connectTimeout(),
                    http.responseTimeout(),
                    Optional.empty(),
                    http.maxRetries(),
                    http.maxWait());
        }
    }
}
