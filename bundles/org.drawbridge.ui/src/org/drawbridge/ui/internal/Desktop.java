package org.drawbridge.ui.internal;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.platform.PlugIn;
import org.drawbridge.platform.Preference;
import org.drawbridge.platform.Preferences;
import org.drawbridge.ui.internal.dialogs.DesktopInteraction;
import org.drawbridge.ui.internal.form.SettingLink;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Background;
import org.drawbridge.ui.internal.model.Connections;
import org.drawbridge.ui.internal.model.Jobs;
import org.drawbridge.ui.internal.model.RunningJob;
import org.drawbridge.ui.internal.parts.ConnectionPart;
import org.drawbridge.ui.internal.preferences.PreferencesDialog;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.e4.ui.model.application.MApplication;
import org.eclipse.e4.ui.model.application.ui.MUIElement;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.e4.ui.model.application.ui.basic.MPartStack;
import org.eclipse.e4.ui.workbench.IPresentationEngine;
import org.eclipse.e4.ui.workbench.IWorkbench;
import org.eclipse.e4.ui.workbench.UIEvents;
import org.eclipse.e4.ui.workbench.modeling.EModelService;
import org.eclipse.e4.ui.workbench.modeling.EPartService;
import org.eclipse.e4.ui.workbench.modeling.EPartService.PartState;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;

/**
 * What all parts and handlers of the desktop share: the runtime, the connections, the jobs, and which connection is
 * meant just now. Methods that show something belong on the UI thread.
 */
public final class Desktop {

    public static final String WELCOME = "org.drawbridge.ui.part.welcome";
    public static final String READINESS = "org.drawbridge.ui.part.readiness";
    public static final String CONNECTIONS = "org.drawbridge.ui.part.connections";
    public static final String LOG = "org.drawbridge.ui.part.log";
    public static final String PROGRESS = "org.drawbridge.ui.part.progress";

    private static final String PAGE = "org.drawbridge.ui.part.connection";
    private static final String CENTRE = "org.drawbridge.ui.stack.centre";

    private static final List<String> RESIZED = List.of(
            IPresentationEngine.MINIMIZED, IPresentationEngine.MINIMIZED_BY_ZOOM, IPresentationEngine.MAXIMIZED);

    private final DrawbridgeRuntime own;
    private final IEventBroker broker;
    private final Jobs jobs;
    private final Connections connections;
    private final Interaction interaction;
    private volatile DrawbridgeRuntime runtime;
    private MApplication application;
    private MPart preview;
    private volatile String selected;

    Desktop(DrawbridgeRuntime runtime, IEventBroker broker, Display display) {
        this.own = runtime;
        this.runtime = runtime;
        this.broker = broker;
        this.interaction = new DesktopInteraction(display, this::runtime);
        this.jobs = new Jobs(broker);
        this.connections = new Connections(() -> this.runtime, broker);
    }

    void started(MApplication model) {
        application = model;
        SettingLink.preferences(Display.getCurrent(), key -> preferences(Preferences.find(key)));
    }

    /** The services in use; ask again each time, since they change when the sandbox is entered or left. */
    public DrawbridgeRuntime runtime() {
        return runtime;
    }

    /** Works with another runtime from now on; all pages close. The old one stays open. UI thread only. */
    void use(DrawbridgeRuntime other) {
        jobs.cancelAll();
        for (MPart page : pages()) {
            parts().hidePart(page, true);
            Background.breathe(shell().getDisplay());
        }
        // What was opened meanwhile.
        pages().forEach(page -> parts().hidePart(page, true));
        preview = null;
        select(null);
        runtime = other;
        try {
            Background.await(shell().getDisplay(), "read connections", connections::reload);
        } catch (AuthFailure e) {
            throw new IllegalStateException(e);
        }
    }

    public Connections connections() {
        return connections;
    }

    public Jobs jobs() {
        return jobs;
    }

    public Interaction interaction() {
        return interaction;
    }

    /** The connection that commands mean; empty if none is selected. */
    public Optional<String> selected() {
        return Optional.ofNullable(selected).filter(id -> connections.find(id).isPresent());
    }

    /** Makes it the connection that commands mean; null for none. */
    public void select(String id) {
        if (!Objects.equals(selected, id)) {
            selected = id;
            refreshCommands();
        }
    }

    /** Lets menus and tool bar ask again what is enabled. Any thread. */
    public void refreshCommands() {
        broker.post(UIEvents.REQUEST_ENABLEMENT_UPDATE_TOPIC, UIEvents.ALL_ELEMENT_ID);
    }

    private EPartService parts() {
        return application.getChildren().getFirst().getContext().get(EPartService.class);
    }

    public Shell shell() {
        return (Shell) application.getChildren().getFirst().getWidget();
    }

