package org.drawbridge.ui.internal.form;

import java.util.ArrayList;
import java.util.List;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

/** Who can mend something, what to do, and by what one knows. UI thread only. */
final class RemedyBox extends Composite {

    /** @param copy whether the message for the administrator can be copied here */
    RemedyBox(Composite parent, Problem problem, boolean copy) {
        super(parent, SWT.NONE);
        Ui.css(this, "box");
        setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(14, 10)
                .spacing(12, 8)
                .applyTo(this);
        fact("test.owner", "owner", Ui.text("owner." + problem.owner().word()));
        if (!problem.remedy().isEmpty()) {
            StringBuilder steps = new StringBuilder();
            for (int i = 0; i < problem.remedy().size(); i++) {
                steps.append(i == 0 ? "" : "\n")
                        .append(problem.remedy().size() > 1 ? (i + 1) + ". " : "")
                        .append(problem.remedy().get(i));
            }
            fact("test.remedy", "remedy", steps.toString());
        }
        fact("test.evidence", "evidence", evidence(problem));
        if (copy) {
            problem.messageForAdmin().ifPresent(message -> {
                new Label(this, SWT.NONE);
                Ui.button(this, "copy.admin", Ui.text("test.copy-admin"), () -> Ui.copy(this, message));
            });
        }
    }

    private static String evidence(Problem problem) {
        List<String> facts = new ArrayList<>();
        facts.add(problem.cause());
        problem.evidence().forEach((name, value) -> facts.add(name + " " + value));
        return String.join(" · ", facts);
    }

    private void fact(String label, String key, String text) {
        GridDataFactory.swtDefaults()
                .align(SWT.BEGINNING, SWT.BEGINNING)
                .applyTo(Ui.label(this, Ui.text(label), "strong"));
        Ui.wide().applyTo(Ui.passage(this, key, text, "passage"));
    }
}
