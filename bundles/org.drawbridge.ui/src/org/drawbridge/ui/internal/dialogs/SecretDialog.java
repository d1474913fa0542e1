package org.drawbridge.ui.internal.dialogs;

import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/** Asks for a secret that is not stored, and whether to store it. UI thread only. */
final class SecretDialog extends TitleAreaDialog {

    private final Ask.EnterSecret ask;
    private final Optional<Durability> durability;
    private Text text;
    private Button remember;
    private Secret entered;
    private boolean keep;

    /** @param durability how long a stored secret would last; empty if it can't be stored */
    SecretDialog(Shell shell, Ask.EnterSecret ask, Optional<Durability> durability) {
        super(shell);
        this.ask = ask;
        this.durability = durability;
        setHelpAvailable(false);
    }

    /** What was entered; null if the user cancelled. */
    Secret entered() {
        return entered;
    }

    boolean remember() {
        return keep;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Ui.text("secret.title", ask.field().label()));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        setTitle(Ui.text("secret.heading", ask.field().label(), ask.connection().name()));
        setMessage(ask.field().help());
        Composite body = new Composite(area, SWT.NONE);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(16, 12)
                .spacing(12, 10)
                .applyTo(body);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(body);
        new Label(body, SWT.NONE).setText(ask.field().label());
        text = Ui.key(new Text(body, SWT.BORDER | SWT.PASSWORD), "secret.text");
        Ui.wide().hint(360, SWT.DEFAULT).applyTo(text);
        text.addListener(SWT.Modify, event -> check());
        new Label(body, SWT.NONE);
        remember = Ui.key(new Button(body, SWT.CHECK), "secret.remember");
        remember.setText(durability
                .map(place -> Ui.text("secret.remember." + place.name().toLowerCase(Locale.ROOT)))
                .orElseGet(() -> Ui.text("secret.remember.none")));
        remember.setEnabled(durability.isPresent());
        text.setFocus();
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        Ui.key(createButton(parent, IDialogConstants.OK_ID, Ui.text("secret.use"), true), "secret.ok");
        Ui.key(createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false), "secret.cancel");
        check();
    }

    private void check() {
        char[] typed = text.getTextChars();
        Optional<String> complaint =
                typed.length == 0 ? Optional.empty() : ask.field().complaint(new String(typed));
        setErrorMessage(complaint.orElse(null));
        getButton(IDialogConstants.OK_ID).setEnabled(typed.length > 0 && complaint.isEmpty());
    }

    @Override
    protected void okPressed() {
        entered = Secret.of(text.getTextChars());
        keep = remember.getSelection();
        super.okPressed();
    }
}
