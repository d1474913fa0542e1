package org.drawbridge.browser.internal;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the network did for calls that a page itself is told nothing about: why one failed, and where a redirect leads
 * that it may not follow. A call is recognised by a fragment of its address, which no server sees. Thread-safe.
 */
final class CallTraces {

    private static final String MARK = "drawbridge=";
    private static final long WAIT_MILLIS = 2000;
    private static final int MOST = 500;

    /**
     * @param address the one that gave the last answer
     * @param status of the last answer, 0 if there was none
     * @param headers of the last answer
     * @param error why it failed ({@code net::ERR_…}), empty if it did not
     */
    record Trace(String address, int status, Map<String, List<String>> headers, String error) {

        /** Where the last answer leads, if it is a redirect. */
        Optional<URI> leadsTo() {
            if (status / 100 != 3) {
                return Optional.empty();
            }
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase("location"))
                    .findFirst()
                    .flatMap(header -> {
                        try {
                            return Optional.of(URI.create(address)
                                    .resolve(header.getValue().getFirst()));
                        } catch (IllegalArgumentException e) {
                            return Optional.empty();
                        }
                    });
        }
    }

    private static final class Seen {
        String address = "";
        int status;
        Map<String, List<String>> headers = Map.of();
        String error = "";
        boolean ended;
    }

    /** By the browser's id of the request; the headers may come before the request itself. */
    private final Map<String, Seen> requests = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > MOST;
        }
    };

    private final Map<String, Seen> calls = new ConcurrentHashMap<>();

    /** The address under which a call is recognised. */
    static String marked(String address, String id) {
        int fragment = address.indexOf('#');
        return (fragment < 0 ? address : address.substring(0, fragment)) + "#" + MARK + id;
    }

    /** To be told of all events of the tab. */
    synchronized void on(DevTools.Event event) {
        if (!event.method().startsWith("Network.")) {
            return;
        }
        JsonObject params = event.params();
        String request = params.getString("requestId", "");
        switch (event.method()) {
            case "Network.requestWillBeSent" -> {
                Seen seen = requests.computeIfAbsent(request, key -> new Seen());
                JsonObject sent = params.getJsonObject("request");
                String fragment = sent.getString("urlFragment", "");
                if (fragment.startsWith("#" + MARK)) {
                    calls.put(fragment.substring(1 + MARK.length()), seen);
                }
                JsonObject redirect = params.getJsonObject("redirectResponse");
                seen.address = (redirect == null ? sent : redirect).getString("url", "");
                if (redirect != null) {
                    // Those with all headers come too, but perhaps after the end.
                    seen.status = redirect.getInt("status", 0);
                    seen.headers = headers(redirect.getJsonObject("headers"));
                }
            }
            case "Network.responseReceivedExtraInfo" -> {
                Seen seen = requests.computeIfAbsent(request, key -> new Seen());
                seen.status = params.getInt("statusCode", 0);
                seen.headers = headers(params.getJsonObject("headers"));
            }
            case "Network.loadingFailed" -> {
                Seen seen = requests.computeIfAbsent(request, key -> new Seen());
                seen.error = params.getString("errorText", "");
                seen.ended = true;
                notifyAll();
            }
            case "Network.loadingFinished" -> requests.computeIfAbsent(request, key -> new Seen()).ended = true;
            default -> {}
        }
    }

    private static Map<String, List<String>> headers(JsonObject object) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        object.forEach((name, value) -> {
            if (value instanceof JsonString text) {
                headers.put(name, List.of(text.getString().split("\n")));
            }
        });
        return headers;
    }

    /** The trace of a call that has failed or was redirected; waits a moment for news that are on their way. */
    synchronized Optional<Trace> of(String id) {
        long end = System.currentTimeMillis() + WAIT_MILLIS;
        Seen seen = calls.get(id);
        while (seen == null || !seen.ended) {
            long left = end - System.currentTimeMillis();
            if (left <= 0) {
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            seen = calls.get(id);
        }
        return seen == null
                ? Optional.empty()
                : Optional.of(new Trace(seen.address, seen.status, seen.headers, seen.error));
    }

    void forget(String id) {
        calls.remove(id);
    }
}
