package org.drawbridge.sharepoint.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.KeptSession;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.sharepoint.internal.entra.SiteChallenge;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.TokenCache;
import org.drawbridge.sharepoint.internal.entra.UserTokens;

/** Signs in as a user. Without asking where a session is stored that still works; how else is up to the method. */
abstract class UserMethod implements AuthMethod {

    static final Texts TEXTS = Texts.of(UserMethod.class);

    /** The method's own fields. */
    abstract List<Field> ownFields();

    /** Where the tokens come from. @param values the user's own values for the remedies */
    abstract UserTokens tokens(SignIn signIn, Tenant tenant, String clientId, Map<String, String> values)
            throws AuthFailure;

    /** What the user should know of the method although it worked. */
    List<String> warnings() {
        return List.of();
    }

    @Override
    public final List<Field> fields(Target target) {
        return MicrosoftFields.around(ownFields());
    }

    @Override
    public boolean interactive() {
        return true;
    }

    @Override
    public final Optional<KeptSession> kept(Secrets secrets) throws AuthFailure {
        return UserTokens.kept(secrets);
    }

    @Override
    public final void check(SignIn signIn) throws AuthFailure {
        SharePointTarget.of(signIn.connection()).clientId();
    }

    @Override
    public final Session open(SignIn signIn) throws AuthFailure {
        SharePointTarget target = SharePointTarget.of(signIn.connection());
        String clientId = target.clientId();
        signIn.progress().step(TEXTS.get("progress.tenant", target.site().host()));
        SiteChallenge challenge = SiteChallenge.of(signIn.http(), target.site().url(), signIn.progress());
        Tenant tenant = target.findTenant(signIn.http(), challenge, signIn.progress());
        Map<String, String> values = new LinkedHashMap<>(target.values(tenant));
        signIn.connection()
                .setting(UserTokens.ACCOUNT)
                .or(() -> signIn.connection().setting(PasswordMethod.USER))
                .ifPresent(account -> values.put("account", account));
        UserTokens source = tokens(signIn, tenant, clientId, values);
        TokenCache tokens = new TokenCache(source, signIn.clock());
        signIn.progress().step(TEXTS.get("progress.token", tenant.cloud().authority()));
        tokens.get(target.site().origin(), signIn.progress());
        List<String> warnings = new ArrayList<>(target.site().warnings());
        warnings.addAll(warnings());
        return new SharePointSession(
                signIn.http(), target, tenant, tokens, source.account(), warnings, Optional.empty());
    }
}
