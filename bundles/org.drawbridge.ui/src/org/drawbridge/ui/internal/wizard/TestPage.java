package org.drawbridge.ui.internal.wizard;

import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.form.TestRun;
import org.drawbridge.ui.internal.form.TestView;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Page;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.TypedSecrets;
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
        view = new TestView(page.body(), details);
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
        draft.tested = null;
        new Run().start(view).ifPresent(job -> {
            draft.job = job;
            view.start();
            buttons();
        });
    }

    private final class Run extends TestRun {
        Run() {
            super(desktop, draft.entry(), details.typedSecrets());
        }

        @Override
        protected void stage(StageResult stage) {
            view.stage(stage);
        }

        @Override
        protected void result(TestResult result, TypedSecrets entered) {
            draft.tested = result;
            draft.secrets = entered;
            view.result(result);
            page.reveal(view);
            getContainer().updateButtons();
        }

        @Override
        protected void over() {
            buttons();
        }
    }
}
