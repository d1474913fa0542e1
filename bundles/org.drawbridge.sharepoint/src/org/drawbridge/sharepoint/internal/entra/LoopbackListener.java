package org.drawbridge.sharepoint.internal.entra;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on this computer's own loopback addresses for the browser that comes back from a sign-in. What does not belong
 * to it (other paths, other methods, another state, slow or huge requests) is answered and does not end it. Our own, since
 * MSAL4J's aborts on strays and hides Entra's error (reference: entra-sharepoint §A "Interactive").
 */
final class LoopbackListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackListener.class);

    private static final int LARGEST = 64 * 1024;
    private static final int MOST_AT_ONCE = 32;
    private static final int TRIES = 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int READ_MILLIS = 5_000;

    /** How long the browser waits for us to find out whether the sign-in is good. */
    private static final int RESULT_SECONDS = 60;

    /** How long closing waits for the browser to get its page. */
    private static final int LAST_MILLIS = 700;

    /** What came back with the right state. */
    static final class Arrival {
        private final Map<String, String> values;
        private final CompletableFuture<ReturnPage> page = new CompletableFuture<>();
        private final CountDownLatch shown = new CountDownLatch(1);

        private Arrival(Map<String, String> values) {
            this.values = Map.copyOf(values);
        }

        /** The parameters, each of them once. */
        Map<String, String> values() {
            return values;
        }

        /** What the browser is to show now. */
        void show(ReturnPage wanted) {
            page.complete(wanted);
        }
    }

    private record Call(String method, String path, Map<String, String> headers, String query, String body) {}

    private final List<ServerSocket> sockets;
    private final List<Thread> listening;
    private final String state;
    private final Consumer<Arrival> arrived;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Arrival arrival;
    private volatile Socket answering;
    private volatile boolean closed;

    private LoopbackListener(List<ServerSocket> sockets, String state, Consumer<Arrival> arrived) {
        this.sockets = List.copyOf(sockets);
        this.state = state;
        this.arrived = arrived;
        listening = sockets.stream()
                .map(socket -> Thread.ofVirtual().name("sign-in listener").start(() -> accept(socket)))
                .toList();
    }

    /**
     * Begins to listen.
     *
     * @param port 0 for any free one
     * @param state what the browser must bring back
     * @param arrived hears of the first answer with that state, on a thread of the listener's
     * @throws BindException if the port is taken
     */
    static LoopbackListener open(int port, String state, Consumer<Arrival> arrived) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return new LoopbackListener(bind(port), state, arrived);
            } catch (BindException e) {
                // A free port of IPv4 may be taken in IPv6.
                if (port != 0 || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Browsers may take localhost for 127.0.0.1 or for ::1: nobody else may listen at the other one. */
    private static List<ServerSocket> bind(int port) throws IOException {
        List<ServerSocket> bound = new ArrayList<>();
        boolean complete = false;
        try {
            ServerSocket first = bind(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
            bound.add(first);
            InetAddress six = InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
            try {
                bound.add(bind(six, first.getLocalPort()));
            } catch (SocketException e) {
                if (someoneListens(six, first.getLocalPort())) {
                    throw new BindException("::1 port " + first.getLocalPort() + " is in use");
                }
                LOG.debug("no IPv6 here: {}", e.getMessage());
            }
            complete = true;
            return bound;
        } finally {
            if (!complete) {
                bound.forEach(LoopbackListener::shut);
            }
        }
    }

    private static ServerSocket bind(InetAddress address, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(address, port), 50);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static boolean someoneListens(InetAddress address, int port) {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(address, port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return sockets.get(0).getLocalPort();
    }

    /** As Entra wants it: by name, without a path (reference: entra-sharepoint §E "Public client"). */
    URI redirect() {
        return URI.create("http://localhost:" + port());
    }

    private void accept(ServerSocket socket) {
        while (!closed) {
            try {
                Socket client = socket.accept();
                if (!room.tryAcquire()) {
                    client.close();
                    continue;
                }
                open.add(client);
                Thread.ofVirtual().name("sign-in listener").start(() -> serve(client));
            } catch (IOException e) {
                if (!closed) {
                    LOG.debug("listening: {}", e.getMessage());
                }
                if (socket.isClosed()) {
                    return;
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout(READ_MILLIS);
            Optional<Call> call = read(client.getInputStream());
            ReturnPage page = call.isEmpty() ? ReturnPage.stray(400) : answer(call.get(), client);
            client.getOutputStream().write(page.response());
            client.getOutputStream().flush();
            client.shutdownOutput();
        } catch (IOException e) {
            // A stray that went away, or took too long.
            LOG.debug("a request to the sign-in's port: {}", e.getMessage());
        } finally {
            open.remove(client);
            room.release();
            if (client == answering) {
                arrival.shown.countDown();
            }
        }
    }

    private ReturnPage answer(Call call, Socket client) {
        String host = call.headers().getOrDefault("host", "").toLowerCase(Locale.ROOT);
        if (!Set.of("localhost:" + port(), "127.0.0.1:" + port(), "[::1]:" + port())
                .contains(host)) {
            // A page that let its own name point here.
            return ReturnPage.stray(400);
        }
        if (!call.path().equals("/")) {
            return ReturnPage.stray(404);
        }
        boolean post = call.method().equals("POST");
        if (!post && !call.method().equals("GET")) {
            return ReturnPage.stray(405);
        }
        if (post && !call.headers().getOrDefault("content-type", "").startsWith("application/x-www-form-urlencoded")) {
            return ReturnPage.stray(415);
        }
        Optional<Map<String, String>> values = fields(post ? call.body() : call.query());
        if (values.isEmpty()
                || !(values.get().containsKey("code") || values.get().containsKey("error"))) {
            return ReturnPage.stray(values.isEmpty() ? 400 : 200);
        }
        if (!same(values.get().getOrDefault("state", ""))) {
            return ReturnPage.foreign();
        }
        if (!taken.compareAndSet(false, true)) {
            return ReturnPage.again();
        }
        Arrival first = new Arrival(values.get());
        arrival = first;
        answering = client;
        arrived.accept(first);
        try {
            return first.page.get(RESULT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ReturnPage.unfinished();
        } catch (ExecutionException | TimeoutException e) {
            return ReturnPage.unfinished();
        }
    }

    private boolean same(String given) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads one request within the limits; empty if it is none. */
    private static Optional<Call> read(InputStream from) throws IOException {
        InputStream in = new BufferedInputStream(from);
        long end = System.nanoTime() + PATIENCE_NANOS;
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        while (true) {
            int next = in.read();
            if (next < 0 || head.size() >= LARGEST || System.nanoTime() > end) {
                return Optional.empty();
            }
            head.write(next);
            // Four bytes: an empty line ends the head.
            last = last << 8 | next;
            if (last == 0x0d0a0d0a) {
                break;
            }
        }
        String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n");
        String[] first = lines.length == 0 ? new String[0] : lines[0].split(" ");
        if (first.length != 3 || !first[1].startsWith("/") || !first[2].startsWith("HTTP/1.")) {
            return Optional.empty();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        int length = 0;
        String announced = headers.getOrDefault("content-length", "0");
        if (first[0].equals("POST")) {
            length = announced.matches("\\d{1,6}") ? Integer.parseInt(announced) : LARGEST + 1;
        }
        if (length > LARGEST) {
            return Optional.empty();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] part = new byte[4096];
        while (body.size() < length) {
            int count = in.read(part, 0, Math.min(part.length, length - body.size()));
            if (count < 0 || System.nanoTime() > end) {
                return Optional.empty();
            }
            body.write(part, 0, count);
        }
        int question = first[1].indexOf('?');
        return Optional.of(new Call(
                first[0],
                question < 0 ? first[1] : first[1].substring(0, question),
                headers,
                question < 0 ? "" : first[1].substring(question + 1),
                body.toString(StandardCharsets.UTF_8)));
    }

    /** The fields of a form or a query; empty if one is there twice or can't be decoded. */
    static Optional<Map<String, String>> fields(String form) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : form.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            try {
                String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                if (fields.put(name, value) != null) {
                    return Optional.empty();
                }
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.of(fields);
    }

    /**
     * Stops to listen; the port is free then. The browser that brought the answer gets its page, all others are dropped.
     */
    @Override
    public void close() {
        closed = true;
        sockets.forEach(LoopbackListener::shut);
        Arrival answered = arrival;
        if (answered != null) {
            answered.show(ReturnPage.unfinished());
        }
        try {
            // The system's socket is closed by the virtual thread that accepts from it, when it notices.
            for (Thread each : listening) {
                each.join(Duration.ofMillis(LAST_MILLIS));
            }
            if (answered != null && !answered.shown.await(LAST_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("the browser does not take its page");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        open.forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("closing: {}", e.getMessage());
            }
        });
    }

    private static void shut(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing: {}", e.getMessage());
        }
    }
}
