package org.drawbridge.confluence.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.drawbridge.browser.BrowserCookie;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.KeptSession;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Cookie;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A browser's session as it is kept in the secret store, for later commands.
 *
 * @param relay whether calls must go through the browser; then the cookies are for the browser, those of the sign-in
 *     service included
 * @param signedIn when the user signed in
 */
record StoredSession(
        URI base,
        Account account,
        boolean relay,
        Optional<String> userAgent,
        Instant signedIn,
        List<BrowserCookie> cookies) {

    static final String KEY = KeptSession.KEY;

    private static final Logger LOG = LoggerFactory.getLogger(StoredSession.class);
    private static final int VERSION = 1;
    /** Cookies whose end is that of the session; others are of the surface. Reference: confluence §1. */
    private static final List<String> SESSION_NAMES =
            List.of("tenant.session.token", "cloud.session.token", "seraph.confluence");

    StoredSession {
        cookies = List.copyOf(cookies);
    }

    /** Empty if there is none, or one that this version can't read. */
    static Optional<StoredSession> read(Secrets secrets) throws AuthFailure {
        Optional<Secret> stored = secrets.get(KEY);
        if (stored.isEmpty() || stored.get().isEmpty()) {
            return Optional.empty();
        }
        try (JsonReader reader = Json.createReader(new StringReader(stored.get().reveal()))) {
            JsonObject object = reader.readObject();
            return object.getInt("version") == VERSION ? Optional.of(parse(object)) : Optional.empty();
        } catch (JsonException
                | ClassCastException
                | NullPointerException
                | IllegalArgumentException
                | DateTimeException e) {
            LOG.warn("the stored session can't be read: {}", e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static StoredSession parse(JsonObject object) {
        return new StoredSession(
                URI.create(object.getString("base")),
                object.getBoolean("anonymous", false)
                        ? Account.ANONYMOUS
                        : Account.of(object.getString("account"), object.getString("displayName")),
                object.getBoolean("relay"),
                Optional.of(object.getString("userAgent", "")).filter(text -> !text.isEmpty()),
                Instant.parse(object.getString("signedIn")),
                object.getJsonArray("cookies").getValuesAs(JsonObject.class).stream()
                        .map(StoredSession::cookie)
                        .toList());
    }

    private static BrowserCookie cookie(JsonObject object) {
        return new BrowserCookie(
                object.getString("name"),
                object.getString("value"),
                (object.getBoolean("hostOnly") ? "" : ".") + object.getString("domain"),
                object.getString("path"),
                Optional.of(object.getString("expires", ""))
                        .filter(text -> !text.isEmpty())
                        .map(Instant::parse),
                object.getBoolean("secure"),
                object.getBoolean("httpOnly"),
                Optional.of(object.getString("partition", "")).filter(text -> !text.isEmpty()));
    }

    void write(Secrets secrets) throws AuthFailure {
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (BrowserCookie cookie : cookies) {
            boolean hostOnly = !cookie.domain().startsWith(".");
            JsonObjectBuilder item = Json.createObjectBuilder()
                    .add("name", cookie.name())
                    .add("value", cookie.value())
                    .add("domain", hostOnly ? cookie.domain() : cookie.domain().substring(1))
                    .add("hostOnly", hostOnly)
                    .add("path", cookie.path())
                    .add("secure", cookie.secure())
                    .add("httpOnly", cookie.httpOnly());
            cookie.expires().ifPresent(end -> item.add("expires", end.toString()));
            cookie.partition().ifPresent(site -> item.add("partition", site));
            list.add(item);
        }
        JsonObject object = Json.createObjectBuilder()
                .add("version", VERSION)
                .add("base", base.toString())
                .add("account", account.name())
                .add("displayName", account.displayName())
                .add("anonymous", account.anonymous())
                .add("relay", relay)
                .add("userAgent", userAgent.orElse(""))
                .add("signedIn", signedIn.toString())
                .add("cookies", list)
                .build();
        secrets.put(KEY, Secret.of(object.toString()));
    }

    /** Its cookies for calls without a browser. */
    List<Cookie> plainCookies() {
        return cookies.stream().map(SiteCookies::cookie).toList();
    }

    StoredSession with(List<Cookie> changed) {
        List<BrowserCookie> all =
                changed.stream().map(SiteCookies::browserCookie).toList();
        return new StoredSession(base, account, relay, userAgent, signedIn, all);
    }

    /** When it ends by itself, as far as its cookies tell. */
    Optional<Instant> expires() {
        return cookies.stream()
                .filter(cookie -> SESSION_NAMES.contains(cookie.name()))
                .flatMap(cookie -> cookie.expires().stream())
                .max(Instant::compareTo);
    }

    /** Without the cookies. */
    @Override
    public String toString() {
        return account.name() + " at " + base + (relay ? " through the browser" : "");
    }
}
