package org.drawbridge.ui.tests.swtbot;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Control;

/** Any control: state, focus, click. */
public class SWTBotControl<T extends Control> extends SWTBotWidget<T> {

    SWTBotControl(T widget) {
        super(widget);
    }

    public boolean isEnabled() {
        return on(widget::isEnabled);
    }

    public boolean isVisible() {
        return on(widget::isVisible);
    }

    public String getToolTipText() {
        return on(widget::getToolTipText);
    }

    public void setFocus() {
        run(widget::setFocus);
    }

    public boolean hasFocus() {
        return on(widget::isFocusControl);
    }

    public void click() {
        requireEnabled();
        start(() -> notifyListeners(SWT.Selection));
    }

    final void requireEnabled() {
        if (!isEnabled()) {
            throw new IllegalStateException(on(() -> Widgets.describe(widget)) + " is disabled");
        }
    }
}
