package org.drawbridge.core.internal.http;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Proxy;

/** An HTTP proxy on loopback that leads every connection to one server, whatever was asked for. */
final class TestProxy implements AutoCloseable {

    final List<TestServer.Received> requests = new CopyOnWriteArrayList<>();
    private final TestServer listener;
    private final int server;

    /** The only {@code Proxy-Authorization} it accepts; null for any. */
    String credentials;

    /** What it challenges with. */
    List<String> challenges = List.of("Proxy-Authenticate: Basic realm=\"proxy\"");

    /** Answers every CONNECT by this instead, if set. */
    String refusal;

    TestProxy(int server) throws IOException {
        this.server = server;
        this.listener = TestServer.raw(this::serve);
    }

    private void serve(Socket socket) throws Exception {
        for (TestServer.Received request = TestServer.read(socket);
                request != null;
                request = TestServer.read(socket)) {
            requests.add(request);
            TestServer.Answer answer = new TestServer.Answer(socket);
            if (refusal != null) {
                answer.raw(refusal);
                return;
            }
            if (credentials != null && !credentials.equals(request.header("Proxy-Authorization"))) {
                answer.send(407, "sign in", challenges.toArray(String[]::new));
                if (request.method().equals("CONNECT")) {
                    return;
                }
            } else if (request.method().equals("CONNECT")) {
                answer.raw("HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n");
                tunnel(socket);
                return;
            } else {
                answer.send(200, "through the proxy");
            }
        }
    }

    private void tunnel(Socket client) throws Exception {
        try (Socket target = new Socket("127.0.0.1", server)) {
            Thread back = Thread.ofVirtual().start(() -> copy(target, client));
            copy(client, target);
            back.join();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // One side left.
        }
    }

    Proxy proxy(String user, String password, String... exceptions) {
        List<String> all = new java.util.ArrayList<>(List.of(exceptions));
        all.add(NoProxy.LOOPBACK_TOO);
        return new Proxy(
                "127.0.0.1",
                listener.port(),
                Optional.ofNullable(user),
                Optional.ofNullable(password).map(Secret::of),
                all);
    }

    HttpSettings settings(String user, String password, String... exceptions) {
        return HttpTests.QUICK
                .withProxy(Optional.of(proxy(user, password, exceptions)))
                .withAuthorities(List.of(TestCertificates.INSTANCE.caFile));
    }

    String name() {
        return "127.0.0.1:" + listener.port();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
