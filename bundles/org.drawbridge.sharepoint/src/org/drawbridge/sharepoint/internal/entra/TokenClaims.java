package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;

/**
 * What an access token says about itself, for diagnosis only: nothing is decided on it that the service itself could
 * answer (reference: entra-sharepoint §B "Claims"). Never holds the token.
 */
public final class TokenClaims {

    /** The claims that are worth showing, none of them a secret. */
    private static final List<String> SHOWN = List.of(
            "aud",
            "tid",
            "appid",
            "azp",
            "app_displayname",
            "appidacr",
            "azpacr",
            "idtyp",
            "upn",
            "roles",
            "scp",
            "exp");

    private final JsonObject claims;

    private TokenClaims(JsonObject claims) {
        this.claims = claims;
    }

    /** Of no token at all. */
    public static TokenClaims none() {
        return new TokenClaims(JsonValue.EMPTY_JSON_OBJECT);
    }

    /** The claims of a token; none if it is opaque. */
    public static TokenClaims of(Secret token) {
        String[] parts = token.reveal().split("\\.");
        // Opaque ones have none: nobody promises that a token can be read.
        return new TokenClaims(
                parts.length >= 2
                        ? decoded(parts[1]).orElse(JsonValue.EMPTY_JSON_OBJECT)
                        : JsonValue.EMPTY_JSON_OBJECT);
    }

    /** Base64-coded JSON; empty if it is none. */
    static Optional<JsonObject> decoded(String coded) {
        try (JsonReader reader = Json.createReader(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(coded)))) {
            return Optional.of(reader.readObject());
        } catch (JsonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The claims of a session's token for a resource; none if it has no such token. */
    public static TokenClaims of(Session session, String resource, Progress progress) throws AuthFailure {
        try (Secret token = session.token(resource, progress).orElse(Secret.of(""))) {
            return of(token);
        }
    }

    public boolean readable() {
        return !claims.isEmpty();
    }

    public Optional<String> text(String name) {
        return claims.get(name) instanceof JsonString value ? Optional.of(value.getString()) : Optional.empty();
    }

    /** Application permissions: {@code roles}. */
    public List<String> roles() {
        return claims.get("roles") instanceof JsonArray roles
                ? roles.stream()
                        .filter(JsonString.class::isInstance)
                        .map(role -> ((JsonString) role).getString())
                        .toList()
                : List.of();
    }

    /** Delegated permissions: {@code scp}. */
    public List<String> scopes() {
        return text("scp").map(scp -> Arrays.asList(scp.strip().split("\\s+"))).orElse(List.of());
    }

    /** Whether no user stands behind it: {@code idtyp} says so, or there is no {@code scp}. */
    public boolean appOnly() {
        return text("idtyp").map("app"::equals).orElse(scopes().isEmpty());
    }

    /** How the app proved itself: 0 not at all, 1 by secret, 2 by certificate. */
    public Optional<String> appProof() {
        return text("appidacr").or(() -> text("azpacr"));
    }

    /** The claims that are worth showing, in order. */
    public Map<String, Object> evidence() {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (String name : SHOWN) {
            JsonValue value = claims.get(name);
            if (value instanceof JsonString text) {
                shown.put(name, text.getString());
            } else if (value instanceof JsonArray) {
                shown.put(name, String.join(" ", roles()));
            } else if (value instanceof JsonNumber number) {
                shown.put(name, Instant.ofEpochSecond(number.longValue()).toString());
            }
        }
        return shown;
    }
}
