package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.auth.Secret;

/**
 * What Entra gives when somebody has signed in.
 *
 * @param token for the resource that was asked for
 * @param refresh for tokens later on and for other resources; empty if Entra gives none
 * @param who whose it is
 * @param nonce what ties the answer to the request, if the answer has such
 */
record Grant(AccessToken token, Optional<Secret> refresh, Who who, Optional<String> nonce) {

    private static final long DEFAULT_SECONDS = 3600;

    /**
     * Somebody as tokens name them. Diagnostics only: nothing is decided by them but which stored session is meant, and
     * what the user is told.
     *
     * @param id of the account where it is at home: {@code oid.tid} or what {@code client_info} says
     * @param tenant where it signed in; empty if the tokens can't be read
     * @param name the sign-in name, or the id where there is none
     * @param names all names that the tokens have, lower case
     */
    record Who(String id, String tenant, String name, String displayName, Set<String> names) {

        Who {
            names = Set.copyOf(names);
        }

        /** Whether a sign-in name, as people write it, means this account. */
        boolean is(String signInName) {
            String wanted = signInName.strip().toLowerCase(Locale.ROOT);
            // The name of a guest: greta_fabrikam.example#EXT#@contoso.onmicrosoft.com
            String guest = wanted.replace('@', '_') + "#ext#";
            return id.equals(wanted) || names.contains(wanted) || names.stream().anyMatch(one -> one.startsWith(guest));
        }
    }

    /** Reads a successful answer; empty if the token is missing. */
    static Optional<Grant> of(EntraAnswer answer, Instant asked) {
        JsonObject json = answer.json().orElse(null);
        if (json == null || text(json, "access_token").isEmpty()) {
            return Optional.empty();
        }
        long seconds = json.get("expires_in") instanceof JsonNumber number
                ? number.longValue()
                : text(json, "expires_in").matches("\\d{1,9}")
                        ? Long.parseLong(text(json, "expires_in"))
                        : DEFAULT_SECONDS;
        Secret access = Secret.of(text(json, "access_token"));
        String refresh = text(json, "refresh_token");
        return Optional.of(new Grant(
                new AccessToken(access, asked, asked.plus(Duration.ofSeconds(seconds))),
                refresh.isEmpty() ? Optional.empty() : Optional.of(Secret.of(refresh)),
                who(json, access),
                TokenClaims.of(Secret.of(text(json, "id_token"))).text("nonce")));
    }

    private static Who who(JsonObject json, Secret access) {
        TokenClaims id = TokenClaims.of(Secret.of(text(json, "id_token")));
        TokenClaims token = TokenClaims.of(access);
        Set<String> names = new LinkedHashSet<>();
        for (TokenClaims claims : List.of(id, token)) {
            for (String claim : List.of("preferred_username", "upn", "unique_name", "email")) {
                claims.text(claim).filter(name -> !name.isBlank()).ifPresent(name -> names.add(name.strip()));
            }
        }
        String tenant = first("tid", id, token);
        String home = TokenClaims.decoded(text(json, "client_info"))
                .filter(info -> !text(info, "uid").isEmpty())
                .map(info -> text(info, "uid") + "." + text(info, "utid"))
                .orElse(first("oid", id, token) + "." + tenant);
        String name = names.stream().findFirst().orElse(home);
        String display = first("name", id, token);
        return new Who(
                home.toLowerCase(Locale.ROOT),
                tenant.toLowerCase(Locale.ROOT),
                name,
                display.isEmpty() ? name : display,
                new LinkedHashSet<>(
                        names.stream().map(one -> one.toLowerCase(Locale.ROOT)).toList()));
    }

    private static String first(String claim, TokenClaims id, TokenClaims token) {
        return id.text(claim).or(() -> token.text(claim)).orElse("");
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.getString() : "";
    }

    void wipe() {
        token.value().close();
        refresh.ifPresent(Secret::close);
    }
}
