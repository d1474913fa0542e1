package org.drawbridge.ui.internal.dialogs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.WikiTraccsFile;
import org.drawbridge.platform.ConnectionTransfer;
import org.drawbridge.platform.ConnectionTransfer.InClear;
import org.drawbridge.platform.ConnectionTransfer.Incoming;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.form.ProblemView;
import org.drawbridge.ui.internal.look.Page;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.drawbridge.ui.internal.model.ImportPlan;
import org.drawbridge.ui.internal.model.Unexpected;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;

/**
 * Takes connections over from a file of either kind: says first what becomes of each connection, of each part of the
 * file and of the secrets in it. Nothing is stored before its button is pressed. UI thread only.
 */
public final class ImportDialog extends TransferDialog {

    /** Between the last key and the look at the file. */
    private static final int PAUSE_MILLIS = 250;

    private static final List<String> COLUMNS = List.of("fate", "place", "connection", "note");

    private FileChoice file;
    private Page page;
    private ImportPlan plan;
    private InClear secrets = InClear.LEAVE;
    private Composite secretsBox;
    private final List<Runnable> refreshes = new ArrayList<>();
    private List<String> imported = List.of();

    private ImportDialog(Desktop desktop) {
        super(desktop, "import");
    }

    /** Opens it until it is closed. @return the ids of what was imported */
    public static List<String> open(Desktop desktop) {
        ImportDialog dialog = new ImportDialog(desktop);
        dialog.open();
        return dialog.imported;
    }

    @Override
    protected Point getInitialSize() {
        return new Point(860, 720);
    }

    @Override
    void fill(Composite area) {
        Composite top = new Composite(area, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(20, 10).applyTo(top);
        Ui.wide().applyTo(top);
        file = new FileChoice(top, "import.file", SWT.OPEN, this::typed);
        page = new Page(area, 1);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(page);
    }

    @Override
    boolean ready() {
        return plan != null && plan.ready();
    }

    private void typed() {
        show(null);
        Optional<Path> wanted = file.path();
        page.getDisplay().timerExec(PAUSE_MILLIS, () -> {
            if (!page.isDisposed() && wanted.isPresent() && wanted.equals(file.path())) {
                read(wanted.get());
            }
        });
    }

    private void read(Path path) {
        Thread.ofVirtual().name("read " + path.getFileName()).start(() -> {
            Runnable shown;
            try {
                if (Files.isRegularFile(path)) {
                    ImportPlan read = new ImportPlan(
                            new ConnectionTransfer(desktop.runtime()).read(path),
                            desktop.runtime().connections().all());
                    Durability place = desktop.runtime().secrets().durability();
                    shown = () -> report(read, place);
                } else {
                    shown = () -> Ui.key(Ui.label(page.body(), Ui.text("import.no-file"), "dim"), "import.no-file");
                }
            } catch (AuthFailure e) {
                shown = () -> Ui.wide().applyTo(new ProblemView(page.body(), e.problem()));
            } catch (RuntimeException e) {
                shown = () -> Ui.wide().applyTo(new ProblemView(page.body(), Unexpected.problem(e)));
            }
            Runnable now = shown;
            Ui.later(page, () -> {
                if (file.path().filter(path::equals).isPresent()) {
                    show(now);
                }
            });
        });
    }

    /** @param content fills the page; null for none */
    private void show(Runnable content) {
        page.setRedraw(false);
        plan = null;
        refreshes.clear();
        for (Control old : page.body().getChildren()) {
            old.dispose();
        }
        if (content != null) {
            content.run();
        }
        page.fit();
        page.setRedraw(true);
        buttons();
    }

    private void report(ImportPlan read, Durability place) {
        plan = read;
        Incoming incoming = read.incoming();
        heading(Ui.text(
                "import.found." + incoming.format().name().toLowerCase(Locale.ROOT),
                incoming.entries().size()));
        Composite grid = Ui.row(page.body(), 3);
        Ui.wide().applyTo(grid);
        read.rows().forEach(row -> row(grid, row));
        notes(incoming).forEach(note -> {
            Composite line = Ui.row(page.body(), 2);
            Ui.wide().applyTo(line);
            Ui.accessible(Ui.icon(line, "warning"), Ui.text("state.warning"));
            Ui.wide().applyTo(Ui.passage(line, "import.note", note, "passage"));
        });
        if (!incoming.secrets().isEmpty()) {
            secrets(incoming, place);
        }
        if (!incoming.report().isEmpty()) {
            heading(Ui.text("import.report"));
            table(incoming.report());
        }
        refresh();
    }

    private void heading(String text) {
        Ui.wide().indent(0, 8).applyTo(Ui.label(page.body(), text, "heading"));
    }

    private void row(Composite grid, ImportPlan.Row row) {
        String id = row.connection().id();
        Combo choice = Ui.key(new Combo(grid, SWT.READ_ONLY | SWT.DROP_DOWN), "import.choice." + id);
        Ui.accessible(choice, Ui.text("import.choice", row.connection().name()));
        row.choices().forEach(each -> choice.add(each.label()));
        choice.select(row.choices().indexOf(row.choice()));
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.BEGINNING).applyTo(choice);
        Text name = Ui.key(new Text(grid, SWT.BORDER), "import.name." + id);
        Ui.accessible(name, Ui.text("import.name"));
        GridDataFactory.fillDefaults()
                .align(SWT.FILL, SWT.BEGINNING)
                .hint(200, SWT.DEFAULT)
                .applyTo(name);
        String method = desktop.runtime()
                .methods()
                .info(row.connection().method())
                .map(info -> info.label())
                .orElse(row.connection().method());
        String what = Ui.text("import.what", row.connection().target().address(), method);
        Ui.wide().applyTo(Ui.key(Ui.label(grid, what, "dim"), "import.what." + id));
        Label hint = Ui.key(Ui.label(grid, "", "dim"), "import.hint." + id);
        Ui.wide().span(3, 1).exclude(true).applyTo(hint);
        hint.setVisible(false);
        name.setText(shownName(row));
        choice.addListener(SWT.Selection, event -> {
            row.choose(row.choices().get(choice.getSelectionIndex()));
            name.setText(shownName(row));
            refresh();
            page.fit();
        });
        name.addListener(SWT.Modify, event -> {
            if (row.choice() == ImportPlan.Choice.RENAME) {
                row.rename(name.getText());
                refresh();
                page.fit();
            }
        });
        refreshes.add(() -> {
            name.setEnabled(row.choice() == ImportPlan.Choice.RENAME);
            Optional<String> complaint = plan.complaint(row);
            String clash = row.clash()
                    .map(other -> Ui.text("import.clash", other.name(), other.target().address()))
                    .orElse("");
            Ui.restyle(hint, complaint.isPresent() ? "complaint" : "dim");
            String said = complaint.orElse(clash);
            hint.setText(said.replace("&", "&&"));
            hint.setVisible(!said.isEmpty());
            ((GridData) hint.getLayoutData()).exclude = said.isEmpty();
        });
    }

