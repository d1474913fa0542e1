package org.drawbridge.ui.internal.parts.readiness;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.drawbridge.readiness.Changes;
import org.drawbridge.readiness.Changes.Change;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;

/** What is different from an earlier report: capabilities first, then spaces. UI thread only. */
final class ChangesTable extends Composite {

    private final WrappedLabel summary;
    private final Table table;
    private List<Change> shown = List.of();
    private int capabilities;

    ChangesTable(Composite parent) {
        super(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults()
                .extendedMargins(0, 0, 8, 0)
                .spacing(0, 8)
                .applyTo(this);
        summary = Ui.key(Ui.label(this, "", "dim"), "changes.summary");
        Ui.wide().applyTo(summary);
        table = Ui.key(new Table(this, SWT.VIRTUAL | SWT.FULL_SELECTION | SWT.BORDER), "changes.table");
        Ui.accessible(table, Ui.text("readiness.changes"));
        GridDataFactory.fillDefaults().grab(true, true).applyTo(table);
        table.setHeaderVisible(true);
        column("what", 130);
        column("name", 320);
        column("before", 130);
        column("after", 130);
        Ui.rows(table, this::fill);
    }

    private void column(String name, int width) {
        TableColumn column = new TableColumn(table, SWT.NONE);
        column.setText(Ui.text("readiness.column." + name));
        column.setWidth(Ui.scaled(width));
    }

    void show(Changes changes) {
        capabilities = changes.capabilities().size();
        shown = Stream.concat(changes.capabilities().stream(), changes.spaces().stream())
                .toList();
        summary.setText(Ui.text(
                changes.sameConnections() ? "readiness.changed" : "readiness.changed.others",
                changes.since(),
                capabilities,
                changes.spaces().size(),
                changes.unchangedSpaces()));
        table.setItemCount(shown.size());
        table.clearAll();
        layout(true);
    }

    private void fill(TableItem item, int index) {
        if (index >= shown.size()) {
            return;
        }
        Change change = shown.get(index);
        item.setText(new String[] {
            Ui.text(index < capabilities ? "readiness.capability" : "readiness.space"),
            index < capabilities ? change.label() : change.id() + "  " + change.label(),
            word(change.before()),
            word(change.after())
        });
        item.setImage(3, Icons.get(change.better() ? "ok" : change.worse() ? "warning" : "info"));
    }

    private static String word(String outcome) {
        String key = "outcome." + outcome.toLowerCase(Locale.ROOT);
        return outcome.isEmpty() ? Ui.text("readiness.absent") : Ui.hasText(key) ? Ui.text(key) : outcome;
    }
}
