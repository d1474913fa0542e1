package org.drawbridge.ui.internal.parts;

import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.ui.internal.form.Outcomes;
import org.drawbridge.ui.internal.form.SessionLine;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

/** The top of a connection's page: what it is, what the latest test has found, its session and its state. UI thread only. */
final class ConnectionHeader {

    private final WrappedLabel title;
    private final WrappedLabel address;
    private final WrappedLabel facts;
    private final WrappedLabel session;
    private final Label stateIcon;
    private final Label state;

    ConnectionHeader(Composite parent, Target.Kind kind) {
        Composite header = Ui.row(parent, 3);
        Ui.wide().applyTo(header);
        Label icon = new Label(header, SWT.NONE);
        icon.setImage(Icons.get(kind.word() + "-large"));
        Composite names = new Composite(header, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 2).applyTo(names);
        Ui.wide().indent(6, 0).applyTo(names);
        title = line(names, "title", "title");
        address = line(names, "address", "dim");
        facts = line(names, "facts", "dim");
        session = line(names, "session", "dim");
        show(session, false);
        Composite right = Ui.row(header, 2);
        GridDataFactory.swtDefaults().align(SWT.END, SWT.BEGINNING).indent(0, 5).applyTo(right);
        stateIcon = Ui.key(new Label(right, SWT.NONE), "state.icon");
        state = Ui.key(Ui.css(new Label(right, SWT.NONE), "strong"), "state");
    }

    private static WrappedLabel line(Composite parent, String key, String look) {
        WrappedLabel label = Ui.key(Ui.label(parent, "", look), key);
        Ui.wide().applyTo(label);
        return label;
    }

    private static void show(WrappedLabel label, boolean visible) {
        label.setVisible(visible);
        ((GridData) label.getLayoutData()).exclude = !visible;
    }

    void show(Connection connection, boolean running, Optional<TestResult> result) {
        title.setText(connection.name());
        address.setText(connection.target().address());
        String found = result.map(ConnectionHeader::facts).orElse("");
        facts.setText(found);
        show(facts, !found.isEmpty());
        stateIcon.setImage(Icons.get(Outcomes.icon(running, result)));
        state.setText(Outcomes.word(running, result));
        Ui.accessible(stateIcon, state.getText());
        facts.requestLayout();
        state.requestLayout();
    }

    void show(SessionLine line) {
        session.setText(line.text());
        show(session, line.interactive());
        session.getParent().requestLayout();
    }

    private static String facts(TestResult result) {
        StringBuilder facts = new StringBuilder();
        result.product().ifPresent(product -> {
            boolean editions = product.name().equals("Confluence") && Ui.hasText("edition." + product.edition());
            String name = editions ? Ui.text("edition." + product.edition()) : product.name();
            facts.append(String.join(" ", name, product.version()).strip());
        });
        result.account().ifPresent(account -> append(facts, account.displayName()));
        result.level().ifPresent(level -> append(facts, level.label()));
        return facts.toString();
    }

    private static void append(StringBuilder facts, String fact) {
        facts.append(facts.isEmpty() ? "" : " · ").append(fact);
    }
}
