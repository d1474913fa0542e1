package org.drawbridge.confluence.internal;

import org.drawbridge.core.failure.FailureCatalogue;

/** The failures that only a Confluence can cause. */
final class ConfluenceFailures {

    private static final FailureCatalogue CATALOGUE = FailureCatalogue.of(ConfluenceFailures.class);

    private ConfluenceFailures() {}

    static FailureCatalogue catalogue() {
        return CATALOGUE;
    }

    static FailureCatalogue.Builder problem(String cause) {
        return CATALOGUE.problem(cause);
    }
}
