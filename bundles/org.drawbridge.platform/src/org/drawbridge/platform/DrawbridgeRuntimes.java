package org.drawbridge.platform;

import java.util.List;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.internal.DefaultRuntime;
import org.drawbridge.platform.internal.InstalledServices;
import org.drawbridge.platform.internal.PlugInFolders;
import org.drawbridge.platform.internal.RegistryMethods;

/** Makes the runtime. */
public final class DrawbridgeRuntimes {

    private DrawbridgeRuntimes() {}

    /**
     * The runtime with all that is installed: methods from the extension registry, all else from the service registry.
     * Touches neither network nor key store.
     *
     * @throws AuthFailure if the data folder can't be used, or the connections file can't be read
     */
    public static DrawbridgeRuntime open(RuntimeOptions options) throws AuthFailure {
        InstalledServices services = new InstalledServices();
        try {
            RegistryMethods methods = new RegistryMethods();
            return new DefaultRuntime(
                    options, methods, services, () -> new PlugInFolders(options.dataDir(), methods).all());
        } catch (AuthFailure | RuntimeException e) {
            services.close();
            throw e;
        }
    }

    /**
     * The runtime with the given parts, where no OSGi framework runs.
     *
     * @param services closed with the runtime
     */
    public static DrawbridgeRuntime open(RuntimeOptions options, AuthMethods methods, Services services)
            throws AuthFailure {
        return new DefaultRuntime(options, methods, services, List::of);
    }
}
