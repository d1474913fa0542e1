package org.drawbridge.ui.tests.swtbot;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.List;

/** A list. */
public final class SWTBotList extends SWTBotControl<List> {

    SWTBotList(List list) {
        super(list);
    }

    public java.util.List<String> getItems() {
        return on(() -> java.util.List.of(widget.getItems()));
    }

    public void select(String item) {
        run(() -> widget.setSelection(new String[] {item}));
        start(() -> notifyListeners(SWT.Selection));
    }
}
