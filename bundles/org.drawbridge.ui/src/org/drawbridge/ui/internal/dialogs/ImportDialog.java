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
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.drawbridge.ui.internal.model.Background;
import org.drawbridge.ui.internal.model.ImportPlan;
import org.drawbridge.ui.internal.model.Unexpected;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
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
    /** What a cell takes beside its text, in pixels. */
    private static final int CELL = 28;

    private static final List<String> CONNECTION_COLUMNS = List.of("fate", "name", "address", "method", "note");
    private static final List<String> REPORT_COLUMNS = List.of("fate", "place", "connection", "note");

    private FileChoice file;
    private Page page;
    private ImportPlan plan;
    private InClear secrets = InClear.LEAVE;
    private Table connections;
    private Combo choice;
    private Text name;
    private WrappedLabel hint;
    private Composite secretsBox;
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
        connections(read.rows());
        editor();
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
            report(incoming.report());
        }
        selected();
        pack(connections);
    }

    private void heading(String text) {
        Ui.wide().indent(0, 8).applyTo(Ui.label(page.body(), text, "heading"));
    }

    private void connections(List<ImportPlan.Row> rows) {
        connections = table("import.connections", Ui.text("import.connections"), CONNECTION_COLUMNS);
        rows.forEach(row -> new TableItem(connections, SWT.NONE).setData(row));
        connections.setSelection(0);
        connections.addListener(SWT.Selection, event -> selected());
    }

    /** What is to become of the selected connections; a table can't be edited by all means of input. */
    private void editor() {
        Composite editor = Ui.row(page.body(), 3);
        Ui.wide().applyTo(editor);
        choice = Ui.key(new Combo(editor, SWT.READ_ONLY | SWT.DROP_DOWN), "import.choice");
        Ui.accessible(choice, Ui.text("import.choice"));
        for (ImportPlan.Choice each : ImportPlan.Choice.values()) {
            choice.add(each.label());
        }
        name = Ui.key(new Text(editor, SWT.BORDER), "import.name");
        Ui.accessible(name, Ui.text("import.name"));
        GridDataFactory.fillDefaults()
                .align(SWT.FILL, SWT.CENTER)
                .hint(220, SWT.DEFAULT)
                .applyTo(name);
        hint = Ui.key(Ui.label(editor, "", "complaint"), "import.hint");
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(hint);
        choice.addListener(SWT.Selection, event -> {
            ImportPlan.Choice chosen = ImportPlan.Choice.of(choice.getText());
            selection().stream().filter(row -> row.choices().contains(chosen)).forEach(row -> row.choose(chosen));
            selected();
        });
        name.addListener(SWT.Modify, event -> {
            if (name.isEnabled()) {
                selection().getFirst().rename(name.getText());
                refresh();
            }
        });
    }

    private List<ImportPlan.Row> selection() {
        return Stream.of(connections.getSelection())
                .map(item -> (ImportPlan.Row) item.getData())
                .toList();
    }

    /** The selection, or what is to become of it, is another one. */
    private void selected() {
        List<ImportPlan.Row> rows = selection();
        boolean one = rows.size() == 1;
        List<String> choices = rows.stream()
                .flatMap(row -> row.choices().stream())
                .distinct()
                .map(ImportPlan.Choice::label)
                .toList();
        choice.setItems(choices.toArray(String[]::new));
        rows.stream().findFirst().ifPresent(row -> choice.setText(row.choice().label()));
        choice.setEnabled(!rows.isEmpty());
        name.setEnabled(false); // what is set here was not typed
        name.setText(one ? shownName(rows.getFirst()) : "");
        name.setEnabled(one && rows.getFirst().choice() == ImportPlan.Choice.RENAME);
        refresh();
    }

    private static String shownName(ImportPlan.Row row) {
        return row.choice() == ImportPlan.Choice.RENAME
                ? row.name()
                : row.connection().name();
    }

    private void refresh() {
        for (TableItem item : connections.getItems()) {
            ImportPlan.Row row = (ImportPlan.Row) item.getData();
            String clash = row.clash()
                    .map(other ->
                            Ui.text("import.clash", other.name(), other.target().address()))
                    .orElse("");
            item.setText(new String[] {
                row.choice().label(),
                shownName(row),
                row.connection().target().address(),
                methodOf(row),
                plan.complaint(row).orElse(clash)
            });
        }
        hint.setText(plan.rows().stream()
                .flatMap(row -> plan.complaint(row).stream())
                .findFirst()
                .orElse(""));
        if (secretsBox != null && !secretsBox.isDisposed()) {
            boolean any = plan.bringsSecrets();
            for (Control control : secretsBox.getChildren()) {
                control.setEnabled(any && !Boolean.FALSE.equals(control.getData("possible")));
            }
        }
        buttons();
    }

    private String methodOf(ImportPlan.Row row) {
        String method = row.connection().method();
        return desktop.runtime()
                .methods()
                .info(method)
                .map(info -> info.label())
                .orElse(method);
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

    private void report(List<WikiTraccsFile.Line> lines) {
        Table table = table("import.report", Ui.text("import.report"), REPORT_COLUMNS);
        for (WikiTraccsFile.Line line : lines) {
            new TableItem(table, SWT.NONE).setText(new String[] {
                Ui.text("import.fate." + line.fate().name().toLowerCase(Locale.ROOT)),
                line.pointer(),
                line.connection(),
                line.note()
            });
        }
        pack(table);
    }

    private Table table(String key, String label, List<String> columns) {
        Table table = Ui.key(
                new Table(page.body(), SWT.MULTI | SWT.BORDER | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL), key);
        Ui.accessible(table, label);
        table.setHeaderVisible(true);
        for (String column : columns) {
            new TableColumn(table, SWT.LEFT).setText(Ui.text("import.column." + column));
        }
        GridDataFactory.fillDefaults().grab(true, false).hint(300, 170).applyTo(table);
        table.setSize(300, 170); // GTK complains of a scroll bar that has no place
        return table;
    }

    private static void pack(Table table) {
        // By what is written in them; the table's own measuring draws each cell.
        int columns = table.getColumnCount();
        for (int i = 0; i < columns; i++) {
            int column = i;
            List<String> texts = Stream.concat(
                            Stream.of(table.getColumn(i).getText()),
                            Stream.of(table.getItems()).map(item -> item.getText(column)))
                    .toList();
            table.getColumn(i).setWidth(Ui.width(table, texts) + CELL);
        }
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
