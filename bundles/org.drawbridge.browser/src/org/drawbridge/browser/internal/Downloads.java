package org.drawbridge.browser.internal;

import jakarta.json.Json;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;

/**
 * Fetches large bodies by letting the browser download them to disk, ten times as fast as through the protocol
 * (reference: browser-relay). A file is deleted when its stream is closed, and with the profile at the latest.
 */
final class Downloads implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration BEGIN = Duration.ofSeconds(30);
    /** A download that does not grow for this long has stalled. */
    private static final Duration STALLED = Duration.ofSeconds(60);

    private final DevTools devTools;
    private final Path folder;
    private final Progress.Registration listening;
    /** One download begins at a time, so that the next "will begin" is known to be ours. */
    private final ReentrantLock beginning = new ReentrantLock();

    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private volatile CompletableFuture<String> begun = new CompletableFuture<>();

    private static final class Running {
        final CompletableFuture<Void> end = new CompletableFuture<>();
        volatile long lastGrowth = System.nanoTime();
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

    private void on(DevTools.Event event) {
        if (event.method().equals("Browser.downloadWillBegin")) {
            String guid = event.params().getString("guid");
            running.put(guid, new Running());
            begun.complete(guid);
        } else if (event.method().equals("Browser.downloadProgress")) {
            Running download = running.get(event.params().getString("guid"));
            if (download == null) {
                return;
            }
            download.lastGrowth = System.nanoTime();
            switch (event.params().getString("state")) {
                case "completed" -> download.end.complete(null);
                case "canceled" -> download.end.completeExceptionally(new IOException("the browser broke it off"));
                default -> {}
            }
        }
    }

    /** Downloads and hands out the file's content; blocks until it is complete. */
    InputStream fetch(BrowserTab tab, String address, Progress progress) throws AuthFailure {
        String guid = begin(tab, address, progress);
        Running download = running.get(guid);
        Path file = folder.resolve(guid);
        boolean complete = false;
        try (Progress.Registration hook =
                progress.onCancel(() -> download.end.completeExceptionally(new Cancelled()))) {
            while (!complete) {
                try {
                    download.end.get(1, TimeUnit.SECONDS);
                    complete = true;
                } catch (TimeoutException e) {
                    if (System.nanoTime() - download.lastGrowth > STALLED.toNanos()) {
                        throw broken(address, new IOException("no more data for " + STALLED.toSeconds() + " s"));
                    }
                }
            }
            return new FilterInputStream(Files.newInputStream(file)) {
                @Override
                public void close() throws IOException {
                    super.close();
                    Files.deleteIfExists(file);
                }
            };
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Cancelled cancelled) {
                throw cancelled;
            }
            throw broken(address, e.getCause());
        } catch (IOException e) {
            throw broken(address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        } finally {
            running.remove(guid);
            if (!complete) {
                devTools.send(
                        "",
                        "Browser.cancelDownload",
                        Json.createObjectBuilder().add("guid", guid).build());
            }
        }
    }

    private String begin(BrowserTab tab, String address, Progress progress) throws AuthFailure {
        beginning.lock();
        try {
            CompletableFuture<String> mine = new CompletableFuture<>();
            begun = mine;
            tab.call(
                    "Runtime.evaluate",
                    Json.createObjectBuilder()
                            .add(
                                    "expression",
                                    "(() => { const a = document.createElement('a'); a.href = "
                                            + Json.createValue(address)
                                            + "; a.download = ''; (document.body ?? document.documentElement).append(a);"
                                            + " a.click(); a.remove(); })()")
                            .add("userGesture", true));
            try (Progress.Registration hook = progress.onCancel(() -> mine.completeExceptionally(new Cancelled()))) {
                return mine.get(BEGIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Cancelled cancelled) {
                throw cancelled;
            }
            throw broken(address, e.getCause());
        } catch (TimeoutException | IOException e) {
            throw broken(address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        } finally {
            beginning.unlock();
        }
    }

    private static AuthFailure broken(String address, Throwable reason) {
        int query = address.indexOf('?');
        return BrowserFailures.problem("browser.download-broken")
                .with("url", query < 0 ? address : address.substring(0, query))
                .evidence("error", String.valueOf(reason.getMessage()))
                .because(reason)
                .failure();
    }

    @Override
    public void close() {
        listening.close();
        running.values().forEach(download -> download.end.completeExceptionally(new BrowserGone()));
    }
}
