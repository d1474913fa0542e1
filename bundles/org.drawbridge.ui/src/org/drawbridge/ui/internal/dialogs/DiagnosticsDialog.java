package org.drawbridge.ui.internal.dialogs;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.Diagnostics;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/** Shows what a diagnostics bundle holds before it is written. UI thread only. */
public final class DiagnosticsDialog extends TitleAreaDialog {

    private final List<Diagnostics.Item> items;
    private org.eclipse.swt.widgets.List names;
    private Text text;

    private DiagnosticsDialog(Shell shell, List<Diagnostics.Item> items) {
        super(shell);
        this.items = items;
        setHelpAvailable(false);
        setShellStyle(getShellStyle() | SWT.RESIZE);
    }

    /** Collects in the background, then opens. */
    public static void open(Desktop desktop) {
        List<Diagnostics.Item> collected = new java.util.ArrayList<>();
        try {
            Background.await(
                    desktop.shell().getDisplay(),
                    "collect diagnostics",
                    () -> collected.addAll(Diagnostics.collect(desktop.runtime())));
        } catch (AuthFailure e) {
            ProblemDialog.show(desktop.shell(), Ui.text("diagnostics.title"), e.problem());
            return;
        }
        new DiagnosticsDialog(desktop.shell(), List.copyOf(collected)).open();
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Ui.text("diagnostics.title"));
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        setTitle(Ui.text("diagnostics.heading"));
        setMessage(Ui.text("diagnostics.message"));
        Composite body = new Composite(area, SWT.NONE);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(12, 8)
                .spacing(10, 8)
                .applyTo(body);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(body);
        names = Ui.key(
                new org.eclipse.swt.widgets.List(body, SWT.SINGLE | SWT.BORDER | SWT.V_SCROLL), "diagnostics.items");
        Ui.accessible(names, Ui.text("diagnostics.heading"));
        GridDataFactory.fillDefaults().grab(false, true).hint(210, 320).applyTo(names);
        text = Ui.key(
                new Text(body, SWT.MULTI | SWT.READ_ONLY | SWT.BORDER | SWT.V_SCROLL | SWT.H_SCROLL),
                "diagnostics.text");
        GridDataFactory.fillDefaults().grab(true, true).hint(560, 320).applyTo(text);
        items.forEach(item -> names.add(item.name()));
        names.addListener(SWT.Selection, event -> show());
        names.select(0);
        show();
        return area;
    }

    private void show() {
        String shown = items.get(names.getSelectionIndex()).text();
        int most = 200_000;
        text.setText(shown.length() > most ? "…" + shown.substring(shown.length() - most) : shown);
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        Ui.key(createButton(parent, IDialogConstants.OK_ID, Ui.text("diagnostics.save"), true), "diagnostics.save");
        Ui.key(
                createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false),
                "diagnostics.cancel");
    }

    @Override
    protected void okPressed() {
        FileDialog dialog = new FileDialog(getShell(), SWT.SAVE);
        dialog.setText(Ui.text("diagnostics.title"));
        dialog.setFileName("drawbridge-diagnostics-" + LocalDate.now() + ".zip");
        dialog.setFilterExtensions(new String[] {"*.zip"});
        dialog.setOverwrite(true);
        String chosen = dialog.open();
        if (chosen != null && save(Path.of(chosen))) {
            super.okPressed();
        }
    }

    private boolean save(Path file) {
        String[] failed = new String[1];
        try {
            Background.await(getShell().getDisplay(), "write diagnostics", () -> {
                try {
                    Diagnostics.write(items, file);
                } catch (IOException e) {
                    failed[0] = String.valueOf(e.getMessage());
                }
            });
        } catch (AuthFailure e) {
            failed[0] = e.problem().message();
        }
        if (failed[0] != null) {
            MessageDialog.openError(
                    getShell(), Ui.text("diagnostics.title"), Ui.text("readiness.export.failed", file, failed[0]));
        }
        return failed[0] == null;
    }
}
