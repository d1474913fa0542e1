package org.drawbridge.ui.internal.dialogs;

import org.drawbridge.core.auth.Ask;
import org.drawbridge.platform.QrCode;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/** The code to enter on a web page, with its address and the same as a QR code. */
final class DeviceCodeDialog extends PendingDialog {

    private static final int CODE_POINTS = 24;

    private static final int QR_MODULE = 5;

    /** Around the code's own quiet zone, so that readers find it in the dark theme too. */
    private static final int QR_MARGIN = 2 * QR_MODULE;

    private final Ask.DeviceSignIn ask;
    private final Runnable open;

    /** @param open opens the page; must not block */
    DeviceCodeDialog(Shell shell, Ask.DeviceSignIn ask, Runnable open) {
        super(
                shell,
                Ui.text("device.title", ask.connection().name()),
                Ui.text("device.heading"),
                ask.why().map(why -> Ui.text("web.why", why)).orElseGet(() -> Ui.text("device.message")),
                ask.pending());
        this.ask = ask;
        this.open = open;
    }

    @Override
    void fillBody(Composite body) {
        GridLayoutFactory.fillDefaults().numColumns(3).spacing(12, 10).applyTo(body);
        label(body, "device.code");
        // A field for a single line would be as low as the usual font.
        Text code = Ui.key(new Text(body, SWT.BORDER | SWT.READ_ONLY | SWT.MULTI), "device.code");
        code.setText(ask.code());
        // Not by CSS, which comes too late for the height.
        FontDescriptor large = FontDescriptor.createFrom("monospace", CODE_POINTS, SWT.BOLD);
        code.setFont(new LocalResourceManager(JFaceResources.getResources(), code).create(large));
        Ui.wide().hint(Ui.scaled(280), code.getLineHeight() + 8).applyTo(code);
        qr(body);
        label(body, "device.page");
        Text page = Ui.key(new Text(body, SWT.BORDER | SWT.READ_ONLY | SWT.SINGLE), "device.page");
        page.setText(ask.page().toString());
        Ui.wide().applyTo(page);
        new Label(body, SWT.NONE);
        Composite buttons = Ui.row(body, 2);
        GridDataFactory.fillDefaults()
                .align(SWT.BEGINNING, SWT.BEGINNING)
                .grab(false, true)
                .applyTo(buttons);
        Button both = Ui.button(buttons, "device.copy-open", Ui.text("device.copy-open"), () -> {
            Ui.copy(body, ask.code());
            open.run();
        });
        Ui.button(buttons, "device.copy", Ui.text("device.copy"), () -> Ui.copy(body, ask.code()));
        body.getShell().setDefaultButton(both);
        both.setFocus();
    }

    private static void label(Composite body, String key) {
        new Label(body, SWT.NONE).setText(Ui.text(key));
    }

    /** Dark on light whatever the theme: readers want it so. */
    private void qr(Composite body) {
        QrCode qr = QrCode.of(ask.opened().toString());
        Canvas canvas = Ui.key(new Canvas(body, SWT.DOUBLE_BUFFERED), "device.qr");
        int side = qr.size() * QR_MODULE + 2 * QR_MARGIN;
        GridDataFactory.swtDefaults()
                .align(SWT.END, SWT.BEGINNING)
                .span(1, 3)
                .hint(side, side)
                .applyTo(canvas);
        canvas.setToolTipText(Ui.text("device.qr", ask.page()));
        Ui.accessible(canvas, Ui.text("device.qr", ask.page()));
        canvas.addListener(SWT.Paint, event -> {
            GC gc = event.gc;
            gc.setAntialias(SWT.OFF);
            gc.setBackground(canvas.getDisplay().getSystemColor(SWT.COLOR_WHITE));
            gc.fillRectangle(0, 0, side, side);
            gc.setBackground(canvas.getDisplay().getSystemColor(SWT.COLOR_BLACK));
            for (int y = 0; y < qr.size(); y++) {
                for (int x = 0; x < qr.size(); x++) {
                    if (qr.dark(x, y)) {
                        gc.fillRectangle(QR_MARGIN + x * QR_MODULE, QR_MARGIN + y * QR_MODULE, QR_MODULE, QR_MODULE);
                    }
                }
            }
        });
    }
}
