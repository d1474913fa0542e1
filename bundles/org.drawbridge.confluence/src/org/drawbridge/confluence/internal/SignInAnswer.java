package org.drawbridge.confluence.internal;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.Answers.Page;

/**
 * Judges the answer to "who am I": only {@code type == known} is a sign-in, whatever the status; everything else is
 * explained. The shapes are those of reference: confluence §2, §3 and §5.
 *
 * @param site where it was asked
 * @param anonymously whether no credential was sent
 * @param email the e-mail address that went with a Cloud token
 * @param gateway whether it was asked through Atlassian's gateway
 */
record SignInAnswer(Site site, boolean anonymously, Optional<String> email, boolean gateway, Answer answer) {

    private static final Texts TEXTS = Texts.of(SignInAnswer.class);

    static final String CALL = "/rest/api/user/current";

    /** The account, or the reason why there is none. */
    Account account() throws AuthFailure {
        JsonObject user = answer.object();
        String type = Answer.string(user, "type");
        if (answer.ok() && type.equals("known")) {
            return accountOf(user);
        }
        if (answer.ok() && type.equals("anonymous")) {
            if (anonymously) {
                return Account.ANONYMOUS;
            }
            throw problem(site.cloud() ? "confluence.cloud.token-rejected" : "confluence.token.invalid")
                    .with("note", " " + TEXTS.get("sign-in.as-anonymous"))
                    .evidence("answeredAs", "anonymous")
                    .failure();
        }
        throw failure();
    }

    static Account accountOf(JsonObject user) {
        String name = Answer.string(user, "username");
        if (name.isEmpty()) {
            name = Answer.string(user, "accountId");
        }
        if (name.isEmpty()) {
            name = Answer.string(user, "userKey");
        }
        return Account.of(name, Answer.string(user, "displayName"));
    }

    private AuthFailure failure() throws AuthFailure {
        int status = answer.status();
        String message = answer.message().toLowerCase(Locale.ROOT);
        if (status == 429) {
            return problem("confluence.throttled").failure();
        }
        if (site.cloud() && answer.text().contains("SUSPENDED_")) {
            return problem("confluence.cloud.suspended").failure();
        }
        if (captcha()) {
            return problem("confluence.captcha").failure();
        }
        if (message.contains("basic authentication has been disabled")) {
            return problem("confluence.basic-disabled").failure();
        }
        Page page = answer.page().orElse(null);
        if (page == Page.PROXY_BLOCK) {
            answer.orFail();
        }
        if (answer.redirect() || page == Page.SSO || page == Page.KERBEROS) {
            return wall(page);
        }
        if (status >= 500) {
            return problem("confluence.unavailable").failure();
        }
        if (site.cloud()) {
            return cloudFailure(status, message);
        }
        if (status == 404) {
            return problem("confluence.no-rest-api").failure();
        }
        if (status == 401 || status == 403 || page == Page.LOGIN || page == Page.TWO_STEP_LOGIN) {
            return onPremisesFailure(message);
        }
        if (!answer.isJson()) {
            answer.orFail();
        }
        return problem("confluence.unexpected-answer").failure();
    }

    private AuthFailure onPremisesFailure(String message) {
        if (anonymously) {
            return problem("confluence.anonymous-off").failure();
        }
        if (expired()) {
            return problem("confluence.token.expired").failure();
        }
        // A valid login is named in the answer's headers even where it may not use Confluence; a token that Confluence
        // does not know leaves no trace.
        if (message.contains("not permitted to use confluence") && knownUser().isPresent()) {
            return problem("confluence.not-permitted")
                    .with("user", knownUser().get())
                    .failure();
        }
        if (answer.status() == 403
                && !message.contains("not permitted to use confluence")
                && knownUser().isPresent()) {
            return problem("confluence.forbidden")
                    .with("user", knownUser().get())
                    .failure();
        }
        return problem("confluence.token.invalid").failure();
    }

    private AuthFailure cloudFailure(int status, String message) {
        String category = answer.header("X-Failure-Category").orElse("");
        if (category.equals("FAILURE_CLIENT_SCOPE_CHECK") || message.contains("scope does not match")) {
            return problem("confluence.cloud.scope-missing")
                    .with("scope", "read:confluence-user")
                    .with("call", "GET /wiki" + CALL)
                    .failure();
        }
        if (category.equals("FAILURE_CLIENT_AUTH_MISMATCH")) {
            return problem("confluence.cloud.client-mismatch").failure();
        }
        if (anonymously) {
            return problem("confluence.cloud.anonymous-off").failure();
        }
        if (status == 401 || status == 403) {
            return problem("confluence.cloud.token-rejected").failure();
        }
        if (status == 404) {
            return problem("confluence.cloud.no-confluence").failure();
        }
        return problem("confluence.unexpected-answer").failure();
    }

    /** The shape with which a site's own host answers a scoped token (reference: confluence §3). */
    boolean looksScoped() {
        return site.cloud() && answer.status() == 401 && !answer.isJson();
    }

    private AuthFailure wall(Page page) {
        Optional<URI> target = answer.location();
        boolean ownLogin =
                target.filter(uri -> SiteDiscovery.sameOrigin(uri, site.base())).isPresent()
                        && page != Page.SSO
                        && page != Page.KERBEROS;
        if (ownLogin) {
            return problem(anonymously ? "confluence.anonymous-off" : "confluence.token.invalid")
                    .failure();
        }
        String wall = page == Page.KERBEROS
                ? "Kerberos"
                : target.map(URI::getHost).orElse(answer.uri().getHost());
        return problem(anonymously ? "confluence.anonymous-blocked-by-sso" : "confluence.pat-blocked-by-sso")
                .with("wall", wall)
                .failure();
    }

    /** Confluence's form of a CAPTCHA demand is a login reason, Jira's an own header: reference confluence §1. */
    private boolean captcha() {
        return answer.header("X-Seraph-LoginReason").orElse("").contains("AUTHENTICATION_DENIED")
                || answer.header("X-Authentication-Denied-Reason").orElse("").contains("CAPTCHA");
    }

    private boolean expired() {
        String challenge = answer.header("WWW-Authenticate").orElse("").toLowerCase(Locale.ROOT);
        return challenge.contains("expired")
                || answer.message().toLowerCase(Locale.ROOT).contains("token expired")
                || answer.message().toLowerCase(Locale.ROOT).contains("token has expired");
    }

    private Optional<String> knownUser() {
        Optional<String> user =
                answer.header("X-AUSERNAME").filter(name -> !name.isBlank() && !name.equals("anonymous"));
        boolean login = answer.header("X-Seraph-LoginReason").orElse("").matches("(.*[,\\s])?OK([,\\s].*)?");
        return user.isPresent() || !login ? user : Optional.of("…");
    }

    /** A problem with the values that the catalogue's texts use. */
    private FailureCatalogue.Builder problem(String cause) {
        return ConfluenceFailures.problem(cause)
                .with("site", site.base())
                .with("host", site.base().getHost())
                .with("note", "")
                .with("version", site.version().map(Version::text).orElse(null))
                .with("email", email.orElse(null))
                .evidence("call", "GET " + CALL)
                .evidence(answer.facts());
    }
}
