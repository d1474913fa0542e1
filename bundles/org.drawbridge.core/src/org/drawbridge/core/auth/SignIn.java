package org.drawbridge.core.auth;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Http;

/**
 * All that a sign-in may use.
 *
 * @param http sends requests by the user's network settings; carries no credentials of its own
 * @param clock for expiry dates, so that tests can move it
 * @param scratch where a method may put what lives no longer than its session, such as a browser's profile; empty for
 *     the user's own folder for such things
 */
public record SignIn(
        Connection connection,
        Secrets secrets,
        Http http,
        Interaction interaction,
        Progress progress,
        Clock clock,
        Optional<Path> scratch) {

    public SignIn {
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(secrets, "secrets");
        Objects.requireNonNull(http, "http");
        Objects.requireNonNull(interaction, "interaction");
        Objects.requireNonNull(progress, "progress");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(scratch, "scratch");
    }

    /** With the user's own folder for what lives no longer than the session. */
    public SignIn(
            Connection connection,
            Secrets secrets,
            Http http,
            Interaction interaction,
            Progress progress,
            Clock clock) {
        this(connection, secrets, http, interaction, progress, clock, Optional.empty());
    }

    /** The same with other secrets. */
    public SignIn with(Secrets other) {
        return new SignIn(connection, other, http, interaction, progress, clock, scratch);
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
