package org.drawbridge.ui.internal.dialogs;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/** Asks for what a new connection can't be without: its kind, address, name and method. UI thread only. */
public final class NewConnectionDialog extends TitleAreaDialog {

    private final Desktop desktop;
    private final Map<Target.Kind, Button> kinds = new LinkedHashMap<>();
    private Target.Kind kind;
    private Label addressLabel;
    private Text address;
    private Text name;
    private Composite methods;
    private String method;
    private boolean nameTyped;
    private boolean naming;
    private ConnectionEntry made;

    public NewConnectionDialog(Shell shell, Desktop desktop, Target.Kind kind) {
        super(shell);
        this.desktop = desktop;
        this.kind = kind;
        setShellStyle(getShellStyle() | SWT.RESIZE);
        setHelpAvailable(false);
    }

    /** Opens the dialog; the new connection is not stored yet. Empty if the user cancelled. */
    public Optional<ConnectionEntry> ask() {
        return open() == OK ? Optional.of(made) : Optional.empty();
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Ui.text("new.title"));
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        Composite body = new Composite(area, SWT.NONE);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(16, 12)
                .spacing(12, 10)
                .applyTo(body);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(body);

        new Label(body, SWT.NONE).setText(Ui.text("new.kind"));
        Composite choices = new Composite(body, SWT.NONE);
        choices.setLayout(new RowLayout());
        for (Target.Kind each : Target.Kind.values()) {
            Button choice = Ui.key(new Button(choices, SWT.RADIO), "new.kind." + each.word());
            choice.setText(Ui.text("kind." + each.word()));
            choice.setImage(Icons.get(each.word()));
            choice.setSelection(each == kind);
            choice.addListener(SWT.Selection, event -> {
                if (choice.getSelection() && kind != each) {
                    kind = each;
                    kindChosen();
                }
            });
            kinds.put(each, choice);
        }
        addressLabel = new Label(body, SWT.NONE);
        address = text(body, "new.address");
        new Label(body, SWT.NONE).setText(Ui.text("connection.name"));
        name = text(body, "new.name");
        Label methodLabel = new Label(body, SWT.NONE);
        methodLabel.setText(Ui.text("new.method"));
        GridDataFactory.swtDefaults()
                .align(SWT.BEGINNING, SWT.BEGINNING)
                .indent(0, 4)
                .applyTo(methodLabel);
        methods = new Composite(body, SWT.NONE);
        GridLayoutFactory.fillDefaults().applyTo(methods);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(methods);

        address.addListener(SWT.Modify, event -> {
            if (!nameTyped) {
                naming = true;
                name.setText(suggestedName(address.getText()));
                naming = false;
            }
            check();
        });
        name.addListener(
                SWT.Modify, event -> nameTyped |= !naming && !name.getText().isBlank());
        setTitle(Ui.text("new.heading"));
        setMessage(Ui.text("new.message"));
        kindChosen();
        address.setFocus();
        return area;
    }

    private static Text text(Composite parent, String key) {
        Text text = Ui.key(new Text(parent, SWT.BORDER), key);
        Ui.wide().hint(400, SWT.DEFAULT).applyTo(text);
        return text;
    }

    private void kindChosen() {
        addressLabel.setText(Ui.text("connection.address." + kind.word()));
        address.setMessage(Ui.text("new.example." + kind.word()));
        for (Control old : methods.getChildren()) {
            old.dispose();
        }
        method = null;
        for (MethodInfo info : desktop.runtime().methods().of(kind)) {
            Button choice = Ui.key(new Button(methods, SWT.RADIO), "new.method." + info.id());
            choice.setText(info.recommended() ? Ui.text("connection.method.recommended", info.label()) : info.label());
            choice.setData(info.id());
            if (method == null || info.recommended()) {
                method = info.id();
            }
            choice.addListener(SWT.Selection, event -> {
                if (choice.getSelection()) {
                    method = info.id();
                }
            });
        }
        for (Control choice : methods.getChildren()) {
            ((Button) choice).setSelection(choice.getData().equals(method));
        }
        methods.getParent().layout(true, true);
        if (getButton(IDialogConstants.OK_ID) != null) {
            getShell().pack();
            check();
        }
    }

    /** The host's first label: what people call a server. */
    private static String suggestedName(String typed) {
        String text = typed.strip();
        try {
            URI uri = URI.create(text.contains("://") ? text : "https://" + text);
            if (uri.getHost() == null) {
                return "";
            }
            String path = uri.getPath() == null ? "" : uri.getPath();
            String last = path.replaceAll("/+$", "");
            boolean site = last.startsWith("/sites/") || last.startsWith("/teams/");
            String host = uri.getHost().split("\\.")[0];
            return site ? host + " / " + last.split("/")[2] : uri.getHost();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private void check() {
        boolean fine = !address.getText().isBlank() && method != null;
        getButton(IDialogConstants.OK_ID).setEnabled(fine);
        boolean plain = address.getText().strip().startsWith("http://");
        setMessage(
                plain ? Ui.text("new.plain-http") : Ui.text("new.message"),
                plain ? IMessageProvider.WARNING : IMessageProvider.NONE);
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        Ui.key(createButton(parent, IDialogConstants.OK_ID, Ui.text("new.create"), true), "new.create");
        Ui.key(createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false), "new.cancel");
        check();
    }

    @Override
    protected void okPressed() {
        String called = name.getText().isBlank()
                ? address.getText().strip()
                : name.getText().strip();
        made = new ConnectionEntry(
                new Connection(
                        desktop.connections().newId(called),
                        called,
                        Target.of(kind, address.getText().strip()),
                        method,
                        Map.of()),
                Map.of());
        super.okPressed();
    }
}
