package org.drawbridge.ui.internal.parts.readiness;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.ui.internal.form.Outcomes;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.drawbridge.ui.internal.parts.readiness.SpaceList.Column;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;

/**
 * The spaces of a run, also ten thousand and while they come in: the table asks only for the rows that are seen, and
 * what is seen in which order is worked out in the background. UI thread only, except {@link #add}.
 */
final class SpaceTable extends Composite {

    /** How often a running run changes what is seen; milliseconds. */
    private static final int EVERY = 400;
    /** How long typing may pause before it counts; milliseconds. */
    private static final int TYPING = 150;
    /** Rows that fit into a clipboard without making it slow. */
    private static final int MOST_COPIED = 20_000;

    private static final int AT_ONCE = 250;

    private final SpaceList spaces = new SpaceList();
    private final Text filter;
    private final Combo outcome;
    private final WrappedLabel count;
    private final Table table;
    private final Runnable changed = Ui.throttled(this, EVERY, this::work);
    private final Runnable typed = Ui.throttled(this, TYPING, this::work);
    private List<SpaceRow> shown = List.of();
    private Optional<Column> sorted = Optional.empty();
    private boolean descending;
    private boolean working;
    private boolean again;
    private boolean reveal;
    /** The first row that may still show what was there before. */
    private OptionalInt stale = OptionalInt.empty();

