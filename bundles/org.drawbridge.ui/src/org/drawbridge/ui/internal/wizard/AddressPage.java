package org.drawbridge.ui.internal.wizard;

import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.RunningJob;
import org.drawbridge.ui.internal.model.Unexpected;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.wizard.WizardPage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;

/** Where it is, checked while the user types: what answers there, which version, which tenant. */
final class AddressPage extends WizardPage {

    private static final int TYPING_MILLIS = 600;

    private final Desktop desktop;
    private final Draft draft;
    private Label addressLabel;
    private Text address;
    private Text name;
    private Label icon;
    private StyledText found;
    private boolean nameTyped;
    private boolean naming;
    /** Counts the changes: an answer to an older address is of no use. */
    private int edition;

    AddressPage(Desktop desktop, Draft draft) {
        super("address", Ui.text("new.address.title"), null);
        this.desktop = desktop;
        this.draft = draft;
    }

    @Override
    public void createControl(Composite parent) {
        Composite body = Ui.css(new Composite(parent, SWT.NONE), "page");
        body.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(16, 12)
                .spacing(12, 10)
                .applyTo(body);
        addressLabel = new Label(body, SWT.NONE);
        address = Ui.key(new Text(body, SWT.BORDER), "new.address");
        Ui.wide().applyTo(address);
        new Label(body, SWT.NONE).setText(Ui.text("connection.name"));
        name = Ui.key(new Text(body, SWT.BORDER), "new.name");
        Ui.wide().applyTo(name);
        icon = Ui.key(new Label(body, SWT.NONE), "new.found.icon");
        GridDataFactory.swtDefaults().align(SWT.END, SWT.BEGINNING).hint(20, 20).applyTo(icon);
        found = Ui.passage(body, "new.found", "", "passage");
        GridDataFactory.fillDefaults().grab(true, true).hint(420, 120).applyTo(found);
        address.addListener(SWT.Modify, event -> typed());
        name.addListener(SWT.Modify, event -> {
            nameTyped |= !naming && !name.getText().isBlank();
            draft.name = name.getText();
            draft.tested = null;
        });
        setControl(body);
    }

    @Override
    public void setVisible(boolean visible) {
        if (visible) {
            addressLabel.setText(Ui.text("connection.address." + draft.kind.word()));
            address.setMessage(Ui.text("new.example." + draft.kind.word()));
            chooseMethod();
            ((Composite) getControl()).layout(true, true);
            if (draft.recognised == null) {
                look(0);
            }
        }
        super.setVisible(visible);
        if (visible) {
            address.setFocus();
            state();
        }
    }

    /** The recommended method, so that Finish is possible from here on. */
    private void chooseMethod() {
        if (draft.method.isEmpty()) {
            desktop.runtime().methods().of(draft.kind).stream()
                    .sorted((a, b) -> Boolean.compare(b.recommended(), a.recommended()))
                    .findFirst()
                    .map(MethodInfo::id)
                    .ifPresent(id -> draft.method = id);
        }
    }

    private void typed() {
        draft.address = address.getText();
        draft.recognised = null;
        draft.tested = null;
        if (!nameTyped) {
            naming = true;
            name.setText(Draft.suggestedName(draft.address));
            naming = false;
        }
        state();
        look(TYPING_MILLIS);
    }

    private void state() {
        boolean plain = draft.address.strip().startsWith("http://");
        setMessage(
                Ui.text(plain ? "new.plain-http" : "new.address.message." + draft.kind.word()),
                plain ? IMessageProvider.WARNING : IMessageProvider.NONE);
        setPageComplete(!draft.address.isBlank());
    }

    private void look(int delay) {
        int mine = ++edition;
        draft.cancelJob();
        show("", "");
        if (draft.address.isBlank()) {
            return;
        }
        getShell().getDisplay().timerExec(delay, () -> {
            if (mine == edition && !found.isDisposed()) {
                begin(mine);
            }
        });
    }

    private void begin(int mine) {
        ConnectionEntry entry = draft.entry();
        Connection asked = entry.connection();
        Optional<RunningJob> started = desktop.jobs()
                .start(
                        Ui.text("job.recognise", asked.target().address()),
                        Set.of(asked.id()),
                        job -> {
                            TestResult result;
                            try {
                                SignIn signIn = desktop.runtime().signIn(entry, Interaction.none(), job);
                                result = desktop.runtime().tester().recognise(signIn);
                            } catch (AuthFailure e) {
                                result = Unexpected.result(asked.id(), e.problem());
                            }
                            TestResult ended = result;
                            Ui.later(found, () -> {
                                if (mine == edition) {
                                    recognised(ended);
                                }
                            });
                        },
                        () -> {});
        if (started.isPresent()) {
            draft.job = started.get();
            show("running", Ui.text("new.looking"));
        } else {
            // The one that was cancelled has not ended yet.
            look(100);
        }
    }

    private void recognised(TestResult result) {
        if (result.failure().isPresent()) {
            Problem problem = result.failure().get();
            StringBuilder text = new StringBuilder(problem.message());
            problem.remedy().forEach(step -> text.append("\n• ").append(step));
            show("warning", text.toString());
            return;
        }
        draft.recognised = result;
        StringBuilder text = new StringBuilder();
        for (StageResult stage : result.stages()) {
            text.append(text.isEmpty() ? "" : "\n").append(stage.summary());
        }
        result.warnings().forEach(warning -> text.append("\n").append(warning));
        show("ok", text.toString());
    }

    private void show(String iconName, String text) {
        icon.setImage(iconName.isEmpty() ? null : Icons.get(iconName));
        icon.setToolTipText(iconName.isEmpty() ? null : Ui.text("state." + iconName));
        found.setText(text);
    }
}
