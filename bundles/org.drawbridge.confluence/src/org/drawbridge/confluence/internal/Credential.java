package org.drawbridge.confluence.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.drawbridge.core.auth.Secret;

/** What a request carries to say who asks. */
sealed interface Credential {

    /** The value of the Authorization header, if there is one. */
    Optional<String> header();

    /** Nothing: anonymous. */
    record None() implements Credential {
        @Override
        public Optional<String> header() {
            return Optional.empty();
        }
    }

    /** A personal access token of Server or Data Center. The scheme's word is case-sensitive on some versions. */
    record Bearer(Secret token) implements Credential {
        @Override
        public Optional<String> header() {
            return Optional.of("Bearer " + token.reveal());
        }
    }

    /** E-mail address and API token, as Cloud takes them. */
    record Basic(String email, Secret token) implements Credential {
        @Override
        public Optional<String> header() {
            byte[] pair = (email + ":" + token.reveal()).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
        }
    }
}
