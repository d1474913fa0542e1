package org.drawbridge.ui.internal.preferences;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.Preference;
import org.drawbridge.platform.Settings;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.dialogs.ProblemDialog;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.eclipse.e4.core.contexts.IEclipseContext;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.preference.IPreferenceNode;
import org.eclipse.jface.preference.IPreferencePage;
import org.eclipse.jface.preference.PreferenceDialog;
import org.eclipse.jface.preference.PreferenceManager;
import org.eclipse.jface.preference.PreferenceNode;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.jface.viewers.ViewerFilter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;

/**
 * The settings, in contributed pages that can be opened by their id, with a filter over names and explanations. UI
 * thread only.
 */
public final class PreferencesDialog extends PreferenceDialog {

    private final Map<String, PageInfo> pages;
    private final Optional<Preference> wanted;
    private Text filter;

    private PreferencesDialog(
            Shell shell, PreferenceManager manager, Map<String, PageInfo> pages, Optional<Preference> wanted) {
        super(shell, manager);
        this.pages = pages;
        this.wanted = wanted;
        setMinimumPageSize(640, 460);
    }

    /**
     * Reads the settings, then opens.
     *
     * @param wanted the setting to lead to; empty for the page shown last
     */
    public static void open(Desktop desktop, IEclipseContext context, Optional<Preference> wanted) {
        Settings[] read = new Settings[1];
        try {
            Background.await(
                    desktop.shell().getDisplay(),
                    "read settings",
                    () -> read[0] = desktop.runtime().settings());
        } catch (AuthFailure e) {
            ProblemDialog.show(desktop.shell(), Ui.text("preferences.title"), e.problem());
            return;
        }
        IEclipseContext own = context.createChild("preferences");
        own.set(Settings.class, read[0]);
        PreferenceManager manager = new PreferenceManager('/');
        Map<String, PageInfo> pages = new HashMap<>();
        List<PageInfo> all = PageInfo.all();
        for (PageInfo info : all) {
            pages.put(info.id(), info);
            IPreferenceNode node = new Node(info, own);
            if (info.parent().isEmpty() || !manager.addTo(info.parent(), node)) {
                manager.addToRoot(node);
            }
        }
        // From within a wizard, for instance, which has all input for itself.
        Shell active = desktop.shell().getDisplay().getActiveShell();
        PreferencesDialog dialog =
                new PreferencesDialog(active == null ? desktop.shell() : active, manager, pages, wanted);
        own.set(PreferencesDialog.class, dialog);
        dialog.setSelectedNode(wanted.map(preference -> preference.page().name().toLowerCase(Locale.ROOT))
                .orElse(null));
        try {
            dialog.open();
        } finally {
            own.dispose();
        }
    }

    @Override
    public void create() {
        super.create();
        wanted.ifPresent(preference -> getShell().getDisplay().asyncExec(() -> {
            if (getShell() != null && getSelectedPage() instanceof SettingsPage page) {
                page.focus(preference);
            }
        }));
    }

    /** Shows another page. */
    void show(String page) {
        filter.setText("");
        getTreeViewer().setSelection(new StructuredSelection(findNodeMatching(page)), true);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Ui.text("preferences.title"));
    }

    @Override
    protected Control createTreeAreaContents(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 6).applyTo(area);
        filter = Ui.key(
                new Text(area, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL | SWT.BORDER), "preferences.filter");
        filter.setMessage(Ui.text("preferences.filter"));
        Ui.accessible(filter, Ui.text("preferences.filter"));
        Ui.wide().applyTo(filter);
        Control tree = super.createTreeAreaContents(area);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(tree);
        Tree widget = getTreeViewer().getTree();
        Ui.key(widget, "preferences.tree");
        GridDataFactory.fillDefaults().grab(true, true).hint(170, SWT.DEFAULT).applyTo(widget);
        getTreeViewer().addFilter(new ViewerFilter() {
            @Override
            public boolean select(Viewer viewer, Object parentElement, Object element) {
                return matches((IPreferenceNode) element);
            }
        });
        filter.addListener(SWT.Modify, event -> {
            getTreeViewer().refresh();
            getTreeViewer().expandAll();
        });
        GridDataFactory.fillDefaults()
                .grab(false, true)
                .hint(Ui.scaled(190), SWT.DEFAULT)
                .applyTo(area);
        return area;
    }

    private boolean matches(IPreferenceNode node) {
        PageInfo info = pages.get(node.getId());
        if (info == null || info.matches(filter.getText().strip())) {
            return true;
        }
        for (IPreferenceNode below : node.getSubNodes()) {
            if (matches(below)) {
                return true;
            }
        }
        return false;
    }

    /** A page that is made when it is first shown. */
    private static final class Node extends PreferenceNode {
        private final PageInfo info;
        private final IEclipseContext context;

        Node(PageInfo info, IEclipseContext context) {
            super(info.id());
            this.info = info;
            this.context = context;
        }

        @Override
        public String getLabelText() {
            return info.label();
        }

        @Override
        public void createPage() {
            IPreferencePage page = info.make(context);
            setPage(page);
        }
    }
}
