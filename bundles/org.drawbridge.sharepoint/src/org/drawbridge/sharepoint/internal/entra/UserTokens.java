package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.KeptSession;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.sharepoint.internal.entra.Grant.Who;
import org.drawbridge.sharepoint.internal.entra.StoredAccounts.Stored;

/**
 * Tokens for an app on behalf of somebody. Tries the stored session first; where that has ended, or a claims challenge
 * wants more, the user is asked, but once at most in the life of a session. One sign-in serves every resource. Thread-safe.
 */
public final class UserTokens implements TokenSource {

    /** The setting with the sign-in name of the account to use. */
    public static final String ACCOUNT = "account";

    /** Set for one sign-in only, never stored: ask the user, whatever session there is. */
    public static final String ANEW = "signInAnew";

    private static final Texts TEXTS = Texts.of(UserTokens.class);
    private static final String OTHER = "other";
    private static final String USE = "use";

    /** What signing in again can give: a second factor, or a fresh one. */
    private static final Set<String> SECOND_FACTOR = Set.of("50072", "50074", "50076", "50078", "50079", "50158");

    private final TokenEndpoint endpoint;
    private final SignIn signIn;
    private final UserFlow flow;
    private final StoredAccounts accounts;
    private final boolean keeps;
    private final ReentrantLock lock = new ReentrantLock();

    private Who who;
    private Secret refresh;
    private Instant signedIn;
    private String accepted = "";
    private volatile boolean asked;

    private UserTokens(TokenEndpoint endpoint, SignIn signIn, UserFlow flow, boolean keeps) {
        this.endpoint = endpoint;
        this.signIn = signIn;
        this.flow = flow;
        this.keeps = keeps;
        this.accounts = new StoredAccounts(signIn.secrets(), endpoint.tenant(), endpoint.clientId());
    }

