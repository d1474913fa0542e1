package org.drawbridge.core.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An HTTP request. Immutable; the {@code with…} methods make copies.
 *
 * @param target an absolute address, or a path that starts with {@code /}
 * @param headers in order; names as sent
 * @param body for methods that carry one; repeatable, since a throttled request is sent again
 * @param timeout how long to wait for the answer's headers and between two reads of its body; empty for the setting
 * @param redirects what to do with 3xx
 * @param repeatable whether it may be sent again after 429, 503 or a lost connection; true for GET, HEAD, OPTIONS
 */
public record Request(
        String method,
        String target,
        List<Header> headers,
        Optional<RequestBody> body,
        Optional<Duration> timeout,
        Redirects redirects,
        boolean repeatable) {

    /** One header line. */
    public record Header(String name, String value) {
        public Header {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }
    }

    /** What to do with an answer that points elsewhere. */
    public enum Redirects {
        /** Give it to the caller. */
        NONE,
        /** Follow within the origin (scheme, host, port); give it to the caller where it leaves the origin. */
        SAME_ORIGIN
    }

    public Request {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(target, "target");
        headers = List.copyOf(headers);
    }

    public static Request get(String target) {
        return of("GET", target);
    }

    public static Request of(String method, String target) {
        return new Request(
                method,
                target,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Redirects.SAME_ORIGIN,
                method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS"));
    }

    public static Request post(String target, RequestBody body) {
        return of("POST", target).withBody(body);
    }

    /** Adds a header. */
    public Request with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Request(method, target, more, body, timeout, redirects, repeatable);
    }

    /** Sets a header, replacing those of the same name whatever their case. */
    public Request replacing(String name, String value) {
        List<Header> kept = new ArrayList<>(headers);
        kept.removeIf(header -> header.name().equalsIgnoreCase(name));
        kept.add(new Header(name, value));
        return new Request(method, target, kept, body, timeout, redirects, repeatable);
    }

    /** Asks for JSON. */
    public Request json() {
        return replacing("Accept", "application/json");
    }

    public Request withBody(RequestBody content) {
        return new Request(method, target, headers, Optional.of(content), timeout, redirects, repeatable);
    }

    public Request withTimeout(Duration limit) {
        return new Request(method, target, headers, body, Optional.of(limit), redirects, repeatable);
    }

    public Request notFollowing() {
        return new Request(method, target, headers, body, timeout, Redirects.NONE, repeatable);
    }

    /** Says that sending it twice does no harm although its method alone does not promise that. */
    public Request asRepeatable() {
        return new Request(method, target, headers, body, timeout, redirects, true);
    }

    /** The same request for an absolute address. */
    public Request at(URI absolute) {
        return new Request(method, absolute.toString(), headers, body, timeout, redirects, repeatable);
    }

    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /** Method and address without the query's values and without headers: fit for logs. */
    @Override
    public String toString() {
        int query = target.indexOf('?');
        return method + " " + (query < 0 ? target : target.substring(0, query) + "?…");
    }
}