    /** The object behind a part, if the part has been shown. */
    public <P> Optional<P> part(String id, Class<P> type) {
        return Optional.ofNullable(parts().findPart(id)).map(MPart::getObject).map(type::cast);
    }

    /** Brings a part to the front. */
    public void show(String part) {
        parts().showPart(part, PartState.ACTIVATE);
    }

    public void hide(String part) {
        Optional.ofNullable(parts().findPart(part)).ifPresent(found -> parts().hidePart(found));
    }

    private List<MPart> pages() {
        return parts().getParts().stream()
                .filter(part -> PAGE.equals(part.getElementId()))
                .toList();
    }

    private Optional<MPart> pageOf(String id) {
        return pages().stream()
                .filter(part -> id.equals(part.getPersistedState().get(ConnectionPart.CONNECTION)))
                .findFirst();
    }

    /**
     * Shows the connection's page.
     *
     * @param keep whether it stays beside others; otherwise the next page that is only looked at takes its place
     */
    public void open(String id, boolean keep) {
        Optional<ConnectionEntry> entry = connections.find(id);
        if (entry.isEmpty()) {
            return;
        }
        Connection connection = entry.get().connection();
        MPart page = pageOf(id).orElse(null);
        if (page == null) {
            if (preview != null && !preview.isDirty() && replaceable(preview)) {
                parts().hidePart(preview, true);
            }
            page = parts().createPart(PAGE);
            page.setLabel(connection.name());
            page.setIconURI("platform:/plugin/org.drawbridge.ui/icons/"
                    + connection.target().kind().word() + ".svg");
            page.getPersistedState().put(ConnectionPart.CONNECTION, id);
            stack().getChildren().add(page);
            preview = keep ? null : page;
        } else if (keep && page == preview) {
            preview = null;
        }
        // Looking through the list must not take the keyboard away from it.
        parts().showPart(page, keep ? PartState.ACTIVATE : PartState.VISIBLE);
        select(id);
    }

    private boolean replaceable(MPart page) {
        String id = page.getPersistedState().get(ConnectionPart.CONNECTION);
        return jobs.of(id).isEmpty() && connections.result(id).isEmpty();
    }

    private MPartStack stack() {
        return (MPartStack) application.getContext().get(EModelService.class).find(CENTRE, application);
    }

    /** The page of a connection, if it is open. */
    public Optional<ConnectionPart> page(String id) {
        return pageOf(id).map(MPart::getObject).map(ConnectionPart.class::cast);
    }

    /** Closes the page of a connection, dropping what was typed. */
    public void close(String id) {
        pageOf(id).ifPresent(page -> {
            page.setDirty(false);
            parts().hidePart(page, true);
        });
    }

    /** What lies in the user's plug-in folders, also while the sandbox is in use. Background threads only. */
    public List<PlugIn> plugIns() {
        return own.plugIns();
    }

    /** Opens the preferences. @param wanted the one to lead to; empty for the page shown last */
    public void preferences(Optional<Preference> wanted) {
        PreferencesDialog.open(this, application.getContext(), wanted);
    }

    /** Ends the desktop, unless the user wants to go on with a page that is not saved. */
    public void quit() {
        leave(IWorkbench::close);
    }

    /** Ends the desktop and starts it anew with the same arguments. Does not end jobs unasked. */
    public void restart() {
        String jobsNow = jobs.running().stream().map(RunningJob::label).collect(Collectors.joining("\n"));
        if (jobsNow.isEmpty()
                || MessageDialog.openQuestion(shell(), Ui.text("restart.title"), Ui.text("restart.running", jobsNow))) {
            leave(IWorkbench::restart);
        }
    }

    private void leave(Consumer<IWorkbench> way) {
        if (parts().saveAll(true)) {
            jobs.close();
            way.accept(application.getContext().get(IWorkbench.class));
        }
    }

    /** Runs the connection's test on its page, with what is typed there. */
    public void test(String id) {
        open(id, true);
        page(id).ifPresent(ConnectionPart::test);
    }

    /** As {@link #test}, shown in a window of its own. */
    public void testInWindow(String id) {
        open(id, true);
        page(id).ifPresent(ConnectionPart::testInWindow);
    }

    /** Brings back the parts and sizes of a new window; pages stay open. */
    public void resetLayout() {
        EModelService models = application.getContext().get(EModelService.class);
        Map<String, String> sizes = Map.of(
                "org.drawbridge.ui.horizontal",
                "8300",
                "org.drawbridge.ui.stack.below",
                "1700",
                "org.drawbridge.ui.stack.left",
                "2800",
                CENTRE,
                "7200");
        sizes.forEach((id, size) -> {
            if (models.find(id, application) instanceof MUIElement element) {
                element.setContainerData(size);
                element.setToBeRendered(true);
                element.setVisible(true);
                element.getTags().removeAll(RESIZED);
            }
        });
        show(PROGRESS);
        show(LOG);
        show(CONNECTIONS);
    }
}
