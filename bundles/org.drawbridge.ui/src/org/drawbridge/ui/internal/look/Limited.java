package org.drawbridge.ui.internal.look;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Layout;

/**
 * Controls one below the other, as wide as there is place for, but not wider than is good to read. What is not visible
 * takes no place. UI thread only.
 */
public final class Limited extends Layout {

    /** Layout data of a control that keeps its own width; a number is another width, in pixels. */
    public static final Integer AS_IT_IS = 0;

    private static final int SPACING = 4;

    private final int most;

    /** @param most the largest width in pixels */
    public Limited(int most) {
        this.most = most;
    }

    @Override
    protected Point computeSize(Composite composite, int wHint, int hHint, boolean flush) {
        int width = wHint == SWT.DEFAULT ? most : wHint;
        int height = stack(composite, width, flush, false);
        return new Point(width, hHint == SWT.DEFAULT ? height : hHint);
    }

    @Override
    protected void layout(Composite composite, boolean flush) {
        stack(composite, composite.getClientArea().width, flush, true);
    }

    private int stack(Composite composite, int given, boolean flush, boolean place) {
        Rectangle area = composite.getClientArea();
        int y = 0;
        for (Control child : composite.getChildren()) {
            if (!child.getVisible()) {
                continue;
            }
            int wide = Math.max(1, Math.min(given, most));
            Point size;
            if (AS_IT_IS.equals(child.getLayoutData())) {
                size = child.computeSize(SWT.DEFAULT, SWT.DEFAULT, flush);
                size.x = Math.min(size.x, wide);
            } else {
                int width = child.getLayoutData() instanceof Integer own ? Math.min(own, wide) : wide;
                size = new Point(width, child.computeSize(width, SWT.DEFAULT, flush).y);
            }
            y += y > 0 ? SPACING : 0;
            if (place) {
                child.setBounds(area.x, area.y + y, size.x, size.y);
            }
            y += size.y;
        }
        return y;
    }
}
