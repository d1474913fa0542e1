package org.drawbridge.ui.internal.preferences;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Themes;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** The look of the desktop itself. */
public final class GeneralPage extends PreferencePage {

    private final Desktop desktop;
    private final IThemeEngine engine;
    private final Map<Themes.Choice, Button> themes = new LinkedHashMap<>();

    @Inject
    public GeneralPage(Desktop desktop, IThemeEngine engine) {
        this.desktop = desktop;
        this.engine = engine;
    }

    @Override
    protected Control createContents(Composite parent) {
        Composite body = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(8, 8).applyTo(body);
        Ui.label(body, Ui.text("general.theme"), "strong");
        Composite choices = Ui.row(body, Themes.Choice.values().length);
        for (Themes.Choice choice : Themes.Choice.values()) {
            Button button = Ui.key(new Button(choices, SWT.RADIO), "general.theme." + choice.word());
            button.setText(Ui.text("general.theme." + choice.word()));
            button.setToolTipText(Ui.text("general.theme.tip"));
            button.setSelection(choice == Themes.chosen());
            themes.put(choice, button);
        }
        Ui.button(body, "general.reset", Ui.text("general.reset"), desktop::resetLayout)
                .setToolTipText(Ui.text("general.reset.tip"));
        return body;
    }

    @Override
    protected void performDefaults() {
        themes.forEach((choice, button) -> button.setSelection(choice == Themes.Choice.SYSTEM));
        super.performDefaults();
    }

    @Override
    public boolean performOk() {
        themes.forEach((choice, button) -> {
            if (button.getSelection() && choice != Themes.chosen()) {
                Themes.choose(choice, engine);
            }
        });
        return true;
    }
}
