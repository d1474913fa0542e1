package org.drawbridge.ui.internal.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;

/** What the user typed, before what is stored; for a test, which must not store anything. Thread-safe. */
public final class TypedSecrets implements Secrets {

    private final Map<String, Secret> typed;
    private final Secrets stored;

    public TypedSecrets(Map<String, Secret> typed, Secrets stored) {
        this.typed = new ConcurrentHashMap<>();
        // Copies: whoever typed them wipes theirs.
        typed.forEach(this::put);
        this.stored = stored;
    }

    @Override
    public Optional<Secret> get(String key) throws AuthFailure {
        Secret own = typed.get(key);
        if (own == null) {
            return stored.get(key);
        }
        // A copy: whoever asks may wipe it.
        return own.isEmpty() ? Optional.empty() : Optional.of(Secret.of(own.reveal()));
    }

    /** All that was typed or put here, copied; an empty one forgets what is stored. The caller closes them. */
    public Map<String, Secret> typed() {
        Map<String, Secret> copy = new HashMap<>();
        typed.forEach((key, secret) -> copy.put(key, Secret.of(secret.reveal())));
        return copy;
    }

    @Override
    public void put(String key, Secret value) {
        typed.put(key, Secret.of(value.reveal()));
    }

    @Override
    public void remove(String key) {
        typed.put(key, Secret.of(""));
    }
}
