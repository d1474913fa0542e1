package org.drawbridge.ui.tests.swtbot;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;

/** Push button, check box or radio button. */
public final class SWTBotButton extends SWTBotControl<Button> {

    SWTBotButton(Button widget) {
        super(widget);
    }

    public boolean isChecked() {
        return on(widget::getSelection);
    }

    @Override
    public void click() {
        requireEnabled();
        start(() -> {
            if ((widget.getStyle() & (SWT.CHECK | SWT.TOGGLE)) != 0) {
                widget.setSelection(!widget.getSelection());
            } else if ((widget.getStyle() & SWT.RADIO) != 0) {
                choose();
            }
            select();
        });
    }

    private void choose() {
        for (var sibling : widget.getParent().getChildren()) {
            if (sibling instanceof Button other && (other.getStyle() & SWT.RADIO) != 0 && other.getSelection()) {
                other.setSelection(false);
                other.notifyListeners(SWT.Selection, new org.eclipse.swt.widgets.Event());
            }
        }
        widget.setSelection(true);
    }
}
