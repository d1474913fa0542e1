package org.drawbridge.sandbox.internal.confluence;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The web sessions of one site. Thread-safe. */
final class Sessions {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration IDLE = Duration.ofHours(1);
    private static final int MOST = 20_000;

    /** One session; anonymous while it has no person. */
    static final class Session {
        private final String id;
        private final Optional<Person> person;
        private final String xsrfToken = hex(20);
        private volatile Instant used = Instant.now();
        private volatile Instant administratorUntil = Instant.MIN;

        private Session(Optional<Person> person) {
            id = hex(16).toUpperCase(Locale.ROOT);
            this.person = person;
        }

        String id() {
            return id;
        }

        Optional<Person> person() {
            return person;
        }

        String xsrfToken() {
            return xsrfToken;
        }

        /** Whether the password was confirmed a short while ago (WebSudo). */
        boolean secureAdministrator() {
            return Instant.now().isBefore(administratorUntil);
        }

        void confirmAdministrator() {
            administratorUntil = Instant.now().plus(Duration.ofMinutes(10));
        }
    }

    /** Each call with a token begins one: what has not been used for longest goes. */
    private final Map<String, Session> byId = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
            return size() > MOST;
        }
    });

    private final Map<String, Person> remembered = new ConcurrentHashMap<>();

    Session start(Optional<Person> person) {
        Session session = new Session(person);
        byId.put(session.id(), session);
        return session;
    }

    Optional<Session> find(String id) {
        Session session = id == null ? null : byId.get(id);
        if (session == null) {
            return Optional.empty();
        }
        if (session.used.plus(IDLE).isBefore(Instant.now())) {
            byId.remove(id);
            return Optional.empty();
        }
        session.used = Instant.now();
        return Optional.of(session);
    }

    void end(Session session) {
        byId.remove(session.id());
    }

    /** The value of a new remember-me cookie. */
    String remember(Person person) {
        String value = (100_000 + RANDOM.nextInt(900_000)) + "%3A" + hex(20);
        remembered.put(value, person);
        return value;
    }

    Optional<Person> remembered(String cookie) {
        return Optional.ofNullable(cookie).map(remembered::get);
    }

    void forget(String cookie) {
        if (cookie != null) {
            remembered.remove(cookie);
        }
    }

    /** Ends all sessions and forgets all remember-me cookies. */
    void endAll() {
        byId.clear();
        remembered.clear();
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
