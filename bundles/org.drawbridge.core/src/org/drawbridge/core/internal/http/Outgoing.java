package org.drawbridge.core.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.internal.http.Exchange.Phase;

/** A request's body on its way out; each piece that gets through extends the time limit. */
final class Outgoing extends AbstractHttpEntity {

    private final RequestBody body;
    private final Exchange exchange;

    Outgoing(RequestBody body, Exchange exchange) {
        super(body.contentType(), null, body.length() < 0);
        this.body = body;
        this.exchange = exchange;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        exchange.enter(Phase.SENDING, exchange.answerLimit());
        try (InputStream in = open()) {
            byte[] buffer = new byte[32 << 10];
            for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
                out.write(buffer, 0, count);
                exchange.enter(Phase.SENDING, exchange.answerLimit());
            }
        }
        exchange.enter(Phase.HEADERS, exchange.answerLimit());
    }

    private InputStream open() throws IOException {
        try {
            return body.source().open();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static int read(InputStream in, byte[] buffer) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Explained unreadable(IOException e) {
        return new Explained(CoreFailures.problem("request.body-unreadable")
                .evidence("detail", e.getMessage())
                .because(e)
                .failure());
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public InputStream getContent() throws IOException {
        return body.source().open();
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public long getContentLength() {
        return body.length();
    }

    @Override
    public void close() {}
}
