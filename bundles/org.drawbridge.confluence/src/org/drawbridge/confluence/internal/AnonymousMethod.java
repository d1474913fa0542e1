package org.drawbridge.confluence.internal;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drawbridge.browser.Browsers;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.CookieJar;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * No sign-in at all: what everybody may see. Proves that the site lets anonymous callers in (reference: confluence §5).
 * Where only browsers get through, a browser opens the site first, and its cookies are used from then on.
 */
public final class AnonymousMethod implements AuthMethod {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PEEK = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    @Override
    public List<Field> fields(Target target) {
        List<Field> fields = new ArrayList<>();
        fields.add(BrowserFields.throughBrowser());
        fields.addAll(BrowserFields.browser());
        fields.add(Fields.sampleSpaces());
        return fields;
    }

    @Override
    public Session open(SignIn signIn) throws AuthFailure {
        Site site = SiteDiscovery.of(signIn);
        if (signIn.connection().flag(BrowserFields.THROUGH_BROWSER)) {
            return withCookies(signIn, site);
        }
        Credential nobody = new Credential.None();
        SignInAnswer answer = new Candidates(signIn, site, nobody).ask();
        Account account = answer.account();
        Site found = answer.site();
        return new ConfluenceSession(found, found.base(), signIn.http(), nobody, account, List.of());
    }

    private static Session withCookies(SignIn signIn, Site site) throws AuthFailure {
        Optional<StoredSession> stored = StoredSession.read(signIn.secrets())
                .filter(session ->
                        session.account().anonymous() && session.base().equals(site.base()));
        if (stored.isPresent()) {
            try {
                return session(signIn, site, stored.get());
            } catch (AuthFailure e) {
                signIn.progress().check();
                // What they were good for has ended; a browser gets new ones.
            }
        }
        StoredSession fresh = visit(signIn, site);
        Session session = session(signIn, site, fresh);
        fresh.write(signIn.secrets());
        return session;
    }

    private static Session session(SignIn signIn, Site site, StoredSession stored) throws AuthFailure {
        CookieJar jar = new CookieJar(signIn.clock(), true);
        jar.addAll(stored.plainCookies());
        CookieCarrier carrier = new CookieCarrier(signIn.http(), jar, stored.userAgent());
        Request question = Identity.question(site);
        Answer answer = Answer.read(question, carrier.send(question, signIn.progress()));
        Account account = new SignInAnswer(site, true, Optional.empty(), false, answer).account();
        return new BrowserSession(
                signIn, site, carrier, account, Optional.of(stored), Optional.of(jar), Optional.empty(), List.of());
    }

    /** Opens the site in a browser until it answers "who am I" from there, and takes the cookies along. */
    private static StoredSession visit(SignIn signIn, Site site) throws AuthFailure {
        Progress progress = signIn.progress();
        Ask.BrowserSignIn.Choice choice =
                signIn.interaction().ask(new Ask.BrowserSignIn(signIn.connection()), progress);
        var settings = BrowserFields.settings(signIn, site.base());
        try (ControlledBrowser browser = choice == Ask.BrowserSignIn.Choice.EMBEDDED
                        ? Browsers.embedded(settings, progress)
                        : Browsers.start(settings, progress);
                Progress.Registration cancelling = progress.onCancel(browser::close)) {
            progress.note(SignInPanel.TEXTS.get("browser.step.started", browser.description()));
            progress.step(
                    SignInPanel.TEXTS.get("browser.step.visiting", site.base().getHost()));
            browser.open(URI.create(site.base() + "/"));
            String question = site.base() + SignInAnswer.CALL;
            long end = System.nanoTime() + PATIENCE.toNanos();
            Optional<Response> answer = browser.peek(URI.create(question), PEEK);
            while (answer.isEmpty() && System.nanoTime() < end) {
                progress.sleep(LOOK_EVERY);
                answer = browser.peek(URI.create(question), PEEK);
            }
            // Without an answer, or with a refusal, the call from outside tells why.
            SiteCookies wanted = new SiteCookies(site.base(), signIn.connection());
            return new StoredSession(
                            site.base(),
                            Account.ANONYMOUS,
                            false,
                            Optional.of(browser.userAgent()),
                            signIn.clock().instant(),
                            List.of())
                    .with(wanted.of(
                            browser.cookies(List.of(), List.of()),
                            signIn.clock().instant()));
        } catch (AuthFailure e) {
            progress.check();
            if (e.problem().cause().equals("browser.gone")) {
                throw ConfluenceFailures.problem("confluence.browser.closed")
                        .with("site", site.base())
                        .with("host", site.base().getHost())
                        .with("connection", signIn.connection().id())
                        .failure();
            }
            throw e;
        }
    }
}
