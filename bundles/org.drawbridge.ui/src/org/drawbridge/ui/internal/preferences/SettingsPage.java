package org.drawbridge.ui.internal.preferences;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.Preference;
import org.drawbridge.platform.Preferences;
import org.drawbridge.platform.Settings;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.form.FieldForm;
import org.drawbridge.ui.internal.look.Page;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Text;

/** A page made from the product's settings: one row each, with its meaning in the tooltip. UI thread only. */
public final class SettingsPage extends PreferencePage {

    private final Desktop desktop;
    private final List<Preference> preferences;
    private final Map<Preference, Text> files = new HashMap<>();
    private Settings settings;
    private Page page;
    private FieldForm form;

    @Inject
    public SettingsPage(Desktop desktop, Preference.Page page, Settings settings) {
        this.desktop = desktop;
        this.settings = settings;
        preferences = Preferences.of(page);
    }

    @Override
    protected Control createContents(Composite parent) {
        Composite root = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().applyTo(root);
        page = new Page(root, 1);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(page);
        build(settings);
        return root;
    }

    private void build(Settings shown) {
        for (Control old : page.body().getChildren()) {
            old.dispose();
        }
        files.clear();
        List<Field> fields = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        for (Preference preference : preferences) {
            if (!manyFiles(preference)) {
                fields.add(field(preference));
                shown.set(preference.key()).ifPresent(value -> values.put(preference.key(), value));
            }
        }
        form = new FieldForm(page.body(), fields, values, this::check);
        Ui.wide().applyTo(form);
        preferences.stream().filter(SettingsPage::manyFiles).forEach(preference -> files(preference, shown));
        page.body().layout(true, true);
        page.fit();
        lookForSecrets();
    }

    private static boolean manyFiles(Preference preference) {
        return preference.list() && preference.field().kind() == Field.Kind.FILE;
    }

    private Field field(Preference preference) {
        Field field = preference.field();
        for (Target.Kind kind : Target.Kind.values()) {
            if (preference.key().equals(Preferences.method(kind))) {
                List<Field.Choice> choices =
                        new ArrayList<>(List.of(new Field.Choice("", Ui.text("preferences.method.recommended"))));
                desktop.runtime()
                        .methods()
                        .of(kind)
                        .forEach(info -> choices.add(new Field.Choice(info.id(), info.label())));
                return Field.choice(field.key(), field.label(), field.help(), "", choices.toArray(Field.Choice[]::new));
            }
        }
        return field.secret() ? field : field.checkedBy(preference::complaint);
    }

    private void files(Preference preference, Settings shown) {
        Composite box = Ui.row(page.body(), 1);
        Ui.wide().applyTo(box);
        Ui.label(box, preference.field().label(), "")
                .setToolTipText(preference.field().help());
        Text text = Ui.key(
                new Text(box, SWT.BORDER | SWT.MULTI | SWT.V_SCROLL | SWT.H_SCROLL), "field." + preference.key());
        text.setToolTipText(preference.field().help());
        Ui.accessible(text, preference.field().label());
        text.setText(String.join("\n", preference.values(shown.value(preference.key()))));
        GridDataFactory.fillDefaults()
                .grab(true, false)
                .hint(Ui.scaled(300), Ui.scaled(60))
                .applyTo(text);
        text.addListener(
                SWT.Traverse,
                event -> event.doit |=
                        event.detail == SWT.TRAVERSE_TAB_NEXT || event.detail == SWT.TRAVERSE_TAB_PREVIOUS);
        Ui.button(box, "add." + preference.key(), Ui.text("preferences.files.add"), () -> add(text));
        files.put(preference, text);
    }

    private void add(Text text) {
        FileDialog dialog = new FileDialog(getShell(), SWT.OPEN | SWT.MULTI);
        dialog.setFilterExtensions(new String[] {"*.pem;*.crt;*.cer", "*.*"});
        if (dialog.open() != null) {
            text.setText(Stream.concat(
                            text.getText().lines().filter(line -> !line.isBlank()),
                            Arrays.stream(dialog.getFileNames())
                                    .map(name -> Path.of(dialog.getFilterPath(), name)
                                            .toString()))
                    .collect(Collectors.joining("\n")));
        }
    }

    /** Says of each secret whether it is stored. */
    private void lookForSecrets() {
        List<Preference> secrets =
                preferences.stream().filter(Preference::secret).toList();
        if (secrets.isEmpty()) {
            return;
        }
        FieldForm asked = form;
        Thread.ofVirtual().name("look for secrets").start(() -> {
            for (Preference secret : secrets) {
                boolean present;
                try {
                    present =
                            desktop.runtime().secretSettings().get(secret.key()).isPresent();
                } catch (AuthFailure e) {
                    present = false;
                }
                boolean found = present;
                Ui.later(asked, () -> asked.stored(secret.key(), found, found ? Ui.text("preferences.secret") : ""));
            }
        });
    }

    /** Puts the cursor into a setting. */
    void focus(Preference preference) {
        Text text = files.get(preference);
        if (text != null) {
            text.setFocus();
        } else {
            form.focus(preference.key());
        }
    }

    private void check() {
        setValid(form.valid());
        setErrorMessage(form.valid() ? null : Ui.text("preferences.invalid"));
    }

    @Override
    protected void performDefaults() {
        Settings defaults = settings;
        for (Preference preference : preferences) {
            if (!preference.secret()) {
                defaults = defaults.without(preference.key());
            }
        }
        build(defaults);
        check();
        super.performDefaults();
    }

    private Settings with(Settings before) {
        Map<String, String> entered = form.settings();
        Settings changed = before;
        for (Preference preference : preferences) {
            if (manyFiles(preference)) {
                changed = changed.with(preference.key(), files.get(preference).getText());
            } else if (!preference.secret()) {
                changed = changed.with(preference.key(), entered.getOrDefault(preference.key(), ""));
            }
        }
        return changed;
    }

    @Override
    public boolean performOk() {
        if (form == null) {
            return true;
        }
        if (form.complain()) {
            return false;
        }
        // Read here: the widgets belong to this thread.
        Settings entered = with(settings);
        Map<String, Secret> typed = form.typedSecrets();
        try {
            Background.await(getShell().getDisplay(), "keep settings", () -> {
                desktop.runtime().change(before -> {
                    Settings changed = before;
                    for (Preference preference : preferences) {
                        if (!preference.secret()) {
                            changed = changed.with(
                                    preference.key(),
                                    entered.set(preference.key()).orElse(""));
                        }
                    }
                    return changed;
                });
                for (Map.Entry<String, Secret> secret : typed.entrySet()) {
                    if (secret.getValue().isEmpty()) {
                        desktop.runtime().secretSettings().remove(secret.getKey());
                    } else {
                        desktop.runtime().secretSettings().put(secret.getKey(), secret.getValue());
                    }
                }
            });
            settings = entered;
            form.forgetTyped();
            desktop.connections().reloadSoon();
            return true;
        } catch (AuthFailure e) {
            setErrorMessage(e.problem().message());
            return false;
        } finally {
            typed.values().forEach(Secret::close);
        }
    }
}
