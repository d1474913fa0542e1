package org.drawbridge.core.auth;

import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;

/**
 * The secrets of one connection, by field key (and by keys that a method chooses for its session, such as a token
 * cache). Background threads only: a key store may block or ask the user.
 */
public interface Secrets {

    /** The secret, or empty if none is stored. Fails if the place it should come from can't be read. */
    Optional<Secret> get(String key) throws AuthFailure;

    /** Stores or replaces a secret. */
    void put(String key, Secret value) throws AuthFailure;

    /** Forgets a secret; nothing happens if there is none. */
    void remove(String key) throws AuthFailure;
}
