package org.drawbridge.sharepoint.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.sharepoint.internal.entra.SiteChallenge;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.TokenCache;
import org.drawbridge.sharepoint.internal.entra.TokenClaims;
import org.drawbridge.sharepoint.internal.entra.TokenSource;

/**
 * Signs in as an app without a user (OAuth client credentials). What the app proves itself with is up to the method.
 */
abstract class AppMethod implements AuthMethod {

    static final Texts TEXTS = Texts.of(AppMethod.class);

    /** What an app proves itself with, read and checked without any call. */
    interface Credential {

        /** Where tokens come from. @param values the user's own values for the remedies, more may be added */
        TokenSource tokens(SignIn signIn, Tenant tenant, String clientId, Map<String, String> values);

        default List<String> warnings(SignIn signIn) {
            return List.of();
        }

        /** When it ends, if that is known. */
        default Optional<Instant> ends() {
            return Optional.empty();
        }
    }

    /** The fields of the credential itself. */
    abstract List<Field> credentialFields();

    abstract Credential credential(SignIn signIn) throws AuthFailure;

    @Override
    public final List<Field> fields(Target target) {
        return MicrosoftFields.around(credentialFields());
    }

    static Field text(String key, Field.Kind kind) {
        return MicrosoftFields.text(key, kind);
    }

    @Override
    public final Session open(SignIn signIn) throws AuthFailure {
        SharePointTarget target = SharePointTarget.of(signIn.connection());
        String clientId = target.clientId();
        Credential credential = credential(signIn);
        signIn.progress().step(TEXTS.get("progress.tenant", target.site().host()));
        SiteChallenge challenge = SiteChallenge.of(signIn.http(), target.site().url(), signIn.progress());
        Tenant tenant = target.findTenant(signIn.http(), challenge, signIn.progress());
        TokenSource source = credential.tokens(signIn, tenant, clientId, new LinkedHashMap<>(target.values(tenant)));
        TokenCache tokens = new TokenCache(source, signIn.clock());
        signIn.progress().step(TEXTS.get("progress.token", tenant.cloud().authority()));
        TokenClaims claims = TokenClaims.of(
                tokens.get(target.site().origin(), signIn.progress()).value());
        List<String> warnings = new ArrayList<>(target.site().warnings());
        warnings.addAll(credential.warnings(signIn));
        return new SharePointSession(
                signIn.http(),
                target,
                tenant,
                tokens,
                Account.of(clientId, claims.text("app_displayname").orElse(clientId)),
                warnings,
                credential.ends());
    }
}
