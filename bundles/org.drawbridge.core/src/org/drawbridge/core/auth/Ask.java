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
}