    /** The sign-in that is kept; when it ends is Entra's to decide. */
    public static Optional<KeptSession> kept(Secrets secrets) throws AuthFailure {
        return StoredAccounts.latest(secrets)
                .map(stored -> new KeptSession(
                        Account.of(stored.who().name(), stored.who().displayName()),
                        stored.signedIn(),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** By the browser. @param values the user's own values for the remedies */
    public static UserTokens byBrowser(SignIn signIn, Tenant tenant, String clientId, Map<String, String> values) {
        return of(signIn, tenant, clientId, values, new BrowserFlow(Optional.empty()), true);
    }

    /** By a code that the user types in a browser on any device; by the browser here if a policy blocks that. */
    public static UserTokens byDeviceCode(SignIn signIn, Tenant tenant, String clientId, Map<String, String> values) {
        return of(signIn, tenant, clientId, values, new DeviceFlow(new BrowserFlow(Optional.empty())), true);
    }

    /** By a password, which stands for the session: whoever tests it must not be answered by a stored one. */
    public static UserTokens byPassword(
            SignIn signIn, Tenant tenant, String clientId, Map<String, String> values, String user, Secret password) {
        return of(signIn, tenant, clientId, values, new PasswordFlow(user, password), false);
    }

    static UserTokens of(
            SignIn signIn, Tenant tenant, String clientId, Map<String, String> values, UserFlow flow, boolean keeps) {
        TokenEndpoint endpoint = new TokenEndpoint(signIn.http(), tenant, clientId, values, signIn.clock());
        return new UserTokens(endpoint, signIn, flow, keeps);
    }

    /** Whose tokens they are; once there is one. */
    public Account account() {
        return Account.of(who.name(), who.displayName());
    }

    @Override
    public AccessToken acquire(String scope, Optional<String> claims, Progress progress) throws AuthFailure {
        lock(progress);
        try {
            return acquired(scope, claims, progress);
        } finally {
            lock.unlock();
        }
    }

    private AccessToken acquired(String scope, Optional<String> claims, Progress progress) throws AuthFailure {
        AuthFailure ended = null;
        if (who == null && keeps && !signIn.connection().flag(ANEW)) {
            accounts.of(named()).ifPresent(this::use);
        }
        if (refresh != null && !refresh.isEmpty()) {
            TokenEndpoint.Answered answered = endpoint.token(
                    Map.of("grant_type", "refresh_token", "refresh_token", refresh.reveal()), scope, claims, progress);
            if (answered.grant().isPresent()) {
                Grant grant = answered.grant().get();
                // The account stays what it was when it signed in: answers to a refresh may say less of it.
                renewed(grant);
                return grant.token();
            }
            ended = ended(answered.answer());
        }
        if (asked) {
            throw ended != null ? ended : endpoint.problem("entra.no-refresh").failure();
        }
        return asked(scope, claims, progress, ended);
    }

    private void use(Stored stored) {
        who = stored.who();
        refresh = stored.refresh();
        signedIn = stored.signedIn();
        accepted = stored.accepted();
    }

    private void renewed(Grant grant) throws AuthFailure {
        if (grant.refresh().isEmpty() || grant.refresh().get().reveal().equals(refresh.reveal())) {
            return;
        }
        refresh = grant.refresh().get();
        keep(grant);
    }

    private void keep(Grant grant) throws AuthFailure {
        if (keeps) {
            accounts.keep(
                    new Grant(grant.token(), Optional.ofNullable(refresh), who, Optional.empty()), signedIn, accepted);
        }
    }

    /**
     * Why the stored session gives no token.
     *
     * @return what to say where nobody can sign in now
     * @throws AuthFailure if signing in again would not help
     */
    private AuthFailure ended(EntraAnswer answer) throws AuthFailure {
        AuthFailure refused = answer.explain(values());
        Problem problem = refused.problem();
        if (problem.kind() == Problem.Kind.SIGN_IN_NEEDED) {
            return refused;
        }
        JsonObject json = answer.json().orElse(null);
        String error = json != null && json.get("error") instanceof JsonString text ? text.getString() : "";
        String code =
                String.valueOf(problem.evidence().getOrDefault("code", "")).replace("AADSTS", "");
        if (code.equals("65001")) {
            // In the browser the user can consent; elsewhere this says who can.
            return refused;
        }
        boolean session = Set.of("invalid_grant", "interaction_required", "login_required", "consent_required")
                .contains(error);
        boolean messageOnly = "message_only".equals(problem.evidence().get("suberror"));
        boolean known = !code.isEmpty() && EntraFailures.catalogue().knows("entra.AADSTS" + code);
        if (!session || messageOnly || known && !SECOND_FACTOR.contains(code)) {
            throw refused;
        }
        var builder = endpoint.problem("entra.sign-in-again");
        values().forEach(builder::with);
        return builder.with("entraText", problem.message())
                .evidence(problem.evidence())
                .failure();
    }

    private Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>(endpoint.values());
        if (who != null) {
            values.put("account", who.name());
        }
        return values;
    }

    private Optional<String> named() {
        return signIn.connection().setting(ACCOUNT).map(String::strip);
    }

    /** Asks the user, and holds the account against the one that was meant before anything is done with it. */
    private AccessToken asked(String scope, Optional<String> claims, Progress progress, AuthFailure ended)
            throws AuthFailure {
        boolean anew = signIn.connection().flag(ANEW);
        Optional<String> expected = anew && named().isEmpty()
                ? Optional.empty()
                : named().or(() -> Optional.ofNullable(who).map(Who::name));
        Optional<String> expectedId = anew || who == null ? Optional.empty() : Optional.of(who.id());
        asked = true;
        boolean other = anew && named().isEmpty();
        while (true) {
            Grant grant;
            try {
                grant = flow.signIn(new UserFlow.Wanted(
                        endpoint,
                        signIn,
                        progress,
                        scope,
                        claims,
                        expected,
                        other,
                        Optional.ofNullable(ended)
                                .map(failure -> failure.problem().message())));
            } catch (AuthFailure e) {
                boolean nobody = e.problem().cause().equals("sign-in.needed");
                throw nobody && ended != null ? ended : e;
            }
            progress.check();
            checkTenant(grant);
            boolean right = expected.isEmpty()
                    || grant.who().is(expected.get())
                    || expectedId.filter(grant.who().id()::equals).isPresent();
            String accepts = right ? accepted : "";
            if (!right) {
                String decided;
                try {
                    decided = signIn.interaction().ask(wrongAccount(grant.who(), expected.get()), progress);
                } catch (AuthFailure e) {
                    grant.wipe();
                    throw e;
                }
                if (decided.equals(OTHER)) {
                    grant.wipe();
                    other = true;
                    continue;
                }
                accepts = expected.get();
            }
            who = grant.who();
            refresh = grant.refresh().orElse(null);
            signedIn = endpoint.clock().instant();
            accepted = accepts;
            keep(grant);
            return grant.token();
        }
    }

    private void checkTenant(Grant grant) throws AuthFailure {
        String tenant = grant.who().tenant();
        if (!tenant.isEmpty() && !tenant.equals(endpoint.tenant().id())) {
            grant.wipe();
            throw endpoint.problem("entra.wrong-tenant")
                    .with("account", grant.who().name())
                    .with("signedInTenant", tenant)
                    .evidence("signedInTenant", tenant)
                    .evidence("tenant", endpoint.tenant().id())
                    .failure();
        }
    }

    private Ask.Decide wrongAccount(Who signedInAs, String expected) {
        Connection connection = signIn.connection();
        List<Ask.Decide.Option> options = new ArrayList<>();
        options.add(new Ask.Decide.Option(OTHER, TEXTS.get("account.other")));
        options.add(new Ask.Decide.Option(USE, TEXTS.get("account.use", signedInAs.name())));
        return new Ask.Decide(
                connection,
                TEXTS.get("account.wrong"),
                TEXTS.get(
                        "account.wrong.text", signedInAs.name(), signedInAs.displayName(), expected, connection.name()),
                options,
                endpoint.problem("entra.wrong-account")
                        .with("signedInAs", signedInAs.name())
                        .with("expected", expected)
                        .evidence("signedInAs", signedInAs.name())
                        .evidence("expected", expected)
                        .failure());
    }

    private void lock(Progress progress) throws Cancelled {
        try {
            while (!lock.tryLock(100, TimeUnit.MILLISECONDS)) {
                progress.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }
}
