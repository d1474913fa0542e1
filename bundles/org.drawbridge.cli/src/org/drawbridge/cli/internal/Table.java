package org.drawbridge.cli.internal;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell; the last one takes the rest. */
final class Table {

    private final List<String[]> rows = new ArrayList<>();

    Table(String... heads) {
        rows.add(heads);
    }

    void row(String... cells) {
        rows.add(cells);
    }

    void print(Output output) {
        int columns = rows.getFirst().length;
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (int r = 0; r < rows.size(); r++) {
            StringBuilder start = new StringBuilder();
            for (int i = 0; i < columns - 1; i++) {
                start.append(Output.pad(rows.get(r)[i], widths[i])).append("  ");
            }
            String last = rows.get(r)[columns - 1];
            if (r == 0) {
                output.line(output.style(Output.Style.DIM, start + last));
            } else {
                output.paragraph(start.toString(), " ".repeat(start.length()), last);
            }
        }
    }
}
