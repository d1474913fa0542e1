package org.drawbridge.core.auth;

import org.drawbridge.core.failure.AuthFailure;

/** Where secrets are kept. A service; the one with the highest ranking that works is used. Background threads only. */
public interface SecretStore {

    /** The secrets of one connection. Cheap; nothing is read yet. */
    Secrets of(String connectionId);

    /** Forgets everything of a connection, its session included. */
    void forget(String connectionId) throws AuthFailure;

    /** How long what is put here lasts, and how it is protected: shown to the user. */
    Durability durability();

    /** The three rungs, best first. */
    enum Durability {
        /** The operating system's key store. */
        SYSTEM,
        /** A file that is encrypted with the user's master password. */
        MASTER_PASSWORD,
        /** Memory: gone when the program ends. */
        SESSION_ONLY
    }
}
