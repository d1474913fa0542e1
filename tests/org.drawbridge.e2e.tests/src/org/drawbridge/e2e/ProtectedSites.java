package org.drawbridge.e2e;

import com.sun.net.httpserver.HttpExchange;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One site of SharePoint Online and what Graph says of it, for whoever has a token of Keycloak's that is good there: the
 * signature is checked with Keycloak's keys, issuer, audience and time as well (reference: entra-sharepoint §C).
 */
final class ProtectedSites {

    static final String SITE = Keycloak.SHAREPOINT + "/sites/migration";
    private static final String API = "/sites/migration/_api/";
    private static final String SITE_ID = "0b7c9d1e-2f30-4a5b-8c6d-7e8f90a1b2c3";
    private static final String WEB_ID = "1c8dae2f-3041-4b6c-9d7e-8f90a1b2c3d4";
    private static final String ISSUER = "https://" + Keycloak.LOGIN_HOST + "/realms/" + Keycloak.TENANT;

    /** Whose token is no good. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String why) {
            super(why);
        }
    }

    private final Keycloak keycloak;
    private final AtomicBoolean challenging = new AtomicBoolean();
    private final Set<String> challenged = ConcurrentHashMap.newKeySet();

    ProtectedSites(Keycloak keycloak) {
        this.keycloak = keycloak;
    }

    /** The token that comes next no longer counts, and a newer one is asked for (continuous access evaluation). */
    void challengeTheNextToken() {
        challenging.set(true);
    }

    void answer(String origin, HttpExchange exchange) throws IOException {
        boolean graph = origin.equals(Keycloak.GRAPH);
        if (!graph && !origin.equals(Keycloak.SHAREPOINT)) {
            EntraFront.send(exchange, 421, new byte[0]);
            return;
        }
        JsonObject token;
        try {
            token = token(exchange, origin);
        } catch (Refused e) {
            challenge(exchange, "", e.getMessage());
            return;
        }
        if (challenging.compareAndSet(true, false)) {
            challenged.add(token.getString("jti"));
        }
        if (challenged.contains(token.getString("jti"))) {
            String claims = "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\""
                    + Instant.now().getEpochSecond() + "\"}}}";
            challenge(
                    exchange,
                    ",error=\"insufficient_claims\",claims=\""
                            + Base64.getEncoder().encodeToString(claims.getBytes(StandardCharsets.US_ASCII)) + '"',
                    "Token is too old.");
            return;
        }
        boolean appOnly = !token.containsKey("scp");
        if (!graph && appOnly && !token.getString("appidacr").equals("2")) {
            challenge(exchange, "", "Unsupported app only token.");
            return;
        }
        Set<String> granted = granted(token);
        if (graph) {
            graph(exchange, granted);
        } else {
            sharePoint(exchange, token, granted, appOnly);
        }
    }

    private static Set<String> granted(JsonObject token) {
        Set<String> granted = new TreeSet<>(Set.of(token.getString("scp", "").split(" ")));
        if (token.get("roles") instanceof JsonArray roles) {
            roles.getValuesAs(JsonString.class).forEach(role -> granted.add(role.getString()));
        }
        return granted;
    }

    private static void challenge(HttpExchange exchange, String more, String why) throws IOException {
        exchange.getResponseHeaders()
                .set(
                        "WWW-Authenticate",
                        "Bearer realm=\"" + Keycloak.TENANT + "\",client_id=\"00000003-0000-0ff1-ce00-000000000000\""
                                + more);
        EntraFront.json(
                exchange,
                401,
                Json.createObjectBuilder().add("error_description", why).build());
    }

    // ---- the services

