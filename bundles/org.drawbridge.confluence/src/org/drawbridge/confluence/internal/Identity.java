package org.drawbridge.confluence.internal;

import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Answers.Page;
import org.drawbridge.core.http.Request;

/**
 * Who an answer to "who am I" takes the caller for. Only {@code type == known} counts, whatever the status: reference
 * confluence §2.
 *
 * @param account empty for an anonymous visitor and where there is no usable answer
 * @param notPermitted whether the login is right but may not use Confluence
 * @param namesUser whether the answer's headers name the user, as Server and Data Center do
 */
record Identity(Optional<Account> account, boolean notPermitted, boolean namesUser, Answer answer) {

    private static final Texts TEXTS = Texts.of(Identity.class);

    static Request question(Site site) {
        return Request.get(site.base() + SignInAnswer.CALL).json().notFollowing();
    }

    static Identity of(Answer answer) {
        boolean known = answer.ok() && Answer.string(answer.object(), "type").equals("known");
        String user = answer.header("X-AUSERNAME").orElse("");
        boolean named = !user.isBlank() && !user.equals("anonymous");
        boolean refused = answer.status() == 403
                && named
                && answer.message().toLowerCase(Locale.ROOT).contains("not permitted to use confluence");
        return new Identity(
                known ? Optional.of(SignInAnswer.accountOf(answer.object())) : Optional.empty(),
                refused,
                named,
                answer);
    }

    boolean is(Account other) {
        return account.filter(own -> own.name().equals(other.name())).isPresent();
    }

    /** Fails if the answer says nothing about the session: an overloaded or broken server, or a page of a proxy. */
    void failIfInconclusive(Site site) throws AuthFailure {
        if (answer.page().filter(page -> page == Page.PROXY_BLOCK).isPresent()) {
            answer.orFail();
        }
        if (answer.status() == 429 || answer.status() >= 500) {
            throw ConfluenceFailures.problem(answer.status() == 429 ? "confluence.throttled" : "confluence.unavailable")
                    .with("site", site.base())
                    .with("host", site.base().getHost())
                    .evidence(answer.facts())
                    .failure();
        }
    }

    /** In a few words of the user's language. */
    String text() {
        if (account.isPresent()) {
            return account.get().displayName();
        }
        if (answer.page().filter(page -> page == Page.KERBEROS).isPresent()) {
            return TEXTS.get("browser.outside.kerberos", answer.status());
        }
        if (answer.page().isPresent()) {
            return TEXTS.get("browser.outside.page", answer.status());
        }
        return answer.ok()
                ? TEXTS.get("browser.outside.anonymous")
                : TEXTS.get("browser.outside.status", answer.status());
    }
}
