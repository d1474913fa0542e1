package org.drawbridge.core.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.failure.CoreFailures;

/**
 * Another address for a host, as in curl's {@code --connect-to HOST1:PORT1:HOST2:PORT2}: connections for the first go
 * to the second, under the same name and with the same certificate check. An empty host or port on the left means any,
 * on the right means unchanged. IPv6 addresses stand in brackets.
 */
public record ConnectTo(String host, Optional<Integer> port, String address, Optional<Integer> addressPort) {

    private static final String HOST = "(\\[[0-9A-Fa-f:.%]+\\]|[^:\\[\\]]*)";
    private static final Pattern FORM = Pattern.compile(HOST + ":(\\d*):" + HOST + ":(\\d*)");

    public ConnectTo {
        host = host.toLowerCase(Locale.ROOT);
    }

    /** Throws {@link IllegalArgumentException} if the text is not of that form. */
    public static ConnectTo parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(CoreFailures.words("reason.connect-to", text));
        }
        return new ConnectTo(
                bare(matcher.group(1)), port(matcher.group(2)), bare(matcher.group(3)), port(matcher.group(4)));
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Optional<Integer> port(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int value = text.length() > 5 ? 65536 : Integer.parseInt(text);
        if (value < 1 || value > 65535) {
            throw new IllegalArgumentException(CoreFailures.words("reason.no-port-number", text));
        }
        return Optional.of(value);
    }

    /** Whether connections to that host and port are led elsewhere. */
    public boolean matches(String wantedHost, int wantedPort) {
        return (host.isEmpty() || host.equals(wantedHost.toLowerCase(Locale.ROOT)))
                && (port.isEmpty() || port.get() == wantedPort);
    }

    /** The option's own form. */
    @Override
    public String toString() {
        return bracketed(host) + ":" + port.map(String::valueOf).orElse("") + ":" + bracketed(address) + ":"
                + addressPort.map(String::valueOf).orElse("");
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
