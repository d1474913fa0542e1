package org.drawbridge.core.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * A sign-in that is kept for later, as far as it is known without asking the server: it may have ended meanwhile.
 *
 * @param since when the user signed in
 * @param until when it ends by itself, if that is known
 * @param way how its calls are made, in a few words of the user's language
 */
public record KeptSession(Account account, Instant since, Optional<Instant> until, Optional<String> way) {

    /** The key in {@link Secrets} under which methods keep a session. */
    public static final String KEY = "session";
}
