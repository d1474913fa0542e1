package org.drawbridge.ui.internal.parts.readiness;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.ui.internal.form.Outcomes;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;

/** The matrix: what a migration does, whether it works, and which side causes it. UI thread only. */
final class MatrixTable {

    private final Table table;

    /** @param selected told of the row that the user has gone to */
    MatrixTable(Composite parent, Consumer<CapabilityResult> selected) {
        table = Ui.key(new Table(parent, SWT.FULL_SELECTION | SWT.SINGLE | SWT.BORDER), "readiness.table");
        Ui.accessible(table, Ui.text("readiness.capabilities"));
        table.setHeaderVisible(true);
        column("capability", 270);
        column("outcome", 120);
        column("side", 110);
        column("summary", 560);
        table.addListener(SWT.Selection, event -> selection().ifPresent(selected));
    }

    Table control() {
        return table;
    }

    private void column(String name, int width) {
        TableColumn column = new TableColumn(table, SWT.NONE);
        column.setText(Ui.text("readiness.column." + name));
        column.setWidth(Ui.scaled(width));
    }

    Optional<CapabilityResult> selection() {
        return table.getSelectionCount() == 0
                ? Optional.empty()
                : Optional.of((CapabilityResult) table.getSelection()[0].getData());
    }

    /** Shows the rows of a report, and goes to what needs attention first. */
    void show(List<CapabilityResult> rows) {
        table.removeAll();
        int attention = -1;
        for (CapabilityResult row : rows) {
            TableItem item = new TableItem(table, SWT.NONE);
            item.setData(row);
            item.setText(new String[] {
                row.capability().label(),
                Outcomes.word(row.outcome()),
                Ui.text("side." + row.side().word()),
                String.join(" ", row.summaries())
            });
            item.setImage(1, Icons.get(Outcomes.icon(row.outcome())));
            if (attention < 0 && row.outcome() != Outcome.WORKS) {
                attention = table.getItemCount() - 1;
            }
        }
        if (!rows.isEmpty()) {
            table.setSelection(Math.max(0, attention));
        }
    }
}
