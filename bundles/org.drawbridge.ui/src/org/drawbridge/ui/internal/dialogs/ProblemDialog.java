package org.drawbridge.ui.internal.dialogs;

import java.util.Optional;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.json.Json;
import org.drawbridge.ui.internal.form.SettingLink;
import org.drawbridge.ui.internal.form.TestView;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.IconAndMessageDialog;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;

/** An expected failure outside a test: what happened, who can mend it, what to do. */
public final class ProblemDialog extends IconAndMessageDialog {

    private static final int COPY = IDialogConstants.CLIENT_ID + 1;
    private static final int COPY_ADMIN = IDialogConstants.CLIENT_ID + 2;

    private final String title;
    private final Problem problem;
    private final Optional<SettingLink> setting;
    private boolean opened;

    private ProblemDialog(Shell shell, String title, Problem problem) {
        super(shell);
        this.title = title;
        this.problem = problem;
        this.message = problem.message();
        this.setting = SettingLink.of(problem, SettingLink.NONE);
    }

    /** Shows it until it is closed; says nothing of a cancelled job. UI thread only. */
    public static void show(Shell shell, String title, Problem problem) {
        if (problem.kind() != Problem.Kind.CANCELLED) {
            ProblemDialog dialog = new ProblemDialog(shell, title, problem);
            dialog.open();
            if (dialog.opened) {
                dialog.setting.orElseThrow().open();
            }
        }
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(title);
    }

    @Override
    protected Image getImage() {
        return getErrorImage();
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        createMessageArea(parent);
        Ui.key(messageLabel, "problem.message");
        if (!problem.remedy().isEmpty()) {
            Composite area = new Composite(parent, SWT.NONE);
            GridLayoutFactory.fillDefaults().applyTo(area);
            Ui.wide().span(2, 1).indent(0, 8).applyTo(area);
            Ui.label(
                    area,
                    Ui.text("test.owner") + ": "
                            + Ui.text("owner." + problem.owner().word()),
                    "strong");
            String steps = String.join("\n", problem.remedy());
            StyledText passage = Ui.passage(area, "problem.remedy", steps, "dialog-passage");
            passage.setBackground(area.getBackground());
            Ui.wide().hint(520, SWT.DEFAULT).applyTo(passage);
        }
        setting.ifPresent(link -> Ui.wide().span(2, 1).applyTo(link.show(parent, () -> {
            opened = true;
            close();
        })));
        return parent;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        if (TestView.messageForAdmin(problem).isPresent()) {
            Ui.key(createButton(parent, COPY_ADMIN, Ui.text("test.copy-admin"), false), "problem.copy-admin");
        }
        createButton(parent, COPY, Ui.text("test.copy-details"), false);
        createButton(parent, IDialogConstants.OK_ID, IDialogConstants.CLOSE_LABEL, true);
    }

    @Override
    protected void buttonPressed(int button) {
        if (button == COPY) {
            Ui.copy(getShell(), Json.pretty(Json.of(problem)));
        } else if (button == COPY_ADMIN) {
            Ui.copy(getShell(), TestView.messageForAdmin(problem).orElseThrow());
        } else {
            super.buttonPressed(button);
        }
    }
}
