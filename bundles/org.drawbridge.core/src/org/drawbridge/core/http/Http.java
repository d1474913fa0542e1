package org.drawbridge.core.http;

import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.internal.http.ApacheHttp;

/**
 * The HTTP stack: proxy, extra CAs, other addresses for a host, time limits, throttling and cancelling by the user's
 * network settings. Knows no credentials; {@link org.drawbridge.core.auth.Session}s add theirs. Thread-safe.
 */
public interface Http extends AutoCloseable {

    /**
     * Sends a request to an absolute http or https address.
     *
     * <p>429 and 503 are waited for as {@code Retry-After} asks and sent again, if the request is repeatable and the
     * wait is within the limits of the settings; else the answer is given to the caller. Cancelling the progress closes
     * the socket at once, also while the body is being read.
     *
     * @return the answer, whatever its status; the caller closes it
     * @throws AuthFailure with a cause {@code network.…}, {@code tls.…} or {@code proxy.…} if no answer comes, or {@link
     *     org.drawbridge.core.failure.Cancelled}
     */
    Response send(Request request, Progress progress) throws AuthFailure;

    HttpSettings settings();

    @Override
    void close();

    /** A stack by these settings. Fails if a CA file can't be read. */
    static Http create(HttpSettings settings) throws AuthFailure {
        return new ApacheHttp(settings);
    }
}
