package org.drawbridge.browser.internal;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.drawbridge.core.auth.Progress;

/**
 * Makes a tab a page of a site's origin that requests are sent from. The page is our own: the one navigation is answered
 * here and never reaches the server, so that there is a page whatever the server says, with no scripts, no policy, no
 * service worker and nothing that navigates by itself.
 */
final class RelayPage {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String CONTENT = "<!doctype html><meta charset=utf-8><title>Drawbridge</title>";

    private RelayPage() {}

    static void prepare(DevTools devTools, BrowserTab tab, String origin) throws IOException {
        tab.call("Network.setBypassServiceWorker", Json.createObjectBuilder().add("bypass", true));
        CompletableFuture<Void> loaded = new CompletableFuture<>();
        try (Progress.Registration listening = devTools.listen(event -> {
            if (!event.session().equals(tab.session())) {
                return;
            }
            if (event.method().equals("Fetch.requestPaused")) {
                tab.send("Fetch.fulfillRequest", answer(event.params().getString("requestId")));
            } else if (event.method().equals("Page.loadEventFired")) {
                loaded.complete(null);
            }
        })) {
            tab.call("Fetch.enable", Json.createObjectBuilder());
            tab.call("Page.navigate", Json.createObjectBuilder().add("url", origin + "/drawbridge"));
            loaded.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            tab.call("Fetch.disable");
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the page to send from did not open", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static JsonObjectBuilder answer(String request) {
        return Json.createObjectBuilder()
                .add("requestId", request)
                .add("responseCode", 200)
                .add(
                        "responseHeaders",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("name", "Content-Type")
                                        .add("value", "text/html; charset=utf-8")))
                .add("body", Base64.getEncoder().encodeToString(CONTENT.getBytes(StandardCharsets.UTF_8)));
    }
}
