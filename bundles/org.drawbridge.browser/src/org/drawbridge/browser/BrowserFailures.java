package org.drawbridge.browser;

import org.drawbridge.core.failure.FailureCatalogue;

/** What can go wrong with a controlled browser, explained. */
public final class BrowserFailures {

    private static final FailureCatalogue CATALOGUE = FailureCatalogue.of(BrowserFailures.class);

    private BrowserFailures() {}

    public static FailureCatalogue catalogue() {
        return CATALOGUE;
    }

    public static FailureCatalogue.Builder problem(String cause) {
        return CATALOGUE.problem(cause);
    }
}
