package org.drawbridge.core.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Proxy;
import org.drawbridge.core.internal.http.Exchange.Phase;

/**
 * Opens connections: other address, proxy, look-up, TCP and TLS, each with its time limit and closed at once when the
 * exchange is aborted. HttpClient above it believes that every connection is a direct one; hence no credentials for a
 * proxy can ever reach a server.
 */
final class Dialer implements HttpClientConnectionOperator {

    private static final Duration LEAST_PER_ADDRESS = Duration.ofSeconds(1);

    /** Asks the name server; blocks. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final HttpSettings settings;
    private final Trust trust;
    private final Resolver resolver;
    private final NoProxy noProxy;
    private final ProxySignIn proxySignIn;

    Dialer(HttpSettings settings, Trust trust, Resolver resolver) {
        this.settings = settings;
        this.trust = trust;
        this.resolver = resolver;
        this.noProxy = new NoProxy(settings.proxy().map(Proxy::exceptions).orElse(List.of()));
        this.proxySignIn = new ProxySignIn(settings);
    }

    ProxySignIn proxySignIn() {
        return proxySignIn;
    }

    /** Where a connection really goes. */
    private record Way(String host, int port, boolean elsewhere, Optional<Proxy> proxy) {}

    private Way way(Address address) {
        Optional<ConnectTo> other = settings.connectTo().stream()
                .filter(rule -> rule.matches(address.host(), address.port()))
                .findFirst();
        String host = other.map(ConnectTo::address).filter(a -> !a.isEmpty()).orElse(address.host());
        int port = other.flatMap(ConnectTo::addressPort).orElse(address.port());
        Optional<Proxy> proxy = settings.proxy()
                .filter(used -> !noProxy.direct(address.host(), address.port()) && !noProxy.direct(host, port));
        return new Way(host, port, other.isPresent(), proxy);
    }

    /** Whether the request's own line and headers go to a proxy, as they do for plain http. */
    boolean plainThroughProxy(Address address) {
        Way way = way(address);
        return !address.secure() && way.proxy().isPresent() && !way.elsewhere();
    }

    @Override
    public void connect(
            ManagedHttpClientConnection connection,
            HttpHost host,
            InetSocketAddress localAddress,
            TimeValue connectTimeout,
            SocketConfig config,
            HttpContext context)
            throws IOException {
        Exchange exchange = (Exchange) context.getAttribute(Exchange.ATTRIBUTE);
        Address address = exchange.address();
        Way way = way(address);
        Socket socket = null;
        boolean done = false;
        try {
            if (way.proxy().isEmpty()) {
                socket = open(exchange, way.host(), way.port(), way.elsewhere(), null);
            } else if (plainThroughProxy(address)) {
                socket = open(
                        exchange,
                        way.proxy().get().host(),
                        way.proxy().get().port(),
                        false,
                        way.proxy().get());
            } else {
                socket = tunnel(exchange, way);
            }
            if (address.secure()) {
                SSLSocket secured = secure(exchange, socket);
                connection.bind(secured, socket);
            } else {
                connection.bind(socket);
            }
            done = true;
        } finally {
            if (!done && socket != null) {
                socket.close();
            }
        }
    }

    @Override
    public void upgrade(ManagedHttpClientConnection connection, HttpHost host, HttpContext context) {
        throw new IllegalStateException("the route is direct");
    }

    private Socket tunnel(Exchange exchange, Way way) throws IOException {
        Proxy proxy = way.proxy().orElseThrow();
        String wanted = Address.bracketed(way.host()) + ":" + way.port();
        boolean signedIn = proxySignIn.wanted();
        Socket socket = open(exchange, proxy.host(), proxy.port(), false, proxy);
        if (proxySignIn.connect(exchange, socket, proxy, wanted, signedIn)) {
            return socket;
        }
        // The proxy asked for a sign-in and may have closed the connection: once more, with it.
        socket.close();
        socket = open(exchange, proxy.host(), proxy.port(), false, proxy);
        proxySignIn.connect(exchange, socket, proxy, wanted, true);
        return socket;
    }

    /** A TCP connection; tries all addresses of the name within the time limit. */
    private Socket open(Exchange exchange, String host, int port, boolean elsewhere, Proxy proxy) throws IOException {
        InetAddress[] found;
        exchange.enter(Phase.LOOK_UP, settings.connectTimeout());
        try {
            found = lookUp(exchange, host);
        } catch (IOException e) {
            throw NetworkFailures.dialling(e, exchange, host, port, elsewhere, proxy);
        }
        exchange.enter(Phase.CONNECT, settings.connectTimeout());
        long end = System.nanoTime() + settings.connectTimeout().toNanos();
        IOException last = null;
        for (int i = 0; i < found.length && !exchange.cancelled() && !exchange.expired(); i++) {
            Duration left = Duration.ofNanos(end - System.nanoTime()).dividedBy(found.length - i);
            Duration limit = left.compareTo(LEAST_PER_ADDRESS) < 0 ? LEAST_PER_ADDRESS : left;
            Socket socket = new Socket(java.net.Proxy.NO_PROXY);
            exchange.diallingEndsBy(() -> close(socket));
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                socket.connect(new InetSocketAddress(found[i], port), (int) Math.max(1, limit.toMillis()));
                return socket;
            } catch (IOException e) {
                close(socket);
                last = e;
            }
        }
        throw NetworkFailures.dialling(
                last == null ? new IOException("aborted") : last, exchange, host, port, elsewhere, proxy);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is to be gone, and is.
        }
    }

    /** Looks a name up on a thread of its own: the system's look-up can't be interrupted, but its caller can leave. */
    private InetAddress[] lookUp(Exchange exchange, String host) throws IOException {
        InetAddress literal = NoProxy.literal(host);
        if (literal != null) {
            return new InetAddress[] {literal};
        }
        CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
        exchange.diallingEndsBy(() -> answer.completeExceptionally(new IOException("aborted")));
        Thread.ofPlatform().daemon().name("look-up").start(() -> {
            try {
                answer.complete(resolver.resolve(host));
            } catch (UnknownHostException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new UnknownHostException(host);
        }
    }

    private SSLSocket secure(Exchange exchange, Socket socket) throws IOException {
        Address address = exchange.address();
        exchange.enter(Phase.TLS, settings.connectTimeout());
        exchange.diallingEndsBy(() -> close(socket));
        trust.takeShown();
        trust.takeAsked();
        try {
            socket.setSoTimeout((int) Math.max(1, settings.connectTimeout().toMillis()));
            // The name, not the address that was dialled: SNI and the certificate check go by it.
            String name = address.host().endsWith(".")
                    ? address.host().substring(0, address.host().length() - 1)
                    : address.host();
            SSLSocket secured =
                    (SSLSocket) trust.context().getSocketFactory().createSocket(socket, name, address.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            exchange.certificateWanted(trust.takeAsked());
            trust.takeShown();
            socket.setSoTimeout(0);
            return secured;
        } catch (IOException e) {
            exchange.certificateWanted(trust.takeAsked());
            throw new Explained(NetworkFailures.explain(e, exchange, trust.takeShown()));
        }
    }
}
