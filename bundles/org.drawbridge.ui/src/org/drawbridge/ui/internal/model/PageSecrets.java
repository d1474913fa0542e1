package org.drawbridge.ui.internal.model;

import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.auth.KeptSession;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;

/**
 * The secrets of a test on a connection's page: what was typed is not stored, but what the method itself keeps is, such as
 * a session, so that the user need not sign in again. Thread-safe.
 */
public final class PageSecrets implements Secrets {

    private final Secrets typed;
    private final Set<String> fields;
    private final Secrets stored;
    private volatile boolean afresh;

    /**
     * @param typed what was typed, before what is stored
     * @param fields the keys that the user types
     * @param afresh whether the kept session is left out of account, until there is a new one
     */
    public PageSecrets(Secrets typed, Set<String> fields, Secrets stored, boolean afresh) {
        this.typed = typed;
        this.fields = Set.copyOf(fields);
        this.stored = stored;
        this.afresh = afresh;
    }

    @Override
    public Optional<Secret> get(String key) throws AuthFailure {
        if (afresh && key.equals(KeptSession.KEY)) {
            return Optional.empty();
        }
        return typed.get(key);
    }

    @Override
    public void put(String key, Secret value) throws AuthFailure {
        if (fields.contains(key)) {
            typed.put(key, value);
        } else {
            stored.put(key, value);
            afresh = false;
        }
    }

    @Override
    public void remove(String key) throws AuthFailure {
        if (fields.contains(key)) {
            typed.remove(key);
        } else {
            stored.remove(key);
        }
    }
}