    private static String shownName(ImportPlan.Row row) {
        return row.choice() == ImportPlan.Choice.RENAME
                ? row.name()
                : row.connection().name();
    }

    private void refresh() {
        refreshes.forEach(Runnable::run);
        if (secretsBox != null && !secretsBox.isDisposed()) {
            boolean any = plan.bringsSecrets();
            for (Control control : secretsBox.getChildren()) {
                control.setEnabled(any && !Boolean.FALSE.equals(control.getData("possible")));
            }
        }
        buttons();
    }

    /** What else is to be known before it is imported. */
    private List<String> notes(Incoming incoming) {
        List<String> notes = new ArrayList<>();
        List<String> network = Stream.concat(
                        incoming.authorities().stream().map(Path::toString),
                        incoming.connectTo().stream().map(Object::toString))
                .toList();
        if (!network.isEmpty()) {
            notes.add(Ui.text("import.network", String.join(", ", network)));
        }
        incoming.entries().stream()
                .map(entry -> entry.connection().method())
                .distinct()
                .filter(method -> desktop.runtime().methods().info(method).isEmpty())
                .forEach(method -> notes.add(Ui.text("import.method", method)));
        incoming.report().stream()
                .filter(line -> line.fate() == WikiTraccsFile.Fate.SECRET
                        && line.connection().isEmpty())
                .forEach(line -> notes.add(Ui.text("import.secret-unknown", line.pointer())));
        return notes;
    }

    private void secrets(Incoming incoming, Durability place) {
        int count = incoming.secrets().values().stream()
                .mapToInt(found -> found.size())
                .sum();
        heading(Ui.text("import.secrets", count));
        secretsBox = Ui.row(page.body(), 1);
        Ui.wide().applyTo(secretsBox);
        boolean possible = place != Durability.SESSION_ONLY;
        secrets = possible ? InClear.STORE : InClear.LEAVE;
        String where = Ui.text("secret.place." + place.name().toLowerCase(Locale.ROOT));
        for (InClear each : InClear.values()) {
            String word = each.name().toLowerCase(Locale.ROOT);
            Button button = Ui.key(new Button(secretsBox, SWT.RADIO), "import.secrets." + word);
            button.setText(Ui.text("import.secrets." + word, where));
            button.setSelection(each == secrets);
            button.setData("possible", possible || each == InClear.LEAVE);
            button.addListener(SWT.Selection, event -> {
                if (button.getSelection()) {
                    secrets = each;
                }
            });
        }
        if (!possible) {
            Ui.wide().applyTo(Ui.label(secretsBox, Ui.text("import.secrets.nowhere"), "dim"));
        }
    }

    private void table(List<WikiTraccsFile.Line> lines) {
        Table table = Ui.key(
                new Table(page.body(), SWT.BORDER | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL),
                "import.report");
        Ui.accessible(table, Ui.text("import.report"));
        table.setHeaderVisible(true);
        for (String column : COLUMNS) {
            new TableColumn(table, SWT.LEFT).setText(Ui.text("import.column." + column));
        }
        for (WikiTraccsFile.Line line : lines) {
            new TableItem(table, SWT.NONE).setText(new String[] {
                Ui.text("import.fate." + line.fate().name().toLowerCase(Locale.ROOT)),
                line.pointer(),
                line.connection(),
                line.note()
            });
        }
        for (TableColumn column : table.getColumns()) {
            column.pack();
        }
        GridDataFactory.fillDefaults().grab(true, false).hint(300, 220).applyTo(table);
    }

    @Override
    protected void okPressed() {
        Incoming chosen = plan.result();
        InClear wanted = secrets;
        getButton(IDialogConstants.OK_ID).setEnabled(false);
        try {
            Background.await(
                    getShell().getDisplay(),
                    "import connections",
                    () -> desktop.connections().take(chosen, wanted));
        } catch (AuthFailure e) {
            ProblemDialog.show(getShell(), Ui.text("import.failed"), e.problem());
            typed(); // part of it may have been done
            return;
        }
        imported = chosen.ids();
        super.okPressed();
    }
}
