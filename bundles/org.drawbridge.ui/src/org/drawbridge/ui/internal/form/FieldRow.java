package org.drawbridge.ui.internal.form;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.Field;
import org.drawbridge.ui.internal.look.Limited;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;

/** One field of a generated form: label, control, and below it the complaint or, for a secret, where it is kept. */
final class FieldRow {

    static final int WIDTH = 420;
    private static final int LABEL_WIDTH = 130;
    /** Some key stores take no more than a few KiB, the others this much. */
    private static final int LARGEST_SECRET = 256 << 10;

    private final Field field;
    private final Control control;
    private final Composite cell;
    /** Made when there is something to say. */
    private Optional<WrappedLabel> hint = Optional.empty();

    private final Runnable changed;
    /** What was read from a file, while its name stands in the field; else null. */
    private char[] loaded;

    private boolean touched;
    private boolean stored;
    private String storedHint = "";

    FieldRow(Composite form, Field field, String value, Mnemonics mnemonics, Runnable changed) {
        this.field = field;
        this.changed = changed;
        boolean labelled = field.kind() != Field.Kind.FLAG;
        Label label =
                label(form, labelled ? mnemonics.mark(field.required() ? field.label() + " *" : field.label()) : "");
        label.setToolTipText(field.help());
        cell = Ui.field(form, WIDTH);
        control = switch (field.kind()) {
            case CHOICE -> choice(cell, value);
            case FLAG -> flag(cell, value, mnemonics);
            case FILE -> file(cell, value);
            case SECRET -> text(cell, "", SWT.BORDER | SWT.PASSWORD);
            case SECRET_TEXT -> secretText(cell);
            case TEXT, URL -> text(cell, value, SWT.BORDER);
            case NUMBER -> {
                Text number = text(cell, value, SWT.BORDER);
                number.setLayoutData(Ui.scaled(WIDTH / 4));
                yield number;
            }
        };
        control.setToolTipText(field.help());
        Ui.key(control, "field." + field.key());
        Ui.accessible(control, field.label());
    }

    /** The label of a row; as wide in every form, so that forms line up. */
    static Label label(Composite form, String text) {
        Label label = new Label(form, SWT.NONE);
        label.setText(text);
        int width = Math.max(LABEL_WIDTH, label.computeSize(SWT.DEFAULT, SWT.DEFAULT).x);
        GridDataFactory.swtDefaults()
                .align(SWT.BEGINNING, SWT.BEGINNING)
                .indent(0, 7)
                .hint(width, SWT.DEFAULT)
                .applyTo(label);
        return label;
    }

    Field field() {
        return field;
    }

    private Text text(Composite parent, String value, int style) {
        Text text = new Text(parent, style);
        text.setText(value);
        if (!field.fallback().isEmpty()) {
            text.setMessage(field.fallback());
        }
        text.addListener(SWT.Modify, event -> edited());
        return text;
    }

