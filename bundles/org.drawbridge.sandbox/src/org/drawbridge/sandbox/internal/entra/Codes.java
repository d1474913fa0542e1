package org.drawbridge.sandbox.internal.entra;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Authorization codes: good once, for ten minutes, for the app that asked. Thread-safe. */
final class Codes {

    /**
     * What a code stands for.
     *
     * @param reply the registered address that {@code redirect} matched
     * @param challenge of PKCE; empty if the request had none
     * @param plain whether the challenge is the verifier itself
     */
    record Code(
            SignedIn who,
            App app,
            Scopes scopes,
            String redirect,
            App.Reply reply,
            String challenge,
            boolean plain,
            String nonce,
            Instant issued,
            AtomicBoolean redeemed) {

        /** Whether that is the verifier of the challenge (RFC 7636). */
        boolean verifiedBy(String verifier) {
            if (challenge.isEmpty()) {
                return verifier.isEmpty();
            }
            try {
                return challenge.equals(
                        plain
                                ? verifier
                                : Jwt.base64(MessageDigest.getInstance("SHA-256")
                                        .digest(verifier.getBytes(StandardCharsets.US_ASCII))));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final int MOST = 10_000;
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final Clock clock;
    private final Map<String, Code> codes = new ConcurrentHashMap<>();

    Codes(Clock clock) {
        this.clock = clock;
    }

    String issue(Code code) {
        if (codes.size() > MOST) {
            codes.clear();
        }
        String text = UserTokens.random("1.A", 72);
        codes.put(text, code);
        return text;
    }

    /** The code, which stays good until {@link #use}. */
    Code find(String text, App app) throws Refused {
        Code code = codes.get(text);
        if (code == null || !code.app().equals(app)) {
            throw new Refused(EntraError.GRANT_INVALID);
        }
        if (code.redeemed().get()) {
            throw new Refused(EntraError.CODE_REDEEMED);
        }
        if (clock.instant().isAfter(code.issued().plus(LIFETIME))) {
            throw new Refused(EntraError.CODE_EXPIRED);
        }
        return code;
    }

    /** Uses the code up. */
    static void use(Code code) throws Refused {
        if (!code.redeemed().compareAndSet(false, true)) {
            throw new Refused(EntraError.CODE_REDEEMED);
        }
    }
}
