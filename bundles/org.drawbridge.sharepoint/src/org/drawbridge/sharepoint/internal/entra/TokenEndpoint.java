package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.BrokenTransfer;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;

/**
 * The sign-in service of one tenant as an app without a secret of its own talks to it, for people (OAuth 2.0: RFC 6749,
 * 7636, 8628). Spoken by ourselves and not through MSAL4J, which for these grants hides Entra's own words, replays old
 * refusals and polls without a pause where Entra leaves the interval out (reference: entra-sharepoint §A). Thread-safe.
 */
final class TokenEndpoint {

    /** What every sign-in asks for besides the resource: who it is, and a refresh token. */
    static final String ALWAYS = "openid profile offline_access";

    private static final JsonObject CAPABILITIES = Json.createObjectBuilder()
            .add(
                    "access_token",
                    Json.createObjectBuilder()
                            .add(
                                    "xms_cc",
                                    Json.createObjectBuilder()
                                            .add(
                                                    "values",
                                                    Json.createArrayBuilder().add("cp1"))))
            .build();

    private final Http http;
    private final Tenant tenant;
    private final String clientId;
    private final Map<String, String> values;
    private final Clock clock;

    /** @param values the user's own values for the remedies */
    TokenEndpoint(Http http, Tenant tenant, String clientId, Map<String, String> values, Clock clock) {
        this.http = http;
        this.tenant = tenant;
        this.clientId = clientId;
        this.values = Map.copyOf(values);
        this.clock = clock;
    }

    Tenant tenant() {
        return tenant;
    }

    Map<String, String> values() {
        return values;
    }

    String clientId() {
        return clientId;
    }

    Clock clock() {
        return clock;
    }

    /** An address of the tenant, such as {@code authorize}. */
    String address(String name) {
        return tenant.authority() + "oauth2/v2.0/" + name;
    }

    /** A failure with the user's own values filled in. */
    FailureCatalogue.Builder problem(String cause) {
        FailureCatalogue.Builder builder = EntraFailures.problem(cause);
        values.forEach(builder::with);
        return builder;
    }

    /** Fails with what would stay on a page of Entra's in the browser; one call, without anybody being there. */
    void checkRegistration(Progress progress) throws AuthFailure {
        AuthorizeCheck.run(http, tenant, clientId, values, progress);
    }

    /** An answer and the grant in it; none if Entra refuses. */
    record Answered(EntraAnswer answer, Optional<Grant> grant) {}

    /**
     * Asks for a token.
     *
     * @param fields the grant's own fields
     * @param claims a challenge to answer, as JSON
     * @throws AuthFailure if no answer comes, or one that is none of Entra's
     */
    Answered token(Map<String, String> fields, String scope, Optional<String> claims, Progress progress)
            throws AuthFailure {
        Map<String, String> form = new LinkedHashMap<>(fields);
        form.put("scope", ALWAYS + " " + scope);
        form.put("client_info", "1");
        form.put("claims", claims(claims));
        Instant asked = clock.instant();
        EntraAnswer answer = post("token", form, progress);
        if (!answer.successful()) {
            return new Answered(answer, Optional.empty());
        }
        return new Answered(answer, Optional.of(Grant.of(answer, asked).orElseThrow(() -> answer.incomplete(values))));
    }

    /** As {@link #token}, where a refusal is the end. */
    Grant grant(Map<String, String> fields, String scope, Optional<String> claims, Progress progress)
            throws AuthFailure {
        Answered answered = token(fields, scope, claims, progress);
        return answered.grant().orElseThrow(() -> answered.answer().explain(values));
    }

    EntraAnswer post(String name, Map<String, String> fields, Progress progress) throws AuthFailure {
        progress.check();
        Map<String, String> form = new LinkedHashMap<>(fields);
        form.put("client_id", clientId);
        Request request = Request.post(address(name), RequestBody.form(form))
                .json()
                .with("client-request-id", UUID.randomUUID().toString())
                .with("return-client-request-id", "true")
                .notFollowing();
        return send(request, progress);
    }

    EntraAnswer send(Request request, Progress progress) throws AuthFailure {
        try (Response response = http.send(request, progress)) {
            return EntraAnswer.read(response);
        } catch (BrokenTransfer e) {
            throw e.failure();
        } catch (IOException e) {
            throw CoreFailures.problem("answer.truncated")
                    .evidence("url", request.target())
                    .because(e)
                    .failure();
        }
    }

    /** The challenge, and that we can answer such ({@code cp1}); both belong into one parameter. */
    static String claims(Optional<String> challenge) {
        if (challenge.isEmpty()) {
            return CAPABILITIES.toString();
        }
        try (JsonReader reader = Json.createReader(new StringReader(challenge.get()))) {
            JsonObject asked = reader.readObject();
            JsonObjectBuilder all = Json.createObjectBuilder(asked);
            JsonObjectBuilder token = asked.get("access_token") instanceof JsonObject own
                            && own.getValueType() == JsonValue.ValueType.OBJECT
                    ? Json.createObjectBuilder(own)
                    : Json.createObjectBuilder();
            token.add("xms_cc", CAPABILITIES.getJsonObject("access_token").get("xms_cc"));
            return all.add("access_token", token).build().toString();
        } catch (JsonException | IllegalStateException e) {
            return CAPABILITIES.toString();
        }
    }
}
