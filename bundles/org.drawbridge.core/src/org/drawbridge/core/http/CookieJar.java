package org.drawbridge.core.http;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The cookies of one session. Thread-safe. */
public final class CookieJar {

    private record Key(String name, String domain, String path) {}

    private final Map<Key, Cookie> cookies = new LinkedHashMap<>();
    private final Clock clock;
    private final boolean checkPaths;

    /** @param checkPaths false sends each cookie to every path of its host */
    public CookieJar(Clock clock, boolean checkPaths) {
        this.clock = clock;
        this.checkPaths = checkPaths;
    }

    /** Adds cookies; an expired one deletes the one it replaces. */
    public synchronized void addAll(Collection<Cookie> added) {
        for (Cookie cookie : added) {
            Key key = new Key(cookie.name(), cookie.domain(), cookie.path());
            cookies.remove(key);
            if (!cookie.expired(clock.instant())) {
                cookies.put(key, cookie);
            }
        }
    }

    public synchronized void replaceAll(Collection<Cookie> all) {
        cookies.clear();
        addAll(all);
    }

    /** Takes over what an answer sets. */
    public void take(Response response) {
        response.headers("Set-Cookie").stream()
                .flatMap(header -> Cookie.parse(header, response.uri(), clock).stream())
                .forEach(cookie -> addAll(List.of(cookie)));
    }

    public synchronized List<Cookie> all() {
        return List.copyOf(cookies.values());
    }

    /** The {@code Cookie} header for an address, longer paths first; empty if no cookie is meant for it. */
    public synchronized Optional<String> header(URI address) {
        Instant now = clock.instant();
        String header = cookies.values().stream()
                .filter(cookie ->
                        checkPaths ? cookie.matches(address, now) : cookie.matchesHost(address) && !cookie.expired(now))
                .sorted(Comparator.comparingInt((Cookie cookie) -> cookie.path().length())
                        .reversed())
                .map(cookie -> cookie.name() + "=" + cookie.value())
                .collect(Collectors.joining("; "));
        return header.isEmpty() ? Optional.empty() : Optional.of(header);
    }
}
