package org.drawbridge.ui.tests.swtbot;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
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
        return !widget.isDisposed() && isVisible();
    }

    public void close() {
        start(widget::close);
    }

    /** Presses keys as the user would: for example {@code pressShortcut(SWT.CTRL, 't')}. */
    public void pressShortcut(int modifiers, char character) {
        activate();
        post(modifiers, SWT.KeyDown);
        post(character);
        post(modifiers, SWT.KeyUp);
        display.syncExec(() -> {});
    }

    private void post(int modifiers, int type) {
        for (int modifier : new int[] {SWT.CTRL, SWT.ALT, SWT.SHIFT}) {
            if ((modifiers & modifier) != 0) {
                var event = new Event();
                event.type = type;
                event.keyCode = modifier;
                run(() -> display.post(event));
            }
        }
    }

    private void post(char character) {
        for (int type : new int[] {SWT.KeyDown, SWT.KeyUp}) {
            var event = new Event();
            event.type = type;
            event.character = character;
            run(() -> display.post(event));
        }
    }
}
