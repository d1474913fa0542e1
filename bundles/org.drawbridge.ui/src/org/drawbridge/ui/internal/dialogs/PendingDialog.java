package org.drawbridge.ui.internal.dialogs;

import java.time.Duration;
import java.util.Optional;
import org.drawbridge.core.auth.PendingSignIn;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;

/**
 * Shows what the user is to do elsewhere, and how long there is time for it. Goes away by itself when the answer has come,
 * and when the time is over and nobody asks for more. UI thread only.
 */
abstract class PendingDialog extends TitleAreaDialog {

    private static final int SECOND = 1000;

    private final PendingSignIn pending;
    private boolean again;
    private boolean finished;

    PendingDialog(Shell shell, PendingSignIn pending) {
        super(shell);
        this.pending = pending;
        setHelpAvailable(false);
        // The user may want to look something up meanwhile, and several sign-ins may wait at once. But what belongs to
        // a
        // modal window gets no input unless it is modal too.
        boolean modal = shell != null && (shell.getStyle() & (SWT.APPLICATION_MODAL | SWT.PRIMARY_MODAL)) != 0;
        setShellStyle(SWT.CLOSE
                | SWT.TITLE
                | SWT.BORDER
                | SWT.RESIZE
                | (modal ? SWT.APPLICATION_MODAL : SWT.MODELESS)
                | getDefaultOrientation());
        setBlockOnOpen(false);
    }

    /** Shows the time that is left. */
    abstract void left(String text);

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

    /** The part below the title, with a grid. */
    final Composite body(Composite area, int columns) {
        Composite body = new Composite(area, SWT.NONE);
        GridLayoutFactory.fillDefaults()
                .numColumns(columns)
                .margins(16, 12)
                .spacing(12, 10)
                .applyTo(body);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(body);
        return body;
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
        tick();
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
        Duration left = pending.left();
        if (left.isZero()) {
            Optional<String> over = again ? Optional.empty() : whenOver();
            if (over.isEmpty()) {
                finished = true;
                close();
                return;
            }
            again = true;
            setErrorMessage(over.get());
            pending.restart();
        }
        left(Ui.text("pending.left", left.toMinutes(), String.format("%02d", left.toSecondsPart())));
        getShell().getDisplay().timerExec(SECOND, this::tick);
    }

    /** Starts the time anew, as the user goes on. */
    final void goOn() {
        again = false;
        setErrorMessage(null);
        pending.restart();
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        Ui.key(
                createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false),
                "pending.cancel");
    }
}
