package org.drawbridge.ui.internal.parts;

import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;

/**
 * A message in the corner of the screen. It takes no focus, makes no sound, goes by itself, and leads to what it speaks
 * of when it is clicked. UI thread only.
 */
final class Toast {

    private static final int MILLIS = 10_000;
    private static final int GAP = 16;

    private final Shell shell;

    private Toast(Display display, String title, String text, Runnable clicked) {
        // A child of the main window would be hidden with it.
        shell = new Shell(display, SWT.ON_TOP | SWT.TOOL | SWT.NO_FOCUS | SWT.NO_TRIM | SWT.BORDER);
        shell.setText(title);
        Ui.css(Ui.key(shell, "toast"), "page");
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(14, 12)
                .spacing(12, 0)
                .applyTo(shell);
        Label icon = new Label(shell, SWT.NONE);
        icon.setImage(Icons.get("drawbridge-32"));
        Composite words = Ui.row(shell, 1);
        GridDataFactory.fillDefaults()
                .grab(true, false)
                .hint(Ui.scaled(300), SWT.DEFAULT)
                .applyTo(words);
        Ui.wide().applyTo(Ui.key(Ui.label(words, title, "strong"), "toast.title"));
        Ui.wide().applyTo(Ui.key(Ui.label(words, text, "dim"), "toast.text"));
        listen(shell, () -> {
            close();
            clicked.run();
        });
    }

    private static void listen(Control control, Runnable clicked) {
        control.addListener(SWT.MouseUp, event -> clicked.run());
        if (control instanceof Composite composite) {
            for (Control child : composite.getChildren()) {
                listen(child, clicked);
            }
        }
    }

    static Toast show(Display display, String title, String text, Runnable clicked) {
        Toast toast = new Toast(display, title, text, clicked);
        toast.shell.pack();
        Point size = toast.shell.getSize();
        Rectangle screen = display.getPrimaryMonitor().getClientArea();
        toast.shell.setLocation(screen.x + screen.width - size.x - GAP, screen.y + screen.height - size.y - GAP);
        toast.shell.setVisible(true);
        display.timerExec(MILLIS, toast::close);
        return toast;
    }

    void close() {
        if (!shell.isDisposed()) {
            shell.dispose();
        }
    }
}
