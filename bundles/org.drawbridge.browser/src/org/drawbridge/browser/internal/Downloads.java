package org.drawbridge.browser.internal;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches large bodies by letting the browser download them to disk, many times as fast as through the protocol
 * (reference: browser-relay). The download is the caller's request, header by header, and is let through only if its
 * answer is the one that the caller has been given: in between a session may end, and a login page come instead. A file
 * is deleted when its stream is closed, and with the profile at the latest. Thread-safe.
 */
final class Downloads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    /** Of a header with one of these names, both answers must have the same value or none. */
    private static final List<String> SAME = List.of("content-length", "content-type", "etag", "last-modified");

    private final DevTools devTools;
    private final Path folder;
    private final Progress.Registration listening;
    /** One download begins at a time, so that the next "will begin" is known to be ours. */
    private final ReentrantLock beginning = new ReentrantLock();

    private final Map<String, Running> running = new ConcurrentHashMap<>();
    /** By session: tabs from which a download may still begin that nobody waits for any more. */
    private final Map<String, BrowserTab> abandonedTabs = new ConcurrentHashMap<>();

    private volatile Beginning next;

    private static final class Running {
        final CompletableFuture<Void> end = new CompletableFuture<>();
        volatile long size = -1;
        volatile long lastNews = System.nanoTime();
        /** The browser has said its last word on it. */
        volatile boolean over;

        volatile boolean abandoned;
    }

    /** The answer is another one than the caller's. */
    static final class OtherAnswer extends IOException {
        private static final long serialVersionUID = 1L;

        OtherAnswer(String reason) {
            super(reason);
        }
    }

    /** A download that has been asked for and has not begun. */
    private record Beginning(
            BrowserTab tab, Request request, RelayAnswer expected, CompletableFuture<String> download) {

        /** Lets the request and its answer through, or not. */
        void paused(JsonObject params) {
            String id = params.getString("requestId");
            URI address = URI.create(params.getJsonObject("request").getString("url"));
            String asked = UserPage.origin(URI.create(request.target()));
            if (!"Document".equals(params.getString("resourceType", ""))
                    || !UserPage.origin(address).equals(asked)) {
                refuse(id, "it leads to " + UserPage.origin(address));
            } else if (params.containsKey("responseErrorReason")) {
                refuse(id, params.getString("responseErrorReason"));
            } else if (!params.containsKey("responseStatusCode")) {
                tab.send("Fetch.continueRequest", id(id).add("headers", headers(params)));
            } else {
                int status = params.getInt("responseStatusCode");
                Optional<String> other = status / 100 == 3 ? Optional.empty() : difference(status, params);
                if (other.isPresent()) {
                    refuse(id, other.get());
                } else {
                    tab.send("Fetch.continueRequest", id(id));
                }
            }
        }

        private void refuse(String id, String reason) {
            download.completeExceptionally(new OtherAnswer(reason));
            tab.send("Fetch.failRequest", aborted(id));
        }

        private static JsonObjectBuilder id(String id) {
            return Json.createObjectBuilder().add("requestId", id);
        }

        private JsonArrayBuilder headers(JsonObject params) {
            JsonArrayBuilder headers = Json.createArrayBuilder();
            List<Request.Header> own = Relay.sendable(request);
            params.getJsonObject("request").getJsonObject("headers").forEach((name, value) -> {
                if (own.stream().noneMatch(header -> header.name().equalsIgnoreCase(name))
                        && value instanceof jakarta.json.JsonString text) {
                    headers.add(RelayPage.header(name, text.getString()));
                }
            });
            own.forEach(header -> headers.add(RelayPage.header(header.name(), header.value())));
            if (own.stream().noneMatch(header -> header.name().equalsIgnoreCase("accept"))) {
                headers.add(RelayPage.header("Accept", "*/*"));
            }
            return headers;
        }

        private Optional<String> difference(int status, JsonObject params) {
            if (status != expected.status()) {
                return Optional.of("status " + status);
            }
            Map<String, String> now = new ConcurrentHashMap<>();
            for (JsonObject header : params.getJsonArray("responseHeaders").getValuesAs(JsonObject.class)) {
                now.put(header.getString("name").toLowerCase(Locale.ROOT), header.getString("value"));
            }
            boolean packed = now.containsKey("content-encoding");
            return SAME.stream()
                    .filter(name -> !(packed && name.equals("content-length")))
                    .filter(name -> !expected.headers()
                            .getOrDefault(name, List.of(""))
                            .getFirst()
                            .equals(now.getOrDefault(name, "")))
                    .findFirst();
        }
    }

    private static JsonObjectBuilder aborted(String requestId) {
        return Json.createObjectBuilder().add("requestId", requestId).add("errorReason", "Aborted");
    }

    Downloads(DevTools devTools, Path folder) throws IOException {
        this.devTools = devTools;
        this.folder = folder;
        Files.createDirectories(folder);
        listening = devTools.listen(this::on);
        devTools.call(
                "",
                "Browser.setDownloadBehavior",
                Json.createObjectBuilder()
                        .add("behavior", "allowAndName")
                        .add("downloadPath", folder.toString())
                        .add("eventsEnabled", true)
                        .build(),
                LIMIT);
    }

    /** Makes a tab fit for {@link #fetch}. */
    static void prepare(BrowserTab tab) throws IOException {
        JsonArrayBuilder patterns = Json.createArrayBuilder();
        for (String stage : List.of("Request", "Response")) {
            patterns.add(Json.createObjectBuilder().add("urlPattern", "*").add("requestStage", stage));
        }
        tab.call("Network.setCacheDisabled", Json.createObjectBuilder().add("cacheDisabled", true));
        tab.call("Fetch.enable", Json.createObjectBuilder().add("patterns", patterns));
    }

    private void on(DevTools.Event event) {
        Beginning waiting = next;
        JsonObject params = event.params();
        switch (event.method()) {
            case "Fetch.requestPaused" -> {
                BrowserTab abandoned = abandonedTabs.get(event.session());
                if (waiting != null && event.session().equals(waiting.tab().session())) {
                    waiting.paused(params);
                } else if (abandoned != null) {
                    abandoned.send("Fetch.failRequest", aborted(params.getString("requestId")));
                    close(abandoned);
                }
            }
            case "Browser.downloadWillBegin" -> {
                String guid = params.getString("guid");
                running.put(guid, new Running());
                String frame = params.getString("frameId", "");
                if (waiting != null && frame.equals(waiting.tab().target())) {
                    if (!waiting.download().complete(guid)) {
                        abandon(guid);
                        close(waiting.tab());
                    }
                    return;
                }
                // A download that the user has begun somewhere is none of ours.
                abandonedTabs.values().stream()
                        .filter(tab -> tab.target().equals(frame))
                        .findFirst()
                        .ifPresent(tab -> {
                            abandon(guid);
                            close(tab);
                        });
            }
            case "Browser.downloadProgress" -> progress(params);
            default -> {}
        }
    }

    private void progress(JsonObject params) {
        Running download = running.get(params.getString("guid"));
        if (download == null) {
            return;
        }
        download.lastNews = System.nanoTime();
        switch (params.getString("state")) {
            case "completed" -> {
                download.size = params.getJsonNumber("receivedBytes").longValue();
                download.over = true;
                download.end.complete(null);
            }
            case "canceled" -> {
                download.over = true;
                download.end.completeExceptionally(new IOException("the browser broke it off"));
            }
            default -> {}
        }
        if (download.over && download.abandoned) {
            discard(params.getString("guid"));
        }
    }

    /** Breaks a download off; its file goes now, and once more when the browser has let go of it. */
    private void abandon(String guid) {
        Running download = running.get(guid);
        download.abandoned = true;
        if (!download.over) {
            devTools.send(
                    "",
                    "Browser.cancelDownload",
                    Json.createObjectBuilder().add("guid", guid).build());
        }
        if (download.over) {
            discard(guid);
        } else {
            delete(folder.resolve(guid));
        }
    }

    private void discard(String guid) {
        running.remove(guid);
        delete(folder.resolve(guid));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} goes with the profile: {}", file, e.toString());
        }
    }

    /**
     * Downloads and hands out the file's content; blocks until it is complete.
     *
     * @param limit the longest time without news of it
     * @throws OtherAnswer if what comes now is another answer than {@code expected}
     */
    InputStream fetch(RelayPage page, Request request, RelayAnswer expected, Duration limit, Progress progress)
            throws AuthFailure, IOException {
        String guid = begin(page, request, expected, limit, progress);
        Running download = running.get(guid);
        Path file = folder.resolve(guid);
        boolean complete = false;
        try (Progress.Registration hook =
                progress.onCancel(() -> download.end.completeExceptionally(new Cancelled()))) {
            while (!complete) {
                try {
                    download.end.get(250, TimeUnit.MILLISECONDS);
                    complete = true;
                } catch (TimeoutException e) {
                    if (System.nanoTime() - download.lastNews > limit.toNanos()) {
                        throw RelayFailures.timeout(request, limit);
                    }
                }
            }
            return content(file, expected, download.size);
        } catch (ExecutionException e) {
            throw failure(e, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        } finally {
            if (complete) {
                running.remove(guid);
            } else {
                abandon(guid);
            }
        }
    }

    private static InputStream content(Path file, RelayAnswer expected, long received) throws IOException {
        long size = Files.size(file);
        String promised = expected.headers()
                .getOrDefault("content-length", List.of(Long.toString(size)))
                .getFirst();
        if (size != received || !promised.equals(Long.toString(size))) {
            Files.deleteIfExists(file);
            throw new IOException(size + " of " + promised + " bytes have come");
        }
        return new FilterInputStream(Files.newInputStream(file)) {
            @Override
            public void close() throws IOException {
                super.close();
                Files.deleteIfExists(file);
            }
        };
    }

    private String begin(RelayPage page, Request request, RelayAnswer expected, Duration limit, Progress progress)
            throws AuthFailure, IOException {
        Beginning mine = new Beginning(page.tab(), request, expected, new CompletableFuture<>());
        beginning.lock();
        try {
            next = mine;
            CompletableFuture<String> clicked = page.call("download(" + Json.createValue(request.target()) + ")");
            clicked.whenComplete((done, failure) -> {
                if (failure != null) {
                    mine.download().completeExceptionally(failure);
                }
            });
            try (Progress.Registration hook =
                    progress.onCancel(() -> mine.download().completeExceptionally(new Cancelled()))) {
                return mine.download().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Cancelled) {
                leave(page);
            }
            throw failure(e, request);
        } catch (TimeoutException e) {
            mine.download().completeExceptionally(e);
            leave(page);
            throw RelayFailures.timeout(request, limit);
        } catch (InterruptedException e) {
            mine.download().completeExceptionally(e);
            leave(page);
            Thread.currentThread().interrupt();
            throw new Cancelled();
        } finally {
            next = null;
            beginning.unlock();
        }
    }

    /**
     * Lets a page be in which a download was asked for that has not begun. A download outlives its tab and can only be
     * refused in it: the tab stays until then, and the next download gets another one.
     */
    private void leave(RelayPage page) {
        abandonedTabs.put(page.tab().session(), page.tab());
        page.leave();
    }

    private void close(BrowserTab tab) {
        abandonedTabs.remove(tab.session());
        devTools.send(
                "",
                "Target.closeTarget",
                Json.createObjectBuilder().add("targetId", tab.target()).build());
    }

    private static AuthFailure failure(ExecutionException thrown, Request request) throws IOException {
        return switch (thrown.getCause()) {
            case Cancelled cancelled -> cancelled;
            case OtherAnswer other -> throw other;
            case PageLost lost -> throw lost;
            case BrowserGone gone -> throw gone;
            case Throwable other -> RelayFailures.downloadBroken(request, other);
        };
    }

    @Override
    public void close() {
        listening.close();
        running.values().forEach(download -> download.end.completeExceptionally(new BrowserGone()));
    }
}
