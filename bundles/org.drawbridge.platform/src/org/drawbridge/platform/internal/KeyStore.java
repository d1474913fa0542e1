package org.drawbridge.platform.internal;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The operating system's place for passwords, as far as the product needs it: one short text by name. Calls may block
 * for as long as the system likes; see {@link SystemKey} for the time limit.
 */
public interface KeyStore {

    /** Why a key store can't be used; the texts are {@code obstacle.*}. */
    enum Obstacle {
        NO_SESSION,
        NO_LIBRARY,
        NO_KEYRING,
        LOCKED,
        NO_ANSWER,
        KEY_MISSING,
        FAILED
    }

    /** A key store that can't be used. */
    final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;
        private final Obstacle obstacle;

        public Unusable(Obstacle obstacle, String detail, Throwable cause) {
            super(detail, cause);
            this.obstacle = obstacle;
        }

        Obstacle obstacle() {
            return obstacle;
        }
    }

    /** What is stored under the name. Never asks the user: a locked store fails with {@link Obstacle#LOCKED}. */
    Optional<String> read(String name) throws Unusable;

    /** Stores a text, over that of the same name. Never asks the user. */
    void write(String name, String text) throws Unusable;

    /** Nothing happens if there is none of that name. */
    void remove(String name) throws Unusable;

    /** Lets the system ask the user for whatever opens the store, and waits for that. */
    void unlock() throws Unusable;

    /** That of this system. */
    static KeyStore ofSystem(Path dataDir) throws Unusable {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        try {
            if (os.startsWith("windows")) {
                return new EquinoxKeys(dataDir);
            }
            return os.startsWith("mac") ? new Keychain() : new LibSecret();
        } catch (LinkageError e) {
            throw new Unusable(Obstacle.NO_LIBRARY, e.getMessage(), e);
        }
    }
}
