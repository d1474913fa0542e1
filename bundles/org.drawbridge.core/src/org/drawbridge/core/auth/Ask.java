package org.drawbridge.core.auth;

import org.drawbridge.core.Connection;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;

/**
 * A question to the user.
 *
 * @param <R> the answer
 */
public sealed interface Ask<R> {

    Connection connection();

    /** What to say where nobody can answer. */
    AuthFailure unattended();

    /** Enter a secret that is not stored. */
    record EnterSecret(Connection connection, Field field) implements Ask<Secret> {
        @Override
        public AuthFailure unattended() {
            return CoreFailures.problem("secret.missing")
                    .with("connection", connection.id())
                    .with("field", field.label())
                    .evidence("key", field.key())
                    .failure();
        }
    }

    /** May a browser be opened for the user to sign in now, and which. */
    record BrowserSignIn(Connection connection) implements Ask<BrowserSignIn.Choice> {

        /** A browser to sign in with. */
        public enum Choice {
            /** Chrome, Edge or Chromium, started for this sign-in. */
            EXTERNAL,
            /** The browser inside the desktop. */
            EMBEDDED
        }

        @Override
        public AuthFailure unattended() {
            return CoreFailures.problem("sign-in.needed")
                    .with("connection", connection.id())
                    .with("name", connection.name())
                    .failure();
        }
    }
}
