package org.drawbridge.browser.internal;

import java.io.IOException;

/** The browser refused a DevTools command. */
final class DevToolsError extends IOException {

    private static final long serialVersionUID = 1L;

    private static final int NO_SESSION = -32001;

    private final int code;

    DevToolsError(int code, String message) {
        super(message);
        this.code = code;
    }

    /** Whether the tab that the command was for was gone already: it has done nothing. */
    boolean noSuchSession() {
        return code == NO_SESSION;
    }
}
