package org.drawbridge.browser.internal;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One tab of the browser, as a DevTools target session. Thread-safe. */
final class BrowserTab {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final DevTools devTools;
    private final String target;
    private final String session;

    BrowserTab(DevTools devTools, String target, String session) {
        this.devTools = devTools;
        this.target = target;
        this.session = session;
    }

    String target() {
        return target;
    }

    String session() {
        return session;
    }

    JsonObject call(String method) throws IOException {
        return devTools.call(session, method, JsonValue.EMPTY_JSON_OBJECT, LIMIT);
    }

    JsonObject call(String method, JsonObjectBuilder params) throws IOException {
        return devTools.call(session, method, params.build(), LIMIT);
    }

    JsonObject call(String method, JsonObjectBuilder params, Duration limit) throws IOException {
        return devTools.call(session, method, params.build(), limit);
    }

    CompletableFuture<JsonObject> send(String method, JsonObjectBuilder params) {
        return devTools.send(session, method, params.build());
    }
}
