package org.drawbridge.core.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A server on the loopback address that does with each request exactly what a test wants, down to the byte. */
final class TestServer implements AutoCloseable {

    /** One request as it came in. */
    record Received(String method, String target, List<String> headers, String body) {
        String header(String name) {
            return headers.stream()
                    .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    /** What the server does with a connection. */
    interface Connection {
        void serve(Socket socket) throws Exception;
    }

    /** What the server does with a request. */
    interface Handler {
        void handle(Received request, Answer answer) throws Exception;
    }

    private final ServerSocket listener;
    private final Connection behaviour;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    final List<Received> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    private TestServer(ServerSocket listener, Connection behaviour) {
        this.listener = listener;
        this.behaviour = behaviour == null ? this::silence : behaviour;
    }

    static TestServer raw(Connection behaviour) throws IOException {
        return new TestServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviour).start();
    }

    static TestServer http(Handler handler) throws IOException {
        return serving(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), handler);
    }

    static TestServer https(SSLContext context, Handler handler) throws IOException {
        return serving(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()), handler);
    }

    static TestServer on(ServerSocket listener, Handler handler) {
        return serving(listener, handler);
    }

    private static TestServer serving(ServerSocket listener, Handler handler) {
        TestServer[] self = new TestServer[1];
        self[0] = new TestServer(listener, socket -> {
            for (Received request = read(socket); request != null; request = read(socket)) {
                self[0].requests.add(request);
                Answer answer = new Answer(socket);
                handler.handle(request, answer);
                if (!answer.complete) {
                    return;
                }
            }
        });
        return self[0].start();
    }

    private void silence(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // Says nothing, whatever it hears.
        }
    }

    private TestServer start() {
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    connections.incrementAndGet();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            behaviour.serve(socket);
                        } catch (Exception e) {
                            // The client left, or TLS failed: what the client makes of it is what is tested.
                        } finally {
                            open.remove(socket);
                        }
                    });
                } catch (IOException e) {
                    // Closed.
                }
            }
        });
        return this;
    }

    int port() {
        return listener.getLocalPort();
    }

    int open() {
        return open.size();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    static Received read(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        List<String> lines = new ArrayList<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        if (lines.isEmpty()) {
            return null;
        }
        String[] first = lines.get(0).split(" ");
        Received head = new Received(first[0], first[1], lines.subList(1, lines.size()), "");
        String length = head.header("Content-Length");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (length != null) {
            body.write(in.readNBytes(Integer.parseInt(length)));
        } else if ("chunked".equalsIgnoreCase(head.header("Transfer-Encoding"))) {
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                body.write(in.readNBytes(size));
                line(in);
            }
            line(in);
        }
        return new Received(head.method, head.target, head.headers, body.toString(StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** What a handler answers. The connection is kept for the next request if it sent a whole answer. */
    static final class Answer {
        final Socket socket;
        final OutputStream out;
        private boolean complete;

        Answer(Socket socket) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
        }

        void send(int status, String body, String... headers) throws IOException {
            send(status, body.getBytes(StandardCharsets.UTF_8), headers);
        }

        void send(int status, byte[] body, String... headers) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            raw(head + "Content-Length: " + body.length + "\r\n\r\n");
            out.write(body);
            out.flush();
            complete = true;
        }

        void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Waits until the client hangs up. */
        void untilGone() throws IOException {
            socket.getInputStream().read();
        }
    }
}
