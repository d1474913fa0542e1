package org.drawbridge.ui.internal.look;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Layout;

/**
 * Controls one after the other, in as many lines as the width asks for. One that is wider than all there is gets what
 * there is, and may break its text. What is not visible takes no place. UI thread only.
 */
final class Flow extends Layout {

    private static final int BETWEEN_LINES = 3;
    /** Below it there is no use in making anything fit, and GTK complains of it. */
    private static final int NARROWEST = 60;

    private final int spacing;

    Flow(int spacing) {
        this.spacing = spacing;
    }

    @Override
    protected Point computeSize(Composite composite, int wHint, int hHint, boolean flush) {
        Point size = flow(composite, wHint == SWT.DEFAULT ? Integer.MAX_VALUE : wHint, flush, false);
        return new Point(wHint == SWT.DEFAULT ? size.x : wHint, hHint == SWT.DEFAULT ? size.y : hHint);
    }

    @Override
    protected void layout(Composite composite, boolean flush) {
        flow(composite, composite.getClientArea().width, flush, true);
    }

    private Point flow(Composite composite, int width, boolean flush, boolean place) {
        Rectangle area = composite.getClientArea();
        int x = 0;
        int y = 0;
        int line = 0;
        int widest = 0;
        for (Control child : composite.getChildren()) {
            if (!child.getVisible()) {
                continue;
            }
            Point size = child.computeSize(SWT.DEFAULT, SWT.DEFAULT, flush);
            if (size.x > width && width >= NARROWEST) {
                size = child.computeSize(width, SWT.DEFAULT, flush);
            }
            if (x > 0 && x + size.x > width) {
                x = 0;
                y += line + BETWEEN_LINES;
                line = 0;
            }
            if (place) {
                child.setBounds(area.x + x, area.y + y, size.x, size.y);
            }
            line = Math.max(line, size.y);
            widest = Math.max(widest, x + size.x);
            x += size.x + spacing;
        }
        return new Point(widest, y + line);
    }
}
