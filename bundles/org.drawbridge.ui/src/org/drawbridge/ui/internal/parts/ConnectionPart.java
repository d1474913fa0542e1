package org.drawbridge.ui.internal.parts;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.KeptSession;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.dialogs.ProblemDialog;
import org.drawbridge.ui.internal.dialogs.TestDialog;
import org.drawbridge.ui.internal.form.ConnectionForm;
import org.drawbridge.ui.internal.form.SessionLine;
import org.drawbridge.ui.internal.form.SettingLink;
import org.drawbridge.ui.internal.form.TestRun;
import org.drawbridge.ui.internal.form.TestView;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Page;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.drawbridge.ui.internal.model.Connections;
import org.drawbridge.ui.internal.model.Jobs;
import org.drawbridge.ui.internal.model.PageSecrets;
import org.drawbridge.ui.internal.model.RunningJob;
import org.drawbridge.ui.internal.model.SecretHints;
import org.drawbridge.ui.internal.model.TypedSecrets;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.Persist;
import org.eclipse.e4.ui.di.UIEventTopic;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.osgi.service.event.Event;

/** The page of one connection: what it is, the form of its sign-in method, and its test. */
public final class ConnectionPart {

    /** The key in the part's persisted state that holds the connection's id. */
    public static final String CONNECTION = "connection";

    private final Desktop desktop;
    private final MPart part;
    private final String id;

    private Composite root;
    private Page page;
    private ConnectionHeader header;
    private ConnectionForm form;
    private Button test;
    private Button inWindow;
    private Button signIn;
    private Button signOut;
    private Button cancel;
    private Button save;
    private TestView view;
    private TestDialog window;
    private TestResult latest;
    /** The stages of the run so far, for whoever comes to look while it runs. */
    private final List<StageResult> soFar = new ArrayList<>();
    /** Whether something was edited since the latest test: its result then no longer speaks of what is shown. */
    private boolean editedSinceTest;

    private boolean saving;
    private SessionLine sessionLine = SessionLine.NONE;
    private ConnectionEntry shown;

    @Inject
    public ConnectionPart(Desktop desktop, MPart part) {
        this.desktop = desktop;
        this.part = part;
        this.id = part.getPersistedState().getOrDefault(CONNECTION, "");
    }

    @PostConstruct
    void create(Composite parent) {
        root = Ui.css(Ui.key(new Composite(parent, SWT.NONE), "page.connection"), "page");
        root.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(root);
        if (desktop.connections().find(id).isPresent()) {
            build(desktop.connections().find(id).get());
        }
    }

    private void build(ConnectionEntry entry) {
        shown = entry;
        Composite top = Ui.row(root, 1);
        GridLayoutFactory.fillDefaults()
                .extendedMargins(20, 20, 16, 10)
                .spacing(0, 6)
                .applyTo(top);
        Ui.wide().applyTo(top);
        header = new ConnectionHeader(top, entry.connection().target().kind());
        actions(top);
        Ui.wide().applyTo(new Label(root, SWT.SEPARATOR | SWT.HORIZONTAL));
        page = new Page(root, 1);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(page);
        form = new ConnectionForm(page.body(), entry, desktop.runtime().methods(), this::edited, this::lookUpSecrets);
        Ui.wide().applyTo(form);
        view = new TestView(page.body(), form);
        Ui.wide().indent(0, 12).applyTo(view);
        desktop.connections().result(id).ifPresent(view::result);
        refresh();
        lookUpSecrets();
        if (root.getSize().x > 0) { // else its part lays it out when it gets its place
            root.layout(true, true);
        }
    }

    private void actions(Composite parent) {
        Composite row = Ui.line(parent, 8);
        Ui.wide().indent(0, 6).applyTo(row);
        signIn = Ui.button(row, "sign-in", Ui.text("connection.sign-in"), () -> test(true));
        signIn.setVisible(false);
        signIn.setToolTipText(Ui.text("connection.sign-in.tip"));
        test = Ui.button(row, "test", Ui.text("connection.test"), this::test);
        test.setImage(Icons.get("test"));
        inWindow = Ui.button(row, "test.window", Ui.text("connection.test.window"), this::testInWindow);
        inWindow.setToolTipText(Ui.text("connection.test.window.tip"));
        cancel = Ui.button(
                row,
                "cancel",
                Ui.text("connection.cancel"),
                () -> desktop.jobs().of(id).ifPresent(RunningJob::cancelSoon));
        signOut = Ui.button(row, "sign-out", Ui.text("connection.sign-out"), this::signOut);
        signOut.setVisible(false);
        signOut.setToolTipText(Ui.text("connection.sign-out.tip"));
        save = Ui.button(row, "save", Ui.text("connection.save"), this::save);
        test.setToolTipText(Ui.text("connection.test.tip"));
        save.setToolTipText(Ui.text("connection.save.tip"));
    }

