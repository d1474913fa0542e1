package org.drawbridge.ui.internal;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.drawbridge.browser.Browsers;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.DataFolder;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.platform.DrawbridgeRuntimes;
import org.drawbridge.platform.Log;
import org.drawbridge.platform.RuntimeOptions;
import org.drawbridge.ui.internal.browser.EmbeddedBrowser;
import org.drawbridge.ui.internal.dialogs.ProblemDialog;
import org.drawbridge.ui.internal.look.Icons;
import org.drawbridge.ui.internal.look.Themes;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Connections;
import org.drawbridge.ui.internal.model.LogLines;
import org.eclipse.core.runtime.ILogListener;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Platform;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.e4.core.contexts.IEclipseContext;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.e4.ui.model.application.MApplication;
import org.eclipse.e4.ui.model.application.ui.menu.MHandledItem;
import org.eclipse.e4.ui.workbench.IWorkbench;
import org.eclipse.e4.ui.workbench.UIEvents;
import org.eclipse.e4.ui.workbench.lifecycle.PostContextCreate;
import org.eclipse.e4.ui.workbench.lifecycle.ProcessAdditions;
import org.eclipse.e4.ui.workbench.modeling.EModelService;
import org.eclipse.equinox.app.IApplicationContext;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.event.EventHandler;
import org.osgi.service.prefs.BackingStoreException;
import org.slf4j.LoggerFactory;

/** Makes what the desktop needs before its window is built, and takes it down after the window is gone. */
public final class LifeCycle {

    private static final String VERSION = "windowStateVersion";
    private static final String THEME_ARGUMENT = "cssTheme";

    /** What the platform reports of our parts and handlers belongs into the one log, too. */
    private final ILogListener platformLog = (status, plugin) -> {
        if (status.getSeverity() >= IStatus.WARNING) {
            LoggerFactory.getLogger(plugin).error(status.getMessage(), status.getException());
        }
    };

    private Progress.Registration embedded;
    private DrawbridgeRuntime runtime;
    private Desktop desktop;
    private SandboxMode sandbox;
    private LogLines lines;
    private IEventBroker broker;
    private EventHandler loaded;
    private EventHandler themed;
    private EventHandler open;
    private boolean looked;

    /** Tab folders keep a picture of their old background behind their buttons. */
    private static void repaintFolders(Control control) {
        if (control instanceof CTabFolder folder) {
            folder.setBackground(folder.getBackground());
        }
        if (control instanceof Composite composite) {
            for (Control child : composite.getChildren()) {
                repaintFolders(child);
            }
        }
    }

    @PostContextCreate
    void start(IEclipseContext context, IApplicationContext application, IEventBroker events, Display display) {
        lines = new LogLines();
        var arguments = (String[]) application.getArguments().get(IApplicationContext.APPLICATION_ARGS);
        RuntimeOptions options = RuntimeOptions.of(DataFolder.of(arguments));
        List<String> logTrouble = Log.start(options.dataDir(), Log.Detail.of(options.dataDir()), false);
        Platform.addLogListener(platformLog);
        logTrouble.forEach(trouble -> LoggerFactory.getLogger(LifeCycle.class).warn("no log file: {}", trouble));
        try {
            runtime = DrawbridgeRuntimes.open(options);
        } catch (AuthFailure e) {
            Shell shell = new Shell(display);
            ProblemDialog.show(shell, Ui.text("start.failed"), e.problem());
            shell.dispose();
            System.exit(3);
        }
        forgetWindowOfOtherVersion();
        Themes.watch(display);
        themed = event -> display.asyncExec(() -> {
            for (Shell shell : display.getShells()) {
                repaintFolders(shell);
            }
        });
        System.setProperty(THEME_ARGUMENT, Themes.current());
        Window.setDefaultImages(new Image[] {
            Icons.get("drawbridge"), Icons.get("drawbridge-32"), Icons.get("drawbridge-48"), Icons.get("drawbridge-128")
        });
        broker = events;
        open = event -> display.asyncExec(LifeCycle::noteStart);
        embedded = Browsers.offer((settings, progress) -> EmbeddedBrowser.open(display, settings, progress));
        desktop = new Desktop(runtime, events, display);
        sandbox = new SandboxMode(runtime);
        context.set(Desktop.class, desktop);
        context.set(SandboxMode.class, sandbox);
        context.set(LogLines.class, lines);
    }

    /** Parts and menus of an older version may name classes that are gone. */
    private static void forgetWindowOfOtherVersion() {
        String version = FrameworkUtil.getBundle(LifeCycle.class).getVersion().toString();
        IEclipsePreferences kept = InstanceScope.INSTANCE.getNode("org.drawbridge.ui");
        if (!version.equals(kept.get(VERSION, ""))) {
            System.setProperty(IWorkbench.CLEAR_PERSISTED_STATE, "true");
            kept.put(VERSION, version);
            try {
                kept.flush();
            } catch (BackingStoreException e) {
                LoggerFactory.getLogger(LifeCycle.class).warn("the version can't be kept", e);
            }
        }
    }

    @ProcessAdditions
    void model(MApplication application, EModelService models) {
        desktop.started(application);
        String theme = "org.drawbridge.ui.theme." + Themes.chosen().word();
        models.findElements(application, null, MHandledItem.class, null, EModelService.IN_MAIN_MENU).stream()
                .filter(item -> item.getElementId().startsWith("org.drawbridge.ui.theme."))
                .forEach(item -> item.setSelected(item.getElementId().equals(theme)));
        loaded = event -> firstLook();
        broker.subscribe(Connections.TOPIC, loaded);
        broker.subscribe(IThemeEngine.Events.THEME_CHANGED, themed);
        broker.subscribe(UIEvents.UILifeCycle.APP_STARTUP_COMPLETE, open);
    }

    /** For who finds the start slow; {@code ./bench} reads it. Called when the window has been painted and waits for input. */
    private static void noteStart() {
        ProcessHandle.current()
                .info()
                .startInstant()
                .ifPresent(start -> LoggerFactory.getLogger(LifeCycle.class)
                        .info(
                                "window usable after {} ms",
                                Duration.between(start, Instant.now()).toMillis()));
    }

    /** Welcome is for those who have no connections yet. */
    private void firstLook() {
        if (desktop.connections().loaded() && !looked) {
            looked = true;
            if (desktop.connections().entries().isEmpty()) {
                desktop.show(Desktop.WELCOME);
            } else {
                desktop.hide(Desktop.WELCOME);
            }
        }
    }

    @PreDestroy
    void stop() {
        if (broker != null) {
            broker.unsubscribe(loaded);
            broker.unsubscribe(themed);
            broker.unsubscribe(open);
        }
        if (embedded != null) {
            embedded.close();
        }
        if (desktop != null) {
            desktop.jobs().close();
        }
        if (desktop != null) {
            try {
                desktop.connections().forgetRemoved();
            } catch (AuthFailure e) {
                LoggerFactory.getLogger(LifeCycle.class).warn("{}", e.problem().message());
            }
        }
        if (sandbox != null) {
            sandbox.close();
        }
        if (runtime != null) {
            runtime.close();
        }
        Platform.removeLogListener(platformLog);
        if (lines != null) {
            lines.close();
        }
        System.clearProperty(IWorkbench.CLEAR_PERSISTED_STATE);
    }
}
