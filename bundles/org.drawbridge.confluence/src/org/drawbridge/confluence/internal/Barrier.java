package org.drawbridge.confluence.internal;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.Texts;
import org.drawbridge.core.http.Answers.Page;

/** What stands in front of a site, or answers in its place, in the user's words. */
final class Barrier {

    private static final Texts TEXTS = Texts.of(Barrier.class);

    private Barrier() {}

    /** A sign-in in front of everything, named; empty if the answer is none. A Confluence's own login is no barrier. */
    static Optional<String> of(URI origin, Answer answer) {
        Page page = answer.page().orElse(null);
        if (page == Page.KERBEROS) {
            return Optional.of(TEXTS.get("barrier.kerberos"));
        }
        if (answer.redirect()) {
            URI target = answer.location().orElse(null);
            if (target == null || target.getHost() == null) {
                return Optional.empty();
            }
            boolean elsewhere = !SiteDiscovery.sameOrigin(target, origin);
            return page == Page.SSO || elsewhere && signIn(target)
                    ? Optional.of(TEXTS.get("barrier.sso", target.getHost()))
                    : Optional.empty();
        }
        if (page == Page.SSO) {
            return Optional.of(TEXTS.get("barrier.sso", answer.uri().getHost()));
        }
        String challenge = answer.header("WWW-Authenticate").orElse("");
        boolean own = answer.header("X-Confluence-Request-Time").isPresent()
                || answer.header("X-Seraph-LoginReason").isPresent();
        if (answer.status() == 401 && challenge.regionMatches(true, 0, "Basic", 0, 5) && !own) {
            return Optional.of(TEXTS.get("barrier.basic"));
        }
        return Optional.empty();
    }

    /** Whether an address looks like that of a sign-in service (reference: confluence §6). */
    static boolean signIn(URI target) {
        String text = target.toString().toLowerCase(Locale.ROOT);
        return text.contains("samlrequest=")
                || text.contains("/oauth2/")
                || text.contains("/authorize")
                || text.contains("/saml")
                || text.contains("/adfs/")
                || text.contains("/idp/")
                || text.contains("/sso")
                || text.contains("/login")
                || text.contains("/signin")
                || text.contains("openid");
    }

    /** What a page that is no Confluence is. */
    static String name(Answer answer) {
        PageMetas metas = PageMetas.of(answer.text());
        String application = metas.get("application-name").orElse("");
        if (application.equalsIgnoreCase("JIRA")) {
            return "Jira";
        }
        if (!application.isEmpty()) {
            return application;
        }
        if (answer.header("MicrosoftSharePointTeamServices").isPresent()) {
            return "SharePoint";
        }
        String generator = metas.get("generator").orElse("");
        if (!generator.isEmpty()) {
            return generator;
        }
        String server = answer.header("Server").map(name -> " (" + name + ")").orElse("");
        return metas.title().isEmpty()
                ? TEXTS.get("barrier.web-server", server, answer.status())
                : TEXTS.get("barrier.web-page", server, metas.title(), answer.status());
    }
}
