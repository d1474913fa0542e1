package org.drawbridge.cli.internal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.sandbox.SandboxService;
import org.drawbridge.platform.DataFolder;
import org.drawbridge.platform.DrawbridgeRuntimes;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

/** The command line in the product. The process ends with the number that {@link #start} returns. */
public final class CliApplication implements IApplication {

    @Override
    public Object start(IApplicationContext context) {
        var arguments = List.of((String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS));
        Version version = FrameworkUtil.getBundle(CliApplication.class).getVersion();
        return new Cli(new Environment(
                        new FileInputStream(FileDescriptor.in),
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err),
                        Terminal.ofProcess(),
                        System.getenv(),
                        DataFolder.of(),
                        version.getMajor() + "." + version.getMinor() + "." + version.getMicro(),
                        DrawbridgeRuntimes::open,
                        CliApplication::sandbox,
                        true))
                .run(arguments);
    }

    /** The sandbox is found and not required: the product works without its bundle. */
    private static Optional<SandboxService> sandbox() {
        BundleContext context = FrameworkUtil.getBundle(CliApplication.class).getBundleContext();
        ServiceReference<SandboxService> reference = context.getServiceReference(SandboxService.class);
        return reference == null ? Optional.empty() : Optional.ofNullable(context.getService(reference));
    }

    @Override
    public void stop() {
        // ends with start
    }
}
