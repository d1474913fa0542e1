package org.drawbridge.confluence.internal;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;

/** A site's interfaces, called with somebody's session; any session, also one of a plug-in. */
final class ConfluenceApi {

    private static final Texts TEXTS = Texts.of(ConfluenceApi.class);
    private static final Version TOKENS_EVERYWHERE = new Version("8.0");

    private final Site site;
    private final Session session;
    private final Progress progress;
    private JsonObject me;

    ConfluenceApi(Site site, Session session, Progress progress) {
        this.site = site;
        this.session = session;
        this.progress = progress;
    }

    /** For a session of any method: the site is known to our own ones and found again for others. */
    static ConfluenceApi of(SignIn signIn, Session session) throws AuthFailure {
        Site site = session instanceof ConfluenceSession own ? own.site() : SiteDiscovery.of(signIn);
        return new ConfluenceApi(site, session, signIn.progress());
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
        return Answer.page(path, request -> session.send(request, progress));
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
        return Answer.read(request, session.send(request, progress));
    }

    /** Sends a request whose body is not to be read whole; the caller closes the answer. */
    Response stream(Request request) throws AuthFailure {
        return session.send(request, progress);
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
