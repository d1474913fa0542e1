package org.drawbridge.core.failure;

/** The failures that every part of the product can meet: network, proxy, TLS, settings, files. */
public final class CoreFailures {

    private static final FailureCatalogue CATALOGUE = FailureCatalogue.of(CoreFailures.class);

    private CoreFailures() {}

    public static FailureCatalogue catalogue() {
        return CATALOGUE;
    }

    public static FailureCatalogue.Builder problem(String cause) {
        return CATALOGUE.problem(cause);
    }
}
