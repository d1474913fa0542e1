package org.drawbridge.ui.tests.swtbot;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.swt.custom.CLabel;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Item;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.Widget;

/** Looks at widgets; everything here runs on the user interface thread. */
final class Widgets {

    /** The widget data key under which the product's own labels keep their text. */
    private static final String TEXT = "org.drawbridge.text";

    private Widgets() {}

    static boolean isLabel(Widget widget) {
        return widget instanceof Label || widget.getData(TEXT) != null;
    }

    /** All visible widgets below, in the order in which the keyboard reaches them. */
    static List<Widget> below(Control root) {
        List<Widget> all = new ArrayList<>();
        collect(root, all);
        return all;
    }

    private static void collect(Control control, List<Widget> all) {
        if (!control.isVisible()) {
            return;
        }
        all.add(control);
        if (control instanceof ToolBar bar) {
            all.addAll(List.of(bar.getItems()));
        }
        if (control instanceof CTabFolder folder) {
            all.addAll(List.of(folder.getItems()));
        }
        if (control instanceof Composite composite) {
            for (Control child : composite.getChildren()) {
                collect(child, all);
            }
        }
    }

    /** What the user reads on it, without mnemonics and accelerators. */
    static String text(Widget widget) {
        String text = switch (widget) {
            case Button button -> button.getText();
            case Label label -> label.getText();
            case CLabel label -> label.getText();
            case Link link -> link.getText().replaceAll("<[^>]*>", "");
            case Text field -> field.getText();
            case StyledText field -> field.getText();
            case Combo combo -> combo.getText();
            case Group group -> group.getText();
            case Shell shell -> shell.getText();
            case CTabItem tab -> tab.getText();
            case Item item -> item.getText();
            default -> widget.getData(TEXT) instanceof String words ? words : "";
        };
        boolean literal = widget instanceof Text || widget instanceof StyledText || widget.getData(TEXT) != null;
        return literal ? text : plain(text);
    }

    static String plain(String text) {
        return text.replaceFirst("\t.*", "").replaceAll("&(.)", "$1").replaceAll("&$", "");
    }

    /** For messages: the kind and the text. */
    static String describe(Widget widget) {
        return widget.getClass().getSimpleName() + " \"" + text(widget) + "\"";
    }
}
