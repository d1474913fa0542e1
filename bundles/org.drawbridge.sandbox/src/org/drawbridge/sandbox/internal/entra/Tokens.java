package org.drawbridge.sandbox.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.drawbridge.sandbox.EntraSwitches;
import org.drawbridge.sandbox.internal.Certificates;

/** Signs access tokens and publishes the key that checks them. Thread-safe. */
public final class Tokens {

    /** How a client proved who it is: {@code appidacr} of its tokens (reference: entra-sharepoint §B, Claims). */
    enum Proof {
        NONE("0"),
        SECRET("1"),
        CERTIFICATE("2");

        private final String claim;

        Proof(String claim) {
            this.claim = claim;
        }
    }

    /** What {@code expires_in} says. */
    static final Duration LIFETIME = Duration.ofSeconds(3599);

    // Entra dates its tokens five minutes back, against clocks that are slow.
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    // The id of that role in every tenant.
    private static final String GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;
    // Made while the rest of the sandbox starts.
    private final CompletableFuture<KeyPair> key = CompletableFuture.supplyAsync(Certificates::rsaKey);
    private final String keyId;
    private final EntraSwitches switches;
    private final AtomicLong issued = new AtomicLong();
    private final Map<String, Long> challenged = new ConcurrentHashMap<>();

    Tokens(Clock clock, EntraSwitches switches) {
        this.clock = clock;
        this.switches = switches;
        keyId = UUID.randomUUID().toString().replace("-", "");
    }

    /** An app-only access token; without roles the claim is left out, as Entra does. */
    String issueAppOnly(App app, String audience, Collection<String> roles, Proof proof) {
        JsonObjectBuilder claims = claims(app, audience, proof, LIFETIME)
                .add("idp", app.tenant().issuer())
                .add("idtyp", "app")
                .add("oid", app.objectId())
                .add("sub", app.objectId());
        if (!roles.isEmpty()) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            roles.forEach(array::add);
            claims.add("roles", array);
        }
        return sign(claims);
    }

    /**
     * An access token for somebody (reference: entra-sharepoint §B, Claims).
     *
     * @param scopes what it allows
     * @param continuous whether the client said that it understands claims challenges ({@code cp1})
     */
    String issue(SignedIn who, App app, String audience, String scopes, Proof proof, boolean continuous) {
        Person person = who.account().in(app.tenant()).orElseThrow();
        boolean guest = !who.account().home().equals(person);
        JsonObjectBuilder claims = claims(app, audience, proof, switches.tokenLifetime())
                .add("acct", guest ? 1 : 0)
                .add("acr", "1")
                .add("amr", who.methods())
                .add("idtyp", "user")
                .add("ipaddr", "127.0.0.1")
                .add("name", person.displayName())
                .add("oid", person.id())
                .add("scp", scopes)
                .add("sid", who.sessionId())
                .add("sub", subject(person, app))
                .add("unique_name", who.account().signInName());
        if (guest) {
            claims.add("email", who.account().signInName())
                    .add("idp", who.account().identityProvider());
        } else {
            claims.add("upn", person.upn());
        }
        if (who.account().admin()) {
            claims.add("wids", Json.createArrayBuilder().add(GLOBAL_ADMINISTRATOR));
        }
        if (continuous) {
            claims.add("xms_cc", Json.createArrayBuilder().add("cp1"));
        }
        return sign(claims);
    }

    /** An id token, which is always of version 2 here. */
    String issueId(SignedIn who, App app, String nonce) {
        Person person = who.account().in(app.tenant()).orElseThrow();
        long now = clock.instant().minus(BACKDATED).getEpochSecond();
        JsonObjectBuilder claims = Json.createObjectBuilder()
                .add("aud", app.clientId())
                .add(
                        "iss",
                        "https://" + app.tenant().cloud().login() + '/'
                                + app.tenant().id() + "/v2.0")
                .add("iat", now)
                .add("nbf", now)
                .add("exp", clock.instant().plus(LIFETIME).getEpochSecond() + 1)
                .add("name", person.displayName())
                .add("oid", person.id())
                .add("preferred_username", who.account().signInName())
                .add("sub", subject(person, app))
                .add("tid", app.tenant().id())
                .add("uti", nextId())
                .add("ver", "2.0");
        if (!nonce.isEmpty()) {
            claims.add("nonce", nonce);
        }
        return sign(claims);
    }

    private static String subject(Person person, App app) {
        try {
            return Jwt.base64(MessageDigest.getInstance("SHA-256")
                    .digest((person.id() + app.clientId()).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins with a number that grows, so that tokens from before an event can be told. */
    private String nextId() {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        ByteBuffer.wrap(id).putLong(issued.incrementAndGet());
        return Jwt.base64(id);
    }

    /** From now on the tokens issued so far to a client or a person, by app id or object id, are challenged. */
    void challenge(String id) {
        challenged.put(id, issued.get());
    }

    /** Whether the client must get a new token, although this one is still good. */
    public boolean challenged(Jwt token) {
        if (!token.list("xms_cc").contains("cp1")) {
            return false;
        }
        long number = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token.claim("uti")))
                .getLong();
        return Stream.of("oid", "appid").anyMatch(claim -> number <= challenged.getOrDefault(token.claim(claim), 0L));
    }

    /**
     * The end of a {@code WWW-Authenticate} header that asks for a token issued after the event (reference:
     * entra-sharepoint §C, Tenant from site).
     */
    public String challenge() {
        String claims = "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\""
                + clock.instant().getEpochSecond() + "\"}}}";
        return "error=\"insufficient_claims\",claims=\""
                + Base64.getEncoder().encodeToString(claims.getBytes(StandardCharsets.US_ASCII)) + '"';
    }

    private JsonObjectBuilder claims(App app, String audience, Proof proof, Duration lifetime) {
        long from = clock.instant().minus(BACKDATED).getEpochSecond();
        return Json.createObjectBuilder()
                .add("aud", audience)
                .add("iss", app.tenant().issuer())
                .add("iat", from)
                .add("nbf", from)
                .add("exp", clock.instant().plus(lifetime).getEpochSecond() + 1)
                .add("app_displayname", app.name())
                .add("appid", app.clientId())
                .add("appidacr", proof.claim)
                .add("tid", app.tenant().id())
                .add("uti", nextId())
                .add("ver", "1.0");
    }

    private String sign(JsonObjectBuilder claims) {
        JsonObject header = Json.createObjectBuilder()
                .add("typ", "JWT")
                .add("alg", "RS256")
                .add("x5t", keyId)
                .add("kid", keyId)
                .build();
        return Jwt.sign(header, claims.build(), key.join().getPrivate());
    }

    /** Whether a token was signed here. */
    public boolean signed(Jwt token) {
        return token.signedBy(key.join().getPublic());
    }

    /** Whether a token's time has passed, or lacks. */
    public boolean expired(Jwt token) {
        Instant now = clock.instant();
        return token.time("exp").map(until -> !now.isBefore(until)).orElse(true);
    }

    /** The JSON web key set. */
    JsonObject keys() {
        RSAPublicKey publicKey = (RSAPublicKey) key.join().getPublic();
        JsonArray keys = Json.createArrayBuilder()
                .add(Json.createObjectBuilder()
                        .add("kty", "RSA")
                        .add("use", "sig")
                        .add("kid", keyId)
                        .add("x5t", keyId)
                        .add("n", unsigned(publicKey.getModulus()))
                        .add("e", unsigned(publicKey.getPublicExponent())))
                .build();
        return Json.createObjectBuilder().add("keys", keys).build();
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return Jwt.base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }
}
