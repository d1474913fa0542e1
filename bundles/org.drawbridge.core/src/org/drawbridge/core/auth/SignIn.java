package org.drawbridge.core.auth;

import java.time.Clock;
import java.util.Objects;
import org.drawbridge.core.Connection;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Http;

/**
 * All that a sign-in may use.
 *
 * @param http sends requests by the user's network settings; carries no credentials of its own
 * @param clock for expiry dates, so that tests can move it
 */
public record SignIn(
        Connection connection, Secrets secrets, Http http, Interaction interaction, Progress progress, Clock clock) {

    public SignIn {
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(secrets, "secrets");
        Objects.requireNonNull(http, "http");
        Objects.requireNonNull(interaction, "interaction");
        Objects.requireNonNull(progress, "progress");
        Objects.requireNonNull(clock, "clock");
    }

    /** The stored secret of a required field; asks the user where there is none. */
    public Secret require(Field field) throws AuthFailure {
        Secret stored = secrets.get(field.key()).orElse(null);
        if (stored != null && !stored.isEmpty()) {
            return stored;
        }
        return interaction.ask(new Ask.EnterSecret(connection, field), progress);
    }
}
