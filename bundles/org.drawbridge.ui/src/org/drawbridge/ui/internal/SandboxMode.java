package org.drawbridge.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.sandbox.SandboxService;
import org.drawbridge.core.store.ConnectionsFile;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.platform.DrawbridgeRuntimes;
import org.drawbridge.platform.RuntimeOptions;
import org.drawbridge.ui.internal.dialogs.ProblemDialog;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.Unexpected;
import org.drawbridge.ui.internal.parts.ConnectionsPart;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trying everything without an account: starts the sandbox and works with its connections. They live in a data folder
 * of their own, because the sandbox answers for every host: real connections must not be led there.
 */
public final class SandboxMode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxMode.class);

    private final DrawbridgeRuntime own;
    private volatile SandboxService.Running running;
    private volatile DrawbridgeRuntime runtime;

    SandboxMode(DrawbridgeRuntime own) {
        this.own = own;
    }

    private static Optional<SandboxService> service() {
        Bundle bundle = FrameworkUtil.getBundle(SandboxMode.class);
        if (bundle == null) {
            return Optional.empty();
        }
        BundleContext context = bundle.getBundleContext();
        ServiceReference<SandboxService> reference = context.getServiceReference(SandboxService.class);
        return Optional.ofNullable(reference).map(context::getService);
    }

    /** Whether the sandbox is installed. */
    public boolean available() {
        return service().isPresent();
    }

    public boolean inUse() {
        return runtime != null;
    }

    /** Starts the sandbox as a job, then shows its connections. UI thread. */
    public void enter(Desktop desktop) {
        if (inUse()) {
            return;
        }
        desktop.show(Desktop.PROGRESS);
        desktop.jobs()
                .start(
                        Ui.text("job.sandbox"),
                        Set.of("(sandbox)"),
                        job -> {
                            Problem problem = null;
                            try {
                                start(own.dataDir().resolve("sandbox"));
                            } catch (AuthFailure e) {
                                problem = e.problem();
                            } catch (RuntimeException | LinkageError e) {
                                problem = Unexpected.problem(e);
                            }
                            if (job.cancelled()) {
                                close();
                                return;
                            }
                            Problem failed = problem;
                            desktop.shell().getDisplay().asyncExec(() -> entered(desktop, failed));
                        },
                        () -> {});
    }

    private void entered(Desktop desktop, Problem failed) {
        if (desktop.shell().isDisposed()) {
            return;
        }
        if (failed != null) {
            ProblemDialog.show(desktop.shell(), Ui.text("sandbox.failed"), failed);
            return;
        }
        desktop.use(runtime);
        desktop.hide(Desktop.WELCOME);
        desktop.show(Desktop.CONNECTIONS);
        desktop.connections().entries().stream()
                .findFirst()
                .ifPresent(entry -> desktop.part(Desktop.CONNECTIONS, ConnectionsPart.class)
                        .ifPresent(list -> list.reveal(entry.connection().id())));
    }

    private synchronized void start(Path folder) throws AuthFailure {
        try {
            running = service().orElseThrow().start(folder.resolve("server"), 0);
            AuthMethods methods = own.methods();
            ConnectionsFile file = ConnectionsFile.read(running.connectionsFile(), methods);
            DrawbridgeRuntime opened = DrawbridgeRuntimes.open(new RuntimeOptions(
                    folder,
                    Optional.empty(),
                    file.authorities(),
                    Optional.empty(),
                    file.connectTo(),
                    Optional.empty(),
                    Optional.empty()));
            opened.connections().update(old -> file.entries());
            runtime = opened;
        } catch (IOException e) {
            close();
            LOG.warn("the sandbox does not start", e);
            throw new AuthFailure(new Problem(
                    "sandbox.failed",
                    Problem.Kind.SETTINGS,
                    Ui.text("sandbox.failed.message", e.getMessage()),
                    Owner.YOU,
                    List.of(Ui.text("sandbox.failed.remedy", folder)),
                    Optional.empty(),
                    Map.of("folder", folder.toString())));
        } catch (AuthFailure e) {
            close();
            throw e;
        }
    }

    /** Back to the user's own connections. UI thread. */
    public void leave(Desktop desktop) {
        if (inUse()) {
            desktop.use(own);
            Thread.ofVirtual().name("stop sandbox").start(this::close);
        }
    }

    /** Stops the sandbox. */
    @Override
    public synchronized void close() {
        if (runtime != null) {
            runtime.close();
            runtime = null;
        }
        if (running != null) {
            running.close();
            running = null;
        }
    }
}
