package org.drawbridge.core.internal.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Proxy;
import org.drawbridge.core.internal.http.Exchange.Phase;

/**
 * The talk with a proxy: asks it for a connection, and signs in by Basic, but only after it has asked for that (407).
 */
final class ProxySignIn {

    private static final int LONGEST_HEAD = 32 << 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: (.*))?");

    private final HttpSettings settings;
    private volatile boolean wanted;

    ProxySignIn(HttpSettings settings) {
        this.settings = settings;
    }

    /** Whether the proxy has asked for a sign-in before. */
    boolean wanted() {
        return wanted;
    }

    /** The header for a proxy that asked; empty if no user is set. */
    Optional<String> credentials() {
        return settings.proxy()
                .flatMap(proxy -> proxy.user().map(user -> {
                    String pair =
                            user + ":" + proxy.password().map(Secret::reveal).orElse("");
                    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
                }));
    }

    /**
     * Judges a 407.
     *
     * @param challenges the {@code Proxy-Authenticate} headers
     * @param tried whether credentials had been sent
     * @return normally if it is worth trying again with {@link #credentials()}
     */
    void challenged(List<String> challenges, boolean tried) throws AuthFailure {
        Proxy proxy = settings.proxy().orElseThrow();
        boolean basic = challenges.isEmpty()
                || challenges.stream().anyMatch(c -> c.toLowerCase(Locale.ROOT).contains("basic"));
        String cause = !basic
                ? "proxy.auth-unsupported"
                : tried ? "proxy.auth-refused" : proxy.user().isEmpty() ? "proxy.auth-required" : null;
        if (cause != null) {
            throw CoreFailures.problem(cause)
                    .evidence("proxy", name(proxy))
                    .evidence("status", 407)
                    .evidence("offered", challenges.isEmpty() ? null : schemes(challenges))
                    .with("user", proxy.user().orElse(null))
                    .failure();
        }
        wanted = true;
    }

    private static String schemes(List<String> challenges) {
        return String.join(
                ", ",
                challenges.stream()
                        .map(c -> c.strip().split("[ ,]", 2)[0])
                        .distinct()
                        .toList());
    }

    static String name(Proxy proxy) {
        return Address.bracketed(proxy.host()) + ":" + proxy.port();
    }

    /**
     * Asks for a connection to {@code authority} by CONNECT.
     *
     * @return whether the connection stands; false if it is to be asked again with credentials on a new connection
     */
    boolean connect(Exchange exchange, Socket socket, Proxy proxy, String authority, boolean signedIn)
            throws IOException {
        exchange.enter(Phase.PROXY, settings.responseTimeout());
        try {
            socket.setSoTimeout((int) Math.max(1, settings.responseTimeout().toMillis()));
            Optional<String> credentials = signedIn ? credentials() : Optional.empty();
            String request = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\nUser-Agent: "
                    + settings.userAgent() + "\r\n"
                    + credentials
                            .map(value -> "Proxy-Authorization: " + value + "\r\n")
                            .orElse("")
                    + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            List<String> head = head(socket.getInputStream());
            Matcher status = STATUS.matcher(head.isEmpty() ? "" : head.get(0));
            if (!status.matches()) {
                throw new Explained(CoreFailures.problem("proxy.no-proxy")
                        .evidence("proxy", name(proxy))
                        .failure());
            }
            int code = Integer.parseInt(status.group(1));
            if (code / 100 == 2) {
                socket.setSoTimeout(0);
                return true;
            }
            if (code == 407) {
                challenged(values(head, "proxy-authenticate"), credentials.isPresent());
                return false;
            }
            throw new Explained(CoreFailures.problem("proxy.refused-connect")
                    .evidence("proxy", name(proxy))
                    .evidence("status", code)
                    .evidence("reason", status.group(2))
                    .evidence("target", authority)
                    .failure());
        } catch (AuthFailure e) {
            throw new Explained(e);
        } catch (Explained e) {
            throw e;
        } catch (IOException e) {
            throw NetworkFailures.dialling(e, exchange, proxy.host(), proxy.port(), false, proxy);
        }
    }

    private static List<String> values(List<String> head, String name) {
        List<String> found = new ArrayList<>();
        for (String line : head) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                found.add(line.substring(name.length() + 1).strip());
            }
        }
        return found;
    }

    /** Reads byte by byte, since what follows the head belongs to TLS. */
    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int count = 0; count < LONGEST_HEAD; count++) {
            int next = in.read();
            if (next < 0) {
                if (lines.isEmpty() && line.size() == 0) {
                    throw new IOException("the proxy closed the connection");
                }
                return lines;
            }
            if (next != '\n') {
                line.write(next);
                continue;
            }
            String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            line.reset();
            if (text.isEmpty()) {
                return lines;
            }
            lines.add(text);
            if (lines.size() == 1 && !STATUS.matcher(text).matches()) {
                return lines;
            }
        }
        return lines;
    }
}
