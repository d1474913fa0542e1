package org.drawbridge.core.check;

import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;

/** What a {@link Check} works with. Findings are streamed: nothing needs to hold ten thousand spaces. Thread-safe. */
public interface CheckRun {

    /** The connection and what its sign-in used. */
    SignIn signIn();

    Session session();

    default Progress progress() {
        return signIn().progress();
    }

    void report(Finding finding);

    void report(SpaceResult space);
}
