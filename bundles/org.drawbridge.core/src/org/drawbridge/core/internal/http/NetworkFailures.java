package org.drawbridge.core.internal.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.CharacterCodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.Proxy;
import org.drawbridge.core.internal.http.Exchange.Phase;

/** What an I/O exception means to the user. */
final class NetworkFailures {

    private static final Texts TEXTS = Texts.of(NetworkFailures.class);

    private NetworkFailures() {}

    /** Explains what kept an exchange from its answer, or from the rest of it. */
    static AuthFailure explain(IOException thrown, Exchange exchange, X509Certificate[] shown) {
        if (exchange.cancelled() || Thread.currentThread().isInterrupted()) {
            return new Cancelled();
        }
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof Explained explained) {
                return explained.failure();
            }
        }
        Address address = exchange.address();
        if (exchange.expired() || timedOut(thrown)) {
            return timeout(exchange, address.host(), address.port(), thrown);
        }
        if (exchange.phase() == Phase.BODY) {
            return body(thrown, exchange);
        }
        if (thrown instanceof SSLException || exchange.phase() == Phase.TLS) {
            return TlsFailures.explain(thrown, exchange, shown);
        }
        if (thrown instanceof ClientProtocolException
                || thrown instanceof CharacterCodingException
                || (thrown instanceof NoHttpResponseException && !address.secure() && address.port() == 443)) {
            return at("network.no-http", exchange).because(thrown).failure();
        }
        // Some servers hang up on a client without certificate before their alert can be read.
        return exchange.certificateWanted() ? TlsFailures.explain(thrown, exchange, null) : reset(thrown, exchange);
    }

    private static boolean timedOut(IOException thrown) {
        return thrown instanceof SocketTimeoutException
                || thrown instanceof ConnectionRequestTimeoutException
                || (thrown instanceof InterruptedIOException && thrown.getCause() instanceof SocketTimeoutException);
    }

    private static AuthFailure body(IOException thrown, Exchange exchange) {
        if (thrown instanceof EOFException
                || thrown instanceof ConnectionClosedException
                || thrown instanceof MalformedChunkCodingException
                || thrown instanceof ZipException) {
            return at("answer.truncated", exchange)
                    .evidence("url", shortened(exchange.address()))
                    .because(thrown)
                    .failure();
        }
        return reset(thrown, exchange);
    }

    private static AuthFailure reset(IOException thrown, Exchange exchange) {
        return at("network.reset", exchange)
                .evidence("phase", phase(exchange))
                .evidence("detail", detail(thrown))
                .because(thrown)
                .failure();
    }

    private static AuthFailure timeout(Exchange exchange, String host, int port, IOException thrown) {
        return CoreFailures.problem("network.timeout")
                .evidence("host", host)
                .evidence("port", port)
                .evidence("phase", phase(exchange))
                .evidence("limit", seconds(exchange.limit()))
                .because(thrown)
                .failure();
    }

    private static String seconds(Duration limit) {
        return TEXTS.get("seconds", limit.toMillis() / 1000.0);
    }

    private static String phase(Exchange exchange) {
        return TEXTS.get("phase." + exchange.phase().name().toLowerCase(Locale.ROOT));
    }

    private static FailureCatalogue.Builder at(String cause, Exchange exchange) {
        return CoreFailures.problem(cause)
                .evidence("host", exchange.address().host())
                .evidence("port", exchange.address().port())
                .with("scheme", exchange.address().secure() ? "https" : "http")
                .with("otherScheme", exchange.address().secure() ? "http" : "https");
    }

    /** Explains why no connection came about; for a proxy, that the proxy is what can't be reached. */
    static Explained dialling(
            IOException thrown, Exchange exchange, String host, int port, boolean elsewhere, Proxy proxy) {
        if (exchange.cancelled() || Thread.currentThread().isInterrupted()) {
            return new Explained(new Cancelled());
        }
        if (thrown instanceof Explained explained) {
            return explained;
        }
        String cause = cause(thrown, exchange);
        if (proxy != null) {
            return new Explained(CoreFailures.problem("proxy.unreachable")
                    .evidence("proxy", ProxySignIn.name(proxy))
                    .evidence("detail", TEXTS.get("detail." + cause, seconds(exchange.limit())))
                    .because(thrown)
                    .failure());
        }
        FailureCatalogue.Builder problem = CoreFailures.problem("network." + cause)
                .evidence("host", exchange.address().host())
                .evidence("port", exchange.address().port());
        if (elsewhere) {
            problem.evidence("connectTo", Address.bracketed(host) + ":" + port);
        }
        if (cause.equals("timeout")) {
            problem.evidence("phase", phase(exchange)).evidence("limit", seconds(exchange.limit()));
        }
        if (cause.equals("reset")) {
            problem.evidence("phase", phase(exchange)).evidence("detail", detail(thrown));
        }
        return new Explained(problem.because(thrown).failure());
    }

    private static String cause(IOException thrown, Exchange exchange) {
        if (exchange.expired() || thrown instanceof SocketTimeoutException) {
            return "timeout";
        }
        if (thrown instanceof UnknownHostException) {
            return "unknown-host";
        }
        String text = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
        if (thrown instanceof NoRouteToHostException || text.contains("unreachable")) {
            return "unreachable";
        }
        if (text.contains("timed out")) {
            return "timeout";
        }
        if (thrown instanceof ConnectException) {
            return "refused";
        }
        return thrown instanceof SocketException && exchange.phase() == Phase.CONNECT ? "unreachable" : "reset";
    }

    private static String detail(IOException thrown) {
        return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    }

    /** The address without its query, whose values are nobody's business in a report. */
    static String shortened(Address address) {
        String text = address.uri().toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }
}