    private Combo choice(Composite parent, String value) {
        Combo combo = new Combo(parent, SWT.READ_ONLY | SWT.DROP_DOWN);
        List<Field.Choice> choices = field.choices();
        choices.forEach(choice -> combo.add(choice.label()));
        String chosen = value.isBlank() ? field.fallback() : value;
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i).value().equals(chosen)) {
                combo.select(i);
            }
        }
        combo.setLayoutData(Limited.AS_IT_IS);
        combo.addListener(SWT.Selection, event -> edited());
        return combo;
    }

    private Button flag(Composite parent, String value, Mnemonics mnemonics) {
        Button button = new Button(parent, SWT.CHECK);
        button.setText(mnemonics.mark(field.label()));
        button.setLayoutData(Limited.AS_IT_IS);
        button.setSelection(Boolean.parseBoolean(value.isBlank() ? field.fallback() : value));
        button.addListener(SWT.Selection, event -> edited());
        return button;
    }

    private Text file(Composite form, String value) {
        Composite row = Ui.row(form, 2);
        Text path = text(row, value, SWT.BORDER);
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(path);
        Button browse = Ui.button(row, "browse." + field.key(), FieldForm.text("browse"), () -> {
            FileDialog dialog = new FileDialog(form.getShell(), SWT.OPEN);
            dialog.setText(field.label());
            Optional.ofNullable(dialog.open()).ifPresent(path::setText);
        });
        Ui.accessible(browse, FieldForm.text("browse.for", field.label()));
        browse.setToolTipText(FieldForm.text("browse.for", field.label()));
        return path;
    }

    /** What has been pasted, or the content of a file: a line of text can't show it, and need not. */
    private Text secretText(Composite parent) {
        Composite row = Ui.row(parent, 2);
        Text text = text(row, "", SWT.BORDER | SWT.PASSWORD);
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(text);
        Button browse = Ui.button(row, "browse." + field.key(), FieldForm.text("browse"), () -> {
            FileDialog dialog = new FileDialog(parent.getShell(), SWT.OPEN);
            dialog.setText(field.label());
            Optional.ofNullable(dialog.open()).map(Path::of).ifPresent(file -> load(text, file));
        });
        Ui.accessible(browse, FieldForm.text("browse.for", field.label()));
        browse.setToolTipText(FieldForm.text("browse.for", field.label()));
        return text;
    }

    /** Reads a file as the content of a secret. */
    private void load(Text text, Path file) {
        try {
            if (Files.size(file) > LARGEST_SECRET) {
                throw new IOException(FieldForm.text("secret.too-large", LARGEST_SECRET >> 10));
            }
            char[] read = Files.readString(file).toCharArray();
            text.setText(file.getFileName().toString());
            // Not before: setting the text counts as typing.
            loaded = read;
            show();
        } catch (IOException e) {
            MessageDialog.openError(
                    text.getShell(),
                    field.label(),
                    FieldForm.text("secret.unreadable", file, String.valueOf(e.getMessage())));
        }
    }

    private void edited() {
        loaded = null;
        touched = true;
        show();
        changed.run();
    }

    boolean touched() {
        return touched;
    }

    String value() {
        return switch (control) {
            case Text text -> field.secret() ? "" : text.getText().strip();
            case Combo combo ->
                combo.getSelectionIndex() < 0
                        ? ""
                        : field.choices().get(combo.getSelectionIndex()).value();
            case Button button -> String.valueOf(button.getSelection());
            default -> throw new IllegalStateException(control.getClass().getName());
        };
    }

    char[] secretChars() {
        return loaded != null ? loaded.clone() : ((Text) control).getTextChars();
    }

    Optional<String> complaint() {
        if (!field.secret()) {
            return field.complaint(value());
        }
        char[] typed = secretChars();
        if (typed.length == 0) {
            // A required secret that is not there yet is asked for when it is needed.
            return Optional.empty();
        }
        return field.complaint(new String(typed));
    }

    boolean complain() {
        touched = touched || !field.secret();
        show();
        return complaint().isPresent();
    }

    void stored(boolean present, String text) {
        stored = present;
        storedHint = text;
        ((Text) control).setMessage(present ? FieldForm.text("secret.present") : "");
        show();
    }

    void clear() {
        ((Text) control).setText("");
        touched = false;
        show();
    }

    private void show() {
        Optional<String> complaint = touched ? complaint() : Optional.empty();
        boolean replaces = field.secret() && touched && stored;
        String text = complaint.orElse(
                replaces
                        ? FieldForm.text(secretChars().length > 0 ? "secret.replaces" : "secret.removes")
                        : storedHint);
        if (text.equals(hint.map(WrappedLabel::getText).orElse(""))) {
            return;
        }
        WrappedLabel label = hint.orElseGet(this::makeHint);
        hint = Optional.of(label);
        label.setText(text);
        Ui.restyle(label, complaint.isPresent() ? "complaint" : "dim");
        label.setVisible(!text.isEmpty());
        Ui.relayout(label);
    }

    private WrappedLabel makeHint() {
        WrappedLabel label = Ui.key(Ui.label(cell, "", ""), "hint." + field.key());
        return label;
    }

    void setEnabled(boolean enabled) {
        control.setEnabled(enabled);
    }

    /** Where the form goes while one of its fields has the focus, SWT asks for it on the way. */
    boolean focus() {
        return !control.isDisposed() && control.setFocus();
    }
}
