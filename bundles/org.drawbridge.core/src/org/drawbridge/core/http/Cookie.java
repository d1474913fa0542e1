package org.drawbridge.core.http;

import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.Redactor;

/**
 * A cookie, matched as RFC 6265 §5 says.
 *
 * @param domain lower case, without a leading dot
 * @param hostOnly whether it holds for exactly that host, not for its sub-domains
 * @param path begins with a slash
 * @param expires empty for a session cookie
 */
public record Cookie(
        String name,
        String value,
        String domain,
        boolean hostOnly,
        String path,
        Optional<Instant> expires,
        boolean secure,
        boolean httpOnly) {

    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEE, dd-MMM-yyyy HH:mm:ss zzz", Locale.ROOT),
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss zzz", Locale.ROOT),
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT));

    public Cookie {
        domain = domain.toLowerCase(Locale.ROOT);
        domain = domain.startsWith(".") ? domain.substring(1) : domain;
        path = path.startsWith("/") ? path : "/";
    }

    /** Whether it is to be sent with a request to that address. */
    public boolean matches(URI address, Instant now) {
        return matchesHost(address) && matchesPath(address) && !expired(now);
    }

    /** As {@link #matches} but for the path: some servers set cookies for a path beside their context path. */
    public boolean matchesHost(URI address) {
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        boolean sameHost = host.equals(domain);
        boolean subDomain = !hostOnly && host.endsWith("." + domain);
        return (sameHost || subDomain) && (!secure || "https".equalsIgnoreCase(address.getScheme()));
    }

    public boolean matchesPath(URI address) {
        String asked = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        return asked.equals(path)
                || asked.startsWith(path) && (path.endsWith("/") || asked.charAt(path.length()) == '/');
    }

    public boolean expired(Instant now) {
        return expires.isPresent() && !expires.get().isAfter(now);
    }

    /**
     * Reads a {@code Set-Cookie} header that came from an address; empty if it is none, or for a foreign domain. A cookie
     * that is to be deleted comes back expired.
     */
    public static Optional<Cookie> parse(String header, URI from, Clock clock) {
        String[] parts = header.split(";");
        int equals = parts[0].indexOf('=');
        String host = from.getHost().toLowerCase(Locale.ROOT);
        if (equals < 1) {
            return Optional.empty();
        }
        String domain = host;
        boolean hostOnly = true;
        String path = defaultPath(from);
        Optional<Instant> expires = Optional.empty();
        boolean maxAgeSeen = false;
        boolean secure = false;
        boolean httpOnly = false;
        for (int i = 1; i < parts.length; i++) {
            int at = parts[i].indexOf('=');
            String name =
                    (at < 0 ? parts[i] : parts[i].substring(0, at)).strip().toLowerCase(Locale.ROOT);
            String value = at < 0 ? "" : parts[i].substring(at + 1).strip();
            switch (name) {
                case "domain" -> {
                    String wanted = value.toLowerCase(Locale.ROOT);
                    wanted = wanted.startsWith(".") ? wanted.substring(1) : wanted;
                    if (!wanted.isEmpty()) {
                        if (!host.equals(wanted) && !host.endsWith("." + wanted)) {
                            return Optional.empty();
                        }
                        domain = wanted;
                        hostOnly = false;
                    }
                }
                case "path" -> path = value.startsWith("/") ? value : path;
                case "max-age" -> {
                    if (value.matches("-?\\d{1,12}")) {
                        long seconds = Long.parseLong(value);
                        expires = Optional.of(
                                seconds <= 0 ? Instant.EPOCH : clock.instant().plusSeconds(seconds));
                        maxAgeSeen = true;
                    }
                }
                case "expires" -> expires = maxAgeSeen ? expires : date(value);
                case "secure" -> secure = true;
                case "httponly" -> httpOnly = true;
                default -> {}
            }
        }
        return Optional.of(new Cookie(
                parts[0].substring(0, equals).strip(),
                parts[0].substring(equals + 1).strip(),
                domain,
                hostOnly,
                path,
                expires,
                secure,
                httpOnly));
    }

    private static String defaultPath(URI from) {
        String path = from.getRawPath() == null ? "" : from.getRawPath();
        int end = path.lastIndexOf('/');
        return end <= 0 ? "/" : path.substring(0, end);
    }

    private static Optional<Instant> date(String value) {
        for (DateTimeFormatter format : DATES) {
            try {
                return Optional.of(ZonedDateTime.parse(value, format.withZone(java.time.ZoneOffset.UTC))
                        .toInstant());
            } catch (DateTimeException e) {
                // The next form.
            }
        }
        return Optional.empty();
    }

    /** Without the value. */
    @Override
    public String toString() {
        return name + "=" + Redactor.MASK + "; domain=" + domain + "; path=" + path;
    }
}
