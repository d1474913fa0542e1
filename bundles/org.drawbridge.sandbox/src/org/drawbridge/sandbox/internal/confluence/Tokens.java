package org.drawbridge.sandbox.internal.confluence;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.drawbridge.sandbox.internal.Workspace;

/** The tokens that one site has given out. Thread-safe. */
final class Tokens {

    /**
     * A personal access token, or an API token of Cloud.
     *
     * @param scopes of a scoped API token; empty for one that may do all that its owner may
     */
    record Token(
            long id, String name, String value, Person owner, Instant created, Instant expires, Set<String> scopes) {
        boolean expired() {
            return !Instant.now().isBefore(expires);
        }

        boolean scoped() {
            return !scopes.isEmpty();
        }

        @Override
        public String toString() {
            return name + " of " + owner.name();
        }
    }

    private final Map<String, Token> byValue = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final boolean cloud;

    Tokens(boolean cloud) {
        this.cloud = cloud;
    }

    Token give(Person owner, String name, Duration lifetime) {
        return give(owner, name, lifetime, Set.of());
    }

    Token give(Person owner, String name, Duration lifetime, Set<String> scopes) {
        Instant now = Instant.now();
        // The look of the real ones: 44 characters, and ATATT… with a checksum.
        String value =
                cloud ? "ATATT3xFfGF0" + Workspace.random(120) + "=" + Workspace.random(8) : "N" + Workspace.random(43);
        Token token = new Token(
                ids.incrementAndGet(),
                name,
                value,
                owner,
                lifetime.isNegative() ? now.plus(lifetime.multipliedBy(2)) : now,
                now.plus(lifetime),
                scopes);
        byValue.put(value, token);
        return token;
    }

    /** The token of that value, if it is in force. */
    Optional<Token> valid(String value) {
        return Optional.ofNullable(byValue.get(value)).filter(token -> !token.expired());
    }

    List<Token> of(Person owner) {
        return byValue.values().stream()
                .filter(token -> token.owner().equals(owner))
                .sorted((a, b) -> Long.compare(a.id(), b.id()))
                .toList();
    }

    /** Takes a token of that person back; false if there is none of that id. */
    boolean revoke(Person owner, long id) {
        return byValue.values()
                .removeIf(token -> token.id() == id && token.owner().equals(owner));
    }
}
