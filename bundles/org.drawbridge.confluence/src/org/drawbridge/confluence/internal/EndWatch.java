package org.drawbridge.confluence.internal;

import java.time.Duration;
import java.time.Instant;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.Answers.Page;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * Notices that a browser's session has ended, so that a call fails with that and not with a login page, or goes on
 * silently as an anonymous visitor. An answer that looks like it makes it ask "who am I"; only that counts.
 */
final class EndWatch implements Carrier {

    /** Gets the session going again, without the user; false if it can't. */
    @FunctionalInterface
    interface Recovery {
        boolean recover(Progress progress) throws AuthFailure;
    }

    /** How long an identity that has been proved lets weaker signs pass. */
    private static final Duration TRUSTED = Duration.ofSeconds(10);

    private final Carrier carrier;
    private final SignIn signIn;
    private final Site site;
    private final Identity identity;
    private final Instant since;
    private final Recovery recovery;
    private volatile boolean namesReliably = true;
    private volatile long proved = System.nanoTime();

    EndWatch(Carrier carrier, SignIn signIn, Site site, Identity identity, Instant since, Recovery recovery) {
        this.carrier = carrier;
        this.signIn = signIn;
        this.site = site;
        this.identity = identity;
        this.since = since;
        this.recovery = recovery;
    }

    @Override
    public Response send(Request request, Progress progress) throws AuthFailure {
        Response response = carrier.send(request, progress);
        boolean nameless = nameless(response);
        if (!nameless && !doubtful(request, response) || here(progress)) {
            // If it was the same user all along, this server does not name users in every answer.
            namesReliably &= !nameless;
            return response;
        }
        response.close();
        if (carrier instanceof RelayCarrier && KerberosTicket.demanded(response)) {
            // Not latched: the browser takes a new ticket by itself.
            throw KerberosTicket.problem(signIn, site.base(), identity.account().map(Account::name), progress)
                    .failure();
        }
        if (!recovered(progress)) {
            throw ended(signIn, site, since);
        }
        return carrier.send(request, progress);
    }

    private synchronized boolean recovered(Progress progress) throws AuthFailure {
        // Another call may have done it meanwhile.
        return here(progress) || recovery.recover(progress) && here(progress);
    }

    private boolean here(Progress progress) throws AuthFailure {
        Request question = Identity.question(site);
        Identity now = Identity.of(Answer.read(question, carrier.send(question, progress)));
        now.failIfInconclusive(site);
        boolean here = now.is(identity.account().orElseThrow());
        if (here) {
            proved = System.nanoTime();
        }
        return here;
    }

    private boolean doubtful(Request request, Response response) {
        if (response.status() == 401) {
            return true;
        }
        if (response.status() / 100 == 3) {
            Page page = Answers.page(response, "").orElse(null);
            boolean login = page == Page.LOGIN || page == Page.SSO;
            return login || !trusted() && leadsElsewhere(response);
        }
        String path = String.valueOf(response.uri().getPath());
        if (path.endsWith("/login.action") && !request.target().contains("/login.action")) {
            return true;
        }
        return path.contains("/rest/") && response.mediaType().contains("html");
    }

    /** To a single sign-on, most likely, even if it looks like none that is known. */
    private static boolean leadsElsewhere(Response response) {
        try {
            return response.header("Location")
                    .map(location -> response.uri().resolve(location))
                    .filter(target -> target.getHost() != null && !SiteDiscovery.sameOrigin(target, response.uri()))
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether an answer of REST names no user although this server does: it may be one to an anonymous visitor. */
    private boolean nameless(Response response) {
        if (!identity.namesUser()
                || response.status() >= 500
                || !String.valueOf(response.uri().getPath()).contains("/rest/")) {
            return false;
        }
        String user = response.header("X-AUSERNAME").orElse("");
        return (user.isBlank() || user.equals("anonymous")) && (namesReliably || !trusted());
    }

    private boolean trusted() {
        return System.nanoTime() - proved < TRUSTED.toNanos();
    }

    static AuthFailure ended(SignIn signIn, Site site, Instant since) {
        return ConfluenceFailures.problem("confluence.session.ended")
                .with("site", site.base())
                .with("connection", signIn.connection().id())
                .with("since", Moments.text(since))
                .evidence("signedIn", since.toString())
                .failure();
    }

    @Override
    public void close() {
        carrier.close();
    }
}
