package org.drawbridge.ui.internal.dialogs;

import java.util.ArrayList;
import java.util.List;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.platform.PlugIn;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.osgi.framework.FrameworkUtil;

/** Version, installed sign-in methods with their origin, and where things lie; all of it can be copied. */
public final class AboutDialog extends Dialog {

    private static final int COPY = IDialogConstants.CLIENT_ID + 1;

    private static final int RESTART = IDialogConstants.CLIENT_ID + 2;

    private final DrawbridgeRuntime runtime;
    private final List<PlugIn> plugIns;
    private boolean restart;

    private AboutDialog(Desktop desktop, List<PlugIn> plugIns) {
        super(desktop.shell());
        runtime = desktop.runtime();
        this.plugIns = plugIns;
    }

    /** Looks at the plug-ins in the background, then opens until it is closed. UI thread only. */
    public static void open(Desktop desktop) {
        List<PlugIn> found = new ArrayList<>();
        try {
            Background.await(desktop.shell().getDisplay(), "look for plug-ins", () -> found.addAll(desktop.plugIns()));
        } catch (AuthFailure e) {
            ProblemDialog.show(desktop.shell(), Ui.text("about.title"), e.problem());
        }
        AboutDialog dialog = new AboutDialog(desktop, List.copyOf(found));
        dialog.open();
        if (dialog.restart) {
            desktop.restart();
        }
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Ui.text("about.title"));
    }

    private String details() {
        StringBuilder text = new StringBuilder(Ui.text(
                        "about.version",
                        FrameworkUtil.getBundle(AboutDialog.class).getVersion()))
                .append('\n')
                .append(Ui.text(
                        "about.java",
                        System.getProperty("java.runtime.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch")))
                .append('\n')
                .append(Ui.text("about.folder", runtime.dataDir()))
                .append("\n\n")
                .append(Ui.text("about.methods"));
        for (MethodInfo method : runtime.methods().all()) {
            text.append("\n  ").append(Ui.text("about.method", method.label(), method.id(), method.contributor()));
        }
        for (PlugIn plugIn : plugIns) {
            String state = !plugIn.problem().isEmpty()
                    ? plugIn.problem()
                    : Ui.text(plugIn.restart() ? "about.plug-in.restart" : "about.plug-in.works");
            text.append('\n')
                    .append(Ui.text("about.plug-in", plugIn.name(), plugIn.version(), plugIn.file(), state)
                            .replaceAll("  +", " "));
        }
        return text.toString();
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        GridLayoutFactory.fillDefaults()
                .numColumns(2)
                .margins(20, 16)
                .spacing(16, 8)
                .applyTo(area);
        Label icon = new Label(area, SWT.NONE);
        icon.setImage(Icons.get("drawbridge-64"));
        GridDataFactory.swtDefaults().align(SWT.CENTER, SWT.BEGINNING).applyTo(icon);
        Composite words = Ui.row(area, 1);
        Ui.wide().applyTo(words);
        Ui.label(words, Ui.text("product"), "title");
        Ui.label(words, Ui.text("about.what"), "dim");
        StyledText passage = Ui.passage(words, "about.details", details(), "dialog-passage");
        passage.setBackground(words.getBackground());
        Ui.wide().hint(520, SWT.DEFAULT).indent(0, 8).applyTo(passage);
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        if (plugIns.stream().anyMatch(PlugIn::restart)) {
            Ui.key(createButton(parent, RESTART, Ui.text("about.restart"), false), "about.restart");
        }
        createButton(parent, COPY, Ui.text("about.copy"), false);
        createButton(parent, IDialogConstants.OK_ID, IDialogConstants.CLOSE_LABEL, true);
    }

    @Override
    protected void buttonPressed(int button) {
        if (button == COPY) {
            Ui.copy(getShell(), details());
        } else if (button == RESTART) {
            restart = true;
            close();
        } else {
            super.buttonPressed(button);
        }
    }
}
