package org.drawbridge.ui.internal.wizard;

import org.drawbridge.core.Target;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

/** What to sign in to. */
final class KindPage extends WizardPage {

    private final Draft draft;

    KindPage(Draft draft) {
        super("kind", Ui.text("new.kind.title"), null);
        this.draft = draft;
        setMessage(Ui.text("new.message"));
    }

    @Override
    public void createControl(Composite parent) {
        Composite body = Ui.css(new Composite(parent, SWT.NONE), "page");
        body.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(16, 12)
                .spacing(14, 14)
                .applyTo(body);
        for (Target.Kind each : Target.Kind.values()) {
            Label icon = new Label(body, SWT.NONE);
            icon.setImage(Icons.get(each.word() + "-large"));
            GridDataFactory.swtDefaults().align(SWT.CENTER, SWT.BEGINNING).applyTo(icon);
            Composite choice = Ui.row(body, 1);
            Ui.wide().applyTo(choice);
            Button button = Ui.key(new Button(choice, SWT.RADIO), "new.kind." + each.word());
            button.setText(Ui.text("kind." + each.word()));
            button.setSelection(each == draft.kind);
            // Radio buttons of two composites know nothing of each other.
            button.addListener(SWT.Selection, event -> choose(body, button, each));
            Ui.wide().indent(22, 0).applyTo(Ui.label(choice, Ui.text("welcome." + each.word() + ".text"), "dim"));
        }
        setControl(body);
    }

    private void choose(Composite body, Button chosen, Target.Kind kind) {
        for (var row : body.getChildren()) {
            if (row instanceof Composite composite && composite.getChildren()[0] instanceof Button button) {
                button.setSelection(button == chosen);
            }
        }
        if (draft.kind != kind) {
            draft.kind = kind;
            draft.method = "";
            draft.recognised = null;
            draft.tested = null;
        }
        getContainer().updateButtons();
    }
}
