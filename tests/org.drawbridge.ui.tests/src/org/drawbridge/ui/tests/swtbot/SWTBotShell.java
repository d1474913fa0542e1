package org.drawbridge.ui.tests.swtbot;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Shell;

/** A window. */
public final class SWTBotShell extends SWTBotControl<Shell> {

    SWTBotShell(Shell widget) {
        super(widget);
    }

    public SWTBotShell activate() {
        run(widget::forceActive);
        return this;
    }

    /** Finds only inside this window. */
    public SWTBot bot() {
        return new SWTBot(widget);
    }

    public boolean isOpen() {
        return on(() -> !widget.isDisposed() && widget.isVisible());
    }

    public int width() {
        return on(() -> widget.getSize().x);
    }

    public void resize(int width) {
        run(() -> widget.setSize(width, widget.getSize().y));
    }

    public SWTBotShell minimize() {
        run(() -> widget.setMinimized(true));
        return this;
    }

    /** As a click with the left button. */
    public void clickOn(SWTBotControl<?> inside) {
        start(() -> inside.notifyListeners(SWT.MouseUp));
    }

    public void close() {
        start(widget::close);
    }

    /** Presses keys as the user would: for example {@code pressShortcut(SWT.CTRL, 't')}. */
    public void pressShortcut(int modifiers, char character) {
        activate();
        new Keyboard(display).press(modifiers, character);
    }
}
