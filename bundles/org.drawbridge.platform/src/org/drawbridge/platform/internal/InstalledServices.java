package org.drawbridge.platform.internal;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.drawbridge.core.auth.FreshBrowser;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.probe.TargetProbe;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The probes and checks that bundles bring as services, highest ranking first; they may come and go. */
public final class InstalledServices {

    private final ServiceTracker<TargetProbe, TargetProbe> probes;
    private final ServiceTracker<Check, Check> checks;
    private final ServiceTracker<FreshBrowser, FreshBrowser> browsers;

    public InstalledServices() {
        BundleContext context = FrameworkUtil.getBundle(InstalledServices.class).getBundleContext();
        probes = new ServiceTracker<>(context, TargetProbe.class, null);
        checks = new ServiceTracker<>(context, Check.class, null);
        browsers = new ServiceTracker<>(context, FreshBrowser.class, null);
        browsers.open();
        probes.open();
        checks.open();
    }

    public List<TargetProbe> probes() {
        return all(probes);
    }

    public List<Check> checks() {
        return all(checks);
    }

    public Optional<FreshBrowser> freshBrowser() {
        return all(browsers).stream().findFirst();
    }

    private static <T> List<T> all(ServiceTracker<T, T> tracker) {
        SortedMap<ServiceReference<T>, T> tracked = tracker.getTracked();
        return List.copyOf(tracked.values());
    }

    public void close() {
        probes.close();
        checks.close();
        browsers.close();
    }
}
