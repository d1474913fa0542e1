package org.drawbridge.ui.internal.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

/** Who can mend something, what to do, and by what one knows. UI thread only. */
final class RemedyBox extends Composite {

    /**
     * @param copy whether the message for the administrator can be copied here
     * @param fields the form of the connection that the problem is about
     */
    RemedyBox(Composite parent, Problem problem, boolean copy, SettingLink.Fields fields) {
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
        SettingLink.of(problem, fields).ifPresent(link -> {
            new Label(this, SWT.NONE);
            link.show(this, link::open);
        });
        if (copy) {
            forAdmin(problem).ifPresent(message -> {
                new Label(this, SWT.NONE);
                Ui.button(this, "copy.admin", Ui.text("test.copy-admin"), () -> Ui.copy(this, message));
            });
        }
    }

    /** What to send to whoever can mend it, if that is somebody else. */
    static Optional<String> forAdmin(Problem problem) {
        return problem.messageForAdmin()
                .or(() -> problem.owner() == Owner.YOU
                        ? Optional.empty()
                        : Optional.of(Stream.concat(
                                        Stream.concat(Stream.of(problem.message()), problem.remedy().stream()),
                                        Stream.of(evidence(problem)))
                                .collect(Collectors.joining("\n"))));
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
