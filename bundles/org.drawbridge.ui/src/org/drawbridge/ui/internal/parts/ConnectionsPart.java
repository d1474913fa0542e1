package org.drawbridge.ui.internal.parts;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.SandboxMode;
import org.drawbridge.ui.internal.form.Outcomes;
import org.drawbridge.ui.internal.handlers.ConnectionHandlers;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.look.WrappedLabel;
import org.drawbridge.ui.internal.model.Connections;
import org.drawbridge.ui.internal.model.Jobs;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.UIEventTopic;
import org.eclipse.e4.ui.services.EMenuService;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.preference.JFacePreferences;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.osgi.service.event.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored connections in two groups, each with its state as icon and word. */
public final class ConnectionsPart {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionsPart.class);
    /** What a name needs to be told from others, in pixels. */
    private static final int NAME = 190;

    private static final int TOOLTIP_MILLIS = 5000;

    private final Desktop desktop;
    private final SandboxMode sandbox;
    private Composite root;
    private Text filter;
    private TreeViewer viewer;
    private WrappedLabel trouble;
    private Composite empty;
    private Link emptyText;
    private Link undo;
    private WrappedLabel notice;
    private boolean filled;

    @Inject
    public ConnectionsPart(Desktop desktop, SandboxMode sandbox) {
        this.desktop = desktop;
        this.sandbox = sandbox;
    }

    @PostConstruct
    void create(Composite parent, EMenuService menus) {
        root = Ui.css(new Composite(parent, SWT.NONE), "list");
        root.setBackgroundMode(SWT.INHERIT_DEFAULT);
        GridLayoutFactory.fillDefaults().margins(8, 8).spacing(4, 6).applyTo(root);
        filter = Ui.key(
                new Text(root, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL | SWT.BORDER), "connections.filter");
        filter.setMessage(Ui.text("connections.filter"));
        Ui.accessible(filter, Ui.text("connections.filter"));
        Ui.wide().applyTo(filter);
        filter.addListener(SWT.Modify, event -> refresh());
        filter.addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ARROW_DOWN) {
                viewer.getTree().setFocus();
            } else if (event.keyCode == SWT.ESC) {
                filter.setText("");
            }
        });

        trouble = Ui.key(Ui.label(root, "", "complaint"), "connections.trouble");
        Ui.wide().exclude(true).applyTo(trouble);
        empty = Ui.row(root, 1);
        Ui.wide().applyTo(empty);
        emptyText = Ui.key(new Link(empty, SWT.WRAP), "connections.empty");
        Ui.wide().applyTo(emptyText);
        emptyText.addListener(SWT.Selection, event -> follow(event.text));

        viewer = new TreeViewer(root, SWT.SINGLE | SWT.FULL_SELECTION);
        Ui.key(viewer.getTree(), "connections.tree");
        Ui.accessible(viewer.getTree(), Ui.text("connections.title"));
        GridDataFactory.fillDefaults().grab(true, true).applyTo(viewer.getTree());
        viewer.setContentProvider(new Content());
        columns();
        viewer.setInput(this);
        viewer.addSelectionChangedListener(event -> {
            Optional<String> id = selected();
            desktop.select(id.orElse(null));
            id.ifPresent(found -> desktop.open(found, false));
        });
        viewer.addDoubleClickListener(event -> {
            selected().ifPresent(id -> desktop.open(id, true));
            if (((IStructuredSelection) event.getSelection()).getFirstElement() instanceof Target.Kind kind) {
                viewer.setExpandedState(kind, !viewer.getExpandedState(kind));
            }
        });
        viewer.getTree().addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.DEL) {
                selected().ifPresent(id -> ConnectionHandlers.delete(desktop, id));
            }
        });
        menus.registerContextMenu(viewer.getTree(), "org.drawbridge.ui.popup.connections");
        ListOrder.install(viewer, desktop);

        undo = Ui.key(new Link(root, SWT.WRAP), "connections.undo");
        Ui.wide().exclude(true).applyTo(undo);
        undo.setVisible(false);
        undo.addListener(SWT.Selection, event -> ConnectionHandlers.undoDelete(desktop));

        notice = Ui.key(Ui.label(root, "", "dim"), "connections.notice");
        Ui.wide().exclude(true).applyTo(notice);
        // Another process may have changed the list while this window was away.
        Listener activated = event -> desktop.connections().reloadSoon();
        root.getShell().addListener(SWT.Activate, activated);
        Shell shell = root.getShell();
        root.addListener(SWT.Dispose, event -> {
            if (!shell.isDisposed()) {
                shell.removeListener(SWT.Activate, activated);
            }
        });
        refresh();
        desktop.connections().reloadSoon();
        Thread.ofVirtual().name("forget leftovers").start(() -> {
            try {
                desktop.connections().forgetLeftovers();
            } catch (AuthFailure e) {
                LOG.warn("{}", e.problem().message());
            }
        });
    }

    /** The name, and beside it the state if there is room for it. */
    private void columns() {
        Tree tree = viewer.getTree();
        TreeViewerColumn name = new TreeViewerColumn(viewer, SWT.NONE);
        name.setLabelProvider(new Names());
        TreeViewerColumn state = new TreeViewerColumn(viewer, SWT.NONE);
        state.setLabelProvider(new States());
        int words = Math.max(Ui.scaled(90), Ui.width(tree, Outcomes.shortWords()) + 16);
        tree.addListener(SWT.Resize, event -> {
            int width = tree.getClientArea().width;
            // Where there is no room for both, the icon and the tooltip tell the state.
            boolean both = width - words >= Ui.scaled(NAME);
            name.getColumn().setWidth(both ? width - words : width);
            state.getColumn().setWidth(both ? words : 0);
        });
        ColumnViewerToolTipSupport.enableFor(viewer);
    }

    @Focus
    void focus() {
        if (!viewer.getTree().isDisposed() && viewer.getTree().isVisible()) {
            viewer.getTree().setFocus();
        } else {
            emptyText.setFocus();
        }
    }

    /** Puts the cursor into the filter field. */
    public void filter() {
        filter.setFocus();
        filter.selectAll();
    }

    private Optional<String> selected() {
        return viewer.getStructuredSelection().getFirstElement() instanceof String id
                ? Optional.of(id)
                : Optional.empty();
    }

    /** Selects a connection in the list. */
    public void reveal(String id) {
        if (viewer.testFindItem(id) == null) {
            refresh();
        }
        // Once the tree has its size: it would scroll too far otherwise.
        Tree tree = viewer.getTree();
        Ui.later(tree, () -> {
            viewer.setSelection(new StructuredSelection(id), true);
            // The heading of the group stays in sight if there is room for it.
            tree.setTopItem(tree.getItem(0));
            tree.showSelection();
        });
    }

    private void follow(String link) {
        switch (link) {
            case "confluence" -> ConnectionHandlers.create(desktop, Target.Kind.CONFLUENCE);
            case "sharepoint" -> ConnectionHandlers.create(desktop, Target.Kind.SHAREPOINT);
            case "all" -> filter.setText("");
            default -> throw new IllegalArgumentException(link);
        }
    }

    private List<String> shown(Target.Kind kind) {
        String wanted = filter.getText().strip().toLowerCase(Locale.ROOT);
        List<String> ids = new ArrayList<>();
        for (ConnectionEntry entry : desktop.connections().entries()) {
            Connection connection = entry.connection();
            String text = String.join(
                    " ", connection.name(), connection.id(), connection.target().address(), connection.method());
            if (connection.target().kind() == kind
                    && text.toLowerCase(Locale.ROOT).contains(wanted)) {
                ids.add(connection.id());
            }
        }
        return ids;
    }

    private void refresh() {
        boolean none = desktop.connections().entries().isEmpty();
        boolean nothingMatches = !none
                && shown(Target.Kind.CONFLUENCE).isEmpty()
                && shown(Target.Kind.SHAREPOINT).isEmpty();
        show(empty, desktop.connections().loaded() && none || nothingMatches);
        show(viewer.getTree(), !none && !nothingMatches);
        show(filter, !none);
        emptyText.setText(
                nothingMatches
                        ? Ui.text("connections.no-match", filter.getText().strip())
                        : Ui.text("connections.none"));
        String wrong = desktop.connections()
                .trouble()
                .map(problem -> problem.message())
                .orElse("");
        trouble.setText(wrong);
        show(trouble, !wrong.isEmpty());
        Optional<ConnectionEntry> gone = desktop.connections().removed();
        gone.ifPresent(entry ->
                undo.setText(Ui.text("delete.undo", entry.connection().name().replace("&", "&&"))));
        show(undo, gone.isPresent());
        boolean fill = viewer.getTree().getItemCount() == 0 || grown();
        viewer.refresh(true);
        if (fill || !filter.getText().isBlank()) {
            viewer.expandAll();
        }
        root.layout(true, true);
    }

    /** Whether there are connections now where there were none. */
    private boolean grown() {
        boolean any = !desktop.connections().entries().isEmpty();
        boolean before = filled;
        filled = any;
        return any && !before;
    }

    private static void show(Control control, boolean visible) {
        ((GridData) control.getLayoutData()).exclude = !visible;
        control.setVisible(visible);
    }

    private void lookUpNotices() {
        DrawbridgeRuntime runtime = desktop.runtime();
        Thread.ofVirtual().name("notices").start(() -> {
            String text;
            try {
                text = sandbox.inUse() ? Ui.text("sandbox.notice") : String.join("\n", runtime.notices());
            } catch (AuthFailure e) {
                text = e.problem().message();
            }
            String found = text;
            Ui.later(root, () -> {
                if (!notice.getText().equals(found)) {
                    notice.setText(found);
                    notice.setToolTipText(found);
                    show(notice, !found.isEmpty());
                    root.layout(true, true);
                }
            });
        });
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void connectionsChanged(@UIEventTopic(Connections.TOPIC) Event event) {
        if (root != null && !root.isDisposed()) {
            refresh();
            lookUpNotices();
            desktop.refreshCommands();
        }
    }

    @Inject
    @org.eclipse.e4.core.di.annotations.Optional
    void jobsChanged(@UIEventTopic(Jobs.TOPIC) Event event) {
        if (root != null && !root.isDisposed()) {
            viewer.refresh(true);
            desktop.refreshCommands();
        }
    }

    /** Two groups; a group without connections is left out while a filter is set. */
    private final class Content implements ITreeContentProvider {
        @Override
        public Object[] getElements(Object input) {
            return Stream.of(Target.Kind.values())
                    .filter(kind -> filter.getText().isBlank() || !shown(kind).isEmpty())
                    .toArray();
        }

        @Override
        public Object[] getChildren(Object parent) {
            return parent instanceof Target.Kind kind ? shown(kind).toArray() : new Object[0];
        }

        @Override
        public Object getParent(Object element) {
            return element instanceof String id
                    ? desktop.connections()
                            .find(id)
                            .map(entry -> entry.connection().target().kind())
                            .orElse(null)
                    : null;
        }

        @Override
        public boolean hasChildren(Object element) {
            return getChildren(element).length > 0;
        }
    }

    /**
     * Plain cells: those with styles in them are drawn by Java, each one several times. The tooltip has what may not fit
     * into the list.
     */
    private class Cells extends ColumnLabelProvider {
        @Override
        public String getToolTipText(Object element) {
            return element instanceof String id
                    ? desktop.connections()
                            .find(id)
                            .map(entry -> String.join(
                                    "\n",
                                    entry.connection().name(),
                                    entry.connection().target().address(),
                                    Outcomes.word(
                                            desktop.jobs().of(id).isPresent(),
                                            desktop.connections().result(id))))
                            .orElse(null)
                    : null;
        }

        @Override
        public int getToolTipTimeDisplayed(Object element) {
            return TOOLTIP_MILLIS;
        }
    }

    private final class Names extends Cells {
        @Override
        public String getText(Object element) {
            if (element instanceof Target.Kind kind) {
                return Ui.text("kind." + kind.word()) + "  " + shown(kind).size();
            }
            return desktop.connections()
                    .find((String) element)
                    .map(entry -> entry.connection().name())
                    .orElse((String) element);
        }

        @Override
        public Image getImage(Object element) {
            return element instanceof Target.Kind kind
                    ? Icons.get(kind.word())
                    : Icons.get(Outcomes.icon(
                            desktop.jobs().of((String) element).isPresent(),
                            desktop.connections().result((String) element)));
        }
    }

    private final class States extends Cells {
        @Override
        public String getText(Object element) {
            return element instanceof String id
                    ? Outcomes.shortWord(
                            desktop.jobs().of(id).isPresent(),
                            desktop.connections().result(id))
                    : "";
        }

        @Override
        public Color getForeground(Object element) {
            return JFaceResources.getColorRegistry().get(JFacePreferences.QUALIFIER_COLOR);
        }
    }
}
