package org.drawbridge.confluence.internal;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Pace;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;

/** A site's interfaces, called with somebody's session; any session, also one of a plug-in. */
final class ConfluenceApi {

    private static final Texts TEXTS = Texts.of(ConfluenceApi.class);
    /** How long an identity that has been proved lets weaker signs pass. */
    private static final Duration TRUSTED = Duration.ofSeconds(10);

    private static final Version TOKENS_EVERYWHERE = new Version("8.0");

    private final Site site;
    private final Session session;
    private final Progress progress;
    private final Pace.Sender sender;
    private final Optional<SignIn> signIn;
    private final Instant since = Instant.now();
    private volatile JsonObject me;
    private volatile long proved = System.nanoTime();
    /** Once this server has named the caller, an answer that doesn't may be one to an anonymous visitor. */
    private volatile boolean named;

    ConfluenceApi(Site site, Session session, Progress progress) {
        this(site, session, progress, session::send, Optional.empty());
    }

    private ConfluenceApi(Site site, Session session, Progress progress, Pace.Sender sender, Optional<SignIn> signIn) {
        this.signIn = signIn;
        this.site = site;
        this.session = session;
        this.progress = progress;
        this.sender = sender;
    }

    /** For a session of any method: the site is known to our own ones and found again for others. */
    static ConfluenceApi of(SignIn signIn, Session session) throws AuthFailure {
        return new ConfluenceApi(site(signIn, session), session, signIn.progress());
    }

    /** For the many calls of a check: at the pace that the server allows. */
    static ConfluenceApi of(CheckRun run) throws AuthFailure {
        Session session = run.session();
        Pace pace = run.pace();
        return new ConfluenceApi(
                site(run.signIn(), session),
                session,
                run.progress(),
                (request, progress) -> pace.send(request, session::send, progress),
                Optional.of(run.signIn()));
    }

    private static Site site(SignIn signIn, Session session) throws AuthFailure {
        return session instanceof ConfluenceSession own ? own.site() : SiteDiscovery.of(signIn);
    }

    Site site() {
        return site;
    }

    Session session() {
        return session;
    }

    Progress progress() {
        return progress;
    }

    boolean throughGateway() {
        return session instanceof ConfluenceSession own && own.throughGateway();
    }

    /** Asks for JSON below the base address. Redirects are not followed: none of these calls has one to offer. */
    Answer get(String path) throws AuthFailure {
        return ask(Request.get(path).json().notFollowing());
    }

    /** Asks for one of Confluence's pages. */
    Answer page(String path) throws AuthFailure {
        return Answer.page(path, request -> sender.send(request, progress));
    }

    /** Calls the old remote API, for versions whose REST lacks the question (reference: confluence §4). */
    Answer rpc(String method, String argument) throws AuthFailure {
        String body = Json.createArrayBuilder().add(argument).build().toString();
        return ask(Request.post("/rpc/json-rpc/confluenceservice-v2/" + method, RequestBody.json(body))
                .json()
                .notFollowing()
                .asRepeatable());
    }

    private Answer ask(Request request) throws AuthFailure {
        Answer answer = Answer.read(request, sender.send(request, progress));
        if (signIn.isPresent() && doubtful(answer)) {
            failUnlessMe(signIn.get());
        }
        return answer;
    }

    /** Whether it may be an answer to an anonymous visitor, since the session or the token has ended: worse than none. */
    private boolean doubtful(Answer answer) {
        if (session.account().anonymous() || me == null || answer.status() >= 500 || answer.status() == 429) {
            return false;
        }
        String user = answer.header("X-AUSERNAME").orElse("");
        if (!user.isBlank() && !user.equals("anonymous")) {
            named = true;
            return false;
        }
        return named || answer.status() == 401 && System.nanoTime() - proved > TRUSTED.toNanos();
    }

    private synchronized void failUnlessMe(SignIn context) throws AuthFailure {
        Request question = Identity.question(site);
        Identity now = Identity.of(Answer.read(question, sender.send(question, progress)));
        now.failIfInconclusive(site);
        if (!now.is(session.account())) {
            throw EndWatch.ended(context, site, since);
        }
        // If it was the same user all along, this server does not name users in every answer.
        named = false;
        proved = System.nanoTime();
    }

    /** Sends a request whose body is not to be read whole; the caller closes the answer. */
    Response stream(Request request) throws AuthFailure {
        return sender.send(request, progress);
    }

    /** Who the caller is, as {@code user/current} says now; asked once. Fails as a sign-in does. */
    synchronized JsonObject me() throws AuthFailure {
        if (me == null) {
            Answer answer = get(SignInAnswer.CALL);
            boolean anonymously = session.account().anonymous();
            new SignInAnswer(site, anonymously, Optional.empty(), throughGateway(), answer).account();
            me = answer.object();
        }
        return me;
    }

    /** The account as people know it: on Cloud the name in the answers is only an id. */
    String who() {
        Account account = session.account();
        if (account.anonymous()) {
            return TEXTS.get("account.anonymous");
        }
        return site.cloud() || account.name().equals(account.displayName())
                ? account.displayName()
                : TEXTS.get("probe.account", account.displayName(), account.name());
    }

    /** Whether this version is one of those that take tokens for REST only (CONFSERVER-61519; the fix's version is unsure). */
    boolean tokensForRestOnly() {
        return site.wall().isEmpty() && site.olderThan(TOKENS_EVERYWHERE);
    }

    /** The query that names a user to {@code /rest/api/user…}, in the way of the edition. */
    String userQuery(JsonObject user) {
        String accountId = Answer.string(user, "accountId");
        if (!accountId.isEmpty()) {
            return "accountId=" + encode(accountId);
        }
        String name = Answer.string(user, "username");
        return name.isEmpty() ? "key=" + encode(Answer.string(user, "userKey")) : "username=" + encode(name);
    }

    /** Encoded for a path segment or a query value. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%7E", "~");
    }
}
