package org.drawbridge.browser.internal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A WebSocket to the DevTools endpoint on this machine, with nothing between the socket and whoever waits for an answer:
 * the JDK's client hands each message through several threads, which a short call through the browser pays for with a
 * third of its time (ADR 4). Text messages only (RFC 6455). Thread-safe.
 */
final class DevToolsSocket implements AutoCloseable {

    private static final int TEXT = 1;
    private static final int CONTINUATION = 0;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int LARGEST_HEAD = 16 << 10;
    /** Far above what the browser sends; more would be no DevTools. */
    private static final int LARGEST_MESSAGE = 512 << 20;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final ReentrantLock sending = new ReentrantLock();

    private DevToolsSocket(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 << 10));
        out = socket.getOutputStream();
    }

    /** Connects to {@code ws://127.0.0.1:port/devtools/browser/…}; messages are heard after {@link #listen}. */
    static DevToolsSocket connect(URI endpoint, Duration limit) throws IOException {
        Socket socket = new Socket();
        try {
            int millis = (int) limit.toMillis();
            socket.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), millis);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            DevToolsSocket opened = new DevToolsSocket(socket);
            opened.shakeHands(endpoint);
            socket.setSoTimeout(0);
            return opened;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void shakeHands(URI endpoint) throws IOException {
        // The key keeps caches from answering; on loopback there are none.
        String key = Base64.getEncoder().encodeToString(new byte[16]);
        out.write(
                ("GET " + endpoint.getRawPath() + " HTTP/1.1\r\nHost: " + endpoint.getHost() + ":" + endpoint.getPort()
                                + "\r\n"
                                + "Upgrade: websocket\r\n"
                                + "Connection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: "
                                + key + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            if (head.length() > LARGEST_HEAD) {
                throw new IOException("not a WebSocket");
            }
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + head.substring(0, head.indexOf("\r")));
        }
    }

    /** Hears messages one at a time, on a thread of its own, until the connection ends. */
    void listen(Consumer<String> message, Runnable end) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            String text = next();
                            if (text == null) {
                                return;
                            }
                            message.accept(text);
                        }
                    } catch (IOException e) {
                        // However it ended, it has.
                    } finally {
                        close();
                        end.run();
                    }
                },
                "devtools");
        thread.setDaemon(true);
        thread.start();
    }

    /** The next message, null at the end. */
    private String next() throws IOException {
        byte[] message = {};
        while (true) {
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            if (length < 0 || length + message.length > LARGEST_MESSAGE) {
                throw new IOException("a message of " + length + " bytes");
            }
            int at = 0;
            int kind = first & 0x0f;
            byte[] payload;
            if (kind == CONTINUATION) {
                at = message.length;
                payload = Arrays.copyOf(message, at + (int) length);
            } else {
                payload = new byte[(int) length];
            }
            in.readFully(payload, at, (int) length);
            switch (kind) {
                case TEXT, CONTINUATION -> {
                    if ((first & FINAL) != 0) {
                        return new String(payload, StandardCharsets.UTF_8);
                    }
                    message = payload;
                }
                case PING -> frame(PONG, payload);
                case CLOSE -> {
                    return null;
                }
                default -> {}
            }
        }
    }

    void send(String text) throws IOException {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private void frame(int kind, byte[] payload) throws IOException {
        int length = payload.length;
        byte[] head = new byte[14];
        head[0] = (byte) (FINAL | kind);
        int size = 2;
        if (length < 126) {
            head[1] = (byte) (MASKED | length);
        } else if (length < 1 << 16) {
            head[1] = (byte) (MASKED | 126);
            head[size++] = (byte) (length >> 8);
            head[size++] = (byte) length;
        } else {
            head[1] = (byte) (MASKED | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                head[size++] = (byte) ((long) length >> shift);
            }
        }
        // A mask of four zeros: masks protect proxies from hostile pages, and here is neither.
        size += 4;
        byte[] whole = Arrays.copyOf(head, size + length);
        System.arraycopy(payload, 0, whole, size, length);
        sending.lock();
        try {
            if (socket.isClosed()) {
                throw new EOFException();
            }
            out.write(whole);
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed, then.
        }
    }
}
