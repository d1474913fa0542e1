package org.drawbridge.browser.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What the relay's tests send their calls to: answers of all sizes, redirects, failures, and silence. */
final class RelayServer implements AutoCloseable {

    static final int MB = 1 << 20;
    /** Large enough to be downloaded. */
    static final long LARGE = 12L * MB;

    /** How many calls have come. */
    final AtomicInteger calls = new AtomicInteger();
    /** Their methods and addresses, in order, and "hung up" for each client that left an endless answer. */
    final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private final HttpServer server;
    private volatile CountDownLatch release = new CountDownLatch(1);

    RelayServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Lets those answer that wait for it. */
    void release() {
        release.countDown();
    }

    /** Forgets what has come; who waits now, and who comes later, waits for the next {@link #release}. */
    void reset() {
        calls.set(0);
        seen.clear();
        release.countDown();
        release = new CountDownLatch(1);
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        int call = calls.incrementAndGet();
        String method = exchange.getRequestMethod();
        seen.add(method + " " + exchange.getRequestURI());
        switch (exchange.getRequestURI().getPath()) {
            case "/sum" -> {
                MessageDigest digest = sha256();
                long bytes;
                try (InputStream in = new DigestInputStream(exchange.getRequestBody(), digest)) {
                    bytes = in.transferTo(OutputStream.nullOutputStream());
                }
                text(
                        exchange,
                        200,
                        exchange.getRequestHeaders().getFirst("Content-Type") + " " + bytes + " "
                                + HexFormat.of().formatHex(digest.digest()));
            }
            case "/large" -> {
                String own = exchange.getRequestHeaders().getFirst("X-Own");
                if (!"application/special".equals(exchange.getRequestHeaders().getFirst("Accept")) || own == null) {
                    text(exchange, 406, "not as it was asked for");
                } else {
                    stream(exchange, LARGE);
                }
            }
            case "/size" ->
                stream(exchange, Long.parseLong(exchange.getRequestURI().getQuery()));
            case "/ends" -> {
                // The session ends between the call and the download of its body.
                if (call == 1) {
                    stream(exchange, LARGE);
                } else {
                    redirect(exchange, "/login");
                }
            }
            case "/ends-elsewhere" -> {
                if (call == 1) {
                    stream(exchange, LARGE);
                } else {
                    redirect(exchange, foreign("/idp"));
                }
            }
            case "/login" -> {
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.getResponseHeaders().set("Content-Length", "5");
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write("login".getBytes(StandardCharsets.UTF_8));
            }
            case "/elsewhere" -> {
                exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
                redirect(exchange, foreign("/idp?SAMLRequest=1"));
            }
            case "/hang" -> awaitRelease();
            case "/once" -> {
                // Hangs the first time only.
                if (call == 1) {
                    awaitRelease();
                } else {
                    text(exchange, 200, "call " + call);
                }
            }
            case "/drop" -> {}
            case "/half" -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write(new byte[500]);
                exchange.getResponseBody().flush();
            }
            case "/drips" -> {
                exchange.sendResponseHeaders(200, 0);
                for (int i = 0; i < 12; i++) {
                    exchange.getResponseBody().write(("drop " + i + "\n").getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    LockSupport.parkNanos(400_000_000L);
                }
            }
            case "/endless", "/endless-late" -> {
                if (call == 2 && exchange.getRequestURI().getPath().endsWith("late")) {
                    awaitRelease();
                }
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                byte[] block = new byte[MB];
                try {
                    exchange.sendResponseHeaders(200, 0);
                    while (true) {
                        exchange.getResponseBody().write(block);
                    }
                } catch (IOException e) {
                    seen.add("hung up");
                    throw e;
                }
            }
            default -> text(exchange, 200, "call " + call);
        }
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String foreign(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void text(HttpExchange exchange, int status, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void stream(HttpExchange exchange, long size) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.sendResponseHeaders(200, size);
        new Made(size).transferTo(exchange.getResponseBody());
    }

    /** Bytes that are made while they are read. */
    static class Made extends InputStream {
        private static final byte[] BLOCK = block();
        private final long size;
        private long at;

        Made(long size) {
            this.size = size;
        }

        private static byte[] block() {
            byte[] block = new byte[MB];
            new Random(1).nextBytes(block);
            return block;
        }

        @Override
        public int read() {
            return at == size ? -1 : BLOCK[(int) (at++ % MB)] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (at == size) {
                return -1;
            }
            int from = (int) (at % MB);
            int count = (int) Math.min(Math.min(length, MB - from), size - at);
            System.arraycopy(BLOCK, from, buffer, offset, count);
            at += count;
            return count;
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String sum(long size) throws IOException {
        MessageDigest digest = sha256();
        new DigestInputStream(new Made(size), digest).transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(digest.digest());
    }
}
