package org.drawbridge.core.auth;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps secrets for as long as the process lives. Thread-safe. */
public final class MemorySecretStore implements SecretStore {

    private final Map<String, Map<String, String>> values = new ConcurrentHashMap<>();

    @Override
    public Secrets of(String connectionId) {
        return new Secrets() {
            @Override
            public Optional<Secret> get(String key) {
                return Optional.ofNullable(
                                values.getOrDefault(connectionId, Map.of()).get(key))
                        .map(Secret::of);
            }

            @Override
            public void put(String key, Secret value) {
                values.computeIfAbsent(connectionId, id -> new ConcurrentHashMap<>())
                        .put(key, value.reveal());
            }

            @Override
            public void remove(String key) {
                Map<String, String> own = values.get(connectionId);
                if (own != null) {
                    own.remove(key);
                }
            }
        };
    }

    /** The names of what is kept, by connection. */
    public Map<String, Set<String>> names() {
        Map<String, Set<String>> names = new TreeMap<>();
        values.forEach((connection, own) -> {
            if (!own.isEmpty()) {
                names.put(connection, Set.copyOf(own.keySet()));
            }
        });
        return names;
    }

    /** Forgets everything. */
    public void clear() {
        values.clear();
    }

    @Override
    public void forget(String connectionId) {
        values.remove(connectionId);
    }

    @Override
    public Durability durability() {
        return Durability.SESSION_ONLY;
    }
}
