package org.drawbridge.ui.internal.look;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleControlAdapter;
import org.eclipse.swt.accessibility.AccessibleControlEvent;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.graphics.TextLayout;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;

/**
 * A label whose text breaks into as many lines as its width asks for. It does what {@code Label} with {@code SWT.WRAP}
 * does, but measures each text once for each width: GTK measures it a dozen times for each layout of the window, which
 * keeps the UI thread busy for a second where there are thirty of them. UI thread only.
 */
public final class WrappedLabel extends Canvas {

    /** The widget data key by which tests read the text. */
    private static final String TEXT = "org.drawbridge.text";

    private final TextLayout layout;
    private final Map<Integer, Point> sizes = new HashMap<>();
    private String text = "";
    /** Kept here, because what a native widget is given makes GTK style it, and all that is in it, afresh. */
    private Font font;

    private Color foreground;

    WrappedLabel(Composite parent) {
        super(parent, SWT.NO_FOCUS | SWT.DOUBLE_BUFFERED);
        layout = new TextLayout(getDisplay());
        addListener(SWT.Paint, this::paint);
        addListener(SWT.ZoomChanged, event -> sizes.clear());
        addListener(SWT.Dispose, event -> layout.dispose());
        getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                event.result = text;
            }
        });
        getAccessible().addAccessibleControlListener(new AccessibleControlAdapter() {
            @Override
            public void getRole(AccessibleControlEvent event) {
                event.detail = ACC.ROLE_LABEL;
            }
        });
    }

    /** @param text as it is read: an ampersand is one */
    public void setText(String text) {
        checkWidget();
        if (!text.equals(this.text)) {
            this.text = text;
            setData(TEXT, text);
            layout.setText(text);
            sizes.clear();
            redraw();
        }
    }

    public String getText() {
        checkWidget();
        return text;
    }

    @Override
    public void setFont(Font font) {
        checkWidget();
        this.font = font;
        sizes.clear();
        redraw();
    }

    @Override
    public Font getFont() {
        checkWidget();
        return font != null && !font.isDisposed() ? font : getDisplay().getSystemFont();
    }

    @Override
    public void setForeground(Color color) {
        checkWidget();
        foreground = color;
        redraw();
    }

    @Override
    public Color getForeground() {
        return foreground != null && !foreground.isDisposed() ? foreground : super.getForeground();
    }

    @Override
    public Point computeSize(int wHint, int hHint, boolean changed) {
        checkWidget();
        Point size = sizes.computeIfAbsent(Math.max(SWT.DEFAULT, wHint), this::measure);
        return new Point(wHint == SWT.DEFAULT ? size.x : wHint, hHint == SWT.DEFAULT ? size.y : hHint);
    }

    private Point measure(int width) {
        breakAt(width);
        Rectangle bounds = layout.getBounds();
        return new Point(bounds.width, bounds.height);
    }

    private void breakAt(int width) {
        layout.setFont(getFont());
        layout.setWidth(width > 0 ? width : SWT.DEFAULT);
    }

    private void paint(Event event) {
        if (!text.isEmpty()) {
            breakAt(getClientArea().width);
            event.gc.setForeground(isEnabled() ? getForeground() : getDisplay().getSystemColor(SWT.COLOR_GRAY));
            layout.draw(event.gc, 0, 0);
        }
    }
}
