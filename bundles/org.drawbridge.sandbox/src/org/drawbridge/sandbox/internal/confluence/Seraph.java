package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.confluence.Sessions.Session;

/**
 * Who is asking, on Server and Data Center: request parameters, session, remember-me cookie, token, Basic, in that
 * order; one that fails falls through, except Basic. {@code reference: confluence §1 Seraph, CAPTCHA; §3}.
 */
final class Seraph {

    /** The outcome of a try to sign in by password; its name goes into {@code X-Seraph-LoginReason}. */
    enum Reason {
        OK,
        AUTHENTICATED_FAILED,
        AUTHENTICATION_DENIED
    }

    /** Who is asking and the session that goes with it; empty if the call has been answered. */
    record Caller(Optional<Person> person, Session session) {}

    private final Site site;
    private final Function<Call, Optional<Person>> trusted;
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();

    Seraph(Site site, Function<Call, Optional<Person>> trusted) {
        this.site = site;
        this.trusted = trusted;
    }

    /** Finds out who is asking, sets cookies and headers, and answers itself where sign-in fails for good. */
    Optional<Caller> authenticate(Call call, String path) throws IOException {
        Optional<Session> session = site.sessions().find(call.cookies().get("JSESSIONID"));
        Optional<Person> inFront = trusted.apply(call);
        if (inFront.isPresent()) {
            return Optional.of(signedIn(call, inFront.get(), session));
        }
        Optional<Person> byToken = byToken(call, path);
        if (byToken.isPresent()) {
            return Optional.of(signedIn(call, byToken.get(), session));
        }
        Map<String, String> query = call.query();
        if (query.containsKey("os_username") && query.containsKey("os_password")) {
            Person person = site.people().find(query.get("os_username")).orElse(null);
            if (attempt(query.get("os_username"), query.get("os_password")) == Reason.OK) {
                return Optional.of(signedIn(call, person, session));
            }
        }
        if (session.flatMap(Session::person).isPresent()) {
            return Optional.of(signedIn(call, session.get().person().get(), session));
        }
        Optional<Person> remembered = site.sessions().remembered(call.cookies().get("seraph.confluence"));
        if (remembered.isPresent()) {
            return Optional.of(signedIn(call, remembered.get(), session));
        }
        String authorization = call.header("Authorization").orElse("");
        if (authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            if (path.startsWith("/rest/") && !site.switches().basicAuthentication()) {
                call.json(403, "{\"message\":\"Basic Authentication has been disabled on this instance.\"}");
                return Optional.empty();
            }
            String[] pair = decoded(authorization.substring(6).strip());
            Reason reason = attempt(pair[0], pair[1]);
            if (reason != Reason.OK) {
                refuse(call, reason);
                return Optional.empty();
            }
            return Optional.of(signedIn(call, site.people().find(pair[0]).orElseThrow(), session));
        }
        return Optional.of(new Caller(Optional.empty(), session.orElseGet(() -> begin(call, Optional.empty()))));
    }

    private Optional<Person> byToken(Call call, String path) {
        String authorization = call.header("Authorization").orElse("");
        if (!authorization.startsWith("Bearer ")
                || !site.profile().knowsTokens()
                || !site.switches().personalAccessTokens()
                || site.switches().tokensForRestOnly() && !path.startsWith("/rest/")) {
            return Optional.empty();
        }
        return site.tokens().valid(authorization.substring(7).strip()).map(Tokens.Token::owner);
    }

    /** Goes on as that person: in the session if it is theirs, in a new one otherwise. */
    private Caller signedIn(Call call, Person person, Optional<Session> session) {
        call.with("X-Seraph-LoginReason", "OK").with("X-AUSERNAME", person.name());
        Session own = session.filter(each -> each.person().equals(Optional.of(person)))
                .orElse(null);
        if (own == null) {
            session.ifPresent(site.sessions()::end);
            own = begin(call, Optional.of(person));
        }
        return new Caller(Optional.of(person), own);
    }

    /** Starts a session and sets its cookie. */
    Session begin(Call call, Optional<Person> person) {
        Session session = site.sessions().start(person);
        call.with("Set-Cookie", "JSESSIONID=" + session.id() + "; Path=" + cookiePath() + "; Secure; HttpOnly");
        return session;
    }

    String cookiePath() {
        return site.profile().context().isEmpty() ? "/" : site.profile().context();
    }

    /** Whether a sign-in of that user needs a CAPTCHA, whatever the password. */
    boolean wantsCaptcha(String user) {
        int limit = site.switches().captchaAfter();
        AtomicInteger failed = failures.get(user.toLowerCase(Locale.ROOT));
        return limit > 0 && failed != null && failed.get() >= limit;
    }

    /** Takes the CAPTCHA off, as a sign-in on the web page with the CAPTCHA solved does. */
    void clearFailures(String user) {
        failures.remove(user.toLowerCase(Locale.ROOT));
    }

    /** Tries a password. Failures of people who exist are counted; wrong tokens are not. */
    Reason attempt(String user, String password) {
        if (wantsCaptcha(user)) {
            return Reason.AUTHENTICATION_DENIED;
        }
        Optional<Person> person = site.people().find(user);
        if (person.isEmpty()) {
            return Reason.AUTHENTICATED_FAILED;
        }
        if (!site.people().passwordIs(person.get(), password)) {
            failures.computeIfAbsent(person.get().name(), name -> new AtomicInteger())
                    .incrementAndGet();
            return Reason.AUTHENTICATED_FAILED;
        }
        clearFailures(user);
        return Reason.OK;
    }

    private void refuse(Call call, Reason reason) throws IOException {
        call.with("X-Seraph-LoginReason", reason.name());
        begin(call, Optional.empty());
        call.with(
                "WWW-Authenticate",
                "OAuth realm=\"" + URLEncoder.encode(site.profile().base(), StandardCharsets.UTF_8) + "\"");
        Tomcat.error(call, 401, "Basic Authentication Failure - Reason : " + reason);
    }

    private static String[] decoded(String basic) {
        try {
            String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? new String[] {pair, ""}
                    : new String[] {pair.substring(0, colon), pair.substring(colon + 1)};
        } catch (IllegalArgumentException e) {
            return new String[] {"", ""};
        }
    }
}
