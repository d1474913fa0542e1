package org.drawbridge.ui.internal.wizard;

import java.util.function.Consumer;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Page;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** A page that scrolls, and is filled anew by what the pages before it have found. */
abstract class FormPage extends WizardPage {

    final Desktop desktop;
    final Draft draft;
    private Page page;

    /** @param name begins the keys of its texts, after {@code new.} */
    FormPage(String name, Desktop desktop, Draft draft) {
        super(name, Ui.text("new." + name + ".title"), null);
        this.desktop = desktop;
        this.draft = draft;
        setMessage(Ui.text("new." + name + ".message"));
    }

    @Override
    public void createControl(Composite parent) {
        Composite root = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().applyTo(root);
        page = new Page(root, 1);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(page);
        setControl(root);
    }

    /** Empties the page and hands it over to be filled. */
    final void fill(Consumer<Composite> content) {
        for (Control old : page.body().getChildren()) {
            old.dispose();
        }
        content.accept(page.body());
        page.body().layout(true, true);
        page.fit();
    }
}
