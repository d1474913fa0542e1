package org.drawbridge.confluence.internal;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;

/**
 * Sign-in by token: a personal access token on Server and Data Center from 7.9, e-mail address and API token on Cloud,
 * where scoped tokens are only taken by Atlassian's gateway. Facts: reference confluence §3.
 */
public final class TokenMethod implements AuthMethod {

    private static final Texts TEXTS = Texts.of(TokenMethod.class);
    /** How Cloud's API tokens start; Data Center's personal access tokens never do. */
    private static final String CLOUD_TOKEN_PREFIX = "ATATT";

    @Override
    public List<Field> fields(Target target) {
        return List.of(Fields.token(), Fields.email(), Fields.tokenKind(), Fields.sampleSpaces());
    }

    @Override
    public Session open(SignIn signIn) throws AuthFailure {
        Site site = SiteDiscovery.of(signIn);
        // Before the token is asked for: nobody should look for a token that can't work.
        if (!site.cloud() && site.olderThan(Version.PERSONAL_TOKENS)) {
            throw unsupported(site);
        }
        Attempt attempt = new Attempt(signIn, site);
        return site.cloud() ? attempt.cloud() : attempt.onPremises();
    }

    private static AuthFailure unsupported(Site site) {
        return ConfluenceFailures.problem("confluence.token.unsupported-version")
                .with("site", site.base())
                .evidence("version", site.version().map(Version::text).orElse(null))
                .failure();
    }

    /** One sign-in. */
    private static final class Attempt {
        private final SignIn signIn;
        private final Site site;
        private final List<String> warnings = new ArrayList<>();

        Attempt(SignIn signIn, Site site) {
            this.signIn = signIn;
            this.site = site;
        }

        private Secret token() throws AuthFailure {
            Secret entered = signIn.require(Fields.token());
            String value = entered.reveal().strip();
            if (!Fields.wellFormed(value)) {
                throw ConfluenceFailures.problem("confluence.token.malformed").failure();
            }
            return Secret.of(value);
        }

        Session onPremises() throws AuthFailure {
            Secret token = token();
            if (token.reveal().startsWith(CLOUD_TOKEN_PREFIX)) {
                throw ConfluenceFailures.problem("confluence.token.cloud-token-on-server")
                        .with("site", site.base())
                        .failure();
            }
            Credential.Bearer credential = new Credential.Bearer(token);
            SignInAnswer answer = new Candidates(signIn, site, credential).ask();
            Account account = answer.account();
            Site found = answer.site();
            if (found.version().isEmpty()) {
                Session session =
                        new ConfluenceSession(found, found.base(), signIn.http(), credential, account, List.of());
                found = SiteDiscovery.reveal(signIn, found, session);
            }
            if (found.olderThan(Version.PERSONAL_TOKENS)) {
                throw unsupported(found);
            }
            return new TokenSession(found, found.base(), signIn.http(), credential, account, warnings);
        }

        Session cloud() throws AuthFailure {
            String email = signIn.connection().setting("email", "").strip();
            if (email.isEmpty()) {
                throw ConfluenceFailures.problem("confluence.email-missing")
                        .with("site", site.base())
                        .failure();
            }
            Credential credential = new Credential.Basic(email, token());
            String kind = signIn.connection().setting("tokenKind", "auto");
            URI gateway = site.gateway().orElse(site.base());
            if (kind.equals("scoped") || site.base().equals(gateway)) {
                return open(gateway, ask(gateway, credential), credential);
            }
            SignInAnswer direct = ask(site.base(), credential);
            if (kind.equals("classic") || !direct.looksScoped()) {
                return open(site.base(), direct, credential);
            }
            // The site's own host answers a scoped token like a malformed one; only the gateway can tell.
            return open(gateway, ask(gateway, credential), credential);
        }

        private Session open(URI base, SignInAnswer answer, Credential credential) throws AuthFailure {
            Account account = answer.account();
            if (answer.gateway()
                    && signIn.connection().setting("tokenKind", "auto").equals("auto")) {
                warnings.add(TEXTS.get("token.scoped-found", base));
            }
            return new ConfluenceSession(site, base, signIn.http(), credential, account, warnings);
        }

        private SignInAnswer ask(URI base, Credential credential) throws AuthFailure {
            return Candidates.ask(signIn, site, base, credential);
        }
    }
}
