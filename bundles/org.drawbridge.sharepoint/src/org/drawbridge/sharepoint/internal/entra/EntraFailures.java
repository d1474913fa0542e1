package org.drawbridge.sharepoint.internal.entra;

import java.util.List;
import org.drawbridge.core.failure.FailureCatalogue;

/** The failures of signing in to Entra: its AADSTS codes, the tenant, and certificate files. */
public final class EntraFailures {

    private static final FailureCatalogue CATALOGUE = FailureCatalogue.of(EntraFailures.class);

    private static final List<String> IN_BROWSER = CATALOGUE.causes().stream()
            .filter(cause -> CATALOGUE.extra(cause, "browser").isPresent())
            .toList();

    private EntraFailures() {}

    public static FailureCatalogue catalogue() {
        return CATALOGUE;
    }

    public static FailureCatalogue.Builder problem(String cause) {
        return CATALOGUE.problem(cause);
    }

    /**
     * The causes whose error Entra shows on a page of its own and tells no program, because it comes before the redirect
     * address is trusted (reference: entra-sharepoint §B, end of the table).
     */
    public static List<String> staysInBrowser() {
        return IN_BROWSER;
    }
}
