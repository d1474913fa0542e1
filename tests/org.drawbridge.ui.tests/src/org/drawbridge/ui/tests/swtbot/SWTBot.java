package org.drawbridge.ui.tests.swtbot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.swt.SWT;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.browser.Browser;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.Widget;

/** Finds widgets in the active window, or in the one it was made for. For use outside the user interface thread. */
public final class SWTBot {

    /** How long a look-up or {@link #waitUntil} waits. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    static final String ID = "org.eclipse.swtbot.widget.key";

    private final Display display;
    private final Supplier<Control> root;

    /** Looks into whatever window is active. */
    public SWTBot(Display display) {
        this.display = display;
        this.root = () -> activeShell(display);
    }

    SWTBot(Control root) {
        this.display = root.getDisplay();
        this.root = () -> root;
    }

    // windows

    public SWTBotShell shell(String title) {
        return new SWTBotShell(await(
                "a window \"" + title + "\"",
                () -> shells().stream()
                        .filter(shell -> Widgets.text(shell).equals(title))
                        .findFirst()
                        .orElse(null)));
    }

    public SWTBotShell activeShell() {
        return new SWTBotShell(await("an active window", () -> (Shell) activeShell(display)));
    }

    /** Whether there is such a window just now; does not wait. */
    public boolean hasShell(String title) {
        return on(
                display,
                () -> shells().stream().anyMatch(shell -> Widgets.text(shell).equals(title)));
    }

    /** Whether the user works with one of the product's windows, and not with somebody else's. */
    public boolean isInFront() {
        return on(display, () -> display.getActiveShell() != null);
    }

    /** Closes all windows but the first, the last opened first. */
    public void closeDialogs() {
        on(display, () -> {
            for (Shell shell : shells().reversed()) {
                if (!shell.isDisposed() && shell.getParent() != null) {
                    shell.close();
                }
            }
            return null;
        });
    }

    private List<Shell> shells() {
        List<Shell> visible = new ArrayList<>();
        for (Shell shell : display.getShells()) {
            if (shell.isVisible()) {
                visible.add(shell);
            }
        }
        return visible;
    }

    private static Control activeShell(Display display) {
        Shell active = display.getActiveShell();
        if (active != null) {
            return active;
        }
        // without a window manager none is active: take the one on top
        Shell top = null;
        for (Shell shell : display.getShells()) {
            top = shell.isVisible() ? shell : top;
        }
        return top;
    }

    // widgets by text

    public SWTBotButton button(String text) {
        return new SWTBotButton(byText(Button.class, SWT.PUSH | SWT.TOGGLE, text));
    }

    public SWTBotButton checkBox(String text) {
        return new SWTBotButton(byText(Button.class, SWT.CHECK, text));
    }

    public SWTBotButton radio(String text) {
        return new SWTBotButton(byText(Button.class, SWT.RADIO, text));
    }

    public SWTBotControl<Control> label(String text) {
        return new SWTBotControl<>(find(
                "a label \"" + text + "\"",
                Control.class,
                control -> Widgets.isLabel(control) && Widgets.text(control).equals(text)));
    }

    public SWTBotControl<Link> link(String text) {
        return new SWTBotControl<>(byText(Link.class, SWT.NONE, text));
    }

    public SWTBotItem toolbarButton(String text) {
        return new SWTBotItem(byText(ToolItem.class, SWT.NONE, text));
    }

    public SWTBotItem toolbarButtonWithTooltip(String tooltip) {
        return new SWTBotItem(find(
                "a tool bar button with the tooltip \"" + tooltip + "\"",
                ToolItem.class,
                item -> tooltip.equals(item.getToolTipText())));
    }

    public SWTBotItem cTabItem(String text) {
        return new SWTBotItem(byText(org.eclipse.swt.custom.CTabItem.class, SWT.NONE, text));
    }

    // widgets by the label before them

    public SWTBotText textWithLabel(String label) {
        return new SWTBotText(afterLabel(Text.class, label));
    }

    public SWTBotCombo comboBoxWithLabel(String label) {
        return new SWTBotCombo(afterLabel(Combo.class, label));
    }

    // widgets by id: the value of the widget data key that SWTBot uses for it

    public SWTBotButton buttonWithId(String id) {
        return new SWTBotButton(byId(Button.class, id));
    }

    public SWTBotText textWithId(String id) {
        return new SWTBotText(byId(Text.class, id));
    }

    public SWTBotCombo comboBoxWithId(String id) {
        return new SWTBotCombo(byId(Combo.class, id));
    }

    public SWTBotTree treeWithId(String id) {
        return new SWTBotTree(byId(Tree.class, id));
    }

