package org.drawbridge.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The jars that users have dropped into the plug-in folders. Installed when a framework area is filled; those that can't
 * be are left out, and the platform says why when it is asked (it looks at what is in the folders and what is not in the
 * framework).
 */
record PlugIns(List<Path> jars) {

    /** In the order of the folders, by name; folders that aren't there are skipped. */
    static PlugIns in(Path... folders) {
        List<Path> jars = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> found = Files.list(folder)) {
                found.filter(file -> file.toString().endsWith(".jar"))
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(jars::add);
            } catch (IOException e) {
                // none there
            }
        }
        return new PlugIns(List.copyOf(jars));
    }

    /** Changes whenever one comes, goes or is replaced; empty if there are none. */
    String fingerprint() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path jar : jars) {
            all.append(jar)
                    .append(' ')
                    .append(Files.size(jar))
                    .append(' ')
                    .append(Files.getLastModifiedTime(jar))
                    .append('\n');
        }
        return all.toString();
    }

    /** Installs and starts all that can be. The framework keeps them in its area. */
    void install(BundleContext context) {
        List<Bundle> installed = new ArrayList<>();
        for (Path jar : jars) {
            try {
                installed.add(context.installBundle(Launcher.uri(jar)));
            } catch (BundleException | IllegalStateException e) {
                // no bundle, or one that is there already
            }
        }
        if (installed.isEmpty()) {
            return;
        }
        context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(installed);
        for (Bundle bundle : installed) {
            if (bundle.getState() == Bundle.RESOLVED && bundle.getHeaders().get("Fragment-Host") == null) {
                try {
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                } catch (BundleException e) {
                    // its activator failed
                }
            }
        }
    }
}
