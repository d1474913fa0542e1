package org.drawbridge.ui.tests.swtbot;

import java.util.function.Supplier;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;

/** An entry of a menu, which may have entries of its own. */
public final class SWTBotMenu extends SWTBotWidget<MenuItem> {

    private final SWTBot bot;

    private SWTBotMenu(SWTBot bot, MenuItem widget) {
        super(widget);
        this.bot = bot;
    }

    static SWTBotMenu in(SWTBot bot, String where, Supplier<Menu> menu, String text) {
        return new SWTBotMenu(bot, bot.await("menu entry \"" + text + "\" in " + where, () -> {
            Menu found = menu.get();
            if (found == null) {
                return null;
            }
            found.notifyListeners(SWT.Show, new org.eclipse.swt.widgets.Event()); // many menus are filled when shown
            for (MenuItem item : found.getItems()) {
                if (Widgets.text(item).equals(text)) {
                    return item;
                }
            }
            return null;
        }));
    }

    public SWTBotMenu menu(String text) {
        return in(bot, "\"" + getText() + "\"", widget::getMenu, text);
    }

    public boolean isEnabled() {
        return on(widget::isEnabled);
    }

    public boolean isChecked() {
        return on(widget::getSelection);
    }

    public void click() {
        if (!isEnabled()) {
            throw new IllegalStateException("Menu entry \"" + getText() + "\" is disabled");
        }
        start(() -> {
            if ((widget.getStyle() & SWT.CHECK) != 0) {
                widget.setSelection(!widget.getSelection());
            }
            if ((widget.getStyle() & SWT.RADIO) != 0) {
                widget.setSelection(true);
            }
            select();
        });
    }
}
