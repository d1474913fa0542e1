package org.drawbridge.sandbox.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.sandbox.EntraSwitches;
import org.drawbridge.sandbox.internal.entra.Scopes.Wanted;
import org.drawbridge.sandbox.internal.entra.Tokens.Proof;

/** The token endpoint's answers for people who have signed in, and their refresh tokens. Thread-safe. */
final class UserTokens {

    /** What a refresh token stands for: one app and one sign-in, but any resource. */
    record Refresh(SignedIn who, App app, Proof proof, Instant used) {}

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST = 50_000;
    private static final Duration INACTIVE = Duration.ofDays(90);

    private final Tokens tokens;
    private final EntraSwitches switches;
    private final Clock clock;
    private final Map<String, Refresh> refreshTokens = new ConcurrentHashMap<>();

    UserTokens(Tokens tokens, EntraSwitches switches, Clock clock) {
        this.tokens = tokens;
        this.switches = switches;
        this.clock = clock;
    }

    /** An unguessable text that looks like Entra's codes and refresh tokens. */
    static String random(String start, int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return start + Jwt.base64(random);
    }

    /**
     * The body of the answer.
     *
     * @param asked the scopes of this request, or of the code's where it has none
     * @param form the request
     */
    JsonObject answer(
            SignedIn who, App app, Proof proof, Scopes asked, Wanted wanted, String nonce, Map<String, String> form)
            throws Refused {
        Person person = who.account().in(app.tenant()).orElseThrow();
        Scopes single = new Scopes(asked.openId(), List.of(wanted));
        if (!Rules.missing(single, app, person).isEmpty()) {
            throw new Refused(EntraError.CONSENT_REQUIRED);
        }
        Set<String> consented = new TreeSet<>(app.consented(wanted.api(), person));
        List<String> inToken = new ArrayList<>(consented);
        List<String> answered = new ArrayList<>();
        consented.forEach(scope -> answered.add(wanted.prefix() + scope));
        if (wanted.everything()) {
            answered.add(wanted.prefix() + ".default");
        }
        if (wanted.api() == Api.GRAPH) {
            for (String each : List.of("openid", "profile", "email")) {
                if (asked.openId().contains(each)) {
                    inToken.add(each);
                    answered.add(each);
                }
            }
        }
        long lifetime = switches.tokenLifetime().toSeconds();
        JsonObjectBuilder body = Json.createObjectBuilder()
                .add("token_type", "Bearer")
                .add("scope", String.join(" ", answered))
                .add("expires_in", lifetime)
                .add("ext_expires_in", lifetime);
        switches.refreshIn().ifPresent(time -> body.add("refresh_in", time.toSeconds()));
        body.add(
                "access_token",
                tokens.issue(
                        who,
                        app,
                        wanted.resource().audience(),
                        String.join(" ", inToken),
                        proof,
                        understandsChallenges(form)));
        if (asked.openId().contains("offline_access")) {
            body.add("refresh_token", refreshToken(new Refresh(who, app, proof, clock.instant())));
        }
        if (asked.openId().contains("openid")) {
            body.add("id_token", tokens.issueId(who, app, nonce));
        }
        if ("1".equals(form.get("client_info")) && switches.clientInfo()) {
            body.add("client_info", clientInfo(who.account()));
        }
        return body.build();
    }

    /** Who somebody is where they are at home, as MSAL keys its accounts (reference: entra-sharepoint §A, cache). */
    static String clientInfo(Account account) {
        return Jwt.base64(Json.createObjectBuilder()
                .add("uid", account.home().id())
                .add("utid", account.home().tenant().id())
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8));
    }

    private String refreshToken(Refresh refresh) {
        if (refreshTokens.size() > MOST) {
            refreshTokens.clear();
        }
        String token = random("1.A", 96);
        refreshTokens.put(token, refresh);
        return token;
    }

    /**
     * What a refresh token stands for. Entra gives a new one with each answer and lets the old one live.
     *
     * @throws Refused if it is of another app, expired or revoked
     */
    Refresh redeem(String token, App app) throws Refused {
        Refresh refresh = Optional.ofNullable(refreshTokens.get(token))
                .filter(found -> found.app().equals(app))
                .orElseThrow(() -> new Refused(EntraError.GRANT_INVALID));
        if (clock.instant().isAfter(refresh.used().plus(INACTIVE))) {
            throw new Refused(EntraError.REFRESH_EXPIRED);
        }
        if (!refresh.who().current()) {
            throw new Refused(EntraError.SESSION_REVOKED);
        }
        return refresh;
    }

    /** Whether the claims parameter says {@code cp1}. */
    private static boolean understandsChallenges(Map<String, String> form) {
        return claim(form, "xms_cc").toString().contains("\"cp1\"");
    }

    /** Whether the claims parameter asks for a sign-in by a second factor (an authentication context). */
    static boolean asksForSecondFactor(Map<String, String> form) {
        return claim(form, "acrs") != JsonValue.NULL;
    }

    private static JsonValue claim(Map<String, String> form, String name) {
        String claims = form.getOrDefault("claims", "");
        try (JsonReader reader = Json.createReader(new StringReader(claims))) {
            return reader.readObject().getJsonObject("access_token").getOrDefault(name, JsonValue.NULL);
        } catch (JsonException | ClassCastException | NullPointerException e) {
            // Entra passes over what it can't read; without the parameter there is nothing to read.
            return JsonValue.NULL;
        }
    }
}