    private static void sharePoint(HttpExchange exchange, JsonObject token, Set<String> granted, boolean appOnly)
            throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (!path.startsWith(API)) {
            EntraFront.send(exchange, 404, "404 FILE NOT FOUND".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        boolean full = granted.contains("AllSites.FullControl") || granted.contains("Sites.FullControl.All");
        if (!full) {
            EntraFront.json(
                    exchange,
                    403,
                    Json.createObjectBuilder()
                            .add(
                                    "odata.error",
                                    Json.createObjectBuilder()
                                            .add("code", "-2147024891, System.UnauthorizedAccessException")
                                            .add(
                                                    "message",
                                                    Json.createObjectBuilder()
                                                            .add("lang", "en-US")
                                                            .add(
                                                                    "value",
                                                                    "Attempted to perform an unauthorized operation.")))
                            .build());
            return;
        }
        JsonObject answer = switch (path.substring(API.length())) {
            case "web" ->
                Json.createObjectBuilder()
                        .add("Id", WEB_ID)
                        .add("Title", "Migration")
                        .add("Url", SITE)
                        .add("ServerRelativeUrl", "/sites/migration")
                        .add("WebTemplate", "STS")
                        .add(
                                "EffectiveBasePermissions",
                                Json.createObjectBuilder()
                                        .add("High", "2147483647")
                                        .add("Low", "4294967295"))
                        .build();
            case "web/currentuser" ->
                appOnly
                        ? user("i:0i.t|ms.sp.ext|" + token.getString("appid") + "@" + Keycloak.TENANT, "Migration", "")
                        : user(
                                "i:0#.f|membership|" + token.getString("preferred_username"),
                                token.getString("name"),
                                token.getString("preferred_username"));
            case "site" -> Json.createObjectBuilder().add("ReadOnly", false).build();
            case "sp.web.getweburlfrompageurl(@v)" ->
                Json.createObjectBuilder().add("value", SITE).build();
            default -> JsonValue.EMPTY_JSON_OBJECT;
        };
        EntraFront.json(exchange, answer.isEmpty() ? 404 : 200, answer);
    }

    private static JsonObject user(String login, String title, String upn) {
        return Json.createObjectBuilder()
                .add("Id", 7)
                .add("LoginName", login)
                .add("Title", title)
                .add("Email", upn)
                .add("IsSiteAdmin", !upn.isEmpty())
                .add("UserPrincipalName", upn.isEmpty() ? JsonValue.NULL : Json.createValue(upn))
                .build();
    }

    private static void graph(HttpExchange exchange, Set<String> granted) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean site = path.equals("/v1.0/sites/contoso.sharepoint.com:/sites/migration");
        if (site && granted.contains("Sites.FullControl.All")) {
            EntraFront.json(
                    exchange,
                    200,
                    Json.createObjectBuilder()
                            .add("id", "contoso.sharepoint.com," + SITE_ID + "," + WEB_ID)
                            .add("webUrl", SITE)
                            .add("displayName", "Migration")
                            .build());
            return;
        }
        EntraFront.json(
                exchange,
                site ? 403 : 404,
                Json.createObjectBuilder()
                        .add(
                                "error",
                                Json.createObjectBuilder()
                                        .add("code", site ? "accessDenied" : "itemNotFound")
                                        .add("message", site ? "Access denied" : "Requested site could not be found"))
                        .build());
    }

    // ---- tokens

    private JsonObject token(HttpExchange exchange, String audience) throws Refused {
        String bearer = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "")
                .replaceFirst("(?i)^bearer *", "");
        String[] parts = bearer.split("\\.");
        if (parts.length != 3) {
            throw new Refused("Invalid JWT token. The token is malformed.");
        }
        JsonObject header = json(parts[0]);
        boolean signed;
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(
                    key(header.getString("kid", "")).orElseThrow(() -> new Refused("Invalid issuer or signature.")));
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            signed = header.getString("alg", "").equals("RS256")
                    && signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException e) {
            signed = false;
        }
        JsonObject claims = json(parts[1]);
        if (!signed || !claims.getString("iss").equals(ISSUER)) {
            throw new Refused("Invalid issuer or signature.");
        }
        if (claims.getJsonNumber("exp").longValue() <= Instant.now().getEpochSecond()) {
            throw new Refused("Invalid JWT token. The token is expired.");
        }
        boolean meant =
                claims.get("aud") instanceof JsonString only && only.getString().equals(audience);
        if (!meant) {
            throw new Refused("Invalid audience " + claims.get("aud"));
        }
        return claims;
    }

    private static JsonObject json(String part) throws Refused {
        try (JsonReader reader = Json.createReader(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(part)))) {
            return reader.readObject();
        } catch (IllegalArgumentException | jakarta.json.JsonException e) {
            throw new Refused("Invalid JWT token. The token is malformed.");
        }
    }

    /** One of Keycloak's public keys. */
    private Optional<PublicKey> key(String id) throws GeneralSecurityException {
        for (JsonObject key : keycloak.document("protocol/openid-connect/certs")
                .getJsonArray("keys")
                .getValuesAs(JsonObject.class)) {
            if (key.getString("kid").equals(id) && key.getString("kty").equals("RSA")) {
                return Optional.of(KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(
                                new BigInteger(1, Base64.getUrlDecoder().decode(key.getString("n"))),
                                new BigInteger(1, Base64.getUrlDecoder().decode(key.getString("e"))))));
            }
        }
        return Optional.empty();
    }
}
