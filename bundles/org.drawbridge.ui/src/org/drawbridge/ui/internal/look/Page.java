package org.drawbridge.ui.internal.look;

import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.ScrolledComposite;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** A page that scrolls up and down, as wide as its part. UI thread only. */
public final class Page extends ScrolledComposite {

    /** Between what is revealed and the edge. */
    private static final int GAP = 8;

    private final Composite body;
    private final Runnable soon = Ui.coalesced(this, this::fit);
    private boolean fitting;

    public Page(Composite parent, int columns) {
        super(parent, SWT.V_SCROLL);
        Ui.css(this, "page");
        setExpandHorizontal(true);
        setExpandVertical(true);
        setShowFocusedControl(true);
        body = Ui.css(new Composite(this, SWT.NONE), "page");
        body.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults()
                .numColumns(columns)
                .margins(20, 16)
                .spacing(8, 6)
                .applyTo(body);
        setContent(body);
        addListener(SWT.Resize, event -> fit());
    }

    /** Where the page's controls go. */
    public Composite body() {
        return body;
    }

    /** Lays out afresh once, however often it is asked for until then. */
    void fitSoon() {
        soon.run();
    }

    /** Lays out at once, if the page has a size; for what has to be measured now. */
    public void fit() {
        if (fitting || isDisposed() || getClientArea().width <= 0) {
            return; // it comes again when the page has a size
        }
        fitting = true;
        try {
            int width = getClientArea().width;
            Point size = body.computeSize(width, SWT.DEFAULT, true);
            setMinHeight(size.y);
            getVerticalBar().setIncrement(24);
            getVerticalBar().setPageIncrement(Math.max(24, getClientArea().height - 24));
            // by what has just been measured
            body.layout(false, true);
        } finally {
            fitting = false;
        }
    }

    /** Scrolls until the control is seen, its beginning first, as soon as the page is laid out. */
    public void reveal(Control control) {
        Ui.later(control, () -> scrollTo(control));
    }

    private void scrollTo(Control control) {
        fit();
        Rectangle at = getDisplay().map(control, body, 0, 0, control.getSize().x, control.getSize().y);
        Point origin = getOrigin();
        int height = getClientArea().height;
        if (at.y < origin.y || at.height > height) {
            setOrigin(0, Math.max(0, at.y - GAP));
        } else if (at.y + at.height > origin.y + height) {
            setOrigin(0, at.y + at.height - height);
        }
    }
}
