package org.drawbridge.ui.internal.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;

/**
 * The form of a sign-in method, made from its {@link Field}s: one row each, checked while the user types. UI thread
 * only.
 */
public final class FieldForm extends Composite {

    private final List<FieldRow> rows = new ArrayList<>();

    /**
     * @param values the settings to start with; what the fields don't know is ignored
     * @param changed runs after each change by the user
     */
    public FieldForm(Composite parent, List<Field> fields, Map<String, String> values, Runnable changed) {
        super(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(12, 6).applyTo(this);
        Mnemonics mnemonics = new Mnemonics();
        for (Field field : fields) {
            rows.add(new FieldRow(this, field, values.getOrDefault(field.key(), ""), mnemonics, changed));
        }
    }

    /** The settings as entered, without blanks, secrets, and choices left at their default. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (FieldRow row : rows) {
            String value = row.value();
            if (!row.field().secret()
                    && !value.isBlank()
                    && !value.equals(row.field().fallback())) {
                settings.put(row.field().key(), value);
            }
        }
        return settings;
    }

    /** The keys of the secrets that were typed; makes no {@link Secret}, so it may be asked at each key stroke. */
    public Set<String> typedKeys() {
        return rows.stream()
                .filter(row -> row.field().secret() && row.touched())
                .map(row -> row.field().key())
                .collect(Collectors.toSet());
    }

    /** The secrets that were typed since the form was made or last {@link #stored}. The caller closes them. */
    public Map<String, Secret> typedSecrets() {
        Map<String, Secret> typed = new LinkedHashMap<>();
        for (FieldRow row : rows) {
            if (row.field().secret() && row.touched()) {
                typed.put(row.field().key(), Secret.of(row.secretChars()));
            }
        }
        return typed;
    }

    /** Says below a secret where it is kept; present tells whether there is one. */
    public void stored(String key, boolean present, String hint) {
        rows.stream().filter(row -> row.field().key().equals(key)).forEach(row -> row.stored(present, hint));
    }

    /** Empties the secret fields after their content has been stored. */
    public void forgetTyped() {
        rows.stream().filter(row -> row.field().secret()).forEach(FieldRow::clear);
    }

    /** Shows every complaint, also of fields that nobody has touched; the first such field gets the focus. */
    public boolean complain() {
        FieldRow first = null;
        for (FieldRow row : rows) {
            if (row.complain() && first == null) {
                first = row;
            }
        }
        if (first != null) {
            first.focus();
        }
        return first != null;
    }

    /** Whether every field is fine; shows nothing. */
    public boolean valid() {
        return rows.stream().allMatch(row -> row.complaint().isEmpty());
    }

    private Optional<FieldRow> row(String key) {
        return rows.stream().filter(row -> row.field().key().equals(key)).findFirst();
    }

    /** What the field of that key is called; empty if there is none. */
    public Optional<String> label(String key) {
        return row(key).map(row -> row.field().label());
    }

    /** Puts the cursor into the field of that key; false if there is none. */
    public boolean focus(String key) {
        return row(key).filter(FieldRow::focus).isPresent();
    }

    @Override
    public void setEnabled(boolean enabled) {
        super.setEnabled(enabled);
        rows.forEach(row -> row.setEnabled(enabled));
    }

    @Override
    public boolean setFocus() {
        return !rows.isEmpty() && rows.getFirst().focus();
    }

    static String text(String key, Object... arguments) {
        return Ui.text("form." + key, arguments);
    }
}
