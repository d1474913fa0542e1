package org.drawbridge.confluence.internal;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.drawbridge.browser.BrowserCookie;
import org.drawbridge.core.Connection;
import org.drawbridge.core.http.Cookie;

/**
 * Which of a browser's cookies belong to a site's session: by RFC 6265 all that the browser would send to it, whatever
 * their names, unless the user has named some (reference: confluence §1 and §8), or wants those of all hosts. To whom each
 * is sent is decided later, for each call.
 */
final class SiteCookies {

    /** Session cookies of Confluence and of what often stands in front of it. Reference: confluence §1. */
    private static final List<String> KNOWN = List.of(
            "JSESSIONID",
            "seraph.confluence",
            "tenant.session.token",
            "cloud.session.token",
            "crowd.token_key",
            "atl.xsrf.token",
            "_oauth2_proxy",
            "mod_auth_openidc_session",
            "SMSESSION",
            "MRHSession",
            "LastMRH_Session",
            "NSC_AAAC",
            "AWSELBAuthSessionCookie-0",
            "AWSELBAuthSessionCookie-1",
            "CF_Authorization",
            "ROUTEID");

    private final URI base;
    private final List<String> names;
    private final List<String> mandatory;
    private final boolean all;

    SiteCookies(URI base, Connection connection) {
        this.base = base;
        names = names(connection.setting("cookieNames", ""));
        mandatory = names(connection.setting("mandatoryCookieNames", ""));
        all = connection.flag("copyAllCookies");
    }

    /** A list as users write it; {@code *} stands for anything. */
    static List<String> names(String text) {
        return Stream.of(text.split("[,;\\s]+")).filter(name -> !name.isEmpty()).toList();
    }

    List<Cookie> of(List<BrowserCookie> found, Instant now) {
        List<Cookie> taken = new ArrayList<>();
        for (BrowserCookie cookie : found) {
            Cookie own = cookie(cookie);
            boolean named = names.isEmpty() || named(names, own) || named(mandatory, own);
            boolean wanted = all || named && own.matchesHost(base);
            if (wanted && !own.expired(now) && inPartition(cookie)) {
                taken.add(own);
            }
        }
        return taken;
    }

    /** The names to ask for, one by one, where a browser can't list its cookies. */
    List<String> asked() {
        return Stream.of(names, mandatory, KNOWN)
                .flatMap(List::stream)
                .filter(name -> !name.contains("*"))
                .distinct()
                .toList();
    }

    /** Those of the names that must be there and aren't. */
    List<String> missing(List<Cookie> taken) {
        return mandatory.stream()
                .filter(name -> taken.stream()
                        .noneMatch(
                                cookie -> pattern(name).matcher(cookie.name()).matches()))
                .toList();
    }

    private static boolean named(List<String> names, Cookie cookie) {
        return names.stream()
                .anyMatch(name -> pattern(name).matcher(cookie.name()).matches());
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(Stream.of(name.split("\\*", -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .orElse(""));
    }

    /** A partitioned cookie is the site's own only where the site is the top-level one. */
    private boolean inPartition(BrowserCookie cookie) {
        if (cookie.partition().isEmpty()) {
            return true;
        }
        try {
            URI top = URI.create(cookie.partition().get());
            String host = base.getHost().toLowerCase(Locale.ROOT);
            return top.getHost() != null
                    && base.getScheme().equals(top.getScheme())
                    && (host.equals(top.getHost()) || host.endsWith("." + top.getHost()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static Cookie cookie(BrowserCookie cookie) {
        return new Cookie(
                cookie.name(),
                cookie.value(),
                cookie.domain(),
                !cookie.domain().startsWith("."),
                cookie.path(),
                cookie.expires(),
                cookie.secure(),
                cookie.httpOnly());
    }

    static BrowserCookie browserCookie(Cookie cookie) {
        return new BrowserCookie(
                cookie.name(),
                cookie.value(),
                (cookie.hostOnly() ? "" : ".") + cookie.domain(),
                cookie.path(),
                cookie.expires(),
                cookie.secure(),
                cookie.httpOnly(),
                Optional.empty());
    }
}