    public SWTBotTable tableWithId(String id) {
        return new SWTBotTable(byId(Table.class, id));
    }

    public SWTBotList listWithId(String id) {
        return new SWTBotList(byId(org.eclipse.swt.widgets.List.class, id));
    }

    public SWTBotControl<Control> labelWithId(String id) {
        return new SWTBotControl<>(byId(Control.class, id));
    }

    public SWTBotControl<Link> linkWithId(String id) {
        return new SWTBotControl<>(byId(Link.class, id));
    }

    public SWTBotBrowser browserWithId(String id) {
        return new SWTBotBrowser(byId(Browser.class, id));
    }

    public SWTBotControl<StyledText> styledTextWithId(String id) {
        return new SWTBotControl<>(byId(StyledText.class, id));
    }

    private <T extends Widget> T byId(Class<T> type, String id) {
        return find("a " + type.getSimpleName() + " with the id " + id, type, widget -> id.equals(widget.getData(ID)));
    }

    /** Whether a tab with that text is seen just now; does not wait. */
    public boolean hasTab(String text) {
        return on(display, () -> {
            Control control = root.get();
            return control != null
                    && Widgets.below(control).stream()
                            .anyMatch(widget -> widget instanceof org.eclipse.swt.custom.CTabItem
                                    && Widgets.text(widget).equals(text));
        });
    }

    /** What is seen in part only inside the widget of that id, because it is too narrow; does not wait. */
    public List<String> cutOff(String id) {
        return on(display, () -> {
            Composite inside = (Composite) Widgets.below(root.get()).stream()
                    .filter(widget -> id.equals(widget.getData(ID)))
                    .findFirst()
                    .orElseThrow();
            int edge = inside.getClientArea().width;
            return Widgets.below(inside).stream()
                    .filter(widget -> widget != inside && widget instanceof Control)
                    .map(Control.class::cast)
                    .filter(control -> {
                        Point size = control.getSize();
                        boolean lines = Widgets.isLabel(control) || (control.getStyle() & SWT.RADIO) != 0;
                        return display.map(control, inside, 0, 0, size.x, size.y).x + size.x > edge
                                || lines && control.computeSize(size.x, SWT.DEFAULT).y > size.y;
                    })
                    .map(Widgets::describe)
                    .toList();
        });
    }

    /** Whether there is such a widget just now; does not wait. */
    public boolean has(String id) {
        return on(display, () -> {
            Control control = root.get();
            return control != null && Widgets.below(control).stream().anyMatch(widget -> id.equals(widget.getData(ID)));
        });
    }

    /** How bright the background is of the first of these widgets that is there: 0 black, 255 white. */
    public int brightnessOf(String... ids) {
        return look(
                "a widget with one of the ids " + String.join(", ", ids),
                widgets -> widgets.stream()
                        .filter(widget -> List.of(ids).contains(String.valueOf(widget.getData(ID))))
                        .map(widget -> ((Control) widget).getBackground())
                        .map(colour -> (colour.getRed() + colour.getGreen() + colour.getBlue()) / 3)
                        .findFirst()
                        .orElse(null));
    }

    // widgets by kind or key

    public SWTBotText text() {
        return new SWTBotText(find("a text field", Text.class, any -> true));
    }

    public SWTBotTree tree() {
        return new SWTBotTree(find("a tree", Tree.class, any -> true));
    }

    public SWTBotTable table() {
        return new SWTBotTable(find("a table", Table.class, any -> true));
    }

    public SWTBotMenu menu(String text) {
        return SWTBotMenu.in(
                this,
                "the menu bar",
                () -> {
                    Control control = root.get();
                    return control == null ? null : control.getShell().getMenuBar();
                },
                text);
    }

    /** The control whose data has that value under that key. */
    public <T extends Control> SWTBotControl<T> widgetWithKey(Class<T> type, String key, Object value) {
        return new SWTBotControl<>(find(
                "a widget with " + key + " = " + value, type, widget -> Objects.equals(value, widget.getData(key))));
    }

    /** Only what is inside that control. */
    public SWTBot inside(SWTBotControl<?> control) {
        return new SWTBot(control.widget);
    }

    // waiting

    public void waitUntil(String what, BooleanSupplier condition) {
        waitUntil(what, condition, TIMEOUT);
    }

