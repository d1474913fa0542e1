package org.drawbridge.ui.tests.swtbot;

/** A widget wasn't there in time. Names what was there instead. */
public final class WidgetNotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1;

    WidgetNotFoundException(String message) {
        super(message);
    }
}
