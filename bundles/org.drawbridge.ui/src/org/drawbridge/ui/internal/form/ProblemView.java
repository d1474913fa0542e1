package org.drawbridge.ui.internal.form;

import org.drawbridge.core.failure.Problem;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;

/** A problem outside a test: what it is, who can mend it, what to do. UI thread only. */
public final class ProblemView extends Composite {

    public ProblemView(Composite parent, Problem problem) {
        super(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(8, 10).applyTo(this);
        Ui.wide().applyTo(Ui.passage(this, "verdict", problem.message(), "verdict"));
        Ui.wide().applyTo(new RemedyBox(this, problem, true, SettingLink.NONE));
    }
}
