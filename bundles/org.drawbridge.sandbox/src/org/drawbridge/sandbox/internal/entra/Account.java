package org.drawbridge.sandbox.internal.entra;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.sandbox.MicrosoftSwitches.AccountState;
import org.drawbridge.sandbox.MicrosoftSwitches.Mfa;

/** What somebody signs in with. At home in one tenant, a guest in others. Thread-safe. */
final class Account {

    /** The tenant that Microsoft accounts live in. */
    static final Tenant PERSONAL = new Tenant(
            "9188040d-6c67-4c5b-b112-36a304b66dad", "Microsoft accounts", "", Cloud.WORLDWIDE, List.of("outlook.com"));

    private static final int MOST_FAILURES = 10;
    private static final Duration LOCKED_FOR = Duration.ofMinutes(1);

    private final Person home;
    private final String password;
    private final boolean federated;
    private final boolean admin;
    private final Map<Tenant, Person> guest = new ConcurrentHashMap<>();
    private volatile String totpSecret;
    private volatile Mfa mfa = Mfa.OFF;
    private volatile AccountState state = AccountState.ACTIVE;
    private final AtomicInteger revocations = new AtomicInteger();
    private int failures;
    private Instant lockedUntil = Instant.MIN;

    /**
     * @param federated whether its password is checked by another system than Entra
     * @param admin whether it may consent for everybody
     */
    Account(Person home, String password, boolean federated, boolean admin) {
        this.home = home;
        this.password = password;
        this.federated = federated;
        this.admin = admin;
        totpSecret = Totp.newSecret();
    }

    /** Who it is where it is at home. */
    Person home() {
        return home;
    }

    /** What is typed as the user name. */
    String signInName() {
        return home.upn();
    }

    boolean federated() {
        return federated;
    }

    boolean admin() {
        return admin;
    }

    Account inviteTo(Tenant tenant, Person as) {
        guest.put(tenant, as);
        return this;
    }

    /** Who it is in a tenant; empty if it is nobody there. */
    Optional<Person> in(Tenant tenant) {
        return home.tenant().equals(tenant) ? Optional.of(home) : Optional.ofNullable(guest.get(tenant));
    }

    /** Who issued its identity, as {@code idp} and error texts say it. */
    String identityProvider() {
        return home.tenant() == PERSONAL ? "live.com" : home.tenant().issuer();
    }

    AccountState state() {
        return state;
    }

    void state(AccountState now) {
        state = now;
    }

    Mfa mfa() {
        return mfa;
    }

    void mfa(Mfa now) {
        mfa = now;
    }

    /** The secret of its authenticator app, in base 32. */
    String totpSecret() {
        return totpSecret;
    }

    boolean codeRight(String code, Clock clock) {
        return Totp.matches(totpSecret, code, clock.instant());
    }

    /** Ends the sign-ins so far, as an administrator or a new password does. */
    void revoke() {
        revocations.incrementAndGet();
    }

    /** How often its sign-ins were ended; those from before count no more. */
    int revocations() {
        return revocations.get();
    }

    /** Checks the password and what may stand against it. */
    synchronized void check(String given, Clock clock) throws Refused {
        Instant now = clock.instant();
        if (state == AccountState.LOCKED || now.isBefore(lockedUntil)) {
            throw new Refused(EntraError.ACCOUNT_LOCKED);
        }
        if (!MessageDigest.isEqual(password.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8))) {
            if (++failures >= MOST_FAILURES) {
                failures = 0;
                lockedUntil = now.plus(LOCKED_FOR);
            }
            throw new Refused(EntraError.PASSWORD_WRONG);
        }
        failures = 0;
        checkState();
    }

    /** Whether it may be used at all, apart from the password. */
    void checkState() throws Refused {
        switch (state) {
            case ACTIVE -> {}
            case DISABLED -> throw new Refused(EntraError.ACCOUNT_DISABLED);
            case LOCKED -> throw new Refused(EntraError.ACCOUNT_LOCKED);
            case PASSWORD_EXPIRED -> throw new Refused(EntraError.PASSWORD_EXPIRED);
        }
    }
}
