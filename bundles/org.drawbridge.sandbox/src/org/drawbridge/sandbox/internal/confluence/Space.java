package org.drawbridge.sandbox.internal.confluence;

import java.util.Map;
import java.util.Set;

/** A space and who may do what in it. */
record Space(
        long id,
        String key,
        String name,
        String description,
        boolean archived,
        long homepage,
        Map<Subject, Set<Right>> grants) {

    boolean personal() {
        return key.startsWith("~");
    }

    String type() {
        return personal() ? "personal" : "global";
    }

    String status() {
        return archived ? "archived" : "current";
    }
}
