package org.drawbridge.ui.internal.wizard;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.dialogs.ProblemDialog;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.wizard.IWizardPage;
import org.eclipse.jface.wizard.Wizard;
import org.eclipse.jface.wizard.WizardDialog;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;

/**
 * Makes a connection: kind, address, method, its details, a test. Finish is allowed before the test; what was signed in
 * to for the test is kept with the connection. UI thread only.
 */
public final class NewConnectionWizard extends Wizard {

    private final Desktop desktop;
    private final Draft draft;
    private final boolean kindGiven;
    private KindPage kind;
    private AddressPage address;
    private DetailsPage details;
    private String made;

    private NewConnectionWizard(Desktop desktop, Target.Kind kind, boolean kindGiven) {
        this.desktop = desktop;
        this.kindGiven = kindGiven;
        draft = new Draft(desktop.connections()::newId, kind);
        setWindowTitle(Ui.text("new.title"));
        setHelpAvailable(false);
        setNeedsProgressMonitor(false);
    }

    /**
     * Opens the wizard and stores what it makes.
     *
     * @param kindGiven whether the user has already said what kind: then the wizard begins with the address
     * @return the new connection's id; empty if the user cancelled
     */
    public static Optional<String> open(Shell shell, Desktop desktop, Target.Kind kind, boolean kindGiven) {
        NewConnectionWizard wizard = new NewConnectionWizard(desktop, kind, kindGiven);
        WizardDialog dialog = new WizardDialog(shell, wizard) {
            @Override
            protected void createButtonsForButtonBar(Composite parent) {
                super.createButtonsForButtonBar(parent);
                Ui.key(getButton(IDialogConstants.BACK_ID), "new.back");
                Ui.key(getButton(IDialogConstants.NEXT_ID), "new.next");
                Ui.key(getButton(IDialogConstants.FINISH_ID), "new.finish");
                Ui.key(getButton(IDialogConstants.CANCEL_ID), "new.cancel");
            }
        };
        dialog.setMinimumPageSize(760, 460);
        return dialog.open() == WizardDialog.OK ? Optional.of(wizard.made) : Optional.empty();
    }

    @Override
    public void addPages() {
        kind = new KindPage(draft);
        address = new AddressPage(desktop, draft);
        details = new DetailsPage(desktop, draft);
        addPage(kind);
        addPage(address);
        addPage(new MethodPage(desktop, draft));
        addPage(details);
        addPage(new TestPage(desktop, draft, details));
    }

    @Override
    public IWizardPage getStartingPage() {
        return kindGiven ? address : kind;
    }

    /** From the address on: the recommended method is chosen already, and what is missing can be added later. */
    @Override
    public boolean canFinish() {
        return !draft.address.isBlank()
                && !draft.method.isEmpty()
                && getContainer().getCurrentPage() != kind;
    }

    @Override
    public boolean performFinish() {
        details.take();
        Map<String, Secret> typed = new HashMap<>(draft.kept(details.typedSecrets()));
        ConnectionEntry entry = draft.entry();
        made = entry.connection().id();
        boolean tested = draft.tested != null;
        try {
            Background.await(
                    getShell().getDisplay(),
                    "save " + made,
                    () -> desktop.connections().save(entry, typed, tested));
            if (tested) {
                desktop.connections().tested(draft.tested);
            }
            return true;
        } catch (AuthFailure e) {
            ProblemDialog.show(getShell(), Ui.text("new.failed"), e.problem());
            return false;
        } finally {
            typed.values().forEach(Secret::close);
        }
    }

    @Override
    public void dispose() {
        draft.cancelJob();
        super.dispose();
    }
}
