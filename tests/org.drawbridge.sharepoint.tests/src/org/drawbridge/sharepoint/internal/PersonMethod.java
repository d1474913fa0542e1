package org.drawbridge.sharepoint.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.sharepoint.internal.entra.PersonTokens;
import org.drawbridge.sharepoint.internal.entra.SiteChallenge;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.TokenCache;

/**
 * Signs a person in without a browser, so that test and permission level can be tried with delegated tokens: the
 * password is the secret {@code password}, an earlier sign-in's refresh token the secret {@code refreshToken}.
 */
final class PersonMethod implements AuthMethod {

    @Override
    public List<Field> fields(Target target) {
        return List.of(
                AppMethod.text(SharePointTarget.CLIENT_ID, Field.Kind.TEXT),
                AppMethod.text(SharePointTarget.TENANT, Field.Kind.TEXT),
                Field.of("user", Field.Kind.TEXT, "User", ""),
                Field.of("account", Field.Kind.TEXT, "Account", ""),
                Field.of("password", Field.Kind.SECRET, "Password", ""),
                Field.of("refreshToken", Field.Kind.SECRET, "Refresh token", ""));
    }

    @Override
    public Session open(SignIn signIn) throws AuthFailure {
        SharePointTarget target = SharePointTarget.of(signIn.connection());
        SiteChallenge challenge = SiteChallenge.of(signIn.http(), target.site().url(), signIn.progress());
        Tenant tenant = target.findTenant(signIn.http(), challenge, signIn.progress());
        String person = signIn.connection()
                .setting("user")
                .or(() -> signIn.connection().setting("account"))
                .orElse("");
        Map<String, String> app = new LinkedHashMap<>();
        app.put("client_id", target.clientId());
        app.put("username", person);
        app.put("password", secret(signIn, "password").orElse(""));
        TokenCache tokens = new TokenCache(
                new PersonTokens(
                        signIn.http(),
                        tenant,
                        app,
                        secret(signIn, "refreshToken").orElse(null),
                        target.values(tenant),
                        signIn.clock()),
                signIn.clock());
        tokens.get(target.site().origin(), signIn.progress());
        return new SharePointSession(
                signIn.http(), target, tenant, tokens, Account.of(person, person), List.of(), Optional.empty());
    }

    private static Optional<String> secret(SignIn signIn, String key) throws AuthFailure {
        return signIn.secrets().get(key).map(secret -> secret.reveal());
    }
}
