package org.drawbridge.confluence.internal;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.failure.AuthFailure;

/**
 * An address as a user pastes it, taken apart: the origin, and the context paths under which a Confluence may live.
 *
 * @param origin scheme, host and port, without a path; host in lower case, default port left out
 * @param path the pasted path, starting with a slash or empty, without a trailing slash
 * @param contexts possible context paths, most likely first, each empty or starting with a slash
 * @param cloudId the site's id where the address is one of Atlassian's gateway
 */
record PastedAddress(URI origin, String path, List<String> contexts, Optional<String> cloudId) {

    private static final Pattern SCHEME = Pattern.compile("(?i)^([a-z][a-z0-9+.-]*):/{1,2}(.*)$");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[^@/?#]*@)?(\\[[0-9A-Fa-f:.%]+\\]|[^:/?#\\[\\]]+)(?::(\\d{0,5}))?");
    private static final Pattern GATEWAY = Pattern.compile("^/ex/confluence/([0-9A-Za-z-]{8,64})(?:/.*)?$");

    /** First path segments of Confluence's own pages: the context path ends before them. */
    private static final Set<String> OWN_SEGMENTS = Set.of(
            "display",
            "pages",
            "spaces",
            "rest",
            "plugins",
            "download",
            "admin",
            "x",
            "label",
            "labels",
            "users",
            "people",
            "s",
            "rpc",
            "json",
            "images",
            "styles",
            "questions",
            "calendar",
            "collector",
            "exportword",
            "spacedirectory",
            "dashboard",
            "templates",
            "login",
            "setup",
            "bootstrap",
            "synchrony",
            "h",
            "home");
    /** Where it is installed most often if the address names no context path. */
    private static final List<String> USUAL_CONTEXTS = List.of("/confluence", "/wiki");

    private static final int MOST_CONTEXTS = 8;
    /** Addresses of Atlassian's own sign-in carry the site's address in one of these parameters. */
    private static final Pattern CONTINUE =
            Pattern.compile("[?&](?:continue|dest-url|redirectTo|redirect_uri)=([^&#]+)");

    /**
     * Takes it apart. Without a scheme it is https; http stays http.
     *
     * @throws AuthFailure {@code confluence.address.invalid}
     */
    static PastedAddress parse(String pasted) throws AuthFailure {
        return parse(pasted, true);
    }

    private static PastedAddress parse(String pasted, boolean mayUnwrap) throws AuthFailure {
        String text = clean(pasted);
        String scheme = "https";
        String rest = text;
        Matcher matcher = SCHEME.matcher(text);
        if (matcher.matches()) {
            scheme = matcher.group(1).toLowerCase(Locale.ROOT);
            rest = matcher.group(2);
        } else if (text.startsWith("//")) {
            rest = text.substring(2);
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw invalid(pasted);
        }
        int end = indexOfAny(rest, "/?#");
        Matcher authority = AUTHORITY.matcher(end < 0 ? rest : rest.substring(0, end));
        // An e-mail address in the wrong field would else make its domain the host.
        boolean mail = !matcher.matches()
                && rest.substring(0, end < 0 ? rest.length() : end).contains("@");
        if (!authority.matches() || mail) {
            throw invalid(pasted);
        }
        URI origin = origin(scheme, authority.group(1), authority.group(2), pasted);
        String tail = end < 0 ? "" : rest.substring(end);
        if (mayUnwrap && origin.getHost().equals("id.atlassian.com")) {
            Matcher inner = CONTINUE.matcher(tail);
            if (inner.find()) {
                return parse(URLDecoder.decode(inner.group(1), StandardCharsets.UTF_8), false);
            }
        }
        String path = path(tail);
        Matcher gateway = GATEWAY.matcher(path);
        if (origin.getHost().equals("api.atlassian.com") && gateway.matches()) {
            return new PastedAddress(origin, path, List.of(), Optional.of(gateway.group(1)));
        }
        return new PastedAddress(origin, path, contexts(path), Optional.empty());
    }

    private static String clean(String pasted) {
        // Mail programs and chats wrap addresses in these; invisible characters come along when copying.
        String text = pasted.replaceAll("[\\p{Cf}\\p{Cc}\\u00a0]", " ").strip();
        while (text.length() > 1 && "<\"'(".indexOf(text.charAt(0)) >= 0) {
            text = text.substring(1).strip();
        }
        while (!text.isEmpty() && ">\"'),;".indexOf(text.charAt(text.length() - 1)) >= 0) {
            text = text.substring(0, text.length() - 1).strip();
        }
        return text;
    }

    private static URI origin(String scheme, String host, String port, String pasted) throws AuthFailure {
        try {
            String name = host.startsWith("[") ? host : IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
            int number = port == null || port.isEmpty() ? -1 : Integer.parseInt(port);
            int usual = scheme.equals("https") ? 443 : 80;
            if (number == 0 || number > 65535) {
                throw invalid(pasted);
            }
            URI origin = new URI(
                    scheme, null, name.toLowerCase(Locale.ROOT), number == usual ? -1 : number, null, null, null);
            if (origin.getHost() == null || name.contains(" ")) {
                throw invalid(pasted);
            }
            return origin;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw invalid(pasted);
        }
    }

    private static String path(String tail) {
        int end = indexOfAny(tail, "?#");
        String path = (end < 0 ? tail : tail.substring(0, end)).replaceAll("/{2,}", "/");
        path = path.replaceAll(";[^/]*", "").replaceAll("/+$", "");
        path = path.replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
        StringBuilder safe = new StringBuilder();
        path.codePoints().forEach(c -> {
            // Pasted from a browser's address line, a path may hold characters that an address may not.
            if (c > 0x7e || c <= 0x20 || "\"<>\\^`{|}[]".indexOf(c) >= 0) {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    safe.append(String.format("%%%02X", b & 0xff));
                }
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    private static List<String> contexts(String path) {
        Set<String> found = new LinkedHashSet<>();
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (!segment.isEmpty()) {
                segments.add(segment);
            }
        }
        int own = 0;
        while (own < segments.size() && !ownSegment(segments.get(own))) {
            own++;
        }
        for (int length = own; length >= 0; length--) {
            found.add(join(segments, length));
        }
        // A context path may be called like one of Confluence's own pages, so what is behind them comes last.
        for (int length = own + 1; length <= Math.min(segments.size(), 2); length++) {
            if (!segments.get(length - 1).contains(".")) {
                found.add(join(segments, length));
            }
        }
        found.addAll(USUAL_CONTEXTS);
        return found.stream().limit(MOST_CONTEXTS).toList();
    }

    private static boolean ownSegment(String segment) {
        return OWN_SEGMENTS.contains(segment.toLowerCase(Locale.ROOT))
                || segment.startsWith("~")
                || segment.endsWith(".action")
                || segment.endsWith(".jsp")
                || segment.endsWith(".html");
    }

    private static String join(List<String> segments, int length) {
        return length == 0 ? "" : "/" + String.join("/", segments.subList(0, length));
    }

    private static int indexOfAny(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static AuthFailure invalid(String pasted) {
        return ConfluenceFailures.problem("confluence.address.invalid")
                .with("address", pasted.strip())
                .evidence("address", pasted.strip())
                .failure();
    }

    /** Atlassian's own host names; other hosts can be Cloud too (custom domains), but rarely are. */
    boolean atlassianHost() {
        String host = origin.getHost();
        return host.endsWith(".atlassian.net")
                || host.endsWith(".jira-dev.com")
                || host.endsWith(".atlassian-us-gov-mod.net");
    }

    /** The same address under another origin. */
    PastedAddress at(URI otherOrigin) {
        return new PastedAddress(otherOrigin, path, contexts, cloudId);
    }

    /** An address below the origin. */
    URI resolve(String rawPath) {
        return URI.create(origin + rawPath);
    }

    /** Scheme, host and port of an address, in the form of {@link #origin}. */
    static URI originOf(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() == (scheme.equals("https") ? 443 : 80) ? -1 : uri.getPort();
        return URI.create(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (port < 0 ? "" : ":" + port));
    }
}
