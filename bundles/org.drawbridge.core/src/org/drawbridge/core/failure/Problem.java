package org.drawbridge.core.failure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A failure as the user reads it: what happened, who can mend it, the exact steps, and the evidence. Texts are in the
 * user's language; {@code cause} is stable and part of the command line's contract.
 *
 * @param cause id such as {@code confluence.token.invalid} or {@code entra.AADSTS7000215}
 * @param messageForAdmin a ready message for the administrator who can mend it; empty when the user can
 * @param evidence facts such as status, code, correlationId, url; never a secret
 * @param setting the key of the setting that it comes from, if it comes from one: of a method's {@code Field}, such as
 *     {@code clientId}, or of a preference, such as {@code network.proxy}
 */
public record Problem(
        String cause,
        Kind kind,
        String message,
        Owner owner,
        List<String> remedy,
        Optional<String> messageForAdmin,
        Map<String, Object> evidence,
        Optional<String> setting) {

    /** One that comes from no setting. */
    public Problem(
            String cause,
            Kind kind,
            String message,
            Owner owner,
            List<String> remedy,
            Optional<String> messageForAdmin,
            Map<String, Object> evidence) {
        this(cause, kind, message, owner, remedy, messageForAdmin, evidence, Optional.empty());
    }

    public Problem {
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(owner, "owner");
        remedy = List.copyOf(remedy);
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** What sort of failure it is; decides the command line's exit code. */
    public enum Kind {
        /** The settings are wrong, found before any call. */
        SETTINGS(3),
        /** The target can't be reached or doesn't answer in time. */
        UNREACHABLE(2),
        /** The service refuses, or answers in a way that can't be used. */
        REFUSED(2),
        /** Nobody is signed in, or the session has ended. */
        SIGN_IN_NEEDED(4),
        /** The user cancelled. */
        CANCELLED(4),
        /** The sign-in ran out of time. */
        TIMED_OUT(4);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}
