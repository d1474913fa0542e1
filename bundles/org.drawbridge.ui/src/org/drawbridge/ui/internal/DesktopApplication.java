package org.drawbridge.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.drawbridge.platform.DataFolder;
import org.eclipse.core.runtime.Platform;
import org.eclipse.e4.ui.internal.workbench.swt.E4Application;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.eclipse.osgi.service.datalocation.Location;

/** The desktop: an e4 application whose window state lies in the user's data folder. */
public final class DesktopApplication implements IApplication {

    private final E4Application workbench = new E4Application();

    @Override
    public Object start(IApplicationContext context) throws Exception {
        var arguments = (String[]) context.getArguments().get(IApplicationContext.APPLICATION_ARGS);
        useStateFolder(DataFolder.of(arguments).resolve("desktop"));
        return workbench.start(context);
    }

    /** Equinox calls it the instance area. A launch from the IDE has set it already. */
    private static void useStateFolder(Path folder) throws IOException {
        Location area = Platform.getInstanceLocation();
        if (!area.isSet()) {
            Files.createDirectories(folder);
            area.set(folder.toUri().toURL(), false);
        }
    }

    @Override
    public void stop() {
        workbench.stop();
    }
}
