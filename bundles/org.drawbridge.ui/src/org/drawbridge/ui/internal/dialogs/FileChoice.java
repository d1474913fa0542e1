package org.drawbridge.ui.internal.dialogs;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;

/** A file's path, typed or chosen. UI thread only. */
final class FileChoice {

    private final Text text;

    /**
     * @param key of its text field; its button's ends with {@code .choose}
     * @param style {@link SWT#OPEN} or {@link SWT#SAVE}; what exists already is left to the caller
     */
    FileChoice(Composite parent, String key, int style, Runnable changed) {
        Composite row = Ui.row(parent, 3);
        Ui.wide().applyTo(row);
        new Label(row, SWT.NONE).setText(Ui.text("file.label"));
        text = Ui.key(new Text(row, SWT.BORDER), key);
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(text);
        Button choose = Ui.button(row, key + ".choose", Ui.text("file.choose"), () -> {
            FileDialog dialog = new FileDialog(row.getShell(), style);
            dialog.setText(row.getShell().getText());
            dialog.setFilterExtensions(new String[] {"*.json", "*.*"});
            path().map(Path::getParent).map(Path::toString).ifPresent(dialog::setFilterPath);
            path().map(Path::getFileName).map(Path::toString).ifPresent(dialog::setFileName);
            Optional.ofNullable(dialog.open()).ifPresent(text::setText);
        });
        GridDataFactory.swtDefaults().align(SWT.FILL, SWT.CENTER).applyTo(choose);
        text.addListener(SWT.Modify, event -> changed.run());
    }

    /** What was typed, as a path; empty if it is none. */
    Optional<Path> path() {
        String typed = text.getText().strip();
        try {
            return typed.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(typed).toAbsolutePath());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
