package org.drawbridge.ui.internal.parts;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.drawbridge.core.auth.Progress.Registration;
import org.drawbridge.platform.Log;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.LogLines;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;

/** The latest lines of the log; secrets are masked before they get here. */
public final class LogPart {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final LogLines lines;
    private Table table;
    private Text filter;
    private List<Log.Line> shown = List.of();

    @Inject
    public LogPart(LogLines lines) {
        this.lines = lines;
    }

    @PostConstruct
    void create(Composite parent) {
        Composite root = Ui.css(new Composite(parent, SWT.NONE), "list");
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(8, 4)
                .spacing(6, 4)
                .applyTo(root);
        filter = Ui.key(new Text(root, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL | SWT.BORDER), "log.filter");
        filter.setMessage(Ui.text("log.filter"));
        Ui.accessible(filter, Ui.text("log.filter"));
        Ui.wide().applyTo(filter);
        filter.addListener(SWT.Modify, event -> refresh());
        ToolBar bar = new ToolBar(root, SWT.FLAT | SWT.RIGHT);
        item(bar, "copy", this::copy);
        item(bar, "clear", lines::clear);

        table = Ui.key(new Table(root, SWT.VIRTUAL | SWT.MULTI | SWT.FULL_SELECTION), "log.table");
        Ui.accessible(table, Ui.text("log.title"));
        GridDataFactory.fillDefaults().grab(true, true).span(2, 1).applyTo(table);
        table.setHeaderVisible(true);
        column("time", 110);
        column("level", 70);
        column("source", 170);
        column("message", 800);
        Ui.rows(table, this::fill);
        table.addListener(SWT.KeyDown, event -> {
            if ((event.stateMask & SWT.MOD1) != 0 && event.keyCode == 'c') {
                copy();
            } else if ((event.stateMask & SWT.MOD1) != 0 && event.keyCode == 'a') {
                table.selectAll();
            }
        });
        Registration registration = lines.onChange(Ui.coalesced(table, this::refresh));
        table.addListener(SWT.Dispose, event -> registration.close());
        refresh();
    }

    private void item(ToolBar bar, String action, Runnable run) {
        ToolItem item = Ui.key(new ToolItem(bar, SWT.PUSH), "log." + action);
        item.setImage(Icons.get(action));
        item.setText(Ui.text("log." + action));
        item.addListener(SWT.Selection, event -> run.run());
    }

    private void column(String name, int width) {
        TableColumn column = new TableColumn(table, SWT.NONE);
        column.setText(Ui.text("log.column." + name));
        column.setWidth(Ui.scaled(width));
    }

    private void fill(TableItem item, int index) {
        if (index >= shown.size()) {
            return;
        }
        Log.Line line = shown.get(index);
        item.setText(new String[] {
            TIME.format(line.when()),
            line.level(),
            line.logger(),
            line.text().lines().findFirst().orElse("")
        });
        switch (line.level()) {
            case "ERROR" -> item.setImage(1, Icons.get("failed"));
            case "WARN" -> item.setImage(1, Icons.get("limited"));
            default -> item.setImage(1, Icons.get("info"));
        }
    }

    private void refresh() {
        String wanted = filter.getText().strip().toLowerCase(Locale.ROOT);
        List<Log.Line> matching = new ArrayList<>();
        for (Log.Line line : lines.all()) {
            if (wanted.isEmpty()
                    || (line.level() + " " + line.logger() + " " + line.text())
                            .toLowerCase(Locale.ROOT)
                            .contains(wanted)) {
                matching.add(line);
            }
        }
        boolean follows = table.getItemCount() == 0
                || table.getTopIndex() + table.getClientArea().height / table.getItemHeight()
                        >= table.getItemCount() - 1;
        shown = matching;
        table.setItemCount(shown.size());
        table.clearAll();
        if (follows && !shown.isEmpty()) {
            table.setTopIndex(shown.size() - 1);
        }
    }

    private void copy() {
        int[] selection = table.getSelectionIndices();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < (selection.length == 0 ? shown.size() : selection.length); i++) {
            Log.Line line = shown.get(selection.length == 0 ? i : selection[i]);
            text.append(line.when())
                    .append(' ')
                    .append(line.level())
                    .append(' ')
                    .append(line.logger())
                    .append(": ")
                    .append(line.text())
                    .append('\n');
        }
        if (!text.isEmpty()) {
            Ui.copy(table, text.toString());
        }
    }

    @Focus
    void focus() {
        table.setFocus();
    }
}
