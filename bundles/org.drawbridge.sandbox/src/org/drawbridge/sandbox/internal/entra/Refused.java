package org.drawbridge.sandbox.internal.entra;

import java.util.LinkedHashMap;
import java.util.Map;

/** Ends a request to Entra with one of its errors. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final EntraError error;
    private final transient Map<String, String> values = new LinkedHashMap<>();

    Refused(EntraError error) {
        super(error.name(), null, false, false);
        this.error = error;
    }

    /** A value for the text. */
    Refused with(String name, String value) {
        values.put(name, value);
        return this;
    }

    EntraError error() {
        return error;
    }

    Map<String, String> values() {
        return values;
    }
}
