package org.drawbridge.ui.internal.browser;

import java.util.List;
import org.drawbridge.browser.PanelState;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.browser.Browser;
import org.eclipse.swt.browser.CloseWindowListener;
import org.eclipse.swt.browser.LocationEvent;
import org.eclipse.swt.browser.LocationListener;
import org.eclipse.swt.browser.ProgressEvent;
import org.eclipse.swt.browser.ProgressListener;
import org.eclipse.swt.browser.TitleEvent;
import org.eclipse.swt.browser.VisibilityWindowAdapter;
import org.eclipse.swt.browser.WindowEvent;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/**
 * The window of the embedded browser: what to do and what has been recognised in a strip of its own above the page, where
 * no page can reach it; address, stop and reload; the page. UI thread only.
 */
final class SignInWindow {

    /** What happens in the window; called on the UI thread. */
    interface Listener {
        /** The main page, or a pop-up's, has gone to an address. */
        void navigated(String address, boolean main);

        /** The main page is about to be replaced. */
        void leaving();

        /** A page has loaded. */
        void loaded();

        void pressed(PanelState.Button button);

        /** The user has closed the window. */
        void closed();
    }

    private static final Point SIZE = new Point(960, 800);
    private static final Point POPUP = new Point(640, 640);

    private final Listener listener;
    private final Shell shell;
    private final Composite strip;
    private final Composite signals;
    private final Composite body;
    private final WrappedLabel instruction;
    private final Button check;
    private final Button cancel;
    private final Button hide;
    private final Text address;
    private final Button reload;
    private final Browser page;
    /** Shows no page of the user's; requests are sent from it. */
    private final Browser hidden;

    private PanelState shown;
    private boolean loading;

    /** @param notes what the user should know beforehand, a line each */
    SignInWindow(Shell parent, String title, List<String> notes, Listener listener) {
        this.listener = listener;
        shell = Ui.key(new Shell(parent, SWT.SHELL_TRIM | SWT.MODELESS), "embedded.shell");
        shell.setText(title);
        shell.setImages(new Image[] {Icons.get("drawbridge"), Icons.get("drawbridge-48")});
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(shell);

        strip = Ui.css(Ui.key(new Composite(shell, SWT.NONE), "embedded.panel"), "page");
        strip.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(14, 10)
                .spacing(12, 8)
                .applyTo(strip);
        Ui.wide().applyTo(strip);
        instruction = Ui.key(Ui.label(strip, "", "strong"), "embedded.text");
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(instruction);
        hide = Ui.button(strip, "embedded.hide", "", this::toggle);
        GridDataFactory.swtDefaults().align(SWT.END, SWT.BEGINNING).applyTo(hide);
        body = Ui.row(strip, 2);
        Ui.wide().span(2, 1).applyTo(body);
        Composite facts = Ui.row(body, 1);
        Ui.wide().applyTo(facts);
        signals = Ui.row(facts, 2);
        Ui.wide().applyTo(signals);
        for (String note : notes) {
            Composite row = Ui.row(facts, 2);
            Ui.wide().applyTo(row);
            Ui.accessible(Ui.icon(row, "warning"), Ui.text("state.warning"));
            Ui.wide().applyTo(Ui.key(Ui.label(row, note, ""), "embedded.note"));
        }
        Composite buttons = Ui.row(body, 2);
        GridDataFactory.swtDefaults().align(SWT.END, SWT.END).applyTo(buttons);
        check = Ui.button(buttons, "embedded.check", "", () -> listener.pressed(PanelState.Button.CHECK));
        cancel = Ui.button(buttons, "embedded.cancel", "", () -> listener.pressed(PanelState.Button.CANCEL));
        strip.setVisible(false);
        ((GridData) strip.getLayoutData()).exclude = true;

        Composite bar = Ui.css(new Composite(shell, SWT.NONE), "list");
        bar.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults().numColumns(2).margins(14, 6).applyTo(bar);
        Ui.wide().applyTo(bar);
        address = Ui.key(new Text(bar, SWT.BORDER | SWT.READ_ONLY), "embedded.address");
        Ui.accessible(address, Ui.text("embedded.address"));
        Ui.wide().align(SWT.FILL, SWT.CENTER).applyTo(address);
        reload = Ui.button(bar, "embedded.reload", Ui.text("embedded.reload"), this::reloadOrStop);

        page = Ui.key(new Browser(shell, style()), "embedded.browser");
        GridDataFactory.fillDefaults().grab(true, true).applyTo(page);
        hidden = new Browser(shell, style());
        hidden.setVisible(false);
        GridDataFactory.swtDefaults().exclude(true).applyTo(hidden);
        listen(page, true);
        shell.addListener(SWT.Close, event -> {
            event.doit = false;
            listener.closed();
        });
        place(parent);
    }

    /** WebView2 on Windows; elsewhere what the system brings. */
    private static int style() {
        return SWT.getPlatform().equals("win32") ? SWT.EDGE : SWT.NONE;
    }

