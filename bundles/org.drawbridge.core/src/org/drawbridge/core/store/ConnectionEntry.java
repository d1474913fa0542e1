package org.drawbridge.core.store;

import java.util.Map;
import org.drawbridge.core.Connection;

/** A connection and, by field key, where its secrets come from; keys that are not there come from the secret store. */
public record ConnectionEntry(Connection connection, Map<String, SecretRef> secrets) {
    public ConnectionEntry {
        secrets = Map.copyOf(secrets);
    }
}
