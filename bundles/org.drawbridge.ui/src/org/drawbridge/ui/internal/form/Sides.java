package org.drawbridge.ui.internal.form;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;

/**
 * What a stage held against each other, side by side: permissions needed and in the token, the account's rights and the
 * app's.
 *
 * @param whole whether it says all that the stage's summary says
 * @param rows the first are the headings; all have as many cells
 */
record Sides(boolean whole, List<List<String>> rows) {

    private static final List<String> SERVICES = List.of("sharePoint", "graph");

    /** Empty if the stage has no two sides, as far as its evidence tells. */
    static Optional<Sides> of(StageResult stage) {
        if (stage.state() == StageResult.State.RUNNING) {
            return Optional.empty();
        }
        Map<String, Object> evidence = stage.evidence();
        List<List<String>> rows = new ArrayList<>();
        boolean nothing = true;
        for (String service : SERVICES) {
            if (evidence.get(service + "Needed") instanceof String needed
                    && evidence.get(service + "Granted") instanceof String granted) {
                rows.add(List.of(Ui.text("sides." + service), needed, none(granted)));
                nothing &= granted.isBlank();
            }
        }
        if (nothing && stage.state() == StageResult.State.OK) {
            // A token that can't be read: what it holds is not known.
            rows.clear();
        }
        if (!rows.isEmpty()) {
            rows.addFirst(List.of("", Ui.text("sides.needed"), Ui.text("sides.in-token")));
            return Optional.of(new Sides(true, rows));
        }
        if (evidence.get("onSite") instanceof String account && evidence.get("ofApp") instanceof String app) {
            rows.add(List.of(Ui.text("sides.account"), Ui.text("sides.app")));
            rows.add(List.of(account, app));
            return Optional.of(new Sides(false, rows));
        }
        return Optional.empty();
    }

    private static String none(String granted) {
        return granted.isBlank() ? Ui.text("sides.none") : granted.replace(" ", ", ");
    }

    int columns() {
        return rows.getFirst().size();
    }

    /** Fills a grid of as many columns. @param key of its cells: {@code KEY.ROW.COLUMN}, the headings being row 0 */
    void show(Composite grid, String key) {
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < columns(); column++) {
                boolean heading = row == 0 || column == 0 && columns() > 2;
                boolean last = column == columns() - 1;
                WrappedLabel cell = Ui.key(
                        Ui.label(grid, rows.get(row).get(column), heading ? "dim" : ""),
                        key + "." + row + "." + column);
                GridDataFactory.fillDefaults()
                        .align(SWT.FILL, SWT.BEGINNING)
                        .grab(last, false)
                        .applyTo(cell);
            }
        }
    }
}