    @Focus
    void focus() {
        desktop.select(id);
        if (form != null) {
            form.setFocus();
        }
    }

    private void edited() {
        editedSinceTest = true;
        boolean dirty = form.dirty();
        if (dirty != part.isDirty()) {
            part.setDirty(dirty);
            desktop.refreshCommands();
        }
        buttons();
    }

    private void buttons() {
        boolean running = desktop.jobs().of(id).isPresent();
        test.setEnabled(!running && !saving);
        cancel.setEnabled(running);
        save.setEnabled(part.isDirty() && !saving);
        signIn.setEnabled(!running && !saving);
        signOut.setEnabled(!running && !saving && sessionLine.kept());
    }

    /** Shows what the model says of this connection. */
    private void refresh() {
        Optional<ConnectionEntry> stored = desktop.connections().find(id);
        if (stored.isEmpty()) {
            return;
        }
        if (!stored.get().equals(shown)) {
            shown = stored.get();
            if (!part.isDirty() && !saving) {
                form.fill(shown);
            }
        }
        Connection connection = shown.connection();
        part.setLabel(connection.name());
        header.show(
                connection,
                desktop.jobs().of(id).isPresent(),
                desktop.connections().result(id));
        buttons();
    }

    private void show(SessionLine line) {
        sessionLine = line;
        header.show(line);
        signIn.setText(Ui.text(line.kept() ? "connection.sign-in.again" : "connection.sign-in"));
        signIn.setVisible(line.interactive());
        signOut.setVisible(line.interactive());
        buttons();
        signIn.requestLayout();
    }

    /** Forgets the session that is kept here. */
    private void signOut() {
        try {
            Background.await(
                    root.getDisplay(),
                    "sign out of " + id,
                    () -> desktop.runtime().secrets().of(id).remove(KeptSession.KEY));
        } catch (AuthFailure e) {
            ProblemDialog.show(root.getShell(), Ui.text("connection.sign-out.failed"), e.problem());
        }
        if (!root.isDisposed()) {
            lookUpSecrets();
        }
    }

    private void lookUpSecrets() {
        if (form == null || form.fields().isEmpty()) {
            return;
        }
        String method = form.method();
        DrawbridgeRuntime runtime = desktop.runtime();
        ConnectionEntry entry = shown;
        Thread.ofVirtual().name("look for secrets of " + id).start(() -> {
            SessionLine line = SessionLine.lookUp(
                    runtime, entry, method, desktop.connections().result(id));
            Ui.later(root, () -> show(line));
            SecretHints hints = SecretHints.lookUp(runtime, entry, method);
            Ui.later(
                    root,
                    () -> form.fields()
                            .filter(fields -> method.equals(form.method()))
                            .ifPresent(fields -> hints.all()
                                    .forEach((key, hint) -> fields.stored(key, hint.present(), hint.text()))));
        });
    }

    /** Tests what the form shows, on a copy; stores nothing. */
    public void test() {
        test(false);
    }

    /** Tests as {@link #test()}, and shows it in a window of its own; if a test runs already, shows that one. */
    public void testInWindow() {
        boolean running = desktop.jobs().of(id).isPresent();
        if (form == null || !running && form.complain()) {
            return;
        }
        if (window != null) {
            window.close();
        }
        window = new TestDialog(desktop, form.entry().connection(), new InFront(), this::test);
        window.open();
        if (running) {
            window.begun();
            soFar.forEach(stage -> window.show(shown -> shown.stage(stage)));
        } else {
            test();
        }
    }

    private void shown(Consumer<TestView> change) {
        change.accept(view);
        if (window != null) {
            window.show(change);
        }
    }

