package org.drawbridge.confluence.internal;

import java.util.Optional;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/** How calls get to a site, with what shows who asks. Thread-safe. */
interface Carrier extends AutoCloseable {

    /** Sends a request to an absolute address of the site. */
    Response send(Request request, Progress progress) throws AuthFailure;

    @Override
    default void close() {}

    /** Each call carries a credential of its own, or none. */
    static Carrier of(Http http, Credential credential) {
        return (request, progress) -> {
            Optional<String> authorization = credential.header();
            return http.send(
                    authorization.isPresent() ? request.replacing("Authorization", authorization.get()) : request,
                    progress);
        };
    }
}
