package org.drawbridge.platform;

import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.core.failure.AuthFailure;

/**
 * Where secrets are kept, and how the user changes that. A change moves what is stored, and never loses any of it: what
 * can't be read stays where it is and is named. Thread-safe; background threads only, since key stores take their time
 * (at most some seconds; {@link #unlockKeyStore} waits for the user).
 */
public interface SecretPlaces {

    /** What the user wants; kept in the setting {@value Preferences#SECRET_STORE}. */
    enum Wish {
        /** Under the master password if one is given, else in the key store, else in memory. */
        AUTOMATIC("automatic"),
        SYSTEM("system"),
        MASTER_PASSWORD("master-password"),
        SESSION_ONLY("session");

        private final String word;

        Wish(String word) {
            this.word = word;
        }

        /** As settings and the command line write it. */
        public String word() {
            return word;
        }

        public static Optional<Wish> ofWord(String word) {
            for (Wish wish : values()) {
                if (wish.word.equals(word)) {
                    return Optional.of(wish);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * One of the three places.
     *
     * @param available whether it could be used now; proved by reading or writing there
     * @param reason why it can't, or what is to be known of it, in the user's words; may be empty
     * @param stored how many secrets lie there
     */
    record Rung(Durability place, boolean available, String reason, int stored) {}

    /**
     * What a change has done.
     *
     * @param moved how many secrets have been moved
     * @param left connections of which secrets stayed where they were, since that place could not be opened
     */
    record Moved(int moved, List<String> left) {
        public Moved {
            left = List.copyOf(left);
        }
    }

    Wish wish();

    /** The place in use. */
    Durability current();

    /** Why it is that one, in one sentence. */
    String reason();

    /** All three, best first, each tried now. */
    List<Rung> rungs();

    /**
     * Uses another place from now on, and moves everything there.
     *
     * @param masterPassword for {@link Wish#MASTER_PASSWORD}; not needed if it is known already
     * @throws AuthFailure {@code secrets.key-store-unusable, secrets.master-password-needed,
     *     secrets.wrong-master-password, secrets.weak-master-password}; then nothing has changed
     */
    Moved use(Wish wish, Optional<Secret> masterPassword) throws AuthFailure;

    /** Opens the master password's place for this process. Fails with {@code secrets.wrong-master-password}. */
    void unlock(Secret masterPassword) throws AuthFailure;

    /** Lets the operating system ask the user to unlock the key store; waits for the user, two minutes at most. */
    void unlockKeyStore() throws AuthFailure;

    /** Encrypts everything anew, in one step: after a crash either the old or the new password opens it. */
    void changeMasterPassword(Secret old, Secret fresh) throws AuthFailure;

    /** The connections whose secrets would be lost with the master password; to be shown before forgetting it. */
    List<String> heldByMasterPassword();

    /** Deletes what the forgotten master password protects, so that a new one can be set. */
    void forgetMasterPassword() throws AuthFailure;

    /** Deletes all secrets in all places. */
    void clear() throws AuthFailure;
}
