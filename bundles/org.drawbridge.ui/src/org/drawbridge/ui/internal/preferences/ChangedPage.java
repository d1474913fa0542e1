package org.drawbridge.ui.internal.preferences;

import jakarta.inject.Inject;
import java.util.List;
import org.drawbridge.core.auth.Field;
import org.drawbridge.platform.Preference;
import org.drawbridge.platform.Settings;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;

/** All settings that are not as they are by default, each with whether it may stand in the way of a migration. */
public final class ChangedPage extends PreferencePage {

    private static final int[] WIDTHS = {210, 150, 260};

    private final Settings settings;
    private final PreferencesDialog dialog;

    @Inject
    public ChangedPage(Settings settings, PreferencesDialog dialog) {
        this.settings = settings;
        this.dialog = dialog;
        noDefaultAndApplyButton();
    }

    @Override
    protected Control createContents(Composite parent) {
        Composite body = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(8, 8).applyTo(body);
        List<Preference> changed = settings.differing();
        Ui.wide()
                .applyTo(Ui.key(
                        Ui.label(body, Ui.text(changed.isEmpty() ? "changed.none" : "changed.intro"), "dim"),
                        "changed.intro"));
        Table table = Ui.key(new Table(body, SWT.SINGLE | SWT.FULL_SELECTION | SWT.BORDER), "changed.table");
        Ui.accessible(table, Ui.text("changed.intro"));
        table.setHeaderVisible(true);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(table);
        List<String> titles = List.of(Ui.text("changed.setting"), Ui.text("changed.value"), Ui.text("changed.meaning"));
        for (int i = 0; i < titles.size(); i++) {
            TableColumn column = new TableColumn(table, SWT.NONE);
            column.setText(titles.get(i));
            column.setWidth(Ui.scaled(WIDTHS[i]));
        }
        for (Preference preference : changed) {
            String value = settings.value(preference.key());
            TableItem item = new TableItem(table, SWT.NONE);
            String caution = preference.caution(value).orElse("");
            item.setImage(Icons.get(caution.isEmpty() ? "ok" : "warning"));
            item.setText(new String[] {
                preference.page().label() + " › " + preference.field().label(),
                shown(preference, value),
                caution.isEmpty() ? Ui.text("changed.harmless") : caution
            });
            item.setData(preference.page().name().toLowerCase(java.util.Locale.ROOT));
        }
        table.addListener(SWT.DefaultSelection, event -> dialog.show((String) event.item.getData()));
        return body;
    }

    private static String shown(Preference preference, String value) {
        return preference.field().choices().stream()
                .filter(choice -> choice.value().equals(value))
                .map(Field.Choice::label)
                .findFirst()
                .orElse(value.replace("\n", ", "));
    }
}
