package org.drawbridge.browser.internal;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.browser.PageShown;
import org.drawbridge.core.http.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tab in which the user signs in: what it shows, and questions asked from within it. Thread-safe. */
final class UserPage {

    private static final Logger LOG = LoggerFactory.getLogger(UserPage.class);
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final int LARGEST = 256 << 10;

    /** Not following redirects: where a sign-in begins is an answer too. */
    private static final String ASK = """
            (async (url, largest) => {
              let answer;
              try {
                answer = await fetch(url, { credentials: 'include', cache: 'no-store', redirect: 'manual',
                  headers: { Accept: 'application/json' } });
              } catch (e) { return { blocked: true }; }
              if (answer.type === 'opaqueredirect') return { status: 302, headers: [], text: '' };
              return { status: answer.status, headers: [...answer.headers], text: (await answer.text()).slice(0, largest) };
            })(%s, %d)""";

    private static final String LOOK_AT =
            "({ url: location.href, html: (document.documentElement?.outerHTML ?? '').slice(0, 65536) })";

    private final Panel panel;
    private volatile Document document = new Document(0, Map.of(), "");

    /** The latest answer to a navigation; {@code error} is empty unless there was none. */
    private record Document(int status, Map<String, List<String>> headers, String error) {}

    UserPage(Panel panel) {
        this.panel = panel;
    }

    /** To be told of all events of the tab. */
    void on(BrowserTab tab, DevTools.Event event) {
        JsonObject params = event.params();
        switch (event.method()) {
            case "Network.responseReceived" -> {
                // The main frame's id is its target's.
                if (params.getString("type", "").equals("Document")
                        && params.getString("frameId", "").equals(tab.target())) {
                    JsonObject response = params.getJsonObject("response");
                    document = new Document(response.getInt("status"), headers(response.getJsonObject("headers")), "");
                }
            }
            case "Page.frameNavigated" -> {
                JsonObject frame = params.getJsonObject("frame");
                if (!frame.containsKey("parentId")
                        && !frame.getString("unreachableUrl", "").isEmpty()) {
                    document = new Document(0, Map.of(), document.error().isEmpty() ? "?" : document.error());
                }
            }
            case "Network.loadingFailed" -> {
                if (params.getString("type", "").equals("Document") && !params.getBoolean("canceled", false)) {
                    document = new Document(0, Map.of(), params.getString("errorText", "?"));
                }
            }
            default -> {}
        }
    }

    Optional<PageShown> shown(BrowserTab tab) throws BrowserGone {
        Document last = document;
        JsonObject seen;
        try {
            JsonObject result = tab.call(
                    "Runtime.evaluate",
                    Json.createObjectBuilder().add("expression", LOOK_AT).add("returnByValue", true),
                    LOOK);
            seen = result.getJsonObject("result").getJsonObject("value");
        } catch (BrowserGone e) {
            throw e;
        } catch (IOException e) {
            return Optional.empty();
        }
        if (seen == null) {
            return Optional.empty();
        }
        URI address = URI.create(seen.getString("url"));
        if (!last.error().isEmpty()) {
            return Optional.of(new PageShown(address, Optional.empty(), Optional.of(last.error())));
        }
        return Optional.of(new PageShown(
                address,
                last.status() == 0
                        ? Optional.empty()
                        : Optional.of(response(address, last.status(), last.headers(), bytes(seen.getString("html")))),
                Optional.empty()));
    }

    /** An answer from within the page; {@code forbidden} if its content security policy lets it ask nothing. */
    record Peek(Optional<Response> answer, boolean forbidden) {
        private static final Peek NOTHING = new Peek(Optional.empty(), false);
    }

    Peek peek(BrowserTab tab, URI address, Duration limit) throws BrowserGone {
        Optional<Long> world = panel.world(tab);
        if (world.isEmpty()) {
            return Peek.NOTHING;
        }
        try {
            if (!at(tab, world.get(), origin(address))) {
                return Peek.NOTHING;
            }
            JsonObject answer =
                    evaluate(tab, world.get(), ASK.formatted(Json.createValue(address.toString()), LARGEST), limit);
            if (answer == null) {
                return Peek.NOTHING;
            }
            if (answer.getBoolean("blocked", false)) {
                return new Peek(Optional.empty(), true);
            }
            return new Peek(
                    Optional.of(response(
                            address,
                            answer.getInt("status"),
                            pairs(answer.getJsonArray("headers")),
                            bytes(answer.getString("text")))),
                    false);
        } catch (BrowserGone e) {
            throw e;
        } catch (IOException e) {
            LOG.debug("the page went away while it was asked: {}", e.getMessage());
            return Peek.NOTHING;
        }
    }

    private static boolean at(BrowserTab tab, long world, String origin) throws IOException {
        JsonObject result = tab.call(
                "Runtime.evaluate",
                Json.createObjectBuilder()
                        .add("contextId", world)
                        .add("expression", "location.origin")
                        .add("returnByValue", true),
                LOOK);
        return result.getJsonObject("result").getString("value", "").equals(origin);
    }

    private static JsonObject evaluate(BrowserTab tab, long world, String expression, Duration limit)
            throws IOException {
        JsonObject result = tab.call(
                "Runtime.evaluate",
                Json.createObjectBuilder()
                        .add("contextId", world)
                        .add("expression", expression)
                        .add("awaitPromise", true)
                        .add("returnByValue", true),
                limit);
        return result.containsKey("exceptionDetails")
                ? null
                : result.getJsonObject("result").getJsonObject("value");
    }

    static String origin(URI address) {
        String host = address.getHost().toLowerCase(java.util.Locale.ROOT);
        boolean usual = address.getPort() < 0 || address.getPort() == ("https".equals(address.getScheme()) ? 443 : 80);
        return address.getScheme() + "://" + host + (usual ? "" : ":" + address.getPort());
    }

    private static Response response(URI address, int status, Map<String, List<String>> headers, byte[] body) {
        Map<String, List<String>> own = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            if (!name.equalsIgnoreCase("content-encoding") && !name.equalsIgnoreCase("content-type")) {
                own.put(name, values);
            } else if (name.equalsIgnoreCase("content-type")) {
                // The text has been decoded already.
                own.put(name, List.of(values.get(0).replaceAll("(?i)charset=[^;]*", "charset=UTF-8")));
            }
        });
        return new Response(address, status, own, new ByteArrayInputStream(body), List.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, List<String>> headers(JsonObject object) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        if (object != null) {
            object.forEach((name, value) -> {
                if (value instanceof JsonString text) {
                    // DevTools puts headers of the same name into one text, a line each.
                    headers.put(name, List.of(text.getString().split("\n")));
                }
            });
        }
        return headers;
    }

    private static Map<String, List<String>> pairs(JsonArray pairs) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (JsonValue pair : pairs) {
            headers.computeIfAbsent(pair.asJsonArray().getString(0), key -> new ArrayList<>())
                    .add(pair.asJsonArray().getString(1));
        }
        return headers;
    }
}
