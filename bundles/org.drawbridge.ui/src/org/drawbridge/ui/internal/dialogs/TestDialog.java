package org.drawbridge.ui.internal.dialogs;

import java.util.Optional;
import java.util.function.Consumer;
import org.drawbridge.core.Connection;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.form.SettingLink;
import org.drawbridge.ui.internal.form.TestView;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.RunningJob;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;

/**
 * The test of a connection in a window of its own, beside the page that runs it: it shows the same run, which goes on when
 * the window is closed. UI thread only.
 */
public final class TestDialog extends PlainDialog {

    private static final Point SIZE = new Point(860, 860);

    private final Desktop desktop;
    private final Connection connection;
    private final SettingLink.Fields fields;
    private final Runnable test;
    private TestView view;
    private Button copyForAdmin;
    private Button copyDetails;
    private Button cancel;
    private Button again;
    private Optional<TestResult> result = Optional.empty();

    /**
     * @param fields the form of the connection, to which failures lead
     * @param test starts the test; it tells what happens by {@link #show} and {@link #ended}
     */
    public TestDialog(Desktop desktop, Connection connection, SettingLink.Fields fields, Runnable test) {
        super(
                desktop.shell(),
                Ui.text("window.title." + connection.target().kind().word()),
                SIZE);
        this.desktop = desktop;
        this.connection = connection;
        this.fields = fields;
        this.test = test;
    }

    @Override
    void fillTop(Composite top) {
        Ui.wide()
                .applyTo(Ui.key(
                        Ui.label(
                                top,
                                connection.name() + " · " + connection.target().address(),
                                "dim"),
                        "window.connection"));
    }

    @Override
    void fillPage(Composite body) {
        view = new TestView(body, fields, false);
        Ui.wide().applyTo(view);
    }

    @Override
    void fillButtons(Composite row) {
        copyForAdmin = Ui.button(
                row,
                "window.copy-admin",
                Ui.text("window.copy-admin"),
                () -> result.flatMap(TestView::messageForAdmin).ifPresent(text -> Ui.copy(row, text)));
        copyDetails = Ui.button(
                row,
                "window.copy-details",
                Ui.text("test.copy-details"),
                () -> result.ifPresent(found -> Ui.copy(row, TestView.details(found))));
        Ui.button(row, "window.log", Ui.text("window.log"), () -> desktop.show(Desktop.LOG));
        cancel = Ui.button(
                row,
                "window.cancel",
                Ui.text("connection.cancel"),
                () -> desktop.jobs().of(connection.id()).ifPresent(RunningJob::cancelSoon));
        again = Ui.button(row, "window.again", Ui.text("window.again"), test);
        for (Button button : new Button[] {copyForAdmin, copyDetails, cancel, again}) {
            button.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, false, false));
        }
        buttons();
    }

    private boolean gone() {
        return view == null || view.isDisposed();
    }

    /** Shows something of the run, unless the window has been closed. */
    public void show(Consumer<TestView> change) {
        if (!gone()) {
            change.accept(view);
        }
    }

    /** The run has begun; what an earlier one has found no longer holds. */
    public void begun() {
        if (!gone()) {
            result = Optional.empty();
            view.start();
            buttons();
            page().setOrigin(0, 0);
        }
    }

    /** The run has ended. */
    public void ended(TestResult found) {
        if (!gone()) {
            result = Optional.of(found);
            view.result(found);
            buttons();
            page().setOrigin(0, 0);
        }
    }

    private void buttons() {
        boolean running = result.isEmpty();
        copyForAdmin.setEnabled(result.flatMap(TestView::messageForAdmin).isPresent());
        copyDetails.setEnabled(!running);
        shown(cancel, running);
        shown(again, !running);
        again.requestLayout();
    }

    private static void shown(Button button, boolean visible) {
        button.setVisible(visible);
        ((GridData) button.getLayoutData()).exclude = !visible;
    }
}
