package org.drawbridge.sharepoint.internal.entra;

import java.util.Optional;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;

/** Where a session gets its tokens from; each sign-in method has its own. Thread-safe. */
@FunctionalInterface
public interface TokenSource {

    /**
     * Asks Entra for a token.
     *
     * @param scope such as {@code https://contoso.sharepoint.com/.default}
     * @param claims a claims challenge that the token must satisfy, as JSON
     */
    AccessToken acquire(String scope, Optional<String> claims, Progress progress) throws AuthFailure;
}
