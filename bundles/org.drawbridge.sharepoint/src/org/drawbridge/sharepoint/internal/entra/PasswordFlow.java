package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Request;

/**
 * User name and password (OAuth resource owner password credentials), which Entra keeps for old programs only: no second
 * factor, no guests, no personal accounts, and accounts of other identity providers only if their passwords are
 * synchronised.
 */
record PasswordFlow(String user, Secret password) implements UserFlow {

    /** What Entra says where it does not know the password. */
    private static final Set<Object> UNKNOWN_HERE = Set.of("AADSTS50126", "AADSTS50034", "AADSTS50056", "AADSTS51004");

    @Override
    public Grant signIn(Wanted wanted) throws AuthFailure {
        TokenEndpoint endpoint = wanted.endpoint();
        try {
            return endpoint.grant(
                    Map.of("grant_type", "password", "username", user, "password", password.reveal()),
                    wanted.scope(),
                    wanted.claims(),
                    wanted.progress());
        } catch (Cancelled e) {
            throw e;
        } catch (AuthFailure e) {
            Object code = e.problem().evidence().getOrDefault("code", "");
            Optional<String> provider = UNKNOWN_HERE.contains(code) ? elsewhere(wanted) : Optional.empty();
            if (provider.isEmpty()) {
                throw e;
            }
            throw endpoint.problem("entra.password-elsewhere")
                    .with("account", user)
                    .with("provider", provider.get())
                    .evidence(e.problem().evidence())
                    .evidence("provider", provider.get())
                    .because(e)
                    .failure();
        }
    }

    /** The system that checks the user's password if Entra does not ({@code UserRealm}, as MSAL asks it too). */
    private Optional<String> elsewhere(Wanted wanted) throws Cancelled {
        String url = wanted.endpoint().tenant().cloud().authority() + "/common/UserRealm/"
                + URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20") + "?api-version=1.0";
        try {
            EntraAnswer answer = wanted.endpoint().send(Request.get(url).json().notFollowing(), wanted.progress());
            return answer.json()
                    .filter(json -> text(json, "account_type").equalsIgnoreCase("Federated"))
                    .map(json -> text(json, "domain_name"));
        } catch (Cancelled e) {
            throw e;
        } catch (AuthFailure e) {
            // Entra's first answer says enough.
            return Optional.empty();
        }
    }

    private static String text(JsonObject json, String name) {
        return json.get(name) instanceof JsonString text ? text.getString() : "";
    }
}
