package org.drawbridge.sandbox.internal.entra;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.drawbridge.sandbox.internal.Call;

/** Who is signed in in which browser. Thread-safe. */
final class BrowserSessions {

    private static final String COOKIE = "ESTSAUTHPERSISTENT";
    private static final int MOST = 10_000;

    private final Map<String, Map<Account, SignedIn>> byCookie = new ConcurrentHashMap<>();

    /** Who is signed in, in the order of signing in. */
    List<SignedIn> of(Call call) {
        Map<Account, SignedIn> all = byCookie.get(call.cookies().getOrDefault(COOKIE, ""));
        if (all == null) {
            return List.of();
        }
        synchronized (all) {
            return all.values().stream().filter(SignedIn::current).toList();
        }
    }

    /** Remembers somebody in this browser. */
    void add(Call call, SignedIn who) {
        if (byCookie.size() > MOST) {
            byCookie.clear();
        }
        String cookie = call.cookies().getOrDefault(COOKIE, "");
        if (!byCookie.containsKey(cookie)) {
            cookie = UserTokens.random("1.A", 48);
            byCookie.put(cookie, new LinkedHashMap<>());
            call.with(
                    "Set-Cookie", COOKIE + '=' + cookie + "; path=/; secure; HttpOnly; SameSite=None; Max-Age=7776000");
        }
        Map<Account, SignedIn> all = byCookie.get(cookie);
        synchronized (all) {
            all.put(who.account(), who);
        }
    }

    /** Signs everybody of this browser out. */
    void end(Call call) {
        byCookie.remove(call.cookies().getOrDefault(COOKIE, ""));
        call.with("Set-Cookie", COOKIE + "=; path=/; secure; HttpOnly; SameSite=None; Max-Age=0");
    }
}
