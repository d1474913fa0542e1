package org.drawbridge.ui.internal.dialogs;

import java.util.Arrays;
import java.util.Optional;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/** Asks for a master password, twice where it is a new one. UI thread only. */
public final class MasterPasswordDialog extends TitleAreaDialog {

    /** @param old empty unless it is changed */
    public record Entered(Secret old, Secret fresh) {}

    private final boolean changing;
    private Text old;
    private Text fresh;
    private Text again;
    private Entered entered;

    private MasterPasswordDialog(Shell shell, boolean changing) {
        super(shell);
        this.changing = changing;
        setHelpAvailable(false);
    }

    /**
     * Asks.
     *
     * @param changing whether the old one is needed too
     * @return the caller closes both; empty if the user cancelled
     */
    public static Optional<Entered> ask(Shell shell, boolean changing) {
        MasterPasswordDialog dialog = new MasterPasswordDialog(shell, changing);
        return dialog.open() == OK ? Optional.of(dialog.entered) : Optional.empty();
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Ui.text("master.title"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        setTitle(Ui.text(changing ? "master.change" : "master.heading"));
        setMessage(Ui.text("master.message"));
        Composite body = new Composite(area, SWT.NONE);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(16, 12)
                .spacing(12, 8)
                .applyTo(body);
        Ui.wide().applyTo(body);
        if (changing) {
            old = text(body, "master.old");
        }
        fresh = text(body, "master.fresh");
        again = text(body, "master.again");
        return area;
    }

    private Text text(Composite parent, String key) {
        new Label(parent, SWT.NONE).setText(Ui.text(key));
        Text text = Ui.key(new Text(parent, SWT.BORDER | SWT.PASSWORD), key);
        Ui.wide().applyTo(text);
        text.addListener(SWT.Modify, event -> check());
        return text;
    }

    private void check() {
        char[] first = fresh.getTextChars();
        char[] second = again.getTextChars();
        boolean same = Arrays.equals(first, second);
        boolean fine = first.length > 0 && same && (old == null || old.getCharCount() > 0);
        Arrays.fill(first, ' ');
        Arrays.fill(second, ' ');
        setErrorMessage(same || again.getCharCount() == 0 ? null : Ui.text("master.differ"));
        getButton(IDialogConstants.OK_ID).setEnabled(fine);
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        Ui.key(createButton(parent, IDialogConstants.OK_ID, IDialogConstants.OK_LABEL, true), "master.ok")
                .setEnabled(false);
        Ui.key(createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false), "master.cancel");
    }

    @Override
    protected void okPressed() {
        entered = new Entered(
                old == null ? Secret.of("") : Secret.of(old.getTextChars()), Secret.of(fresh.getTextChars()));
        super.okPressed();
    }
}
