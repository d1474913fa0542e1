package org.drawbridge.platform.internal;

import org.drawbridge.core.failure.FailureCatalogue;

/** The failures of data folder, settings, secret store and registry. */
public final class PlatformFailures {

    private static final FailureCatalogue CATALOGUE = FailureCatalogue.of(PlatformFailures.class);

    private PlatformFailures() {}

    public static FailureCatalogue.Builder problem(String cause) {
        return CATALOGUE.problem(cause);
    }
}
