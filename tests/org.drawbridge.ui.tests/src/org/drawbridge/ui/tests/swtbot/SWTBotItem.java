package org.drawbridge.ui.tests.swtbot;

import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.widgets.Item;
import org.eclipse.swt.widgets.ToolItem;

/** A tool bar button or a tab. */
public final class SWTBotItem extends SWTBotWidget<Item> {

    SWTBotItem(Item widget) {
        super(widget);
    }

    public boolean isEnabled() {
        return on(() -> !(widget instanceof ToolItem tool) || tool.isEnabled());
    }

    public void click() {
        start(() -> {
            if (widget instanceof CTabItem tab) {
                tab.getParent().setSelection(tab);
                tab.getParent().notifyListeners(SWT.Selection, event(tab));
            } else {
                select();
            }
        });
    }

    /** On a tab it maximises, and again brings back what there was. */
    public void doubleClick() {
        CTabItem tab = (CTabItem) widget;
        start(() -> {
            var event = new org.eclipse.swt.widgets.Event();
            event.button = 1;
            event.x = tab.getBounds().x + 2;
            event.y = tab.getBounds().y + 2;
            tab.getParent().notifyListeners(SWT.MouseDoubleClick, event);
        });
    }

    private static org.eclipse.swt.widgets.Event event(CTabItem tab) {
        var event = new org.eclipse.swt.widgets.Event();
        event.item = tab;
        return event;
    }
}