    /** @param selected told of the row that the user has gone to */
    SpaceTable(Composite parent, Consumer<SpaceRow> selected) {
        super(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults()
                .extendedMargins(0, 0, 8, 0)
                .spacing(0, 8)
                .applyTo(this);
        Composite above = Ui.row(this, 4);
        Ui.wide().applyTo(above);
        filter = Ui.key(new Text(above, SWT.SEARCH | SWT.ICON_CANCEL | SWT.ICON_SEARCH), "spaces.filter");
        filter.setMessage(Ui.text("readiness.filter"));
        Ui.accessible(filter, Ui.text("readiness.filter"));
        GridDataFactory.swtDefaults().hint(Ui.scaled(280), SWT.DEFAULT).applyTo(filter);
        filter.addListener(SWT.Modify, event -> typed.run());
        outcome = Ui.key(new Combo(above, SWT.READ_ONLY | SWT.DROP_DOWN), "spaces.outcome");
        Ui.accessible(outcome, Ui.text("readiness.column.outcome"));
        outcome.add(Ui.text("readiness.every-outcome"));
        for (Outcome each : Outcome.values()) {
            outcome.add(Outcomes.word(each));
        }
        outcome.select(0);
        outcome.addListener(SWT.Selection, event -> work());
        count = Ui.key(Ui.label(above, "", "dim"), "spaces.count");
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(count);
        table = Ui.key(new Table(this, SWT.VIRTUAL | SWT.FULL_SELECTION | SWT.MULTI | SWT.BORDER), "spaces.table");
        Ui.accessible(table, Ui.text("readiness.spaces"));
        GridDataFactory.fillDefaults().grab(true, true).applyTo(table);
        table.setHeaderVisible(true);
        for (Column column : Column.values()) {
            TableColumn head = new TableColumn(table, column == Column.PAGES ? SWT.RIGHT : SWT.LEFT);
            head.setText(Ui.text("readiness.column." + column.word()));
            head.setWidth(Ui.scaled(column.width()));
            head.addListener(SWT.Selection, event -> sort(column));
        }
        Ui.rows(table, this::fill);
        table.addListener(SWT.Selection, event -> selection().ifPresent(selected));
        table.addListener(SWT.KeyDown, event -> {
            if (event.stateMask == SWT.MOD1 && (event.keyCode == 'c' || event.keyCode == 'C')) {
                copy();
            }
        });
        table.setMenu(menu());
        // From the filter straight into what it has found.
        filter.addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ARROW_DOWN && !shown.isEmpty()) {
                table.setFocus();
                if (table.getSelectionCount() == 0) {
                    table.select(0);
                    selected.accept(shown.getFirst());
                }
            }
        });
        changed.run();
    }

    /** The row that the user has gone to; the first of several. */
    Optional<SpaceRow> selection() {
        int index = table.getSelectionIndex();
        return index < 0 || index >= shown.size() ? Optional.empty() : Optional.of(shown.get(index));
    }

    void select(int row) {
        if (row < shown.size()) {
            table.setSelection(row);
        }
    }

    boolean isEmpty() {
        return shown.isEmpty();
    }

    /** A space that was looked at; one of the same key is replaced. Any thread. */
    void add(SpaceRow row) {
        spaces.put(row);
        changed.run();
    }

    /** Forgets all spaces; filter and order stay. */
    void clear() {
        spaces.clear();
        work();
    }

    // ---- sorting, also by the keyboard

    private Menu menu() {
        Menu menu = new Menu(table);
        item(menu, SWT.PUSH, Ui.text("readiness.copy-rows"), this::copy);
        new MenuItem(menu, SWT.SEPARATOR);
        for (Column column : Column.values()) {
            String name = Ui.text("readiness.column." + column.word());
            MenuItem item = item(menu, SWT.RADIO, Ui.text("readiness.sort", name), () -> sort(column));
            menu.addListener(SWT.Show, event -> item.setSelection(sorted.equals(Optional.of(column))));
        }
        new MenuItem(menu, SWT.SEPARATOR);
        item(menu, SWT.PUSH, Ui.text("readiness.unsorted"), () -> {
            sorted = Optional.empty();
            order();
        });
        return menu;
    }

    private static MenuItem item(Menu menu, int style, String text, Runnable action) {
        MenuItem item = new MenuItem(menu, style);
        item.setText(text);
        item.addListener(SWT.Selection, event -> {
            if (style != SWT.RADIO || item.getSelection()) {
                action.run();
            }
        });
        return item;
    }

    /** By this column, upwards; downwards if it was so already. */
    private void sort(Column column) {
        descending = sorted.equals(Optional.of(column)) && !descending;
        sorted = Optional.of(column);
        order();
    }

    private void order() {
        table.setSortColumn(
                sorted.map(column -> table.getColumn(column.ordinal())).orElse(null));
        table.setSortDirection(sorted.isEmpty() ? SWT.NONE : descending ? SWT.DOWN : SWT.UP);
        reveal = true;
        work();
    }

    // ---- what is seen

    private SpaceList.Query query() {
        int chosen = outcome.getSelectionIndex() - 1;
        return new SpaceList.Query(
                filter.getText(),
                chosen < 0 ? Optional.empty() : Optional.of(Outcome.values()[chosen]),
                sorted,
                descending);
    }

    /** Works out what is to be seen, one time after another, the last wish counting. */
    private void work() {
        if (working) {
            again = true;
            return;
        }
        working = true;
        SpaceList.Query query = query();
        List<SpaceRow> before = shown;
        Thread.ofVirtual().name("sort spaces").start(() -> {
            SpaceList.View view = spaces.view(query);
            int same = same(before, view.rows());
            Ui.later(this, () -> {
                working = false;
                show(view, same);
                if (again) {
                    again = false;
                    work();
                }
            });
        });
    }

    /** How many rows both begin with. */
    private static int same(List<SpaceRow> before, List<SpaceRow> after) {
        int most = Math.min(before.size(), after.size());
        for (int i = 0; i < most; i++) {
            if (!before.get(i).equals(after.get(i))) {
                return i;
            }
        }
        return most;
    }

    /** @param same so many rows at the top are as they were: most often only some more have come at the end */
    private void show(SpaceList.View view, int same) {
        int common = Math.min(shown.size(), view.rows().size());
        Optional<String> before = selection().map(SpaceRow::key);
        int top = table.getTopIndex();
        shown = view.rows();
        if (table.getItemCount() != shown.size()) {
            table.setItemCount(shown.size());
        }
        if (same < common) {
            clear(Math.max(same, top), visible());
            boolean begun = stale.isPresent();
            stale = OptionalInt.of(Math.min(same, stale.orElse(same)));
            if (!begun) {
                clearStale();
            }
            table.deselectAll();
            before.ifPresent(this::reselect);
        }
        if (reveal && table.getSelectionCount() > 0) {
            table.showSelection();
        } else if (reveal || same < common) {
            table.setTopIndex(reveal ? 0 : Math.min(top, Math.max(0, shown.size() - 1)));
        }
        reveal = false;
        counted(view);
    }

    /** Rows that were seen and are not now, some at a time: clearing thousands takes GTK long. */
    private void clearStale() {
        if (stale.isEmpty()) {
            return;
        }
        int from = stale.getAsInt();
        if (from >= table.getItemCount()) {
            stale = OptionalInt.empty();
            return;
        }
        clear(from, AT_ONCE);
        stale = OptionalInt.of(from + AT_ONCE);
        Ui.later(table, this::clearStale);
    }

    private void clear(int from, int count) {
        int last = Math.min(from + count, table.getItemCount()) - 1;
        if (last >= from) {
            table.clear(from, last);
        }
    }

    private int visible() {
        return table.getClientArea().height / Math.max(1, table.getItemHeight()) + 2;
    }

    private void reselect(String key) {
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i).key().equals(key)) {
                table.select(i);
                return;
            }
        }
    }

    private void counted(SpaceList.View view) {
        count.setText(
                view.rows().size() == view.total()
                        ? Ui.text("readiness.count", view.total())
                        : Ui.text("readiness.count.of", view.rows().size(), view.total()));
    }

    private void fill(TableItem item, int index) {
        if (index >= shown.size()) {
            return;
        }
        SpaceRow row = shown.get(index);
        item.setText(cells(row));
        item.setImage(Column.OUTCOME.ordinal(), Icons.get(Outcomes.icon(row.outcome())));
    }

    private static String[] cells(SpaceRow row) {
        return new String[] {
            row.key(),
            row.name(),
            row.type(),
            Outcomes.word(row.outcome()),
            row.pages().isPresent()
                    ? String.format(Locale.getDefault(), "%,d", row.pages().getAsLong())
                    : "",
            row.level(),
            row.reason()
        };
    }

    private void copy() {
        int[] selected = table.getSelectionIndices();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(selected.length, MOST_COPIED); i++) {
            text.append(String.join("\t", cells(shown.get(selected[i])))).append('\n');
        }
        if (!text.isEmpty()) {
            Ui.copy(table, text.toString());
        }
    }
}
