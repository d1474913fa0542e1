package org.drawbridge.browser.internal;

import java.io.IOException;

/** The page that calls are sent from is no longer there: navigated away, crashed or closed. */
final class PageLost extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean mayHaveArrived;

    /** @param mayHaveArrived whether the server may have seen the call */
    PageLost(String reason, boolean mayHaveArrived) {
        super(reason);
        this.mayHaveArrived = mayHaveArrived;
    }

    boolean mayHaveArrived() {
        return mayHaveArrived;
    }
}
