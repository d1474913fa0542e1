package org.drawbridge.ui.internal.dialogs;

import org.drawbridge.ui.internal.look.Page;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;

/**
 * A window beside the main one, which goes on being used, with a page that scrolls and a row of buttons, the last of which
 * closes it. UI thread only.
 */
abstract class PlainDialog extends Dialog {

    private final String title;
    private final Point size;
    private Page page;

    /** @param size at first, in points; the user may change it. Null for as much as it needs */
    PlainDialog(Shell shell, String title, Point size) {
        super(shell);
        this.title = title;
        this.size = size;
        // What belongs to a modal window gets no input unless it is modal too.
        boolean modal = shell != null && (shell.getStyle() & (SWT.APPLICATION_MODAL | SWT.PRIMARY_MODAL)) != 0;
        setShellStyle(SWT.CLOSE
                | SWT.TITLE
                | SWT.BORDER
                | SWT.RESIZE
                | (modal ? SWT.APPLICATION_MODAL : SWT.MODELESS)
                | getDefaultOrientation());
        setBlockOnOpen(false);
    }

    /** Fills what stays above the page. */
    void fillTop(Composite top) {}

    /** Fills the page; there is none for a window without a size of its own. */
    void fillPage(Composite body) {}

    /** Adds the buttons before the one that closes. */
    void fillButtons(Composite row) {}

    /** The last button, whose key is {@code dialog.close}. */
    Button closing(Composite bar) {
        return Ui.button(bar, "dialog.close", IDialogConstants.CLOSE_LABEL, this::close);
    }

    final Page page() {
        return page;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(title);
    }

    @Override
    protected Point getInitialSize() {
        return size == null ? super.getInitialSize() : size;
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = Ui.css(new Composite(parent, SWT.NONE), "page");
        area.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(area);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
        Composite top = Ui.row(area, 1);
        fillTop(top);
        if (top.getChildren().length == 0) {
            top.dispose();
        } else {
            GridLayoutFactory.fillDefaults()
                    .extendedMargins(20, 20, 14, size == null ? 14 : 0)
                    .spacing(8, 8)
                    .applyTo(top);
            Ui.wide().applyTo(top);
        }
        if (size != null) {
            page = new Page(area, 1);
            GridDataFactory.fillDefaults().grab(true, true).applyTo(page);
            fillPage(page.body());
        }
        return area;
    }

    @Override
    protected Control createButtonBar(Composite parent) {
        Composite bar = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).margins(20, 12).applyTo(bar);
        Ui.wide().applyTo(bar);
        Composite row = Ui.row(bar, 1);
        fillButtons(row);
        GridLayoutFactory.fillDefaults()
                .numColumns(Math.max(1, row.getChildren().length))
                .spacing(8, 0)
                .applyTo(row);
        Ui.wide().applyTo(row);
        Button close = closing(bar);
        GridDataFactory.fillDefaults().hint(90, SWT.DEFAULT).applyTo(close);
        if (parent.getShell().getDefaultButton() == null) {
            parent.getShell().setDefaultButton(close);
        }
        return bar;
    }
}
