package org.drawbridge.confluence.internal;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.drawbridge.browser.BrowserCookie;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.Browsers;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.KeptSession;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.CookieJar;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sign-in by whatever the company uses, in a browser that the product controls. The session is kept, and later commands
 * use it without a browser, or, where cookies alone don't carry, with a browser that gets them back.
 */
public final class BrowserMethod implements AuthMethod {

    /** Starts a browser; the tests look over its shoulder. */
    @FunctionalInterface
    interface Starter {
        ControlledBrowser start(Ask.BrowserSignIn.Choice choice, BrowserSettings settings, Progress progress)
                throws AuthFailure;
    }

    private static final Logger LOG = LoggerFactory.getLogger(BrowserMethod.class);
    private static final Duration REFRESHING = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    private final Starter starter;

    /** For the extension point. */
    public BrowserMethod() {
        this((choice, settings, progress) -> choice == Ask.BrowserSignIn.Choice.EMBEDDED
                ? Browsers.embedded(settings, progress)
                : Browsers.start(settings, progress));
    }

    BrowserMethod(Starter starter) {
        this.starter = starter;
    }

    @Override
    public List<Field> fields(Target target) {
        return BrowserFields.all();
    }

    @Override
    public boolean interactive() {
        return true;
    }

    @Override
    public Optional<KeptSession> kept(Secrets secrets) throws AuthFailure {
        return StoredSession.read(secrets)
                .map(session -> new KeptSession(
                        session.account(),
                        session.signedIn(),
                        session.expires(),
                        Optional.of(BrowserSession.way(session.relay()))));
    }

    @Override
    public Session open(SignIn signIn) throws AuthFailure {
        Site site = SiteDiscovery.of(signIn);
        Attempt attempt = new Attempt(signIn, site);
        Optional<StoredSession> stored = StoredSession.read(signIn.secrets())
                .filter(session -> site.candidates().contains(session.base()));
        Optional<AuthFailure> ticket = Optional.empty();
        if (stored.isPresent()) {
            try {
                Optional<Session> resumed = attempt.resume(stored.get());
                if (resumed.isPresent()) {
                    return resumed.get();
                }
            } catch (AuthFailure e) {
                if (!KerberosTicket.explains(e)) {
                    throw e;
                }
                // A user may still sign in by a form that the server shows instead.
                ticket = Optional.of(e);
            }
        }
        Ask.BrowserSignIn.Choice choice;
        try {
            choice = signIn.interaction().ask(new Ask.BrowserSignIn(signIn.connection()), signIn.progress());
        } catch (AuthFailure e) {
            boolean nobody = e.problem().cause().equals("sign-in.needed");
            if (nobody && ticket.isPresent()) {
                throw ticket.get();
            }
            throw nobody && stored.isPresent()
                    ? EndWatch.ended(signIn, site, stored.get().signedIn())
                    : e;
        }
        return attempt.interactive(choice);
    }

    /** One sign-in. */
    private final class Attempt {
        private final SignIn signIn;
        private final Site site;
        private final Progress progress;
        private final boolean refresh;

        Attempt(SignIn signIn, Site site) {
            this.signIn = signIn;
            this.site = site;
            progress = signIn.progress();
            refresh = signIn.connection().flag("cookieRefresh");
        }

        private CookieJar jar(StoredSession session) {
            CookieJar jar = new CookieJar(signIn.clock(), !signIn.connection().flag("skipCookiePathCheck"));
            jar.addAll(session.plainCookies());
            BrowserSession.mask(session.plainCookies());
            return jar;
        }

        private ControlledBrowser start(Ask.BrowserSignIn.Choice choice, URI base) throws AuthFailure {
            return start(choice, base, progress);
        }

        private ControlledBrowser start(Ask.BrowserSignIn.Choice choice, URI base, Progress running)
                throws AuthFailure {
            running.step(SignInPanel.TEXTS.get(
                    choice == Ask.BrowserSignIn.Choice.EMBEDDED ? "browser.step.opening" : "browser.step.starting"));
            ControlledBrowser browser = starter.start(choice, BrowserFields.settings(signIn, base), running);
            running.note(SignInPanel.TEXTS.get("browser.step.started", browser.description()));
            return browser;
        }

        // ---- a session that is kept

        /** Empty if it has ended. */
        Optional<Session> resume(StoredSession stored) throws AuthFailure {
            Site here = site.wall().isPresent() ? site.revealed(stored.base(), site.version(), site.build()) : site;
            if (!stored.relay()) {
                CookieJar jar = jar(stored);
                CookieCarrier carrier = new CookieCarrier(signIn.http(), jar, stored.userAgent());
                Optional<Identity> identity = same(here, carrier, stored.account());
                return identity.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                session(here, identity.get(), stored, carrier, Optional.of(jar), Optional.empty()));
            }
            ControlledBrowser browser = start(BrowserFields.resuming(signIn.connection()), here.base());
            boolean kept = false;
            try (Progress.Registration cancelling = progress.onCancel(browser::close)) {
                LOG.debug("{}", cancelling);
                fill(browser, stored);
                RelayCarrier carrier = carrier(browser, here, stored);
                Optional<Identity> identity = same(here, carrier, stored.account());
                if (identity.isEmpty()) {
                    return Optional.empty();
                }
                Session session =
                        session(here, identity.get(), stored, carrier, Optional.empty(), Optional.of(browser));
                kept = true;
                return Optional.of(session);
            } finally {
                if (!kept) {
                    browser.close();
                }
            }
        }

