package org.drawbridge.core.auth;

import org.drawbridge.core.failure.AuthFailure;

/**
 * How a sign-in talks to the user. The desktop and the command line each supply one. May be called from any thread and
 * blocks its caller, never the UI thread.
 */
public interface Interaction {

    /**
     * Asks, and waits for the answer.
     *
     * @throws org.drawbridge.core.failure.Cancelled if the user declines or the progress is cancelled
     * @throws AuthFailure if this kind of question can't be asked here, naming what to do instead
     */
    <R> R ask(Ask<R> ask, Progress progress) throws AuthFailure;

    /** Nobody is there: every question fails as its {@link Ask#unattended()} says. */
    static Interaction none() {
        return new Interaction() {
            @Override
            public <R> R ask(Ask<R> ask, Progress progress) throws AuthFailure {
                throw ask.unattended();
            }
        };
    }
}
