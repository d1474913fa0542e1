package org.drawbridge.browser.internal;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.Request;

/** What kept a call through the browser from its answer: the same causes as without a browser, where they are the same. */
final class RelayFailures {

    /** The browser's words for what core has a cause of its own for. */
    private static final Map<String, String> CAUSES = Map.ofEntries(
            Map.entry("net::ERR_NAME_NOT_RESOLVED", "network.unknown-host"),
            Map.entry("net::ERR_NAME_RESOLUTION_FAILED", "network.unknown-host"),
            Map.entry("net::ERR_CONNECTION_REFUSED", "network.refused"),
            Map.entry("net::ERR_ADDRESS_UNREACHABLE", "network.unreachable"),
            Map.entry("net::ERR_INTERNET_DISCONNECTED", "network.unreachable"),
            Map.entry("net::ERR_NETWORK_CHANGED", "network.reset"),
            Map.entry("net::ERR_CONNECTION_RESET", "network.reset"),
            Map.entry("net::ERR_CONNECTION_CLOSED", "network.reset"),
            Map.entry("net::ERR_CONNECTION_ABORTED", "network.reset"),
            Map.entry("net::ERR_EMPTY_RESPONSE", "network.reset"),
            Map.entry("net::ERR_CONNECTION_TIMED_OUT", "network.timeout"),
            Map.entry("net::ERR_TIMED_OUT", "network.timeout"),
            Map.entry("net::ERR_INVALID_HTTP_RESPONSE", "network.no-http"),
            Map.entry("net::ERR_CONTENT_LENGTH_MISMATCH", "answer.truncated"),
            Map.entry("net::ERR_INCOMPLETE_CHUNKED_ENCODING", "answer.truncated"),
            Map.entry("net::ERR_SSL_PROTOCOL_ERROR", "tls.handshake"),
            Map.entry("net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH", "tls.handshake"));

    private RelayFailures() {}

    /** @param error the browser's {@code net::ERR_…}, or the page's own words where it knows nothing better */
    static AuthFailure failed(Request request, String error, Duration limit) {
        URI address = URI.create(request.target());
        String cause = CAUSES.get(error);
        if (cause == null) {
            return BrowserFailures.problem("browser.request-failed")
                    .with("url", withoutQuery(request.target()))
                    .evidence("url", withoutQuery(request.target()))
                    .evidence("error", error)
                    .failure();
        }
        boolean secure = "https".equals(address.getScheme());
        int port = address.getPort() > 0 ? address.getPort() : secure ? 443 : 80;
        FailureCatalogue.Builder problem = CoreFailures.problem(cause)
                .evidence("host", address.getHost())
                .evidence("port", port)
                .evidence("detail", error);
        switch (cause) {
            case "network.timeout" ->
                problem.evidence("limit", limit.toSeconds() + " s").evidence("phase", phase(error));
            case "network.reset" -> problem.evidence("phase", phase(error));
            case "network.no-http" ->
                problem.with("scheme", secure ? "https" : "http").with("otherScheme", secure ? "http" : "https");
            case "answer.truncated" -> problem.evidence("url", withoutQuery(request.target()));
            default -> {}
        }
        return problem.failure();
    }

    private static String phase(String error) {
        return "through the browser, " + error;
    }

    static AuthFailure timeout(Request request, Duration limit) {
        return BrowserFailures.problem("browser.request-timeout")
                .with("url", withoutQuery(request.target()))
                .with("seconds", limit.toSeconds())
                .failure();
    }

    /** The page was left or crashed while a call was under way that must not be made twice. */
    static AuthFailure lost(Request request, PageLost reason) {
        return BrowserFailures.problem("browser.page-lost")
                .with("method", request.method())
                .with("url", withoutQuery(request.target()))
                .evidence("error", reason.getMessage())
                .because(reason)
                .failure();
    }

    /** The browser itself has ended or does not answer. */
    static AuthFailure browser(IOException reason) {
        return BrowserFailures.problem(reason instanceof BrowserGone ? "browser.gone" : "browser.no-answer")
                .evidence("error", reason.getMessage())
                .because(reason)
                .failure();
    }

    static AuthFailure downloadBroken(Request request, Throwable reason) {
        return BrowserFailures.problem("browser.download-broken")
                .with("url", withoutQuery(request.target()))
                .evidence("error", String.valueOf(reason.getMessage()))
                .because(reason)
                .failure();
    }

    static String withoutQuery(String address) {
        int query = address.indexOf('?');
        return query < 0 ? address : address.substring(0, query);
    }
}
