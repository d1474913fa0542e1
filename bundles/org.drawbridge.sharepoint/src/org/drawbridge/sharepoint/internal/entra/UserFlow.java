package org.drawbridge.sharepoint.internal.entra;

import java.util.Optional;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;

/** How somebody signs in with one of the methods, once it can't be avoided. Holds no state. */
@FunctionalInterface
interface UserFlow {

    /**
     * One sign-in.
     *
     * @param scope of the resource that the first token is for
     * @param claims a challenge that the sign-in must answer, as JSON
     * @param account the sign-in name to suggest
     * @param other whether the user wants another account than the one that the browser suggests
     * @param why why the user is asked although there is a stored session
     */
    record Wanted(
            TokenEndpoint endpoint,
            SignIn signIn,
            Progress progress,
            String scope,
            Optional<String> claims,
            Optional<String> account,
            boolean other,
            Optional<String> why) {}

    Grant signIn(Wanted wanted) throws AuthFailure;
}