        /** Makes a browser what the one was that signed in. */
        private void fill(ControlledBrowser browser, StoredSession stored) throws AuthFailure {
            browser.minimise();
            BrowserSession.mask(stored.plainCookies());
            Instant now = signIn.clock().instant();
            List<BrowserCookie> cookies = stored.cookies().stream()
                    .filter(cookie -> !SiteCookies.cookie(cookie).expired(now))
                    .toList();
            browser.addCookies(cookies);
        }

        private RelayCarrier carrier(ControlledBrowser browser, Site here, StoredSession stored) {
            return new RelayCarrier(browser, limit(), running -> {
                ControlledBrowser again = start(Ask.BrowserSignIn.Choice.EXTERNAL, here.base(), running);
                boolean filled = false;
                try {
                    fill(again, stored);
                    filled = true;
                    return again;
                } finally {
                    if (!filled) {
                        again.close();
                    }
                }
            });
        }

        private Optional<Identity> same(Site here, Carrier carrier, Account account) throws AuthFailure {
            Request question = Identity.question(here);
            Response response = carrier.send(question, progress);
            if (carrier instanceof RelayCarrier && KerberosTicket.demanded(response)) {
                response.close();
                throw KerberosTicket.problem(signIn, here.base(), Optional.of(account.name()), progress)
                        .failure();
            }
            Identity identity = Identity.of(Answer.read(question, response));
            identity.failIfInconclusive(here);
            return Optional.of(identity).filter(found -> found.is(account));
        }

        // ---- a new one

        Session interactive(Ask.BrowserSignIn.Choice choice) throws AuthFailure {
            ControlledBrowser browser = start(choice, site.base());
            boolean kept = false;
            try (Progress.Registration cancelling = progress.onCancel(browser::close)) {
                LOG.debug("{}", cancelling);
                BrowserSignIn.Outcome outcome =
                        new BrowserSignIn(signIn, site, browser).run(BrowserFields.timeout(signIn.connection()));
                progress.check();
                Account account = outcome.inside().account().orElseThrow();
                StoredSession stored = new StoredSession(
                        outcome.site().base(),
                        account,
                        outcome.relay(),
                        Optional.of(outcome.userAgent()),
                        signIn.clock().instant(),
                        outcome.cookies());
                boolean stays = outcome.relay() || refresh;
                if (stays) {
                    browser.minimise();
                }
                Optional<CookieJar> jar = outcome.relay() ? Optional.empty() : Optional.of(jar(stored));
                Carrier carrier = outcome.relay()
                        ? carrier(browser, outcome.site(), stored)
                        : new CookieCarrier(signIn.http(), jar.get(), stored.userAgent());
                Session session = session(
                        outcome.site(),
                        outcome.inside(),
                        stored,
                        carrier,
                        jar,
                        stays ? Optional.of(browser) : Optional.empty());
                stored.write(signIn.secrets());
                kept = stays;
                return session;
            } catch (AuthFailure e) {
                progress.check();
                throw e;
            } finally {
                if (!kept) {
                    browser.close();
                }
            }
        }

        private Session session(
                Site here,
                Identity identity,
                StoredSession stored,
                Carrier carrier,
                Optional<CookieJar> jar,
                Optional<ControlledBrowser> browser)
                throws AuthFailure {
            Account account = identity.account().orElseThrow();
            EndWatch.Recovery recovery = jar.isPresent() && browser.isPresent()
                    ? running -> refreshed(here, account, browser.get(), jar.get(), running)
                    : running -> false;
            Carrier watched = new EndWatch(carrier, signIn, here, identity, stored.signedIn(), recovery);
            List<String> warnings = jar.isPresent()
                    ? List.of()
                    : List.of(SignInPanel.TEXTS.get(
                            "browser.warning.relay", here.base().getHost()));
            Site found = here;
            if (here.version().isEmpty() && !here.cloud()) {
                found = SiteDiscovery.reveal(
                        signIn,
                        here,
                        new ConfluenceSession(here, here.base(), signIn.http(), watched, account, List.of()));
            } else {
                SiteDiscovery.remember(signIn, here);
            }
            return new BrowserSession(signIn, found, watched, account, Optional.of(stored), jar, browser, warnings);
        }

        /** Reads the cookies anew from the browser that was left open, after a visit of the login page has renewed them. */
        private boolean refreshed(
                Site here, Account account, ControlledBrowser browser, CookieJar jar, Progress running)
                throws AuthFailure {
            if (!browser.alive()) {
                return false;
            }
            LOG.info("the session has ended; the open browser is asked for a new one");
            browser.open(BrowserSignIn.loginAddress(here));
            Request question = Identity.question(here);
            long end = System.nanoTime() + REFRESHING.toNanos();
            while (System.nanoTime() < end) {
                Optional<Response> answer = browser.peek(URI.create(question.target()), REFRESHING);
                if (answer.isPresent()
                        && Identity.of(Answer.read(question, answer.get())).is(account)) {
                    SiteCookies wanted = new SiteCookies(here.base(), signIn.connection());
                    jar.replaceAll(wanted.of(
                            browser.cookies(List.of(), wanted.asked()),
                            signIn.clock().instant()));
                    return true;
                }
                running.sleep(LOOK_EVERY);
            }
            return false;
        }

        private Duration limit() {
            return signIn.http().settings().responseTimeout();
        }
    }
}
