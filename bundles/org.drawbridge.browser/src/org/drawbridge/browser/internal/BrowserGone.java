package org.drawbridge.browser.internal;

import java.io.IOException;

/** The browser has ended: closed by the user, killed or crashed. */
final class BrowserGone extends IOException {

    private static final long serialVersionUID = 1L;

    BrowserGone() {
        super("the browser has ended");
    }
}
