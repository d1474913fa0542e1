package org.drawbridge.sandbox;

import java.time.Duration;
import java.util.Set;

/**
 * What administrators, policies and load can change in the simulated Entra, SharePoint and Graph while they run.
 * Thread-safe; holds for the calls that come in afterwards. Faults of the network are {@link Faults}. Apps are named by
 * their client ids, people by their sign-in names; what the sandbox does not know is an {@link
 * IllegalArgumentException}.
 */
public interface MicrosoftSwitches {

    /** The state of an account. */
    enum AccountState {
        ACTIVE,
        /** An administrator blocked it (50057). */
        DISABLED,
        /** Too many wrong passwords (50053). */
        LOCKED,
        /** 50055. */
        PASSWORD_EXPIRED
    }

    /** Whether an account needs a second factor. */
    enum Mfa {
        OFF,
        /** The six digits of an authenticator app (50076 where nobody can be asked). */
        REQUIRED,
        /** Required, but the person has not set it up yet (50079 where nobody can be asked). */
        NOT_SET_UP
    }

    /** What an administrator closed a site to. */
    enum SiteLock {
        NONE,
        /** Nobody can change anything. */
        READ_ONLY,
        /** Nobody gets in. */
        NO_ACCESS
    }

    /** What holds for all sign-ins of people. */
    EntraSwitches entra();

    /**
     * From now on sign-ins of the app are refused with that error, although its credentials are right: conditional
     * access (53003), disabled (7000112), a client request loop (50196) and so on. It comes where Entra would give it:
     * 700082, 70043 and 50173 only for refresh tokens, 54005, 501481 and 70008 only for codes, 70018 to 70020 only for
     * device codes, 50076 and 50079 not in the browser, and errors about the client not before the token endpoint.
     *
     * @param aadsts the number after AADSTS, one of {@link #errors()}
     */
    void refuse(String clientId, int aadsts);

    /** Ends {@link #refuse}. */
    void accept(String clientId);

    /** The Entra errors that the sandbox can give, by their numbers. */
    Set<Integer> errors();

    /** Takes all consents back, of administrators and of people: the app's tokens have no roles any more. */
    void withdrawConsent(String clientId);

    /** An administrator consents, for everybody, to all permissions in the app's registration. */
    void consent(String clientId);

    /** Replaces the app's redirect addresses under "Mobile and desktop applications"; none at all leads to 500113. */
    void redirects(String clientId, String... addresses);

    /** "Allow public client flows": without it device code and password are refused (7000218). */
    void publicClientFlows(String clientId, boolean on);

    /** Only these people may use the app (50105 for others); nobody at all if none is named. */
    void assign(String clientId, String... people);

    /** Ends {@link #assign}. */
    void assignEverybody(String clientId);

    /** What an account is from now on. */
    void account(String person, AccountState state);

    /** Which second factor an account needs from now on. */
    void mfa(String person, Mfa mfa);

    /** The code that the person's authenticator app shows now. */
    String totp(String person);

    /**
     * Ends all of a person's sign-ins, as an administrator or a new password does: refresh tokens (50173), browser
     * sessions, and, by continuous access evaluation, the access tokens of apps that said {@code cp1}: SharePoint and
     * Graph answer them with 401 and a claims challenge.
     */
    void revokeSessions(String person);

    /**
     * SharePoint and Graph answer the access tokens that an app has got so far with a claims challenge, if the app said
     * {@code cp1}; refresh tokens stay good.
     */
    void challenge(String clientId);

    /** Somebody who is signed in enters the code of a device and agrees. */
    void approveDeviceCode(String userCode, String person);

    /** Somebody enters the code of a device and declines. */
    void declineDeviceCode(String userCode);

    /**
     * Lets an app with Sites.Selected in.
     *
     * @param site its address
     * @param role {@code read, write, manage, owner} or {@code fullcontrol}
     */
    void grant(String site, String clientId, String role);

    /** Takes an app's grant on a site back. */
    void revoke(String site, String clientId);

    /**
     * How far Microsoft's clocks are ahead of this machine's (negative: behind). With it tokens, secrets and
     * certificates expire, and a computer whose clock is wrong can be tried. Zero at the start.
     */
    void clock(Duration ahead);

    /** How many calls an app may make to SharePoint, and how many to Graph, in that time. */
    void limit(int calls, Duration time);

    /**
     * Locks a site, or unlocks it.
     *
     * @param site its address
     */
    void lock(String site, SiteLock lock);

    /**
     * Whether SharePoint lets apps act for people on devices that nobody manages ("Access control: unmanaged devices").
     * On at the start.
     */
    void unmanagedDevices(boolean allowed);

    /** Whether Graph finds a licence for SharePoint Online in the tenants. On at the start. */
    void licensed(boolean on);
}
