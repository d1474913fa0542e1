package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;

/**
 * Tokens of a person by Entra's own protocol, without any library: by password first, then by refresh token, as one
 * sign-in that serves two resources. Refusals are told by {@link EntraAnswer}, as the product's methods do.
 */
public final class PersonTokens implements TokenSource {

    private final Http http;
    private final Tenant tenant;
    private final Map<String, String> app;
    private final Map<String, String> values;
    private final Clock clock;
    private String refreshToken;

    /**
     * @param app {@code client_id, username, password}
     * @param refreshToken of an earlier sign-in, null to begin with the password
     */
    public PersonTokens(
            Http http,
            Tenant tenant,
            Map<String, String> app,
            String refreshToken,
            Map<String, String> values,
            Clock clock) {
        this.http = http;
        this.tenant = tenant;
        this.app = Map.copyOf(app);
        this.refreshToken = refreshToken;
        this.values = Map.copyOf(values);
        this.clock = clock;
    }

    /** What a later sign-in can go on with. */
    public String refreshToken() {
        return refreshToken;
    }

    @Override
    public AccessToken acquire(String scope, Optional<String> claims, Progress progress) throws AuthFailure {
        Map<String, String> form = new LinkedHashMap<>(app);
        form.put("grant_type", refreshToken == null ? "password" : "refresh_token");
        if (refreshToken != null) {
            form.remove("username");
            form.remove("password");
            form.put("refresh_token", refreshToken);
        }
        form.put("scope", "openid profile offline_access " + scope);
        claims.ifPresent(wanted -> form.put("claims", wanted));
        Instant asked = clock.instant();
        try (Response response = http.send(
                Request.post(tenant.authority() + "oauth2/v2.0/token", RequestBody.form(form))
                        .notFollowing(),
                progress)) {
            EntraAnswer answer = EntraAnswer.read(response);
            if (!answer.successful()) {
                throw answer.explain(values);
            }
            JsonObject json = answer.json().orElseThrow(() -> answer.incomplete(values));
            refreshToken = json.getString("refresh_token", refreshToken);
            return new AccessToken(
                    Secret.of(json.getString("access_token")),
                    asked,
                    asked.plus(Duration.ofSeconds(json.getInt("expires_in"))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
