package org.drawbridge.core.check;

import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.http.Pace;

/** What a {@link Check} works with. Findings are streamed: nothing needs to hold ten thousand spaces. Thread-safe. */
public interface CheckRun {

    /** The connection and what its sign-in used. */
    SignIn signIn();

    /** The session. If it ends, let its failure pass: the user signs in again, and the check starts anew with its ledger. */
    Session session();

    default Progress progress() {
        return signIn().progress();
    }

    /** How thorough to be. */
    default CheckSettings settings() {
        return CheckSettings.DEFAULT;
    }

    /** Sends calls as fast as this side allows; checks that make many go through it. */
    default Pace pace() {
        return new Pace(settings().concurrency());
    }

    /** What is known already. */
    default Ledger ledger() {
        return Ledger.inMemory();
    }

    void report(Finding finding);

    void report(SpaceResult space);

    /** Says how far the check has come, for the remaining time. */
    default void progressed(int done, int total) {}
}
