package org.drawbridge.ui.internal.look;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ObjIntConsumer;
import org.drawbridge.core.Texts;
import org.eclipse.e4.ui.css.swt.CSSSWTConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Widget;

/** Small helpers for widgets. UI thread only, except {@link #coalesced}. */
public final class Ui {

    /** The widget data key by which tests find a widget; the name is SWTBot's. */
    public static final String KEY = "org.eclipse.swtbot.widget.key";

    /** The height of a line, in pixels, for which sizes are written down. */
    private static final float USUAL_LINE = 18;

    /** The widget data key that keeps the CSS engine away. */
    private static final String UNSTYLED = "org.eclipse.e4.ui.css.disabled";

    /** Measured once for each font that the system has had. */
    private static float scale;

    private static Font scaleOf;

    private static final Texts TEXTS = Texts.of(Ui.class);

    private Ui() {}

    /** A text of the desktop. */
    public static String text(String key, Object... arguments) {
        return TEXTS.get(key, arguments);
    }

    public static boolean hasText(String key) {
        return TEXTS.has(key);
    }

    /** Gives a widget the name by which tests find it. */
    public static <W extends Widget> W key(W widget, String name) {
        widget.setData(KEY, name);
        return widget;
    }

    /** Gives a widget its CSS classes. */
    public static <W extends Widget> W css(W widget, String classes) {
        widget.setData(CSSSWTConstants.CSS_CLASS_NAME_KEY, classes);
        return widget;
    }

    /** What a screen reader says of a control that shows no text of its own. */
    public static void accessible(Control control, String name) {
        control.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                event.result = name;
            }
        });
    }

    /** A text that breaks into lines. @param text as it is read: an ampersand is one */
    public static WrappedLabel label(Composite parent, String text, String classes) {
        WrappedLabel label = css(new WrappedLabel(parent), classes);
        label.setText(text);
        return label;
    }

    public static Label icon(Composite parent, String name) {
        Label label = new Label(parent, SWT.NONE);
        label.setImage(Icons.get(name));
        GridDataFactory.swtDefaults().align(SWT.CENTER, SWT.BEGINNING).applyTo(label);
        return label;
    }

    /** A push button that runs something. */
    public static Button button(Composite parent, String key, String text, Runnable action) {
        Button button = key(new Button(parent, SWT.PUSH), key);
        button.setText(text);
        button.addListener(SWT.Selection, event -> action.run());
        return button;
    }

    /** Text that can be selected, copied and reached by the keyboard, but not changed. */
    public static Passage passage(Composite parent, String key, String text, String classes) {
        return css(key(new Passage(parent, text), key), classes);
    }

    /** A composite with a grid and no margins. */
    public static Composite row(Composite parent, int columns) {
        Composite row = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(columns).spacing(8, 4).applyTo(row);
        return row;
    }

    /** A composite whose controls stand in a line, or in as many as its width asks for. */
    public static Composite line(Composite parent, int spacing) {
        Composite line = new Composite(parent, SWT.NONE);
        line.setLayout(new Flow(spacing));
        return line;
    }

    /** A composite for fields: they are as wide as there is place for, but not wider than is good to read. */
    public static Composite field(Composite parent, int most) {
        Composite field = new Composite(parent, SWT.NONE);
        field.setLayout(new Limited(scaled(most)));
        wide().applyTo(field);
        return field;
    }

    public static GridDataFactory wide() {
        return GridDataFactory.fillDefaults().grab(true, false);
    }

    /** A width or height in pixels that is right for the usual font, for the font that the system has. */
    public static int scaled(int pixels) {
        Display display = Display.getCurrent();
        Font font = display.getSystemFont();
        if (!font.equals(scaleOf)) {
            GC gc = new GC(display);
            try {
                scale = Math.max(1, gc.getFontMetrics().getHeight() / USUAL_LINE);
                scaleOf = font;
            } finally {
                gc.dispose();
            }
        }
        return Math.round(pixels * scale);
    }

    /** Fills the rows of a virtual table when they are about to be seen. */
    public static void rows(Table table, ObjIntConsumer<TableItem> fill) {
        table.addListener(SWT.SetData, event -> {
            // GTK makes rows also while it takes them away. The CSS engine would remember those, too, and crash on them
            // at the next change of the theme.
            event.item.setData(UNSTYLED, Boolean.TRUE);
            if (event.index >= 0) {
                fill.accept((TableItem) event.item, event.index);
            }
        });
    }

    /** Changes the CSS classes of a widget that is already shown. */
    public static void restyle(Control control, String classes) {
        if (!classes.equals(control.getData(CSSSWTConstants.CSS_CLASS_NAME_KEY))) {
            css(control, classes);
            control.reskin(SWT.NONE);
        }
    }

    /** Lays out again up to the page that scrolls, whose height may have changed. */
    public static void relayout(Control control) {
        for (Composite above = control.getParent(); above != null; above = above.getParent()) {
            if (above instanceof Page page) {
                page.fitSoon();
                return;
            }
        }
        control.requestLayout();
    }

    /** How wide the widest of these texts is in the control's font. */
    public static int width(Control control, List<String> texts) {
        GC gc = new GC(control);
        try {
            return texts.stream().mapToInt(text -> gc.textExtent(text).x).max().orElse(0);
        } finally {
            gc.dispose();
        }
    }

    public static void copy(Control owner, String text) {
        Clipboard clipboard = new Clipboard(owner.getDisplay());
        try {
            clipboard.setContents(new Object[] {text}, new Transfer[] {TextTransfer.getInstance()});
        } finally {
            clipboard.dispose();
        }
    }

    /** Runs on the UI thread soon, unless the control is gone by then. Any thread. */
    public static void later(Control owner, Runnable update) {
        if (owner.isDisposed()) {
            return;
        }
        owner.getDisplay().asyncExec(() -> {
            if (!owner.isDisposed()) {
                update.run();
            }
        });
    }

    /**
     * An update that any thread may ask for as often as it likes: one at a time waits for the UI thread, and none runs
     * once the control is gone.
     */
    public static Runnable coalesced(Control owner, Runnable update) {
        AtomicBoolean waiting = new AtomicBoolean();
        return () -> {
            if (waiting.compareAndSet(false, true)) {
                later(owner, () -> {
                    waiting.set(false);
                    update.run();
                });
            }
        };
    }

    /** As {@link #coalesced}, and not more often than every so many milliseconds. */
    public static Runnable throttled(Control owner, int millis, Runnable update) {
        AtomicBoolean waiting = new AtomicBoolean();
        return () -> {
            if (waiting.compareAndSet(false, true)) {
                later(
                        owner,
                        () -> owner.getDisplay().timerExec(millis, () -> {
                            waiting.set(false);
                            if (!owner.isDisposed()) {
                                update.run();
                            }
                        }));
            }
        };
    }
}
