package org.drawbridge.ui.internal.dialogs;

import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.failure.Explainer;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.form.ProblemView;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Text;

/** Explains an error that somebody saw in a browser, as soon as its text is pasted. UI thread only. */
public final class ExplainDialog extends PlainDialog {

    private static final Point SIZE = new Point(720, 600);
    private static final int LARGEST = 1 << 20;
    private static final int LINES_HIGH = 110;

    private final Desktop desktop;
    private final Optional<Connection> connection;
    private Text text;
    private Composite answer;

    public ExplainDialog(Desktop desktop) {
        super(desktop.shell(), Ui.text("explain.title"), SIZE);
        this.desktop = desktop;
        this.connection =
                desktop.selected().flatMap(desktop.connections()::find).map(entry -> entry.connection());
    }

    @Override
    void fillTop(Composite top) {
        String whose = connection
                .map(found -> Ui.text("explain.message.of", found.name()))
                .orElseGet(() -> Ui.text("explain.message"));
        Ui.wide().applyTo(Ui.label(top, whose, ""));
        text = Ui.key(new Text(top, SWT.MULTI | SWT.WRAP | SWT.BORDER | SWT.V_SCROLL), "explain.text");
        text.setTextLimit(LARGEST);
        Ui.accessible(text, Ui.text("explain.text"));
        Ui.wide().hint(SWT.DEFAULT, LINES_HIGH).applyTo(text);
        text.addListener(SWT.Modify, event -> explain());
        // Tab leads on: nobody wants one in here.
        text.addListener(SWT.Traverse, event -> event.doit = event.detail != SWT.TRAVERSE_RETURN);
    }

    @Override
    void fillPage(Composite body) {
        answer = Ui.row(body, 1);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(answer);
    }

    @Override
    void fillButtons(Composite row) {
        Ui.button(row, "explain.clear", Ui.text("explain.clear"), () -> {
            text.setText("");
            text.setFocus();
        });
    }

    private void explain() {
        for (Control old : answer.getChildren()) {
            old.dispose();
        }
        String given = text.getText();
        if (!given.isBlank()) {
            boolean known = false;
            for (Explainer explainer : desktop.runtime().explainers()) {
                Optional<Problem> problem = explainer.explain(given, connection);
                if (problem.isPresent()) {
                    Ui.wide().applyTo(new ProblemView(answer, problem.get()));
                    if (explainer.staysInBrowser().contains(problem.get().cause())) {
                        Ui.wide().applyTo(Ui.label(answer, Ui.text("explain.in-browser"), "dim"));
                    }
                    known = true;
                    break;
                }
            }
            if (!known) {
                Ui.wide().applyTo(Ui.key(Ui.label(answer, Ui.text("explain.unknown"), ""), "explain.unknown"));
            }
        }
        Ui.relayout(answer);
    }
}
