package org.drawbridge.core.check;

import java.time.Instant;
import java.util.Optional;

/**
 * What a finding rests on.
 *
 * @param what the call, such as {@code GET /rest/api/user/current}, or another fact
 * @param status the HTTP status, if it was a call
 * @param note what the answer said, in a few words; never a secret
 */
public record Evidence(String what, Optional<Integer> status, Instant when, String note) {

    public static Evidence call(String what, int status, String note) {
        return new Evidence(what, Optional.of(status), Instant.now(), note);
    }

    public static Evidence fact(String what, String note) {
        return new Evidence(what, Optional.empty(), Instant.now(), note);
    }
}