    private void place(Shell parent) {
        Rectangle screen = parent == null
                ? shell.getMonitor().getClientArea()
                : parent.getMonitor().getClientArea();
        Rectangle over = parent == null ? screen : parent.getBounds();
        int width = Math.min(SIZE.x, screen.width);
        int height = Math.min(SIZE.y, screen.height);
        int x = Math.clamp(
                over.x + (over.width - width) / 2L, screen.x, Math.max(screen.x, screen.x + screen.width - width));
        int y = Math.clamp(
                over.y + (over.height - height) / 2L, screen.y, Math.max(screen.y, screen.y + screen.height - height));
        shell.setBounds(x, y, width, height);
    }

    Browser page() {
        return page;
    }

    Browser hidden() {
        return hidden;
    }

    void open() {
        shell.open();
        page.setFocus();
    }

    void dispose() {
        shell.dispose();
    }

    boolean disposed() {
        return shell.isDisposed();
    }

    void away() {
        shell.setVisible(false);
    }

    private void listen(Browser browser, boolean main) {
        browser.addLocationListener(LocationListener.changingAdapter(event -> {
            if (main && event.top) {
                listener.leaving();
            }
        }));
        browser.addLocationListener(LocationListener.changedAdapter(event -> changed(event, main)));
        browser.addProgressListener(new ProgressListener() {
            @Override
            public void changed(ProgressEvent event) {
                loading(main && event.current < event.total);
            }

            @Override
            public void completed(ProgressEvent event) {
                loading(false);
                listener.loaded();
            }
        });
        browser.addOpenWindowListener(this::popup);
    }

    private void changed(LocationEvent event, boolean main) {
        if (!event.top) {
            return;
        }
        if (main) {
            address.setText(event.location);
        }
        listener.navigated(event.location, main);
    }

    private void loading(boolean now) {
        if (now != loading && !reload.isDisposed()) {
            loading = now;
            reload.setText(Ui.text(now ? "embedded.stop" : "embedded.reload"));
            reload.requestLayout();
        }
    }

    private void reloadOrStop() {
        if (loading) {
            page.stop();
            loading(false);
        } else {
            page.refresh();
        }
    }

    /** A sign-in service may open a window of its own and close it itself. */
    private void popup(WindowEvent event) {
        Shell window = Ui.key(new Shell(shell, SWT.SHELL_TRIM), "embedded.popup");
        window.setText(shell.getText());
        window.setLayout(new FillLayout());
        Browser browser = Ui.key(new Browser(window, style()), "embedded.popup.browser");
        listen(browser, false);
        browser.addTitleListener((TitleEvent title) -> window.setText(title.title));
        browser.addCloseWindowListener((CloseWindowListener) closing -> {
            window.close();
            listener.loaded();
        });
        browser.addVisibilityWindowListener(new VisibilityWindowAdapter() {
            @Override
            public void show(WindowEvent visible) {
                Point size = visible.size == null ? POPUP : visible.size;
                window.setSize(window.computeSize(Math.max(size.x, POPUP.x), Math.max(size.y, POPUP.y)));
                if (!window.isVisible()) {
                    window.open();
                }
            }
        });
        event.browser = browser;
    }

    /** Shows the panel, or changes what it shows. */
    void show(PanelState state) {
        boolean first = shown == null;
        boolean others = first || !state.signals().equals(shown.signals());
        shown = state;
        instruction.setText(state.text());
        check.setText(state.labels().getOrDefault("check", ""));
        cancel.setText(state.labels().getOrDefault("cancel", ""));
        hideText();
        if (first) {
            strip.setVisible(true);
            ((GridData) strip.getLayoutData()).exclude = false;
        }
        if (others) {
            signals(state.signals());
        }
        shell.layout(true, true);
    }

    private void signals(List<PanelState.Signal> list) {
        for (Control old : signals.getChildren()) {
            old.dispose();
        }
        int number = 0;
        for (PanelState.Signal signal : list) {
            String icon = switch (signal.state()) {
                case OK -> "ok";
                case PROBLEM -> "warning";
                case WAITING -> "running";
            };
            String word = shown.labels().getOrDefault(signal.state().name(), "");
            Ui.accessible(Ui.icon(signals, icon), word);
            WrappedLabel text = Ui.key(Ui.label(signals, signal.text(), ""), "embedded.signal." + number++);
            Ui.accessible(text, word + ": " + signal.text());
            Ui.wide().applyTo(text);
        }
    }

    private void toggle() {
        boolean visible = !body.getVisible();
        body.setVisible(visible);
        ((GridData) body.getLayoutData()).exclude = !visible;
        hideText();
        shell.layout(true, true);
    }

    private void hideText() {
        String text = shown == null ? "" : shown.labels().getOrDefault(body.getVisible() ? "hide" : "show", "");
        hide.setText(text);
        hide.requestLayout();
    }
}
