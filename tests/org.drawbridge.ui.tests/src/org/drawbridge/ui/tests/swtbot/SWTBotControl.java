package org.drawbridge.ui.tests.swtbot;

import java.lang.reflect.Method;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** Any control: state, focus, click. */
public class SWTBotControl<T extends Control> extends SWTBotWidget<T> {

    SWTBotControl(T widget) {
        super(widget);
    }

    public boolean isEnabled() {
        return on(widget::isEnabled);
    }

    public boolean isVisible() {
        return on(widget::isVisible);
    }

    public String getToolTipText() {
        return on(widget::getToolTipText);
    }

    public void setFocus() {
        run(widget::setFocus);
    }

    public boolean hasFocus() {
        return on(widget::isFocusControl);
    }

    public void click() {
        requireEnabled();
        start(() -> notifyListeners(SWT.Selection));
    }

    /** Calls a public method of the part that it is in: what a native dialog would lead to, which no test can use. */
    public void callPart(String method, Object argument) {
        run(() -> {
            Object part = null;
            for (Composite above = widget.getParent(); above != null && part == null; above = above.getParent()) {
                part = above.getData("modelElement") instanceof MPart found ? found.getObject() : null;
            }
            try {
                for (Method each : part.getClass().getMethods()) {
                    if (each.getName().equals(method)
                            && each.getParameterCount() == 1
                            && each.getParameterTypes()[0].isInstance(argument)) {
                        each.invoke(part, argument);
                        return;
                    }
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
            throw new WidgetNotFoundException("No method " + method + " in " + part.getClass());
        });
    }

    final void requireEnabled() {
        if (!isEnabled()) {
            throw new IllegalStateException(on(() -> Widgets.describe(widget)) + " is disabled");
        }
    }
}
