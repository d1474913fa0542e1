package org.drawbridge.confluence.internal;

import java.util.List;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;

/** No sign-in at all: what everybody may see. Proves that the site lets anonymous callers in (reference: confluence §5). */
public final class AnonymousMethod implements AuthMethod {

    @Override
    public List<Field> fields(Target target) {
        return List.of(Fields.sampleSpaces());
    }

    @Override
    public Session open(SignIn signIn) throws AuthFailure {
        Site site = SiteDiscovery.of(signIn);
        Credential nobody = new Credential.None();
        SignInAnswer answer = new Candidates(signIn, site, nobody).ask();
        Account account = answer.account();
        Site found = answer.site();
        return new ConfluenceSession(found, found.base(), signIn.http(), nobody, account, List.of());
    }
}
