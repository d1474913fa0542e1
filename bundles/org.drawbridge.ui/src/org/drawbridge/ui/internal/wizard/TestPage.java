package org.drawbridge.ui.internal.wizard;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.form.TestView;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Page;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.RunningJob;
import org.drawbridge.ui.internal.model.TypedSecrets;
import org.drawbridge.ui.internal.model.Unexpected;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;

/** Tries what was entered, on a copy; nothing is stored before Finish. */
final class TestPage extends WizardPage {

    private final Desktop desktop;
    private final Draft draft;
    private final DetailsPage details;
    private Button test;
    private Button cancel;
    private Page page;
    private TestView view;

    TestPage(Desktop desktop, Draft draft, DetailsPage details) {
        super("test", Ui.text("new.test.title"), null);
        this.desktop = desktop;
        this.draft = draft;
        this.details = details;
        setMessage(Ui.text("new.test.message"));
    }

    @Override
    public void createControl(Composite parent) {
        Composite root = Ui.css(new Composite(parent, SWT.NONE), "page");
        root.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(root);
        Composite row = Ui.row(root, 2);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .extendedMargins(16, 16, 12, 4)
                .applyTo(row);
        test = Ui.button(row, "new.test", Ui.text("connection.test"), this::test);
        test.setImage(Icons.get("test"));
        cancel = Ui.button(row, "new.test.cancel", Ui.text("connection.cancel"), draft::cancelJob);
        page = new Page(root, 1);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(page);
        view = new TestView(page.body());
        Ui.wide().applyTo(view);
        setControl(root);
        buttons();
    }

    @Override
    public void setVisible(boolean visible) {
        if (visible && draft.tested == null) {
            view.clear();
        }
        super.setVisible(visible);
        if (visible) {
            buttons();
            test.setFocus();
        }
    }

    private void buttons() {
        boolean running = draft.job != null && desktop.jobs().running().contains(draft.job);
        test.setEnabled(!running);
        cancel.setEnabled(running);
    }

    private void test() {
        details.take();
        if (details.complain()) {
            getContainer().showPage(details);
            return;
        }
        ConnectionEntry entry = draft.entry();
        Map<String, Secret> typed = details.typedSecrets();
        draft.tested = null;
        String id = entry.connection().id();
        Optional<RunningJob> started = desktop.jobs()
                .start(
                        Ui.text("job.test", entry.connection().name()),
                        Set.of(id),
                        job -> run(entry, typed, job),
                        () -> {
                            typed.values().forEach(Secret::close);
                            Ui.later(test, this::buttons);
                        });
        if (started.isPresent()) {
            draft.job = started.get();
            view.start();
            buttons();
        } else {
            typed.values().forEach(Secret::close);
        }
    }

    private void run(ConnectionEntry entry, Map<String, Secret> typed, RunningJob job) {
        TestResult result;
        TypedSecrets secrets = null;
        try {
            DrawbridgeRuntime runtime = desktop.runtime();
            SignIn stored = runtime.signIn(entry, desktop.interaction(), job);
            secrets = new TypedSecrets(typed, stored.secrets());
            SignIn signIn =
                    new SignIn(stored.connection(), secrets, stored.http(), stored.interaction(), job, stored.clock());
            result = runtime.tester().test(signIn, stage -> Ui.later(view, () -> view.stage(stage)));
        } catch (AuthFailure e) {
            result = Unexpected.result(entry.connection().id(), e.problem());
        } catch (RuntimeException | LinkageError e) {
            result = Unexpected.result(entry.connection().id(), e);
        }
        TestResult ended = result;
        TypedSecrets used = secrets;
        Ui.later(view, () -> {
            draft.tested = ended;
            draft.secrets = used;
            view.result(ended);
            page.reveal(view);
            getContainer().updateButtons();
        });
    }
}
