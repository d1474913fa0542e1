package org.drawbridge.cli.internal;

import org.drawbridge.core.failure.FailureCatalogue;

/** The failures of the command line itself. */
final class CliFailures {

    private static final FailureCatalogue CATALOGUE = FailureCatalogue.of(CliFailures.class);

    private CliFailures() {}

    static FailureCatalogue.Builder problem(String cause) {
        return CATALOGUE.problem(cause);
    }
}
