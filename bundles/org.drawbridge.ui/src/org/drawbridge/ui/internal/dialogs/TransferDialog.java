package org.drawbridge.ui.internal.dialogs;

import java.util.Optional;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;

/** Connections from or into a file: what both directions look like. UI thread only. */
abstract class TransferDialog extends TitleAreaDialog {

    final Desktop desktop;
    private final String direction;

    /** @param direction begins the keys of its texts and widgets */
    TransferDialog(Desktop desktop, String direction) {
        super(desktop.shell());
        this.desktop = desktop;
        this.direction = direction;
        setHelpAvailable(false);
        setShellStyle(getShellStyle() | SWT.RESIZE);
    }

    /** Fills what is between heading and buttons. */
    abstract void fill(Composite area);

    /** Whether enough is entered to go on. */
    abstract boolean ready();

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Ui.text(direction + ".title"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        setTitle(Ui.text(direction + ".heading"));
        setMessage(Ui.text(direction + ".message"));
        fill(area);
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        Ui.key(createButton(parent, IDialogConstants.OK_ID, Ui.text(direction + ".ok"), true), direction + ".ok");
        Ui.key(
                createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false),
                direction + ".cancel");
        buttons();
    }

    /** To be called when what {@link #ready} tells may have changed. */
    final void buttons() {
        Optional.ofNullable(getButton(IDialogConstants.OK_ID)).ifPresent(ok -> ok.setEnabled(ready()));
    }
}
