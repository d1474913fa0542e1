package org.drawbridge.confluence.internal;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Request;

/**
 * Asks "who am I" at a site; where a single sign-on hides the context path, at each possible one until one of them
 * knows the caller.
 */
record Candidates(SignIn signIn, Site site, Credential credential) {

    /** The answer of the site, of the candidate that knows the caller, or else of the one that says most. */
    SignInAnswer ask() throws AuthFailure {
        SignInAnswer best = null;
        for (URI base : site.candidates()) {
            Site here = base.equals(site.base()) && site.wall().isEmpty()
                    ? site
                    : site.revealed(base, Optional.empty(), "");
            SignInAnswer answer = ask(signIn, here, base, credential);
            if (answer.answer().ok() && answer.answer().isJson()) {
                SiteDiscovery.remember(signIn, here);
                return answer;
            }
            // An answer of Confluence itself says more than one of what stands in front of it.
            boolean better =
                    best == null || !best.answer().isJson() && answer.answer().isJson();
            best = better ? answer : best;
        }
        return best;
    }

    static SignInAnswer ask(SignIn signIn, Site site, URI base, Credential credential) throws AuthFailure {
        Request request = Request.get(base + SignInAnswer.CALL).json().notFollowing();
        Optional<String> authorization = credential.header();
        if (authorization.isPresent()) {
            request = request.replacing("Authorization", authorization.get());
        }
        Answer answer = Answer.read(request, signIn.http().send(request, signIn.progress()));
        // Cloud under load refuses what it grants a moment later (reference: confluence §3).
        if (site.cloud() && transientRefusal(answer)) {
            signIn.progress().sleep(Duration.ofSeconds(2));
            answer = Answer.read(request, signIn.http().send(request, signIn.progress()));
        }
        return new SignInAnswer(
                site,
                credential instanceof Credential.None,
                credential instanceof Credential.Basic basic ? Optional.of(basic.email()) : Optional.empty(),
                !base.equals(site.base()),
                answer);
    }

    private static boolean transientRefusal(Answer answer) {
        return List.of(403, 404).contains(answer.status())
                && answer.header("x-cache").orElse("").contains("Error from cloudfront");
    }
}
