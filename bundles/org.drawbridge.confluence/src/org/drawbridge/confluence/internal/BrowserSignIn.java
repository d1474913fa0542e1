package org.drawbridge.confluence.internal;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.browser.BrowserCookie;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.browser.PageShown;
import org.drawbridge.browser.PanelState;
import org.drawbridge.confluence.internal.BrowserFields.Relaying;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.Answers.Page;
import org.drawbridge.core.http.Cookie;
import org.drawbridge.core.http.CookieJar;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits while a user signs in in a controlled browser. That it worked is known by identity alone: "who am I" is asked
 * inside the page, and then outside with the browser's cookies. Used once.
 */
final class BrowserSignIn {

    /**
     * How it went.
     *
     * @param inside who the browser's session is
     * @param relay whether the session works inside the browser only
     */
    record Outcome(Site site, Identity inside, boolean relay, List<BrowserCookie> cookies, String userAgent) {}

    private static final Logger LOG = LoggerFactory.getLogger(BrowserSignIn.class);
    private static final Duration POLL = Duration.ofMillis(400);
    private static final Duration PEEK = Duration.ofSeconds(10);
    /** A session may take a moment to settle: some sign-ins set the last cookie with the next page. */
    private static final Duration SETTLING = Duration.ofMillis(2500);

    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final int NOT_FOUND_TWICE = 2;
    /** What Chromium says where it has no ticket, or none that the server takes. */
    private static final Set<String> TICKET_ERRORS = Set.of(
            "net::ERR_INVALID_AUTH_CREDENTIALS",
            "net::ERR_MISSING_AUTH_CREDENTIALS",
            "net::ERR_MISCONFIGURED_AUTH_ENVIRONMENT",
            "net::ERR_UNSUPPORTED_AUTH_SCHEME",
            "net::ERR_UNEXPECTED_SECURITY_LIBRARY_STATUS",
            "net::ERR_UNDOCUMENTED_SECURITY_LIBRARY_STATUS");

    private final SignIn signIn;
    private final Progress progress;
    private final Site site;
    private final ControlledBrowser browser;
    private final Relaying relaying;
    private final SignInPanel panel;
    private final Events events = new Events();
    private final String userAgent;
    private boolean signedInInside;
    private boolean reloaded;
    private int notFound;
    /** What the user would have to mend, should they give up; empty while all is well. */
    private Optional<FailureCatalogue.Builder> trouble = Optional.empty();

    private Optional<FailureCatalogue.Builder> ticket = Optional.empty();

    BrowserSignIn(SignIn signIn, Site site, ControlledBrowser browser) throws AuthFailure {
        this.signIn = signIn;
        this.progress = signIn.progress();
        this.site = site;
        this.browser = browser;
        relaying = BrowserFields.relaying(signIn.connection());
        panel = new SignInPanel(browser, site.base().getHost());
        userAgent = browser.userAgent();
    }

    /** Where the user signs in: the login page itself, but what stands in front of an unknown site must lead on alone. */
    static URI loginAddress(Site site) {
        return site.cloud() || site.wall().isPresent()
                ? URI.create(site.base() + "/")
                : URI.create(site.base() + "/login.action?os_destination=%2Findex.action");
    }

    /** Waits for the sign-in. The browser stays open; the caller closes it, whatever happens here. */
    Outcome run(Duration timeout) throws AuthFailure {
        long end = System.nanoTime() + timeout.toNanos();
        try (Progress.Registration watching = browser.watch(events);
                Progress.Registration cancelling = progress.onCancel(events::wake)) {
            LOG.debug("watching {} {}", watching, cancelling);
            panel.show();
            progress.step(
                    SignInPanel.TEXTS.get("browser.step.waiting", site.base().getHost()));
            browser.open(loginAddress(site));
            while (System.nanoTime() < end) {
                Optional<Outcome> outcome = look();
                if (outcome.isPresent()) {
                    return outcome.get();
                }
            }
        } catch (AuthFailure e) {
            progress.check();
            throw e.problem().cause().equals("browser.gone") ? closed() : e;
        }
        throw trouble.orElseGet(() -> problem("confluence.browser.timeout"))
                .with("minutes", timeout.toMinutes())
                .failure();
    }

