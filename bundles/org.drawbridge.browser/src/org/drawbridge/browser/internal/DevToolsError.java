package org.drawbridge.browser.internal;

import java.io.IOException;

/** The browser refused a DevTools command. */
final class DevToolsError extends IOException {

    private static final long serialVersionUID = 1L;

    private final int code;

    DevToolsError(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }
}
