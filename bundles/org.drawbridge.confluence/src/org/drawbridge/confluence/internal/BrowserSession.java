package org.drawbridge.confluence.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Cookie;
import org.drawbridge.core.http.CookieJar;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A browser's session: by its cookies, or through the browser itself. */
final class BrowserSession extends ConfluenceSession {

    private static final Logger LOG = LoggerFactory.getLogger(BrowserSession.class);
    /** Shorter values are no secrets, and masking them would garble texts. */
    private static final int SECRET_LENGTH = 16;

    private final SignIn signIn;
    private final Optional<CookieJar> jar;
    private final Optional<ControlledBrowser> browser;
    private final Optional<Instant> expires;
    private Optional<StoredSession> stored;

    /**
     * @param stored as it is kept; empty for one that isn't, such as an imported one
     * @param jar empty if calls go through the browser
     * @param browser closed with the session
     */
    BrowserSession(
            SignIn signIn,
            Site site,
            Carrier carrier,
            Account account,
            Optional<StoredSession> stored,
            Optional<CookieJar> jar,
            Optional<ControlledBrowser> browser,
            List<String> warnings) {
        super(site, site.base(), signIn.http(), carrier, account, warnings);
        this.signIn = signIn;
        this.stored = stored;
        this.jar = jar;
        this.browser = browser;
        expires = stored.flatMap(StoredSession::expires);
        jar.ifPresent(own -> mask(own.all()));
    }

    static String way(boolean relay) {
        return SignInPanel.TEXTS.get(relay ? "browser.way.relay" : "browser.way.cookies");
    }

    static void mask(List<Cookie> cookies) {
        cookies.stream()
                .map(Cookie::value)
                .filter(value -> value.length() >= SECRET_LENGTH)
                .forEach(Redactor::remember);
    }

    /** Keeps the cookies as they are now, if they have changed. */
    synchronized void keep() throws AuthFailure {
        if (stored.isPresent()
                && jar.isPresent()
                && !jar.get().all().equals(stored.get().plainCookies())) {
            stored = Optional.of(stored.get().with(jar.get().all()));
            stored.get().write(signIn.secrets());
        }
    }

    @Override
    public List<Cookie> cookies() {
        return jar.map(CookieJar::all).orElse(List.of());
    }

    @Override
    public Optional<Instant> expires() {
        return expires;
    }

    @Override
    public Optional<String> way() {
        return Optional.of(way(jar.isEmpty()));
    }

    @Override
    public void close() {
        try {
            keep();
        } catch (AuthFailure e) {
            LOG.warn(
                    "the changed cookies of {} could not be kept: {}",
                    site(),
                    e.problem().cause());
        }
        super.close();
        browser.ifPresent(ControlledBrowser::close);
    }
}
