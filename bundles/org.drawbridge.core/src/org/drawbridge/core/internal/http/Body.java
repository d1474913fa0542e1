package org.drawbridge.core.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.drawbridge.core.http.BrokenTransfer;
import org.drawbridge.core.internal.http.Exchange.Phase;

/**
 * The body of an answer while it comes in: decoded, with every failure explained. Closing it early drops the
 * connection rather than reading on, unless the rest is small and there.
 */
final class Body extends InputStream {

    private static final int SMALL_REST = 16 << 10;
    private static final Duration SHORT = Duration.ofMillis(250);

    private final InputStream raw;
    private final String coding;
    private final Exchange exchange;
    private final Runnable drop;
    private InputStream decoded;
    private boolean ended;
    private boolean closed;

    /**
     * @param raw as it comes from the connection; null for no body
     * @param coding the content coding, {@code gzip}, {@code deflate} or anything else for none
     * @param drop closes the connection without reading on
     */
    Body(InputStream raw, String coding, Exchange exchange, Runnable drop) {
        this.raw = raw == null ? InputStream.nullInputStream() : raw;
        this.coding = coding;
        this.exchange = exchange;
        this.drop = drop;
    }

    /** Made when first read: a decoder wants to see its header, which an empty body doesn't have. */
    private InputStream decoded() throws IOException {
        if (decoded == null) {
            PushbackInputStream ahead = new PushbackInputStream(raw, 2);
            int first = ahead.read();
            if (first < 0) {
                decoded = InputStream.nullInputStream();
            } else {
                int second = ahead.read();
                if (second >= 0) {
                    ahead.unread(second);
                }
                ahead.unread(first);
                // "deflate" is sent with and without the zlib wrapper.
                boolean zlib = (first & 0x0f) == 8 && (first << 8 | second) % 31 == 0;
                decoded = coding.equals("gzip")
                        ? new GZIPInputStream(ahead, 8192)
                        : new InflaterInputStream(ahead, new Inflater(!zlib));
            }
        }
        return decoded;
    }

    private InputStream source() throws IOException {
        return coding.equals("gzip") || coding.equals("deflate") ? decoded() : raw;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        try {
            int count = source().read(target, offset, length);
            if (count < 0) {
                end();
            }
            return count;
        } catch (IOException e) {
            BrokenTransfer broken = new BrokenTransfer(NetworkFailures.explain(e, exchange, null));
            drop.run();
            throw broken;
        }
    }

    /** The decoder may be done before the transfer is: only a transfer that is read to its end frees the connection. */
    private void end() throws IOException {
        ended = true;
        while (source() != raw && raw.read() >= 0) {
            // What follows the coded content means nothing.
        }
        exchange.close();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!ended && !drained()) {
            drop.run();
        }
        exchange.close();
        try {
            raw.close();
        } catch (IOException e) {
            // Nothing more is wanted from it.
        }
    }

    private boolean drained() {
        exchange.enter(Phase.BODY, SHORT);
        byte[] rest = new byte[4096];
        try {
            for (int total = 0; total <= SMALL_REST; ) {
                int count = raw.read(rest);
                if (count < 0) {
                    return true;
                }
                total += count;
            }
        } catch (IOException e) {
            // Gone already.
        }
        return false;
    }
}