    /** The condition runs outside the user interface thread, so that it may use this bot. */
    public void waitUntil(String what, BooleanSupplier condition, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                throw new WidgetNotFoundException("Not within " + timeout.toSeconds() + " s: " + what);
            }
            pause();
        }
    }

    /** A view that shows something new makes its widgets anew: one that has just gone is looked for again. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (SWTException e) {
            if (e.code == SWT.ERROR_WIDGET_DISPOSED) {
                return false;
            }
            throw e;
        }
    }

    /** Lets the user interface thread go on. */
    public static void pause() {
        try {
            Thread.sleep(30);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The text that was copied last. */
    public String clipboard() {
        return on(display, () -> {
            var clipboard = new Clipboard(display);
            try {
                return String.valueOf(clipboard.getContents(TextTransfer.getInstance()));
            } finally {
                clipboard.dispose();
            }
        });
    }

    // pictures

    /** The whole screen as a PNG file. */
    public void captureScreenshot(Path file) {
        capture(file, display::getBounds);
    }

    /** The active window as a PNG file; the pointer is moved out of the way first. */
    public void captureWindow(Path file) {
        on(display, () -> {
            display.setCursorLocation(0, 0);
            return null;
        });
        // hovering and painting take a few turns
        for (int i = 0; i < 20; i++) {
            pause();
            on(display, () -> null);
        }
        capture(file, () -> frame((Shell) activeShell(display)).intersection(display.getBounds()));
    }

    /** The window as it is seen: the bounds are a guess of how wide its borders may be. */
    private static Rectangle frame(Shell shell) {
        Rectangle bounds = shell.getBounds();
        Rectangle content = shell.getClientArea();
        Point origin = shell.toDisplay(0, 0);
        int border = origin.x - bounds.x;
        return new Rectangle(
                bounds.x,
                bounds.y,
                Math.min(bounds.width, content.width + 2 * border),
                Math.min(bounds.height, origin.y - bounds.y + content.height + border));
    }

    private void capture(Path file, Supplier<Rectangle> area) {
        ImageData picture = on(display, () -> {
            Rectangle all = area.get();
            var image = new Image(display, all.width, all.height);
            var screen = new GC(display);
            try {
                screen.copyArea(image, all.x, all.y);
                return image.getImageData();
            } finally {
                screen.dispose();
                image.dispose();
            }
        });
        var loader = new ImageLoader();
        loader.data = new ImageData[] {picture};
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loader.save(file.toString(), SWT.IMAGE_PNG);
    }

    // how it is done

    private <T extends Widget> T byText(Class<T> type, int style, String text) {
        return find(
                "a " + type.getSimpleName() + " \"" + text + "\"",
                type,
                widget -> (style == SWT.NONE || (widget.getStyle() & style) != 0)
                        && Widgets.text(widget).equals(text));
    }

    private <T extends Widget> T find(String what, Class<T> type, Predicate<T> matches) {
        return look(
                what,
                widgets -> widgets.stream()
                        .filter(type::isInstance)
                        .map(type::cast)
                        .filter(matches)
                        .findFirst()
                        .orElse(null));
    }

    private <T extends Widget> T afterLabel(Class<T> type, String label) {
        return look(
                "a " + type.getSimpleName() + " labelled \"" + label + "\"",
                widgets -> widgets.stream()
                        .dropWhile(widget ->
                                !Widgets.isLabel(widget) || !labelText(widget).equals(labelText(label)))
                        .filter(type::isInstance)
                        .map(type::cast)
                        .findFirst()
                        .orElse(null));
    }

    private static String labelText(Widget label) {
        return labelText(Widgets.text(label));
    }

    private static String labelText(String text) {
        return text.endsWith(":") ? text.substring(0, text.length() - 1) : text;
    }

    private <T> T look(String what, Function<List<Widget>, T> choose) {
        return await(what, () -> {
            Control control = root.get();
            return control == null ? null : choose.apply(Widgets.below(control));
        });
    }

    /** Asks on the user interface thread again and again until there is an answer. */
    <T> T await(String what, Supplier<T> look) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            T found = on(display, look);
            if (found != null) {
                return found;
            }
            if (System.nanoTime() > end) {
                throw new WidgetNotFoundException(
                        "There is no " + what.replaceFirst("^an? ", "") + ". There is: " + on(display, this::seen));
            }
            pause();
        }
    }

    private String seen() {
        Control control = root.get();
        return control == null
                ? "no window"
                : Widgets.below(control).stream().map(Widgets::describe).collect(Collectors.joining(", "));
    }

    static <T> T on(Display display, Supplier<T> action) {
        var result = new Object() {
            T value;
            RuntimeException failure;
        };
        display.syncExec(() -> {
            try {
                result.value = action.get();
            } catch (RuntimeException e) {
                result.failure = e;
            }
        });
        if (result.failure != null) {
            throw result.failure;
        }
        return result.value;
    }
}
