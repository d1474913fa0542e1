package org.drawbridge.core.auth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Cookie;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * A signed-in session. It sends requests rather than handing out headers: cookies, refresh and calls through a browser
 * stay hidden behind it. Thread-safe; background threads only.
 */
public interface Session extends AutoCloseable {

    /** Who it acts as, as found when it was opened. */
    Account account();

    /**
     * Sends a request with the session's credentials. A target that starts with {@code /} is meant below the
     * connection's base address; an absolute one must be of an origin that this session has credentials for.
     *
     * @return the answer, whatever its status; the caller closes it
     * @throws AuthFailure if the target can't be reached, the session has ended, the address is of a foreign origin,
     *     or the user cancelled
     */
    Response send(Request request, Progress progress) throws AuthFailure;

    /** What the user should know although the sign-in worked, such as a certificate that soon expires. */
    default List<String> warnings() {
        return List.of();
    }

    /** When the session ends by itself, if that is known. */
    default Optional<Instant> expires() {
        return Optional.empty();
    }

    /** A bearer token for another tool, for a resource such as {@code sharepoint} or {@code graph}. */
    default Optional<Secret> token(String resource, Progress progress) throws AuthFailure {
        return Optional.empty();
    }

    /** The session's cookies for another tool; empty if it has none, or if they would not work there. */
    default List<Cookie> cookies() {
        return List.of();
    }

    /** How its calls are made, in a few words of the user's language, where that is not plain from the method. */
    default Optional<String> way() {
        return Optional.empty();
    }

    /** Ends the session here. Nothing is revoked on the server. */
    @Override
    default void close() {}
}