    private Optional<Outcome> look() throws AuthFailure {
        checkEvents();
        long begun = System.nanoTime();
        Optional<Outcome> outcome = ask();
        if (outcome.isPresent()) {
            return outcome;
        }
        if (!signedInInside && events.pageMayHaveChanged()) {
            Optional<PageShown> shown = browser.shown();
            if (shown.isPresent()) {
                judge(shown.get());
            }
        }
        if (events.checkPressed()) {
            panel.notYet();
        }
        long took = System.nanoTime() - begun;
        events.await(Duration.ofNanos(Math.max(POLL.toNanos(), 2 * took)));
        return Optional.empty();
    }

    private void checkEvents() throws AuthFailure {
        progress.check();
        if (events.cancelPressed()) {
            throw new Cancelled();
        }
        if (events.hasClosed() || !browser.alive()) {
            throw closed();
        }
    }

    private AuthFailure closed() {
        return trouble.orElseGet(() -> problem("confluence.browser.closed")).failure();
    }

    private Optional<Outcome> ask() throws AuthFailure {
        signedInInside = false;
        boolean answered = false;
        boolean anywhere = false;
        for (URI base : site.candidates()) {
            Request question = Request.get(base + SignInAnswer.CALL);
            Optional<Response> response = browser.peek(URI.create(question.target()), PEEK);
            if (response.isEmpty()) {
                return Optional.empty();
            }
            Identity identity = Identity.of(Answer.read(question, response.get()));
            if (identity.notPermitted()) {
                throw problem("confluence.browser.not-permitted")
                        .with("user", identity.answer().header("X-AUSERNAME").orElse(""))
                        .evidence(identity.answer().facts())
                        .failure();
            }
            if (identity.account().isPresent()) {
                Site here = base.equals(site.base()) && site.wall().isEmpty()
                        ? site
                        : site.revealed(base, site.version(), site.build());
                return signedIn(here, identity);
            }
            answered = true;
            anywhere |= identity.answer().status() != 404;
        }
        notFound = answered && !anywhere ? notFound + 1 : 0;
        if (notFound >= NOT_FOUND_TWICE) {
            throw problem("confluence.browser.wrong-address")
                    .with(
                            "tried",
                            String.join(
                                    ", ",
                                    site.candidates().stream()
                                            .map(URI::toString)
                                            .toList()))
                    .failure();
        }
        return Optional.empty();
    }

    // ---- signed in inside the browser

    private Optional<Outcome> signedIn(Site here, Identity inside) throws AuthFailure {
        Account account = inside.account().orElseThrow();
        signedInInside = true;
        panel.signedIn(account.displayName());
        progress.step(SignInPanel.TEXTS.get("browser.step.checking", account.displayName()));
        SiteCookies wanted = new SiteCookies(here.base(), signIn.connection());
        if (relaying == Relaying.ALWAYS) {
            return Optional.of(relayed(here, inside));
        }
        long end = System.nanoTime() + SETTLING.toNanos();
        String outside = "";
        int demands = 0;
        do {
            checkEvents();
            List<Cookie> cookies = wanted.of(browser.cookies(List.of(), wanted.asked()), now());
            List<String> missing = wanted.missing(cookies);
            if (!missing.isEmpty()) {
                panel.missing(missing);
                trouble = Optional.of(
                        problem("confluence.browser.cookies-missing").with("names", String.join(", ", missing)));
                return Optional.empty();
            }
            Optional<Identity> replayed = replay(here, cookies);
            if (replayed.filter(identity -> identity.is(account)).isPresent()) {
                panel.outside(true);
                LOG.info("the browser's session works outside of it, with {} cookies", cookies.size());
                return Optional.of(new Outcome(
                        here,
                        inside,
                        false,
                        cookies.stream().map(SiteCookies::browserCookie).toList(),
                        userAgent));
            }
            outside = replayed.map(Identity::text).orElse(SignInPanel.TEXTS.get("browser.outside.none"));
            boolean ticket = replayed.flatMap(identity -> identity.answer().page())
                    .filter(page -> page == Page.KERBEROS)
                    .isPresent();
            demands += ticket ? 1 : 0;
            progress.sleep(BETWEEN);
            // A demand for a ticket does not settle; cookies set by the first ticket are there at once.
        } while (demands < 2 && System.nanoTime() < end);
        panel.outside(false);
        AuthFailure onlyInside = problem("confluence.browser.only-inside")
                .with("user", account.displayName())
                .with("outside", outside)
                .failure();
        if (relaying == Relaying.NEVER || !mayGoThroughBrowser(account, onlyInside)) {
            throw onlyInside;
        }
        LOG.info("the browser's session works inside of it only; outside: {}", outside);
        return Optional.of(relayed(here, inside));
    }

