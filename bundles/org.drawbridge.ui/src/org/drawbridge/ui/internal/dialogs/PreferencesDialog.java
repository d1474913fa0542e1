package org.drawbridge.ui.internal.dialogs;

import java.util.concurrent.atomic.AtomicReference;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.Settings;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.eclipse.jface.preference.PreferenceDialog;
import org.eclipse.jface.preference.PreferenceManager;
import org.eclipse.jface.preference.PreferenceNode;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.swt.widgets.Shell;

/** The settings, in pages that can be opened by their id. UI thread only. */
public final class PreferencesDialog {

    /** The page with proxy, CAs and timeouts. */
    public static final String NETWORK = "network";

    private PreferencesDialog() {}

    /** @param page the id of the page to show first; null for the one shown last */
    public static void open(Desktop desktop, String page) {
        AtomicReference<Settings> settings = new AtomicReference<>();
        try {
            Background.await(
                    desktop.shell().getDisplay(),
                    "read settings",
                    () -> settings.set(desktop.runtime().settings()));
        } catch (AuthFailure e) {
            ProblemDialog.show(desktop.shell(), Ui.text("preferences.title"), e.problem());
            return;
        }
        PreferenceManager manager = new PreferenceManager();
        manager.addToRoot(node(NETWORK, new NetworkPage(desktop, settings.get().network())));
        PreferenceDialog dialog = new PreferenceDialog(desktop.shell(), manager) {
            @Override
            protected void configureShell(Shell shell) {
                super.configureShell(shell);
                shell.setText(Ui.text("preferences.title"));
            }
        };
        dialog.setMinimumPageSize(560, 380);
        dialog.setSelectedNode(page);
        dialog.open();
    }

    private static PreferenceNode node(String id, PreferencePage page) {
        PreferenceNode node = new PreferenceNode(id);
        node.setPage(page);
        return node;
    }
}
