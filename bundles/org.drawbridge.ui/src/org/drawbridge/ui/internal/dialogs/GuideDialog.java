package org.drawbridge.ui.internal.dialogs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.guide.Guide;
import org.drawbridge.core.guide.SetupGuide;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/**
 * How to register the app that signs in, with the user's own values, block by block to be copied. Follows what is typed;
 * makes no call and stores nothing. UI thread only.
 */
public final class GuideDialog extends PlainDialog {

    private static final Point SIZE = new Point(860, 760);
    private static final int PAUSE_MILLIS = 250;
    private static final List<String> FIELDS = List.of("site", "tenant", "clientId");

    private final SetupGuide guides;
    private final Optional<Connection> connection;
    private final Map<String, Text> fields = new LinkedHashMap<>();
    private final Runnable write = this::write;
    private Combo mode;
    private WrappedLabel complaint;
    private Composite body;
    private Button copy;
    private Optional<Guide> guide = Optional.empty();

    private GuideDialog(Shell shell, SetupGuide guides, Optional<Connection> connection) {
        super(shell, Ui.text("guide.title"), SIZE);
        this.guides = guides;
        this.connection = connection;
    }

    /** Whether there is such a guide. */
    public static boolean available(Desktop desktop) {
        return find(desktop).isPresent();
    }

    private static Optional<SetupGuide> find(Desktop desktop) {
        return desktop.runtime().guides().stream()
                .filter(one -> one.id().equals("app-registration"))
                .findFirst();
    }

    /** Opens it with the values of the selected connection, if that is one to SharePoint. */
    public static void open(Desktop desktop) {
        Optional<Connection> selected = desktop.selected()
                .flatMap(desktop.connections()::find)
                .map(entry -> entry.connection())
                .filter(one -> one.target().kind() == Target.Kind.SHAREPOINT);
        find(desktop).ifPresent(found -> new GuideDialog(desktop.shell(), found, selected).open());
    }

    @Override
    void fillTop(Composite top) {
        Composite grid = Ui.row(top, 2);
        GridLayoutFactory.fillDefaults().numColumns(2).spacing(12, 6).applyTo(grid);
        Ui.wide().applyTo(grid);
        new Label(grid, SWT.NONE).setText(Ui.text("guide.mode"));
        mode = Ui.key(new Combo(grid, SWT.READ_ONLY), "guide.mode");
        guides.modes().forEach(one -> mode.add(one.label()));
        mode.select(connection.isPresent() && appOnly(connection.get()) ? firstAppOnly() : 0);
        Ui.wide().applyTo(mode);
        mode.addListener(SWT.Selection, event -> write());
        for (String name : FIELDS) {
            new Label(grid, SWT.NONE).setText(Ui.text("guide." + name));
            Text text = Ui.key(new Text(grid, SWT.BORDER), "guide." + name);
            text.setMessage(Ui.text("guide." + name + ".hint"));
            text.setText(connection
                    .map(one -> name.equals("site") ? one.target().address() : one.setting(name, ""))
                    .orElse(""));
            Ui.wide().applyTo(text);
            text.addListener(SWT.Modify, event -> text.getDisplay().timerExec(PAUSE_MILLIS, write));
            fields.put(name, text);
        }
        complaint = Ui.key(Ui.label(top, "", "complaint"), "guide.complaint");
        Ui.wide().exclude(true).applyTo(complaint);
    }

    private static boolean appOnly(Connection connection) {
        return List.of("sharepoint.certificate", "sharepoint.secret").contains(connection.method());
    }

    private int firstAppOnly() {
        for (int i = 0; i < guides.modes().size(); i++) {
            if (guides.modes().get(i).id().startsWith("app-only")) {
                return i;
            }
        }
        return 0;
    }

    @Override
    void fillPage(Composite page) {
        body = Ui.row(page, 1);
        GridLayoutFactory.fillDefaults().spacing(8, 8).applyTo(body);
        Ui.wide().applyTo(body);
    }

    @Override
    void fillButtons(Composite row) {
        copy = Ui.button(
                row,
                "guide.copy-all",
                Ui.text("guide.copy-all"),
                () -> guide.ifPresent(found -> Ui.copy(row, found.markdown())));
        write();
    }

    private void write() {
        if (body.isDisposed()) {
            return;
        }
        String wrong = "";
        try {
            guide = Optional.of(guide());
        } catch (AuthFailure e) {
            guide = Optional.empty();
            wrong = e.problem().message();
        }
        complaint.setText(wrong);
        complaint.setVisible(!wrong.isEmpty());
        Ui.wide().exclude(wrong.isEmpty()).applyTo(complaint);
        complaint.requestLayout();
        copy.setEnabled(guide.isPresent());
        for (Control old : body.getChildren()) {
            old.dispose();
        }
        guide.ifPresent(this::show);
        Ui.relayout(body);
    }

    /** What is typed comes instead of the connection's own values, also where it is nothing. */
    private Guide guide() throws AuthFailure {
        String chosen = guides.modes().get(mode.getSelectionIndex()).id();
        Map<String, String> typed = new LinkedHashMap<>();
        fields.forEach((name, text) -> {
            if (!text.getText().isBlank()) {
                typed.put(name, text.getText().strip());
            }
        });
        String site = typed.getOrDefault("site", "");
        Optional<Connection> edited = connection.filter(one -> !site.isEmpty()).map(one -> {
            Map<String, String> settings = new LinkedHashMap<>(one.settings());
            settings.keySet().removeAll(FIELDS);
            return new Connection(
                    one.id(), one.name(), Target.of(Target.Kind.SHAREPOINT, site), one.method(), settings);
        });
        return guides.guide(chosen, edited, typed);
    }

    private void show(Guide found) {
        Ui.wide().applyTo(Ui.label(body, found.title(), "heading"));
        Ui.wide().applyTo(Ui.passage(body, "guide.intro", found.intro(), "passage"));
        for (Guide.Section section : found.sections()) {
            Ui.wide().indent(0, 10).applyTo(Ui.label(body, section.title(), "strong"));
            StringBuilder steps = new StringBuilder();
            for (int i = 0; i < section.steps().size(); i++) {
                steps.append(i == 0 ? "" : "\n")
                        .append(section.number(i))
                        .append(section.steps().get(i));
            }
            if (!steps.isEmpty()) {
                Ui.wide().applyTo(Ui.passage(body, "guide." + section.id(), steps.toString(), "passage"));
            }
            for (int i = 0; i < section.snippets().size(); i++) {
                snippet(section.snippets().get(i), "guide." + section.id() + "." + i);
            }
        }
    }

    private void snippet(Guide.Snippet snippet, String key) {
        Composite box = Ui.css(new Composite(body, SWT.NONE), "box");
        box.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(12, 8)
                .spacing(8, 6)
                .applyTo(box);
        Ui.wide().applyTo(box);
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(Ui.label(box, snippet.heading(), "dim"));
        Button one = Ui.button(box, key + ".copy", Ui.text("guide.copy"), () -> Ui.copy(box, snippet.text()));
        one.setToolTipText(snippet.heading());
        StyledText text = Ui.passage(box, key, snippet.text(), "passage");
        text.setFont(JFaceResources.getTextFont());
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(text);
    }
}
