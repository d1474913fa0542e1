package org.drawbridge.ui.internal.look;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;

/**
 * Text that can be selected, copied and reached by the keyboard, but not changed by the user. It is measured once for
 * each width. UI thread only.
 */
public final class Passage extends StyledText {

    /** A text that is set while there is no width breaks after each letter, which takes GTK long. */
    private static final int FIRST_WIDTH = 600;

    private final Map<Integer, Point> sizes = new HashMap<>();

    Passage(Composite parent, String text) {
        super(parent, SWT.MULTI | SWT.WRAP | SWT.READ_ONLY);
        setSize(FIRST_WIDTH, FIRST_WIDTH);
        setText(text);
        setCaret(null);
        addListener(SWT.Modify, event -> sizes.clear());
        addListener(SWT.ZoomChanged, event -> sizes.clear());
        addListener(SWT.FocusOut, event -> setSelection(0));
    }

    @Override
    public void setFont(Font font) {
        if (sizes != null) { // it is called while the superclass is made
            sizes.clear();
        }
        super.setFont(font);
    }

    @Override
    public void setStyleRange(StyleRange range) {
        sizes.clear();
        super.setStyleRange(range);
    }

    @Override
    public Point computeSize(int wHint, int hHint, boolean changed) {
        if (hHint != SWT.DEFAULT) {
            return super.computeSize(wHint, hHint, changed);
        }
        Point size = sizes.computeIfAbsent(wHint, width -> super.computeSize(width, SWT.DEFAULT, changed));
        return new Point(size.x, size.y);
    }
}
