package org.drawbridge.core.failure;

import org.drawbridge.core.Texts;

/** The failures that every part of the product can meet: network, proxy, TLS, settings, files. */
public final class CoreFailures {

    private static final FailureCatalogue CATALOGUE = FailureCatalogue.of(CoreFailures.class);
    private static final Texts TEXTS = Texts.of(CoreFailures.class);

    private CoreFailures() {}

    public static FailureCatalogue catalogue() {
        return CATALOGUE;
    }

    public static FailureCatalogue.Builder problem(String cause) {
        return CATALOGUE.problem(cause);
    }

    /** Words to fill into a failure's texts, such as a reason, in the user's language; from {@code texts.properties}. */
    public static String words(String key, Object... arguments) {
        return TEXTS.get(key, arguments);
    }
}
