package org.drawbridge.ui.internal.dialogs;

import java.time.Duration;
import java.util.Optional;
import org.drawbridge.core.auth.PendingSignIn;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;

/**
 * Shows what the user is to do elsewhere, and how long there is time for it. Goes away by itself when the answer has come,
 * and when the time is over and nobody asks for more. Several may be open at once. UI thread only.
 */
abstract class PendingDialog extends PlainDialog {

    private static final int SECOND = 1000;
    private static final int WIDTH = 560;

    private final PendingSignIn pending;
    private final String heading;
    private final String message;
    private WrappedLabel complaint;
    private Label left;
    private boolean again;
    private boolean finished;

    PendingDialog(Shell shell, String title, String heading, String message, PendingSignIn pending) {
        super(shell, title, null);
        this.pending = pending;
        this.heading = heading;
        this.message = message;
    }

    /** Fills what is between the message and the time that is left. */
    abstract void fillBody(Composite body);

    /** What to say when the time is over for the first time; empty to end then. */
    Optional<String> whenOver() {
        return Optional.empty();
    }

    /** How it ended; {@code TIMED_OUT} also after the user cancelled. */
    final PendingSignIn.End end() {
        return pending.ended() ? PendingSignIn.End.ANSWERED : PendingSignIn.End.TIMED_OUT;
    }

    /** Whether the user pressed Cancel, or closed the dialog or what it belongs to. */
    final boolean cancelled() {
        return !finished && !pending.ended();
    }

    @Override
    final void fillTop(Composite top) {
        Ui.wide().hint(WIDTH, SWT.DEFAULT).applyTo(Ui.label(top, heading, "heading"));
        Ui.wide().hint(WIDTH, SWT.DEFAULT).applyTo(Ui.label(top, message, ""));
        complaint = Ui.key(Ui.label(top, "", "complaint"), "pending.complaint");
        complain("");
        Composite body = new Composite(top, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(12, 10).applyTo(body);
        Ui.wide().indent(0, 6).applyTo(body);
        fillBody(body);
        left = Ui.key(Ui.css(new Label(top, SWT.NONE), "dim"), "pending.left");
        Ui.wide().applyTo(left);
    }

    /** Says what is wrong; nothing for a blank. */
    final void complain(String text) {
        complaint.setText(text);
        complaint.setVisible(!text.isBlank());
        Ui.wide().hint(WIDTH, SWT.DEFAULT).exclude(text.isBlank()).applyTo(complaint);
        if (getShell() != null && getShell().isVisible()) {
            getShell().layout(true, true);
            int needed = getShell().computeSize(getShell().getSize().x, SWT.DEFAULT).y;
            if (needed > getShell().getSize().y) {
                getShell().setSize(getShell().getSize().x, needed);
            }
        }
    }

    @Override
    final Button closing(Composite bar) {
        return Ui.button(bar, "pending.cancel", IDialogConstants.CANCEL_LABEL, this::close);
    }

    @Override
    protected Control createContents(Composite parent) {
        Control contents = super.createContents(parent);
        Display display = parent.getDisplay();
        pending.onEnd(() -> {
            if (!display.isDisposed()) {
                display.asyncExec(this::answered);
            }
        });
        display.asyncExec(this::tick);
        return contents;
    }

    private void answered() {
        finished = true;
        if (getShell() != null && !getShell().isDisposed()) {
            close();
        }
    }

    private void tick() {
        if (getShell() == null || getShell().isDisposed() || pending.ended()) {
            return;
        }
        Duration rest = pending.left();
        if (rest.isZero()) {
            Optional<String> over = again ? Optional.empty() : whenOver();
            if (over.isEmpty()) {
                finished = true;
                close();
                return;
            }
            again = true;
            complain(over.get());
            pending.restart();
        }
        left.setText(Ui.text("pending.left", rest.toMinutes(), String.format("%02d", rest.toSecondsPart())));
        getShell().getDisplay().timerExec(SECOND, this::tick);
    }

    /** Starts the time anew, as the user goes on. */
    final void goOn() {
        again = false;
        complain("");
        pending.restart();
    }
}
