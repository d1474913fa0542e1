package org.drawbridge.sharepoint.internal.entra;

import org.drawbridge.core.failure.FailureCatalogue;

/** The failures of signing in to Entra: its AADSTS codes, the tenant, and certificate files. */
public final class EntraFailures {

    private static final FailureCatalogue CATALOGUE = FailureCatalogue.of(EntraFailures.class);

    private EntraFailures() {}

    public static FailureCatalogue catalogue() {
        return CATALOGUE;
    }

    public static FailureCatalogue.Builder problem(String cause) {
        return CATALOGUE.problem(cause);
    }
}