    /** Where nobody can be asked they may; a setting says beforehand that they must not. */
    private boolean mayGoThroughBrowser(Account account, AuthFailure declined) throws AuthFailure {
        // The question is to be seen, not to be behind the browser.
        browser.minimise();
        String through = "through";
        try {
            String answer = signIn.interaction()
                    .ask(
                            new Ask.Decide(
                                    signIn.connection(),
                                    SignInPanel.TEXTS.get("browser.only-inside.title"),
                                    SignInPanel.TEXTS.get(
                                            "browser.only-inside.text",
                                            site.base().getHost(),
                                            account.displayName()),
                                    List.of(
                                            new Ask.Decide.Option(
                                                    through, SignInPanel.TEXTS.get("browser.only-inside.through")),
                                            new Ask.Decide.Option(
                                                    "not", SignInPanel.TEXTS.get("browser.only-inside.not"))),
                                    declined),
                            progress);
            return answer.equals(through);
        } catch (AuthFailure e) {
            if (e == declined) {
                return true;
            }
            throw e;
        }
    }

    /** The browser of a later command gets all cookies: those of the sign-in service may sign in again by themselves. */
    private Outcome relayed(Site here, Identity inside) throws AuthFailure {
        List<BrowserCookie> all = browser.cookies(List.of(), new SiteCookies(here.base(), signIn.connection()).asked());
        return new Outcome(here, inside, true, all, userAgent);
    }

    /** Empty if there is no answer at all from outside, such as where only the browser knows the way. */
    private Optional<Identity> replay(Site here, List<Cookie> cookies) throws AuthFailure {
        CookieJar jar = new CookieJar(signIn.clock(), !signIn.connection().flag("skipCookiePathCheck"));
        jar.addAll(cookies);
        Request question = Identity.question(here);
        try {
            CookieCarrier carrier = new CookieCarrier(signIn.http(), jar, Optional.of(userAgent));
            return Optional.of(Identity.of(Answer.read(question, carrier.send(question, progress))));
        } catch (Cancelled e) {
            throw e;
        } catch (AuthFailure e) {
            LOG.info("outside the browser: {}", e.problem().cause());
            return Optional.empty();
        }
    }

    private Instant now() {
        return signIn.clock().instant();
    }

    // ---- what the page shows meanwhile

    private void judge(PageShown shown) throws AuthFailure {
        String host = shown.address().getHost();
        if (shown.error().isPresent()) {
            if (TICKET_ERRORS.contains(shown.error().get())) {
                kerberos("");
            } else {
                unreachable(shown.error().get());
            }
            return;
        }
        boolean atSite = host != null && SiteDiscovery.sameOrigin(shown.address(), site.base());
        panel.at(atSite, host);
        trouble = Optional.empty();
        if (!atSite || shown.document().isEmpty()) {
            return;
        }
        Response response = shown.document().get();
        String html = Answers.text(response, 64 << 10);
        if (response.status() == 401 && Answers.page(response, html).orElse(null) == Page.KERBEROS) {
            kerberos(html);
        } else if (captcha(response, html)) {
            panel.trouble("browser.signal.captcha");
            trouble = Optional.of(problem("confluence.browser.captcha"));
        } else if (licence(shown.address(), html)) {
            throw problem("confluence.browser.licence")
                    .evidence("url", shown.address())
                    .failure();
        } else {
            panel.trouble(null);
        }
    }

