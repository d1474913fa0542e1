package org.drawbridge.ui.tests.swtbot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Table;

/** A table. */
public final class SWTBotTable extends SWTBotControl<Table> {

    private static final int AT_ONCE = 500;

    SWTBotTable(Table widget) {
        super(widget);
    }

    public int rowCount() {
        return on(widget::getItemCount);
    }

    public String cell(int row, int column) {
        return on(() -> widget.getItem(row).getText(column));
    }

    /** All texts of one column, from top to bottom; read some at a time, so that the window goes on answering. */
    public List<String> column(int column) {
        List<String> texts = new ArrayList<>();
        int rows = rowCount();
        for (int from = 0; from < rows; from += AT_ONCE) {
            int first = from;
            texts.addAll(on(() -> IntStream.range(first, Math.min(first + AT_ONCE, widget.getItemCount()))
                    .mapToObj(row -> widget.getItem(row).getText(column))
                    .toList()));
        }
        return texts;
    }

    /** As a click on the head of a column. */
    public void sort(int column) {
        start(() -> widget.getColumn(column).notifyListeners(SWT.Selection, new Event()));
    }

    /** Whether it is sorted by this column, upwards or downwards. */
    public boolean sorted(int column, boolean upwards) {
        return on(() -> widget.getSortColumn() == widget.getColumn(column)
                && widget.getSortDirection() == (upwards ? SWT.UP : SWT.DOWN));
    }

    public int selectedRow() {
        return on(widget::getSelectionIndex);
    }

    /** An entry of its context menu. */
    public SWTBotMenu contextMenu(SWTBot bot, String text) {
        return SWTBotMenu.in(bot, "the table", widget::getMenu, text);
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
