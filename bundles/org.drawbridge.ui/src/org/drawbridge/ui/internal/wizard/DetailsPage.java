package org.drawbridge.ui.internal.wizard;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.form.FieldForm;
import org.drawbridge.ui.internal.form.SettingLink;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.swt.widgets.Composite;

/** The method's own fields; required ones come first in mind, all others have a default. */
final class DetailsPage extends FormPage implements SettingLink.Fields {

    private final Map<String, String> remembered = new HashMap<>();
    private FieldForm form;
    private String shown = "";

    DetailsPage(Desktop desktop, Draft draft) {
        super("details", desktop, draft);
    }

    @Override
    public void setVisible(boolean visible) {
        if (visible) {
            build();
        } else {
            take();
        }
        super.setVisible(visible);
        if (visible && form != null) {
            form.setFocus();
        }
    }

    private void build() {
        String wanted = draft.kind + " " + draft.method + " " + draft.address;
        if (wanted.equals(shown)) {
            return;
        }
        shown = wanted;
        form = null;
        fill(this::fields);
    }

    private void fields(Composite body) {
        Map<String, String> values = new HashMap<>(draft.found());
        values.putAll(remembered);
        try {
            List<Field> fields = desktop.runtime().methods().load(draft.method).fields(draft.target());
            form = new FieldForm(body, fields, values, this::edited);
            Ui.wide().applyTo(form);
            if (fields.isEmpty()) {
                Ui.wide().applyTo(Ui.label(body, Ui.text("connection.method.no-fields"), "dim"));
            }
        } catch (AuthFailure e) {
            Ui.wide().applyTo(Ui.label(body, e.problem().message(), "complaint"));
        }
    }

    private void edited() {
        draft.tested = null;
        take();
        getContainer().updateButtons();
    }

    /** Hands over what is entered. What the pages before have found is taken even if this page was never shown. */
    void take() {
        if (form == null) {
            draft.settings = draft.found();
            return;
        }
        remembered.putAll(form.settings());
        draft.settings = form.settings();
    }

    /** Shows what is missing or wrong; true if anything is. */
    boolean complain() {
        return form != null && form.complain();
    }

    @Override
    public Optional<String> label(String key) {
        return form == null ? Optional.empty() : form.label(key);
    }

    @Override
    public boolean sets(String key) {
        return form != null && form.settings().containsKey(key);
    }

    @Override
    public void focus(String key) {
        getContainer().showPage(this);
        form.focus(key);
    }

    /** The caller closes them. */
    Map<String, Secret> typedSecrets() {
        return form == null ? Map.of() : form.typedSecrets();
    }
}
