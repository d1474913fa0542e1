package org.drawbridge.ui.tests.swtbot;

import java.util.List;
import org.eclipse.swt.widgets.Combo;

/** A drop-down list. */
public final class SWTBotCombo extends SWTBotControl<Combo> {

    SWTBotCombo(Combo widget) {
        super(widget);
    }

    public List<String> items() {
        return on(() -> List.of(widget.getItems()));
    }

    public void setSelection(String text) {
        requireEnabled();
        start(() -> {
            int index = widget.indexOf(text);
            if (index < 0) {
                throw new WidgetNotFoundException("No \"" + text + "\" among " + List.of(widget.getItems()));
            }
            widget.select(index);
            select();
        });
    }
}
