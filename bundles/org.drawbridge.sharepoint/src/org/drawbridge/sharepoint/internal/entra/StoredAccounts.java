package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.auth.KeptSession;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.sharepoint.internal.entra.Grant.Who;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts that have signed in with a connection and what renews their sessions, as one secret of the connection: in
 * the secret store and nowhere else. Access tokens are not among it, since they are good for an hour whatever happens to
 * the session.
 */
final class StoredAccounts {

    /** The key among the connection's secrets. */
    static final String KEY = KeptSession.KEY;

    private static final Logger LOG = LoggerFactory.getLogger(StoredAccounts.class);
    private static final int MOST = 10;

    /**
     * One account.
     *
     * @param app client id, tenant and sign-in service that the refresh token is for
     * @param accepted the account's name in the settings when the user decided to go on with this one instead; empty if
     *     nothing had to be decided
     */
    record Stored(Who who, String app, Secret refresh, Instant signedIn, String accepted) {}

    private final Secrets secrets;
    private final String app;

    StoredAccounts(Secrets secrets, Tenant tenant, String clientId) {
        this.secrets = secrets;
        this.app = clientId + "@" + tenant.authority();
    }

    /** The accounts of this app and tenant, the last one used first. */
    List<Stored> all() throws AuthFailure {
        return read().stream().filter(one -> one.app().equals(app)).toList();
    }

    /** The account that the connection names, or the last one. */
    Optional<Stored> of(Optional<String> named) throws AuthFailure {
        return all().stream()
                .filter(one -> named.isEmpty()
                        || one.who().is(named.get())
                        || one.accepted().equalsIgnoreCase(named.get()))
                .findFirst();
    }

    /** Keeps an account as the last one used; an answer without a refresh token can't be kept. */
    void keep(Grant grant, Instant signedIn, String accepted) throws AuthFailure {
        if (grant.refresh().isEmpty()) {
            return;
        }
        List<Stored> kept = new ArrayList<>(read());
        kept.removeIf(one ->
                one.app().equals(app) && one.who().id().equals(grant.who().id()));
        kept.add(0, new Stored(grant.who(), app, grant.refresh().get(), signedIn, accepted));
        write(kept.subList(0, Math.min(MOST, kept.size())));
    }

    /** The account that signed in last, whatever the app. */
    static Optional<Stored> latest(Secrets secrets) throws AuthFailure {
        return read(secrets).stream().findFirst();
    }

    private List<Stored> read() throws AuthFailure {
        return read(secrets);
    }

    private static List<Stored> read(Secrets secrets) throws AuthFailure {
        Optional<Secret> kept = secrets.get(KEY);
        if (kept.isEmpty()) {
            return List.of();
        }
        List<Stored> all = new ArrayList<>();
        try (JsonReader reader = Json.createReader(new StringReader(kept.get().reveal()))) {
            for (JsonObject one : reader.readObject().getJsonArray("accounts").getValuesAs(JsonObject.class)) {
                Set<String> names = new LinkedHashSet<>();
                if (one.get("names") instanceof JsonArray array) {
                    array.getValuesAs(JsonString.class).forEach(name -> names.add(name.getString()));
                }
                all.add(new Stored(
                        new Who(
                                one.getString("id"),
                                one.getString("tenant"),
                                one.getString("name"),
                                one.getString("displayName"),
                                names),
                        one.getString("app"),
                        Secret.of(one.getString("refreshToken")),
                        Instant.parse(one.getString("signedIn")),
                        one.getString("accepted", "")));
            }
        } catch (JsonException
                | IllegalStateException
                | NullPointerException
                | ClassCastException
                | DateTimeException e) {
            // Of another version, or damaged: as good as none.
            LOG.warn("the stored session can't be read: {}", e.getClass().getSimpleName());
            return List.of();
        }
        return all;
    }

    private void write(List<Stored> accounts) throws AuthFailure {
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (Stored one : accounts) {
            JsonObjectBuilder object = Json.createObjectBuilder()
                    .add("id", one.who().id())
                    .add("tenant", one.who().tenant())
                    .add("name", one.who().name())
                    .add("displayName", one.who().displayName())
                    .add("names", Json.createArrayBuilder(one.who().names()))
                    .add("app", one.app())
                    .add("refreshToken", one.refresh().reveal())
                    .add("signedIn", one.signedIn().toString())
                    .add("accepted", one.accepted());
            array.add(object);
        }
        secrets.put(
                KEY,
                Secret.of(Json.createObjectBuilder()
                        .add("version", 1)
                        .add("accounts", array)
                        .build()
                        .toString()));
    }
}