    /** The site's own address must open at once; on the way through a sign-in service the user may mend it. */
    private void unreachable(String error) throws AuthFailure {
        FailureCatalogue.Builder problem =
                problem("confluence.browser.unreachable").evidence("error", error);
        if (!panel.everReached()) {
            throw problem.failure();
        }
        panel.trouble("browser.signal.unreachable", error);
        trouble = Optional.of(problem);
    }

    /**
     * A browser may lose the first Negotiate, so the page is loaded once more. If it is the same then, and has nothing
     * that a user could do, the ticket is to blame (reference: identity-rigs).
     */
    private void kerberos(String html) throws AuthFailure {
        if (!reloaded) {
            reloaded = true;
            LOG.info("the first Kerberos answer was not taken; the page is loaded once more");
            browser.open(loginAddress(site));
        } else if (html.contains("<form") || html.contains("http-equiv=\"refresh\"") || html.contains("<script")) {
            if (ticket.isEmpty()) {
                ticket = Optional.of(KerberosTicket.problem(signIn, site.base(), Optional.empty(), progress));
            }
            trouble = ticket;
            panel.trouble("browser.signal.kerberos");
        } else {
            throw KerberosTicket.problem(signIn, site.base(), Optional.empty(), progress)
                    .failure();
        }
    }

    private static boolean captcha(Response response, String html) {
        return response.header("X-Seraph-LoginReason").orElse("").contains("AUTHENTICATION_DENIED")
                || html.contains("captcha-image")
                || html.contains("captchaResponse");
    }

    private static boolean licence(URI address, String html) {
        String path = String.valueOf(address.getPath());
        return path.contains("/fixonly/")
                || path.contains("fixlicense")
                || path.contains("/setup/setuplicense")
                || html.contains("licenseexpired");
    }

    private FailureCatalogue.Builder problem(String cause) {
        return ConfluenceFailures.problem(cause)
                .with("site", site.base())
                .with("host", site.base().getHost())
                .with("connection", signIn.connection().id());
    }

    /** What has happened in the browser, for a thread that waits for it. */
    private static final class Events implements ControlledBrowser.Watcher {
        private boolean changed = true;
        private boolean page = true;
        private boolean check;
        private boolean cancel;
        private boolean closed;
        private long lastPage = System.nanoTime();

        @Override
        public synchronized void navigated(URI address) {
            page = true;
            wake();
        }

        @Override
        public synchronized void changed() {
            page = true;
            wake();
        }

        @Override
        public synchronized void pressed(PanelState.Button button) {
            check |= button == PanelState.Button.CHECK;
            cancel |= button == PanelState.Button.CANCEL;
            wake();
        }

        @Override
        public synchronized void closed() {
            closed = true;
            wake();
        }

        synchronized void wake() {
            changed = true;
            notifyAll();
        }

        synchronized boolean hasClosed() {
            return closed;
        }

        synchronized boolean cancelPressed() {
            return cancel;
        }

        synchronized boolean checkPressed() {
            boolean was = check;
            check = false;
            return was;
        }

        /** Also now and then without a sign: pages change themselves. */
        synchronized boolean pageMayHaveChanged() {
            boolean due =
                    page || System.nanoTime() - lastPage > Duration.ofSeconds(3).toNanos();
            if (due) {
                page = false;
                lastPage = System.nanoTime();
            }
            return due;
        }

        synchronized void await(Duration limit) throws Cancelled {
            long end = System.nanoTime() + limit.toNanos();
            try {
                while (!changed) {
                    long left = (end - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        break;
                    }
                    wait(left);
                }
                changed = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Cancelled();
            }
        }
    }
}
