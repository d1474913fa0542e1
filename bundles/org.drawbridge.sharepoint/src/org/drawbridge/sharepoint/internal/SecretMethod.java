package org.drawbridge.sharepoint.internal;

import java.util.List;
import java.util.Map;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.sharepoint.internal.entra.AppTokens;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.TenantDiscovery;
import org.drawbridge.sharepoint.internal.entra.TokenSource;

/**
 * {@code sharepoint.secret}: an app signs in with a client secret. Good for Graph; SharePoint's REST API refuses such
 * tokens, which is said at once.
 */
public final class SecretMethod extends AppMethod {

    private static final String SECRET = "clientSecret";

    @Override
    List<Field> credentialFields() {
        return List.of(secretField());
    }

    private static Field secretField() {
        return text(SECRET, Field.Kind.SECRET).asRequired();
    }

    @Override
    Credential credential(SignIn signIn) throws AuthFailure {
        return new OfSecret(signIn.require(secretField()));
    }

    @Override
    public void check(SignIn signIn) throws AuthFailure {
        SharePointTarget.of(signIn.connection()).clientId();
    }

    private record OfSecret(Secret secret) implements Credential {

        @Override
        public TokenSource tokens(SignIn signIn, Tenant tenant, String clientId, Map<String, String> values) {
            if (TenantDiscovery.guid(secret.reveal().strip())) {
                // The portal shows a Secret ID, a GUID, beside the value.
                values.put("secretIdPasted", TEXTS.get("secret.id-pasted"));
                signIn.progress().step(TEXTS.get("secret.id-pasted"));
            }
            return AppTokens.bySecret(signIn.http(), tenant, clientId, secret, values, signIn.clock());
        }

        @Override
        public List<String> warnings(SignIn signIn) {
            return List.of(TEXTS.get("secret.rest-refuses"));
        }
    }
}
