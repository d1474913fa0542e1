package org.drawbridge.core.failure;

/** The user cancelled. Never shown as an error. */
public final class Cancelled extends AuthFailure {

    private static final long serialVersionUID = 1L;

    public Cancelled() {
        super(CoreFailures.problem("cancelled").problem());
    }
}
