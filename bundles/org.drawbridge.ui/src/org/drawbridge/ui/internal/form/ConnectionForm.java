package org.drawbridge.ui.internal.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.SecretRef;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Text;

/**
 * Everything about a connection that the user may change: name, address, method, and the method's own fields. UI thread
 * only.
 */
public final class ConnectionForm extends Composite implements SettingLink.Fields {

    private static final String ADDRESS = "address";

    private final AuthMethods methods;
    private final Runnable changed;
    private final Runnable fieldsShown;
    private final Text name;
    private final Text address;
    private final WrappedLabel addressComplaint;
    private final List<Button> choices = new ArrayList<>();
    private final Composite slot;
    private final Map<String, String> remembered = new LinkedHashMap<>();
    private ConnectionEntry original;
    private ConnectionEntry pristine;
    private String method;
    private FieldForm form;
    private boolean filling;

    /**
     * @param changed runs after each change by the user
     * @param fieldsShown runs when the fields of a method have been built, so that what is known of its secrets can be
     *     looked up
     */
    public ConnectionForm(
            Composite parent, ConnectionEntry entry, AuthMethods methods, Runnable changed, Runnable fieldsShown) {
        super(parent, SWT.NONE);
        this.original = entry;
        this.methods = methods;
        this.changed = changed;
        this.fieldsShown = fieldsShown;
        GridLayoutFactory.fillDefaults().numColumns(1).spacing(8, 10).applyTo(this);

        Composite top = Ui.row(this, 2);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(12, 6).applyTo(top);
        Ui.wide().applyTo(top);
        name = text(top, Ui.text("connection.name"), "connection.name");
        address = text(top, Ui.text("connection.address." + kind().word()), "connection.address");
        addressComplaint = Ui.key(Ui.label(address.getParent(), "", "complaint"), "hint.address");
        addressComplaint.setVisible(false);

        methodChoice(top);
        slot = Ui.row(this, 1);
        Ui.wide().applyTo(slot);
        fill(entry);
    }

    private Target.Kind kind() {
        return original.connection().target().kind();
    }

    private Text text(Composite parent, String label, String key) {
        FieldRow.label(parent, label);
        Composite cell = Ui.field(parent, FieldRow.WIDTH);
        Text text = Ui.key(new Text(cell, SWT.BORDER), key);
        text.addListener(SWT.Modify, event -> edited());
        return text;
    }

    private void methodChoice(Composite parent) {
        FieldRow.label(parent, Ui.text("connection.method"));
        Composite row = Ui.line(parent, 12);
        Ui.wide().hint(FieldRow.WIDTH, SWT.DEFAULT).applyTo(row); // wraps where the window is too narrow
        for (MethodInfo info : methods.of(kind())) {
            Button choice = Ui.key(new Button(row, SWT.RADIO | SWT.WRAP), "method." + info.id());
            choice.setText(info.recommended() ? Ui.text("connection.method.recommended", info.label()) : info.label());
            choice.setToolTipText(Ui.text("connection.method.from", info.contributor()));
            choice.setData(info.id());
            choice.addListener(SWT.Selection, event -> {
                if (choice.getSelection() && !info.id().equals(method)) {
                    keepValues();
                    choose(info.id());
                    edited();
                }
            });
            choices.add(choice);
        }
    }

    /** Shows the entry as it is stored, dropping what was typed. */
    public void fill(ConnectionEntry entry) {
        original = entry;
        filling = true;
        try {
            Connection connection = entry.connection();
            name.setText(connection.name());
            address.setText(connection.target().address());
            remembered.clear();
            remembered.putAll(connection.settings());
            choose(connection.method());
            pristine = entry();
        } finally {
            filling = false;
        }
    }

    private void keepValues() {
        if (form != null) {
            remembered.putAll(form.settings());
        }
    }

    private void choose(String id) {
        method = id;
        choices.forEach(choice -> choice.setSelection(id.equals(choice.getData())));
        if (form != null) {
            form.dispose();
        }
        for (Control old : slot.getChildren()) {
            old.dispose();
        }
        form = null;
        try {
            List<Field> fields = methods.load(id).fields(target());
            form = new FieldForm(slot, fields, remembered, this::edited);
            Ui.wide().applyTo(form);
            if (fields.isEmpty()) {
                Ui.wide().applyTo(Ui.label(slot, Ui.text("connection.method.no-fields"), "dim"));
            }
        } catch (AuthFailure e) {
            Ui.wide().applyTo(Ui.label(slot, e.problem().message(), "complaint"));
        }
        Ui.relayout(slot);
        fieldsShown.run();
    }

    private Target target() {
        return Target.of(kind(), address.getText().strip());
    }

    private void edited() {
        if (!filling) {
            boolean missing = address.getText().isBlank();
            addressComplaint.setText(missing ? Ui.text("connection.address.missing") : "");
            addressComplaint.setVisible(missing);
            Ui.relayout(addressComplaint);
            changed.run();
        }
    }

    /** The chosen method's id. */
    public String method() {
        return method;
    }

    /** The method's fields; empty if its plug-in is broken. */
    public Optional<FieldForm> fields() {
        return Optional.ofNullable(form);
    }

    /** Whether something differs from what is stored. */
    public boolean dirty() {
        return form != null && !form.typedKeys().isEmpty() || !entry().equals(pristine);
    }

    public Map<String, Secret> typedSecrets() {
        return form == null ? Map.of() : form.typedSecrets();
    }

    /**
     * The connection as entered. A secret that was typed no longer comes from where the connections file said.
     */
    public ConnectionEntry entry() {
        Connection before = original.connection();
        Map<String, String> settings = form == null ? before.settings() : form.settings();
        Connection connection = new Connection(before.id(), name.getText(), target(), method, settings);
        Map<String, SecretRef> references = new LinkedHashMap<>(original.secrets());
        if (form != null) {
            references.keySet().removeAll(form.typedKeys());
        }
        return new ConnectionEntry(connection, references);
    }

    @Override
    public Optional<String> label(String key) {
        return key.equals(ADDRESS)
                ? Optional.of(Ui.text("connection.address." + kind().word()))
                : fields().flatMap(form -> form.label(key));
    }

    @Override
    public boolean sets(String key) {
        return key.equals(ADDRESS) || form != null && form.settings().containsKey(key);
    }

    @Override
    public void focus(String key) {
        if (key.equals(ADDRESS)) {
            address.setFocus();
        } else if (form != null) {
            form.focus(key);
        }
    }

    /** Shows every complaint; true if there is one. */
    public boolean complain() {
        if (address.getText().isBlank()) {
            edited();
            address.setFocus();
            return true;
        }
        return form == null || form.complain();
    }

    /** Whether everything entered is fine; shows nothing. */
    public boolean valid() {
        return !address.getText().isBlank() && form != null && form.valid();
    }

    /** To be called after saving: what was typed is now what is stored. */
    public void saved(ConnectionEntry entry) {
        original = entry;
        if (form != null) {
            filling = true;
            form.forgetTyped();
            filling = false;
        }
        pristine = entry();
    }

    @Override
    public void setEnabled(boolean enabled) {
        super.setEnabled(enabled);
        name.setEnabled(enabled);
        address.setEnabled(enabled);
        choices.forEach(choice -> choice.setEnabled(enabled));
        if (form != null) {
            form.setEnabled(enabled);
        }
    }

    @Override
    public boolean setFocus() {
        return form != null && form.setFocus() || !name.isDisposed() && name.setFocus();
    }
}
