package org.drawbridge.ui.internal.dialogs;

import java.util.Optional;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/** While the user signs in in a browser: the address, to be copied or opened again, and a place to paste into. */
final class WebSignInDialog extends PendingDialog {

    private final Ask.WebSignIn ask;
    private final Runnable open;

    /** @param open opens the address once more; must not block */
    WebSignInDialog(Shell shell, Ask.WebSignIn ask, Runnable open) {
        super(
                shell,
                Ui.text("web.title", ask.connection().name()),
                Ui.text("web.heading"),
                ask.why().map(why -> Ui.text("web.why", why)).orElseGet(() -> Ui.text("web.message")),
                ask.pending());
        this.ask = ask;
        this.open = open;
    }

    @Override
    void fillBody(Composite body) {
        GridLayoutFactory.fillDefaults().numColumns(4).spacing(12, 10).applyTo(body);
        new Label(body, SWT.NONE).setText(Ui.text("web.address"));
        Text address = Ui.key(new Text(body, SWT.BORDER | SWT.READ_ONLY | SWT.SINGLE), "web.address");
        address.setText(ask.address().toString());
        Ui.wide().hint(360, SWT.DEFAULT).applyTo(address);
        Ui.button(
                body,
                "web.copy",
                Ui.text("web.copy"),
                () -> Ui.copy(body, ask.address().toString()));
        Ui.button(body, "web.open", Ui.text("web.open"), () -> {
            goOn();
            open.run();
        });
        new Label(body, SWT.NONE).setText(Ui.text("web.paste"));
        Text paste = Ui.key(new Text(body, SWT.BORDER | SWT.SINGLE), "web.paste");
        paste.setMessage(Ui.text("web.paste.hint"));
        Ui.wide().applyTo(paste);
        Runnable use = () -> {
            Optional<String> complaint =
                    paste.getText().isBlank() ? Optional.empty() : ask.pasted().apply(paste.getText());
            complain(complaint.orElse(""));
        };
        Button used = Ui.button(body, "web.use", Ui.text("web.use"), use);
        GridDataFactory.fillDefaults().span(2, 1).applyTo(used);
        body.getShell().setDefaultButton(used);
    }

    @Override
    Optional<String> whenOver() {
        return Optional.of(Ui.text("web.silent"));
    }
}
