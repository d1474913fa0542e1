package org.drawbridge.platform.internal;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.drawbridge.core.auth.FreshBrowser;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.failure.Explainer;
import org.drawbridge.core.guide.SetupGuide;
import org.drawbridge.core.probe.TargetProbe;
import org.drawbridge.platform.Services;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** What bundles bring as services, highest ranking first; they may come and go. */
public final class InstalledServices implements Services {

    private final ServiceTracker<TargetProbe, TargetProbe> probes;
    private final ServiceTracker<Check, Check> checks;
    private final ServiceTracker<FreshBrowser, FreshBrowser> browsers;
    private final ServiceTracker<Explainer, Explainer> explainers;
    private final ServiceTracker<SetupGuide, SetupGuide> guides;

    public InstalledServices() {
        BundleContext context = FrameworkUtil.getBundle(InstalledServices.class).getBundleContext();
        probes = new ServiceTracker<>(context, TargetProbe.class, null);
        checks = new ServiceTracker<>(context, Check.class, null);
        browsers = new ServiceTracker<>(context, FreshBrowser.class, null);
        explainers = new ServiceTracker<>(context, Explainer.class, null);
        guides = new ServiceTracker<>(context, SetupGuide.class, null);
        probes.open();
        checks.open();
        browsers.open();
        explainers.open();
        guides.open();
    }

    @Override
    public List<TargetProbe> probes() {
        return all(probes);
    }

    @Override
    public List<Check> checks() {
        return all(checks);
    }

    @Override
    public Optional<FreshBrowser> freshBrowser() {
        return all(browsers).stream().findFirst();
    }

    @Override
    public List<Explainer> explainers() {
        return all(explainers);
    }

    @Override
    public List<SetupGuide> guides() {
        return all(guides);
    }

    private static <T> List<T> all(ServiceTracker<T, T> tracker) {
        SortedMap<ServiceReference<T>, T> tracked = tracker.getTracked();
        return List.copyOf(tracked.values());
    }

    @Override
    public void close() {
        probes.close();
        checks.close();
        browsers.close();
        explainers.close();
        guides.close();
    }
}
