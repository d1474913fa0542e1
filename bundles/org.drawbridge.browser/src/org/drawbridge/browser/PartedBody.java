package org.drawbridge.browser;

import java.io.IOException;
import java.io.InputStream;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.BrokenTransfer;

/** A body that a page hands over in parts, each fetched when the one before has been read. Not thread-safe. */
public final class PartedBody extends InputStream {

    /** Fetches the next part. */
    @FunctionalInterface
    public interface Next {
        Part get() throws AuthFailure, IOException;
    }

    /** A piece of the body. */
    public record Part(byte[] bytes, boolean last) {}

    private final Next next;
    private final Runnable abort;
    private byte[] part;
    private int at;
    private boolean last;

    /** @param abort runs if the body is closed before its end */
    public PartedBody(Part first, Next next, Runnable abort) {
        this.next = next;
        this.abort = abort;
        take(first);
    }

    private void take(Part given) {
        part = given.bytes();
        last = given.last();
        at = 0;
    }

    private boolean fill() throws IOException {
        while (at == part.length && !last) {
            boolean taken = false;
            try {
                take(next.get());
                taken = true;
            } catch (AuthFailure e) {
                throw new BrokenTransfer(e);
            } finally {
                last |= !taken;
            }
        }
        return at < part.length;
    }

    @Override
    public int read() throws IOException {
        return fill() ? part[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, part.length - at);
        System.arraycopy(part, at, buffer, offset, count);
        at += count;
        return count;
    }

    @Override
    public void close() {
        if (!last) {
            last = true;
            at = part.length;
            abort.run();
        }
    }
}