    /** @param afresh whether the user signs in anew although a session may be kept */
    private void test(boolean afresh) {
        if (form == null || desktop.jobs().of(id).isPresent() || form.complain()) {
            return;
        }
        editedSinceTest = false;
        if (new Run(afresh).start(root).isPresent()) {
            soFar.clear();
            latest = null;
            view.start();
            if (window != null) {
                window.begun();
            }
            refresh();
            page.reveal(view);
        }
    }

    /** A test of what the form shows, shown here and in the window, if there is one. */
    private final class Run extends TestRun {
        private final Connection tested = form.entry().connection();
        private final boolean afresh;

        Run(boolean afresh) {
            super(desktop, form.entry(), form.typedSecrets());
            this.afresh = afresh;
        }

        @Override
        protected Secrets secrets(TypedSecrets entered, Secrets stored) throws AuthFailure {
            return new PageSecrets(entered, keys(tested), stored, afresh);
        }

        @Override
        protected void stage(StageResult stage) {
            soFar.add(stage);
            shown(all -> all.stage(stage));
        }

        @Override
        protected void ended(TestResult result) {
            desktop.connections().tested(result);
        }

        @Override
        protected void result(TestResult result, TypedSecrets entered) {
            view.result(result);
            latest = result;
            page.reveal(view);
        }

        @Override
        protected void over() {
            // Only now another test can be started from there.
            if (window != null && latest != null) {
                window.ended(latest);
            }
            refresh();
            lookUpSecrets();
        }
    }

    /** The form as another window leads to it. */
    private final class InFront implements SettingLink.Fields {
        @Override
        public Optional<String> label(String key) {
            return form.label(key);
        }

        @Override
        public boolean sets(String key) {
            return form.sets(key);
        }

        @Override
        public void focus(String key) {
            root.getShell().setActive();
            desktop.open(id, true);
            form.focus(key);
        }
    }

    private Set<String> keys(Connection connection) throws AuthFailure {
        return desktop.runtime().methods().load(connection.method()).fields(connection.target()).stream()
                .map(Field::key)
                .collect(Collectors.toSet());
    }

    /** Stores what the form shows. */
    @Persist
    void save() {
        if (form == null || saving || form.complain()) {
            return;
        }
        ConnectionEntry entry = form.entry();
        Map<String, Secret> typed = new HashMap<>(form.typedSecrets());
        boolean tested = !editedSinceTest;
        saving = true;
        buttons();
        try {
            Background.await(
                    root.getDisplay(), "save " + id, () -> desktop.connections().save(entry, typed, tested));
            if (root.isDisposed()) {
                return;
            }
            shown = entry;
            form.saved(entry);
            part.setDirty(false);
        } catch (AuthFailure e) {
            ProblemDialog.show(root.getShell(), Ui.text("connection.save.failed"), e.problem());
        } finally {
            typed.values().forEach(Secret::close);
            saving = false;
        }
        if (!root.isDisposed()) {
            refresh();
            lookUpSecrets();
            desktop.refreshCommands();
        }
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void connectionsChanged(@UIEventTopic(Connections.TOPIC) Event event) {
        if (root == null || root.isDisposed()) {
            return;
        }
        Optional<ConnectionEntry> stored = desktop.connections().find(id);
        if (stored.isPresent() && form == null) {
            build(stored.get());
        } else if (stored.isPresent()) {
            refresh();
        } else if (desktop.connections().loaded()) {
            root.getDisplay().asyncExec(() -> desktop.close(id));
        }
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void jobsChanged(@UIEventTopic(Jobs.TOPIC) Event event) {
        if (root != null && !root.isDisposed() && form != null) {
            boolean running = desktop.jobs().of(id).isPresent();
            if (running != cancel.isEnabled()) {
                refresh();
            }
        }
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void jobStep(@UIEventTopic(Jobs.STEP) Event event) {
        if (root != null && !root.isDisposed() && view != null) {
            desktop.jobs().of(id).ifPresent(job -> shown(all -> all.step(job.current())));
        }
    }

    @PreDestroy
    void closed() {
        if (window != null) {
            window.close();
        }
        desktop.jobs().of(id).ifPresent(RunningJob::cancelSoon);
    }
}
