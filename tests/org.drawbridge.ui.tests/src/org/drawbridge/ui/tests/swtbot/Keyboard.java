package org.drawbridge.ui.tests.swtbot;

import java.time.Duration;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;

/** The user's keyboard: whatever has the focus gets the keys. For use outside the user interface thread. */
public final class Keyboard {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_TABS = 60;
    private static final int[] MODIFIERS = {SWT.CTRL, SWT.ALT, SWT.SHIFT};

    private final Display display;
    private final SWTBot bot;

    public Keyboard(Display display) {
        this.display = display;
        this.bot = new SWTBot(display);
    }

    /**
     * Presses and releases a key.
     *
     * @param modifiers {@link SWT#CTRL} and so on; 0 for none
     * @param key a character, or a key code such as {@link SWT#F5}
     */
    public Keyboard press(int modifiers, int key) {
        modify(modifiers, SWT.KeyDown);
        post(SWT.KeyDown, key);
        post(SWT.KeyUp, key);
        modify(modifiers, SWT.KeyUp);
        display.syncExec(() -> {});
        return this;
    }

    public Keyboard press(int key) {
        return press(0, key);
    }

    /** Presses Tab until the widget with that id has the focus. */
    public Keyboard tabTo(String id) {
        StringBuilder way = new StringBuilder();
        for (int i = 0; i <= MOST_TABS; i++) {
            Control before = focus();
            if (id.equals(idOf(before))) {
                return this;
            }
            way.append(' ').append(idOf(before));
            press(SWT.TAB);
            bot.waitUntil("Tab leads on from" + way, () -> focus() != before, PATIENCE);
        }
        throw new WidgetNotFoundException("Tab does not lead to " + id + " but along" + way);
    }

    /** Waits until the widget with that id has the focus by itself. */
    public Keyboard waitFor(String id) {
        bot.waitUntil("the focus on " + id, () -> id.equals(idOf(focus())), PATIENCE);
        return this;
    }

    /** Replaces what is in the text field by what is pasted. */
    public Keyboard paste(String text) {
        SWTBot.on(display, () -> {
            var clipboard = new Clipboard(display);
            try {
                clipboard.setContents(new Object[] {text}, new Transfer[] {TextTransfer.getInstance()});
            } finally {
                clipboard.dispose();
            }
            return null;
        });
        return press(SWT.CTRL, 'a').press(SWT.CTRL, 'v');
    }

    private Control focus() {
        return SWTBot.on(display, display::getFocusControl);
    }

    private String idOf(Control control) {
        return SWTBot.on(
                display,
                () -> control == null || control.isDisposed() ? "nothing" : String.valueOf(control.getData(SWTBot.ID)));
    }

    private void modify(int modifiers, int type) {
        for (int modifier : MODIFIERS) {
            if ((modifiers & modifier) != 0) {
                post(type, modifier);
            }
        }
    }

    private void post(int type, int key) {
        var event = new Event();
        event.type = type;
        if ((key & SWT.KEYCODE_BIT) != 0 || (key & SWT.MODIFIER_MASK) != 0 || key < ' ') {
            event.keyCode = key;
        } else {
            event.character = (char) key;
        }
        SWTBot.on(display, () -> display.post(event));
    }
}
