package org.drawbridge.core.auth;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;

/**
 * A way to sign in: all that a plug-in writes. Registered by the extension point {@code
 * org.drawbridge.core.authMethods}; needs a public constructor without arguments. Instances hold no state of a
 * connection and may be called from several background threads at once.
 */
public interface AuthMethod {

    /** The settings and secrets it needs for such a target, in the order of the form. No network, no blocking. */
    List<Field> fields(Target target);

    /**
     * Checks before any call what the fields alone can't tell, such as whether a certificate's file can be read and has
     * not expired. Asks nobody and sends nothing; a secret that is missing may still be asked for later.
     *
     * @throws AuthFailure what is wrong with the settings
     */
    default void check(SignIn signIn) throws AuthFailure {}

    /** Whether the user signs in interactively, so that there is something to sign in to now and to sign out of. */
    default boolean interactive() {
        return false;
    }

    /** The sign-in that is kept in the secrets. No network; blocks as the secret store does. */
    default Optional<KeptSession> kept(Secrets secrets) throws AuthFailure {
        return Optional.empty();
    }

    /**
     * Signs in. Tries without the user first; asks through {@link SignIn#interaction()} only if it must. The settings
     * have been checked against {@link #fields}; required secrets may still be missing and are asked for.
     *
     * @throws AuthFailure every expected failure, explained
     */
    Session open(SignIn signIn) throws AuthFailure;
}
