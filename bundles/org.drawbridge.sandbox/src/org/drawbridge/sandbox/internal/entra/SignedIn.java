package org.drawbridge.sandbox.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody who has signed in.
 *
 * @param mfa whether by a second factor too
 * @param revocations of the account at that time
 */
record SignedIn(Account account, Instant at, boolean mfa, int revocations, String sessionId) {

    static SignedIn now(Account account, Instant at, boolean mfa) {
        return new SignedIn(
                account, at, mfa, account.revocations(), UUID.randomUUID().toString());
    }

    /** Whether nobody has ended it. */
    boolean current() {
        return revocations == account.revocations();
    }

    /** {@code amr} of the tokens. */
    JsonArray methods() {
        var methods = Json.createArrayBuilder().add("pwd");
        return (mfa ? methods.add("mfa") : methods).build();
    }
}
