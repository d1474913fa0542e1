package org.drawbridge.ui.tests.swtbot;

import org.eclipse.swt.browser.Browser;

/** A web page inside the desktop. */
public final class SWTBotBrowser extends SWTBotControl<Browser> {

    SWTBotBrowser(Browser widget) {
        super(widget);
    }

    /** What a script returns; null between two pages. */
    public Object evaluate(String script) {
        return on(() -> widget.isDisposed() ? null : widget.evaluate(script));
    }

    public String getUrl() {
        return on(widget::getUrl);
    }
}
