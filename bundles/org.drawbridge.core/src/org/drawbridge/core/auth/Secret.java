package org.drawbridge.core.auth;

import java.util.Arrays;
import org.drawbridge.core.Redactor;

/**
 * A password, token or key in memory. It shows itself masked, is announced to the {@link Redactor} while it lives, and
 * is wiped when closed. Not a record, so that nothing prints or serialises its content by accident.
 */
public final class Secret implements AutoCloseable {

    private final char[] value;
    private volatile boolean closed;

    private Secret(char[] value) {
        this.value = value;
        Redactor.remember(new String(value));
    }

    public static Secret of(String value) {
        return new Secret(value.toCharArray());
    }

    /** Takes a copy; the caller keeps and wipes its own array. */
    public static Secret of(char[] value) {
        return new Secret(value.clone());
    }

    /** The secret in clear, for the one call that needs it. Throws {@link IllegalStateException} after close. */
    public String reveal() {
        checkOpen();
        return new String(value);
    }

    /** A copy in clear that the caller wipes. */
    public char[] revealChars() {
        checkOpen();
        return value.clone();
    }

    public boolean isEmpty() {
        return value.length == 0;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the secret has been wiped");
        }
    }

    /** Wipes the value. It stays known to the redactor: what was logged late must still be masked. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(value, '\0');
    }

    @Override
    public String toString() {
        return Redactor.MASK;
    }
}
