package org.drawbridge.ui.tests.swtbot;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Table;

/** A table. */
public final class SWTBotTable extends SWTBotControl<Table> {

    SWTBotTable(Table widget) {
        super(widget);
    }

    public int rowCount() {
        return on(widget::getItemCount);
    }

    public String cell(int row, int column) {
        return on(() -> widget.getItem(row).getText(column));
    }

    /** All texts of one column, from top to bottom. */
    public List<String> column(int column) {
        return on(() -> {
            List<String> texts = new ArrayList<>();
            for (var item : widget.getItems()) {
                texts.add(item.getText(column));
            }
            return texts;
        });
    }

    public void select(int row) {
        start(() -> {
            widget.setFocus();
            widget.setSelection(row);
            notifyRow(row, SWT.Selection);
        });
    }

    /** Sets the check mark of a row. */
    public void check(int row, boolean checked) {
        run(() -> {
            widget.getItem(row).setChecked(checked);
            notifyRow(row, SWT.Selection);
        });
    }

    public void doubleClick(int row) {
        select(row);
        start(() -> notifyRow(row, SWT.DefaultSelection));
    }

    private void notifyRow(int row, int type) {
        var event = new Event();
        event.item = widget.getItem(row);
        widget.notifyListeners(type, event);
    }
}
