package org.drawbridge.platform;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.FreshBrowser;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.failure.Explainer;
import org.drawbridge.core.guide.SetupGuide;
import org.drawbridge.core.probe.TargetProbe;

/** What other bundles bring. Asked anew each time, since bundles come and go. Thread-safe. */
public interface Services extends AutoCloseable {

    default List<TargetProbe> probes() {
        return List.of();
    }

    default List<Check> checks() {
        return List.of();
    }

    /** What opens browsers with a fresh profile. */
    default Optional<FreshBrowser> freshBrowser() {
        return Optional.empty();
    }

    default List<Explainer> explainers() {
        return List.of();
    }

    default List<SetupGuide> guides() {
        return List.of();
    }

    @Override
    default void close() {}
}
