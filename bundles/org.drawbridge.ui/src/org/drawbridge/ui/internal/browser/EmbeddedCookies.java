package org.drawbridge.ui.internal.browser;

import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.browser.BrowserCookie;
import org.eclipse.swt.SWT;
import org.eclipse.swt.browser.Browser;

/** The cookies that all embedded browsers share, by what little SWT offers for them. UI thread only. */
final class EmbeddedCookies {

    /**
     * On GTK, SWT frees the list of cookies as one of another kind, which ends the process where GLib (before 2.76) manages
     * such memory itself; the start script tells it not to.
     */
    static final boolean MAY_BE_READ =
            !SWT.getPlatform().equals("gtk") || "always-malloc".equals(System.getenv("G_SLICE"));

    private static final DateTimeFormatter COOKIE_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private EmbeddedCookies() {}

    /** The cookies of these names that hold for one of the addresses, each once. */
    static List<BrowserCookie> read(Collection<URI> addresses, Collection<String> names) {
        List<BrowserCookie> cookies = new ArrayList<>();
        for (URI address : addresses) {
            for (String name : names) {
                cookie(address, name)
                        .filter(cookie -> !cookies.contains(cookie))
                        .ifPresent(cookies::add);
            }
        }
        return cookies;
    }

    /** SWT tells the value only: where it holds is found out by asking, from the host's root down to the address. */
    private static Optional<BrowserCookie> cookie(URI address, String name) {
        String origin = address.getScheme() + "://" + address.getRawAuthority();
        String path = Optional.ofNullable(address.getPath()).orElse("");
        List<String> paths = new ArrayList<>(List.of("/"));
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
            paths.add(path.substring(0, end));
        }
        if (path.length() > 1 && !path.endsWith("/")) {
            paths.add(path);
        }
        for (String candidate : paths) {
            String value = Browser.getCookie(name, origin + candidate + (candidate.endsWith("/") ? "" : "/"));
            if (value != null && !value.isEmpty()) {
                return Optional.of(new BrowserCookie(
                        name,
                        value,
                        address.getHost().toLowerCase(Locale.ROOT),
                        candidate,
                        Optional.empty(),
                        "https".equals(address.getScheme()),
                        true,
                        Optional.empty()));
            }
        }
        return Optional.empty();
    }

    static void add(List<BrowserCookie> cookies) {
        for (BrowserCookie cookie : cookies) {
            boolean wide = cookie.domain().startsWith(".");
            String host = wide ? cookie.domain().substring(1) : cookie.domain();
            Browser.setCookie(
                    cookie.name() + "=" + cookie.value() + "; path=" + cookie.path()
                            + (wide ? "; domain=" + cookie.domain() : "")
                            + cookie.expires()
                                    .map(end -> "; expires=" + COOKIE_DATE.format(end))
                                    .orElse("")
                            + (cookie.secure() ? "; secure" : "")
                            + (cookie.httpOnly() ? "; httponly" : ""),
                    (cookie.secure() ? "https://" : "http://") + host + cookie.path());
        }
    }
}
