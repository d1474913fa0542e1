package org.drawbridge.core.auth;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
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
            return signInNeeded(connection);
        }
    }

    /**
     * Let the user sign in on a web page whose answer the method waits for. Answered when {@code pending} has ended or its
     * time is over; whoever asks the user shows the address all the while, so that it can be copied.
     *
     * @param address the page to open
     * @param how in which browser
     * @param why why a sign-in is needed although there is one; empty for a first one
     * @param pasted takes the address, the code or the text that the browser shows at last, where its answer does not come
     *     by itself; gives the complaint, or nothing if it could be used, which ends {@code pending}
     */
    record WebSignIn(
            Connection connection,
            URI address,
            How how,
            Optional<String> why,
            PendingSignIn pending,
            Function<String, Optional<String>> pasted)
            implements Ask<PendingSignIn.End> {

        /** A browser to open a sign-in page in. */
        public enum How {
            /** The user's own. */
            REGULAR,
            /** One with a fresh profile, where no account is signed in yet. */
            FRESH,
            /** The one inside the desktop. */
            EMBEDDED
        }

        public WebSignIn {
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(pending, "pending");
        }

        @Override
        public AuthFailure unattended() {
            return signInNeeded(connection);
        }
    }

    /**
     * Let the user enter a code on a web page, in any browser on any device. Answered when {@code pending} has ended or its
     * time is over.
     *
     * @param code what the user types
     * @param page where
     * @param opened the page with the code filled in, if the service has such; else the same as {@code page}
     * @param why as of {@link WebSignIn}
     */
    record DeviceSignIn(
            Connection connection, String code, URI page, URI opened, Optional<String> why, PendingSignIn pending)
            implements Ask<PendingSignIn.End> {

        public DeviceSignIn {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(page, "page");
            Objects.requireNonNull(opened, "opened");
            Objects.requireNonNull(pending, "pending");
        }

        @Override
        public AuthFailure unattended() {
            return signInNeeded(connection);
        }
    }

    /**
     * Let the user decide.
     *
     * @param title the question in a few words
     * @param text what to know for the decision
     * @param options at least one; the first is the one to suggest. The user may also cancel
     * @param otherwise what to say where nobody can answer
     */
    record Decide(Connection connection, String title, String text, List<Option> options, AuthFailure otherwise)
            implements Ask<String> {

        /** One answer. */
        public record Option(String id, String label) {}

        public Decide {
            options = List.copyOf(options);
        }

        @Override
        public AuthFailure unattended() {
            return otherwise;
        }
    }

    private static AuthFailure signInNeeded(Connection connection) {
        return CoreFailures.problem("sign-in.needed")
                .with("connection", connection.id())
                .with("name", connection.name())
                .failure();
    }

    /** How long a sign-in waits for its user unless a setting says otherwise. */
    Duration DEFAULT_PATIENCE = Duration.ofMinutes(10);
}
