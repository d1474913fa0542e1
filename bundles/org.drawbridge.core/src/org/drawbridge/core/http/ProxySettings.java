package org.drawbridge.core.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;

/** Reads proxies as users write them: in an option, or in the environment. */
public final class ProxySettings {

    /** The first one that is set counts; Drawbridge talks https almost always. */
    private static final List<String> VARIABLES =
            List.of("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy");

    private static final Pattern FORM = Pattern.compile(
            "(?:([a-z][a-z0-9+.-]*)://)?(?:([^@/]*)@)?(\\[[0-9a-fA-F:.]+\\]|[^:@/\\[\\]\\s]+)(?::(\\d{1,5}))?/?",
            Pattern.CASE_INSENSITIVE);

    private ProxySettings() {}

    /**
     * The proxy of the environment, with the exceptions of {@code NO_PROXY}; empty if none is set.
     *
     * @param environment such as {@link System#getenv()}
     * @throws AuthFailure {@code proxy.invalid} naming the variable
     */
    public static Optional<Proxy> fromEnvironment(Map<String, String> environment) throws AuthFailure {
        for (String variable : VARIABLES) {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                return Optional.of(parse(value, variable, exceptions(environment)));
            }
        }
        return Optional.empty();
    }

    /** The hosts that {@code NO_PROXY} names; for a proxy that was set otherwise. */
    public static List<String> exceptions(Map<String, String> environment) {
        String value = environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", ""));
        return List.of(value.strip().split("[,\\s]+")).stream()
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /**
     * A proxy from {@code [http://][user:password@]host[:port]}; user and password percent-encoded. The port may
     * only be left out, for 80, where the scheme stands: a bare name is more likely a slip.
     *
     * @param place where the text stands, such as {@code --proxy}, for the failure
     * @throws AuthFailure {@code proxy.invalid}; the text itself, which may hold a password, is not repeated
     */
    public static Proxy parse(String text, String place, List<String> exceptions) throws AuthFailure {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw invalid(place, CoreFailures.words("reason.proxy-form"));
        }
        String scheme = matcher.group(1) == null ? "http" : matcher.group(1).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http")) {
            throw invalid(place, CoreFailures.words("reason.proxy-scheme", scheme));
        }
        if (matcher.group(4) == null && matcher.group(1) == null) {
            throw invalid(place, CoreFailures.words("reason.no-port"));
        }
        int port = matcher.group(4) == null ? 80 : Integer.parseInt(matcher.group(4));
        if (port < 1 || port > 65535) {
            throw invalid(place, CoreFailures.words("reason.port-range"));
        }
        String host = matcher.group(3);
        host = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        if (matcher.group(2) == null || matcher.group(2).isEmpty()) {
            return new Proxy(host, port, Optional.empty(), Optional.empty(), exceptions);
        }
        String[] pair = matcher.group(2).split(":", 2);
        String user = decoded(pair[0], place);
        Optional<Secret> password =
                pair.length > 1 ? Optional.of(Secret.of(decoded(pair[1], place))) : Optional.empty();
        return new Proxy(host, port, Optional.of(user), password, exceptions);
    }

    /** A proxy as {@link #parse(String, String, List)} reads it, given by an option. */
    public static Proxy parse(String text) throws AuthFailure {
        return parse(text, "--proxy", List.of());
    }

    private static String decoded(String text, String place) throws AuthFailure {
        try {
            // A plus sign is itself here, other than in forms.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid(place, CoreFailures.words("reason.percent"));
        }
    }

    private static AuthFailure invalid(String place, String reason) {
        return CoreFailures.problem("proxy.invalid")
                .evidence("place", place)
                .with("reason", reason)
                .failure();
    }
}
