package org.drawbridge.ui.internal.wizard;

import java.util.ArrayList;
import java.util.List;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;

/** How to sign in, each method with when it fits. */
final class MethodPage extends FormPage {

    private final List<Button> choices = new ArrayList<>();

    MethodPage(Desktop desktop, Draft draft) {
        super("method", desktop, draft);
    }

    @Override
    public void setVisible(boolean visible) {
        if (visible) {
            fill(this::choices);
        }
        super.setVisible(visible);
        if (visible) {
            choices.stream().filter(Button::getSelection).findFirst().ifPresent(Button::setFocus);
        }
    }

    private void choices(Composite body) {
        choices.clear();
        for (MethodInfo info : desktop.runtime().methods().of(draft.kind)) {
            Composite row = Ui.row(body, 1);
            Ui.wide().applyTo(row);
            Button choice = Ui.key(new Button(row, SWT.RADIO), "new.method." + info.id());
            choice.setText(info.recommended() ? Ui.text("connection.method.recommended", info.label()) : info.label());
            choice.setSelection(info.id().equals(draft.method));
            choice.addListener(SWT.Selection, event -> choose(choice, info.id()));
            choices.add(choice);
            String text = info.description().isEmpty()
                    ? Ui.text("connection.method.from", info.contributor())
                    : info.description();
            Ui.wide().indent(22, 0).applyTo(Ui.label(row, text, "dim"));
        }
    }

    private void choose(Button chosen, String id) {
        choices.forEach(choice -> choice.setSelection(choice == chosen));
        if (!id.equals(draft.method)) {
            draft.method = id;
            draft.tested = null;
        }
        getContainer().updateButtons();
    }
}
