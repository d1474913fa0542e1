package org.drawbridge.sandbox.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A JSON web token in compact form (RFC 7515), read but not yet believed.
 *
 * @param signed the part that the signature covers
 */
public record Jwt(JsonObject header, JsonObject claims, String signed, byte[] signature) {

    /** Takes it apart; empty if it is no JWT. */
    public static Optional<Jwt> parse(String compact) {
        String[] parts = compact.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Jwt(
                    object(parts[0]),
                    object(parts[1]),
                    parts[0] + '.' + parts[1],
                    Base64.getUrlDecoder().decode(parts[2])));
        } catch (IllegalArgumentException | JsonException | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** Signs with RS256. */
    static String sign(JsonObject header, JsonObject claims, PrivateKey key) {
        String signed = encode(header) + '.' + encode(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + '.' + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether that key made the signature, by RS256 or PS256 as the header says; other algorithms are not accepted. */
    boolean signedBy(PublicKey key) {
        try {
            Signature verifier = switch (text("alg", header)) {
                case "RS256" -> Signature.getInstance("SHA256withRSA");
                case "PS256" -> {
                    Signature pss = Signature.getInstance("RSASSA-PSS");
                    pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
                    yield pss;
                }
                default -> null;
            };
            if (verifier == null) {
                return false;
            }
            verifier.initVerify(key);
            verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** A text claim, empty if there is none. */
    public String claim(String name) {
        return text(name, claims);
    }

    /** A claim that is a list of texts, empty if there is none. */
    List<String> list(String name) {
        return claims.get(name) instanceof JsonArray array
                ? array.stream()
                        .filter(JsonString.class::isInstance)
                        .map(each -> ((JsonString) each).getString())
                        .toList()
                : List.of();
    }

    /** A header parameter, empty if there is none. */
    String parameter(String name) {
        return text(name, header);
    }

    /** A time claim, in seconds since 1970. */
    Optional<Instant> time(String name) {
        return claims.get(name) instanceof JsonNumber number
                ? Optional.of(Instant.ofEpochSecond(number.longValue()))
                : Optional.empty();
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encode(JsonObject object) {
        return base64(object.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject object(String part) {
        String json = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private static String text(String name, JsonObject object) {
        JsonValue value = object.get(name);
        return value instanceof JsonString string ? string.getString() : "";
    }
}
