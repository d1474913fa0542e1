package org.drawbridge.sharepoint.internal;

import org.drawbridge.core.failure.FailureCatalogue;

/** The failures of SharePoint and Graph; those of signing in are Entra's own. */
final class SharePointFailures {

    private static final FailureCatalogue CATALOGUE = FailureCatalogue.of(SharePointFailures.class);

    private SharePointFailures() {}

    static FailureCatalogue catalogue() {
        return CATALOGUE;
    }

    static FailureCatalogue.Builder problem(String cause) {
        return CATALOGUE.problem(cause);
    }
}
