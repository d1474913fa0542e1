package org.drawbridge.ui.internal.preferences;

import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** Stands in for a page that a plug-in could not make. */
final class BrokenPage extends PreferencePage {

    private final String contributor;
    private final Throwable reason;

    BrokenPage(String contributor, Throwable reason) {
        this.contributor = contributor;
        this.reason = reason;
        noDefaultAndApplyButton();
    }

    @Override
    protected Control createContents(Composite parent) {
        return Ui.label(parent, Ui.text("preferences.broken", contributor, String.valueOf(reason)), "complaint");
    }
}
