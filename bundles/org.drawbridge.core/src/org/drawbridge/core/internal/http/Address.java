package org.drawbridge.core.internal.http;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;

/**
 * An absolute http or https address, taken apart. Unlike {@link URI#getHost()} it copes with host names that contain an
 * underscore, which intranets have.
 *
 * @param uri ASCII only, without fragment
 * @param host lower case, without brackets, as in certificates
 */
record Address(URI uri, boolean secure, String host, int port) {

    /** Fails with {@code request.invalid-address} if it is none. */
    static Address of(String text) throws AuthFailure {
        try {
            return of(new URI(text.strip()));
        } catch (URISyntaxException e) {
            // The exception's own message would repeat the address with all that stands in its query.
            throw invalid(text, e.getReason());
        } catch (IllegalArgumentException e) {
            throw invalid(text, e.getMessage());
        }
    }

    /** Throws {@link IllegalArgumentException} saying what is wrong. */
    static Address of(URI given) {
        String scheme = given.getScheme() == null ? "" : given.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException(CoreFailures.words("reason.scheme"));
        }
        String authority = given.getRawAuthority();
        if (authority == null || authority.isEmpty()) {
            throw new IllegalArgumentException(CoreFailures.words("reason.no-host"));
        }
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException(CoreFailures.words("reason.user-info"));
        }
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        String portText = hasPort ? authority.substring(colon + 1) : "";
        if (!portText.matches("\\d{0,5}")) {
            throw new IllegalArgumentException(CoreFailures.words("reason.port-number"));
        }
        boolean secure = scheme.equals("https");
        int port = portText.isEmpty() ? (secure ? 443 : 80) : Integer.parseInt(portText);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(CoreFailures.words("reason.port-range"));
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else {
            host = ascii(host);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException(CoreFailures.words("reason.no-host"));
        }
        return new Address(rebuilt(given, scheme, host, portText), secure, host, port);
    }

    private static String ascii(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.chars().allMatch(c -> c < 128) ? lower : IDN.toASCII(lower).toLowerCase(Locale.ROOT);
    }

    private static URI rebuilt(URI given, String scheme, String host, String port) {
        String path = given.getRawPath() == null || given.getRawPath().isEmpty() ? "/" : given.getRawPath();
        String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
        URI plain = URI.create(scheme + "://" + bracketed(host) + (port.isEmpty() ? "" : ":" + port) + path + query);
        return URI.create(plain.toASCIIString());
    }

    static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    boolean sameOrigin(Address other) {
        return secure == other.secure && port == other.port && host.equals(other.host);
    }

    /** {@code host:port}, for people and for CONNECT. */
    String authority() {
        return bracketed(host) + ":" + port;
    }

    private static AuthFailure invalid(String text, String reason) {
        int query = text.indexOf('?');
        return CoreFailures.problem("request.invalid-address")
                .with("address", query < 0 ? text : text.substring(0, query))
                .with("reason", reason)
                .failure();
    }
}
