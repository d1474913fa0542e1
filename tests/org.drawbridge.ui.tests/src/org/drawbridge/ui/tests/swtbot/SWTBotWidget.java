package org.drawbridge.ui.tests.swtbot;

import java.util.function.Supplier;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Widget;

/** A widget that has been found. */
abstract class SWTBotWidget<T extends Widget> {

    final T widget;
    final Display display;

    SWTBotWidget(T widget) {
        this.widget = widget;
        this.display = widget.getDisplay();
    }

    /** Empty once the widget is gone: a view that shows something new makes its widgets anew. */
    public String getText() {
        return on(() -> widget.isDisposed() ? "" : Widgets.text(widget));
    }

    public boolean isDisposed() {
        return widget.isDisposed();
    }

    <R> R on(Supplier<R> action) {
        return SWTBot.on(display, action);
    }

    void run(Runnable action) {
        on(() -> {
            action.run();
            return null;
        });
    }

    /** Does not wait for the end: a click may open a modal dialog. It does wait until the action has begun. */
    void start(Runnable action) {
        display.asyncExec(() -> {
            if (!widget.isDisposed()) {
                action.run();
            }
        });
        display.syncExec(() -> {});
    }

    void notifyListeners(int type) {
        var event = new Event();
        event.widget = widget;
        event.display = display;
        widget.notifyListeners(type, event);
    }

    void select() {
        notifyListeners(SWT.Selection);
    }
}
