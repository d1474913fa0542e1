package org.drawbridge.ui.tests.swtbot;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Text;

/** A text field. */
public final class SWTBotText extends SWTBotControl<Text> {

    SWTBotText(Text widget) {
        super(widget);
    }

    /** Replaces the text as if the user had typed it: focus, modification, no focus change afterwards. */
    public SWTBotText setText(String text) {
        requireEnabled();
        run(() -> {
            widget.setFocus();
            widget.setText(text);
        });
        return this;
    }

    public String getMessage() {
        return on(widget::getMessage);
    }

    public boolean isReadOnly() {
        return on(() -> !widget.getEditable());
    }

    /** Whether dots stand for what is typed. */
    public boolean isPassword() {
        return on(() -> (widget.getStyle() & SWT.PASSWORD) != 0);
    }
}
