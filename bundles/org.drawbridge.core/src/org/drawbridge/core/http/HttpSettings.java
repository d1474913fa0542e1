package org.drawbridge.core.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The user's network settings. Immutable.
 *
 * @param connectTimeout for the TCP connection and the TLS handshake each
 * @param responseTimeout for the answer's headers, and between two reads of its body
 * @param proxy the proxy to use; empty for none
 * @param authorities PEM files with CAs that are trusted besides the system's
 * @param connectTo other addresses for some hosts
 * @param userAgent sent with every request that names none itself
 * @param maxRetries how often a throttled or unavailable answer is tried again
 * @param maxWait the longest single wait that a service may ask for before its answer is handed to the caller
 */
public record HttpSettings(
        Duration connectTimeout,
        Duration responseTimeout,
        Optional<Proxy> proxy,
        List<Path> authorities,
        List<ConnectTo> connectTo,
        String userAgent,
        int maxRetries,
        Duration maxWait) {

    public static final String DEFAULT_USER_AGENT = "NONISV|Drawbridge|Drawbridge/0.1";

    public HttpSettings {
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Objects.requireNonNull(responseTimeout, "responseTimeout");
        authorities = List.copyOf(authorities);
        connectTo = List.copyOf(connectTo);
    }

    /** No proxy, the system's CAs, 10 s to connect, 20 s to answer, 5 retries of at most 5 minutes. */
    public static HttpSettings defaults() {
        return new HttpSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Optional.empty(),
                List.of(),
                List.of(),
                DEFAULT_USER_AGENT,
                5,
                Duration.ofMinutes(5));
    }

    public HttpSettings withTimeouts(Duration connect, Duration response) {
        return new HttpSettings(connect, response, proxy, authorities, connectTo, userAgent, maxRetries, maxWait);
    }

    public HttpSettings withProxy(Optional<Proxy> changed) {
        return new HttpSettings(
                connectTimeout, responseTimeout, changed, authorities, connectTo, userAgent, maxRetries, maxWait);
    }

    public HttpSettings withAuthorities(List<Path> changed) {
        return new HttpSettings(
                connectTimeout, responseTimeout, proxy, changed, connectTo, userAgent, maxRetries, maxWait);
    }

    public HttpSettings withConnectTo(List<ConnectTo> changed) {
        return new HttpSettings(
                connectTimeout, responseTimeout, proxy, authorities, changed, userAgent, maxRetries, maxWait);
    }

    public HttpSettings withUserAgent(String changed) {
        return new HttpSettings(
                connectTimeout, responseTimeout, proxy, authorities, connectTo, changed, maxRetries, maxWait);
    }

    public HttpSettings withRetries(int retries, Duration longestWait) {
        return new HttpSettings(
                connectTimeout, responseTimeout, proxy, authorities, connectTo, userAgent, retries, longestWait);
    }
}
