package org.drawbridge.sandbox.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.drawbridge.sandbox.Served;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One TLS server on the loopback address for all virtual hosts. */
public final class SandboxServer implements AutoCloseable {

    static {
        // Without it each answer on a kept connection waits 40 ms for an acknowledgement (JDK-8014254).
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(SandboxServer.class);

    private final HttpsServer server;
    private final ExecutorService executor;
    private final List<VirtualHost> hosts;
    private final FaultSwitches faults;
    private volatile Consumer<Served> watcher;
    private volatile Consumer<String> secrets;

    /** Starts listening on 127.0.0.1. */
    public SandboxServer(int port, Certificates certificates, List<VirtualHost> hosts, FaultSwitches faults)
            throws IOException {
        this.hosts = List.copyOf(hosts);
        this.faults = faults;
        server = HttpsServer.create(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 1024);
        server.setHttpsConfigurator(new HttpsConfigurator(context(certificates)));
        executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("sandbox-", 0).factory());
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Tells of each call that was answered; null for nobody. */
    public void watch(Consumer<Served> told) {
        watcher = told;
    }

    /** Tells of each session cookie, token and code that is handed out; null for nobody. */
    public void watchSecrets(Consumer<String> told) {
        secrets = told;
    }

    @Override
    public void close() {
        server.stop(0);
        // Wakes the handlers that wait on purpose.
        executor.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        HttpCall call = new HttpCall(exchange, secrets);
        try {
            VirtualHost host = hosts.stream()
                    .filter(each -> each.serves(call.host()))
                    .findFirst()
                    .orElse(null);
            if (host == null) {
                unknown(call);
            } else {
                faults.pass(call, host);
            }
            if (!call.answered()) {
                throw new IllegalStateException("not answered");
            }
        } catch (InterruptedException e) {
            exchange.close();
        } catch (RuntimeException e) {
            LOG.error("The sandbox failed at {} {}{}", call.method(), call.host(), call.path(), e);
            if (!call.answered()) {
                call.text(500, "The sandbox itself failed; see its log.\n");
            }
        } catch (IOException e) {
            LOG.debug("{} {}{} broke off: {}", call.method(), call.host(), call.path(), e.toString());
            exchange.close();
        } finally {
            Consumer<Served> told = watcher;
            if (told != null) {
                told.accept(new Served(
                        Instant.now(),
                        call.method(),
                        call.host() + exchange.getRequestURI(),
                        exchange.getResponseCode()));
            }
            LOG.debug("{} {}{} → {}", call.method(), call.host(), call.path(), exchange.getResponseCode());
        }
    }

    private void unknown(Call call) throws IOException {
        call.html(404, """
                <!DOCTYPE html><html><head><title>Unknown host</title></head><body>
                <h1>Unknown host</h1><p>The sandbox simulates no host named <b>%s</b>.</p></body></html>
                """.formatted(Html.escape(call.host())));
    }

    private static SSLContext context(Certificates certificates) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new ServerNames(certificates)}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
