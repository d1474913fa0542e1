package org.drawbridge.browser.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.browser.PartedBody;
import org.drawbridge.browser.internal.CallTraces.Trace;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.RequestBody;
import org.drawbridge.core.http.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests through pages of the signed-in browser, so that Kerberos, client certificates and device-bound sessions
 * work. Small bodies travel with the call, large ones through files; ADR 4 has the measurements. A page that is left,
 * crashes or is closed is opened anew. Thread-safe; many calls may run at once, the browser itself opens at most six
 * connections to a host under HTTP/1.1.
 */
final class Relay {

    /** The pages that calls are sent from, each opened when it is first needed. */
    private enum Purpose {
        /** What may be repeated: nothing is known of such a call but its answer, which makes it fast. */
        QUICK,
        /** What may not be repeated, and what has failed: why, and where a redirect leads. */
        WATCHED,
        DOWNLOAD
    }

    /** Opens a tab that belongs to us alone. */
    @FunctionalInterface
    interface Tabs {
        BrowserTab open() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    /** Larger bodies are put into a file for the browser. */
    private static final int INLINE_UPLOAD = 256 << 10;

    private static final int PAGES_LOST = 3;
    /** The page itself watches that a large upload goes on. */
    private static final Duration UPLOAD = Duration.ofDays(1);

    /** Names that a page may not set, or that the browser knows better. */
    private static final Set<String> NOT_OURS = Set.of(
            "accept-encoding", "connection", "content-length", "cookie", "host", "origin", "referer", "user-agent");

    private final DevTools devTools;
    private final Tabs tabs;
    private final Downloads downloads;
    private final Path uploads;
    private final String origin;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Purpose, RelayPage> pages = new EnumMap<>(Purpose.class);

    /**
     * @param uploads a folder for bodies on their way to the browser
     * @param origin scheme, host and port that calls may go to
     */
    Relay(DevTools devTools, Tabs tabs, Downloads downloads, Path uploads, String origin) {
        this.devTools = devTools;
        this.tabs = tabs;
        this.downloads = downloads;
        this.uploads = uploads;
        this.origin = origin;
    }

    /** The headers that the browser takes from us. */
    static List<Request.Header> sendable(Request request) {
        List<Request.Header> headers = new ArrayList<>();
        for (Request.Header header : request.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            boolean ofBody = request.body().isPresent() && name.equals("content-type");
            if (!NOT_OURS.contains(name) && !ofBody) {
                headers.add(header);
            }
        }
        request.body().ifPresent(body -> headers.add(new Request.Header("Content-Type", body.contentType())));
        return headers;
    }

    /** Sends a request to an absolute address of the origin and waits until its answer is there. */
    Response send(Request request, Duration limit, Progress progress) throws AuthFailure {
        for (int lost = 1; ; lost++) {
            progress.check();
            try {
                return new Call(request, limit, progress).send();
            } catch (PageLost e) {
                if (lost == PAGES_LOST || e.mayHaveArrived() && !request.repeatable()) {
                    throw RelayFailures.lost(request, e);
                }
                LOG.debug("the page to send from was lost ({}); it is opened anew", e.getMessage());
            } catch (IOException e) {
                throw RelayFailures.browser(e);
            }
        }
    }

    private synchronized RelayPage page(Purpose purpose) throws IOException {
        RelayPage page = pages.get(purpose);
        if (page == null || !page.usable()) {
            if (page != null) {
                page.close();
            }
            BrowserTab tab = tabs.open();
            page = RelayPage.open(devTools, tab, origin, purpose != Purpose.QUICK);
            if (purpose == Purpose.DOWNLOAD) {
                Downloads.prepare(tab);
            }
            pages.put(purpose, page);
        }
        return page;
    }

    /** The page that calls are sent from; for benchmarks and tests. */
    BrowserTab tab(boolean watched) throws IOException {
        return page(watched ? Purpose.WATCHED : Purpose.QUICK).tab();
    }

    /** One attempt at one request. */
    private final class Call {
        private final String id = Long.toString(ids.incrementAndGet());
        private final Request request;
        private final Duration limit;
        private final Progress progress;
        private final boolean simple;

        Call(Request request, Duration limit, Progress progress) {
            this.request = request;
            this.limit = limit;
            this.progress = progress;
            simple = request.repeatable() && request.body().isEmpty();
        }

        Response send() throws AuthFailure, IOException {
            boolean mayDownload = simple && request.method().equals("GET");
            if (simple) {
                RelayPage page = page(Purpose.QUICK);
                RelayAnswer answer = answer(page, mayDownload);
                if (answer.kind() == RelayAnswer.Kind.DOWNLOAD) {
                    try {
                        return response(answer, download(answer));
                    } catch (Downloads.OtherAnswer e) {
                        LOG.debug("{}: another answer came to the download ({})", request, e.getMessage());
                        mayDownload = false;
                    }
                } else if (answer.kind() != RelayAnswer.Kind.ERROR && answer.kind() != RelayAnswer.Kind.REDIRECT) {
                    return response(answer, body(page, answer));
                }
            }
            return watched(mayDownload);
        }

        private InputStream download(RelayAnswer answer) throws AuthFailure, IOException {
            return downloads.fetch(page(Purpose.DOWNLOAD), request, answer, limit, progress);
        }

        /** Sends it where the network's events are heard. */
        private Response watched(boolean mayDownload) throws AuthFailure, IOException {
            RelayPage page = page(Purpose.WATCHED);
            try {
                RelayAnswer answer = answer(page, mayDownload);
                return switch (answer.kind()) {
                    case REDIRECT -> redirect(page).orElseThrow(() -> failed("redirected", limit));
                    case ERROR -> {
                        Optional<Response> elsewhere = redirect(page);
                        if (elsewhere.isPresent()) {
                            yield elsewhere.get();
                        }
                        throw error(page, answer);
                    }
                    case DOWNLOAD -> response(answer, download(answer));
                    default -> response(answer, body(page, answer));
                };
            } catch (Downloads.OtherAnswer e) {
                throw RelayFailures.downloadBroken(request, e);
            } finally {
                page.traces().forget(id);
            }
        }

        private Optional<Response> redirect(RelayPage page) {
            return page.traces()
                    .of(id)
                    .filter(trace -> trace.leadsTo().isPresent())
                    .map(trace -> new Response(
                            URI.create(request.target()),
                            trace.status(),
                            trace.headers(),
                            InputStream.nullInputStream(),
                            List.of()));
        }

        private AuthFailure error(RelayPage page, RelayAnswer answer) {
            if (answer.content().equals("timeout")) {
                return RelayFailures.timeout(request, limit);
            }
            String error = page.traces().of(id).map(Trace::error).orElse("");
            return failed(error.isEmpty() ? answer.content() : error, limit);
        }

        private AuthFailure failed(String error, Duration waited) {
            return RelayFailures.failed(request, error, waited);
        }

        private Response response(RelayAnswer answer, InputStream body) {
            return new Response(
                    URI.create(answer.url()),
                    answer.status(),
                    answer.headers(),
                    body,
                    answer.redirected() ? List.of(URI.create(request.target())) : List.of());
        }

        private InputStream body(RelayPage page, RelayAnswer answer) {
            return answer.kind() == RelayAnswer.Kind.PART
                    ? new PartedBody(
                            new PartedBody.Part(answer.bytes(), false), () -> next(page), () -> page.abort(id))
                    : new ByteArrayInputStream(answer.bytes());
        }

        private PartedBody.Part next(RelayPage page) throws AuthFailure, IOException {
            RelayAnswer more = awaited(page, page.call("next('" + id + "'," + limit.toMillis() + ")"), limit);
            if (more.kind() == RelayAnswer.Kind.ERROR) {
                throw new IOException(more.content());
            }
            return new PartedBody.Part(more.bytes(), more.kind() == RelayAnswer.Kind.LAST);
        }

        private RelayAnswer answer(RelayPage page, boolean mayDownload) throws AuthFailure, IOException {
            Path file = null;
            try {
                String inline = "null";
                if (request.body().isPresent()) {
                    RequestBody body = request.body().get();
                    byte[] small = small(body);
                    if (small == null) {
                        file = toFile(body);
                        page.attach(id, file);
                    } else {
                        inline = '"' + Base64.getEncoder().encodeToString(small) + '"';
                    }
                }
                RelayAnswer answer =
                        awaited(page, page.call(function(mayDownload, inline)), file == null ? limit : UPLOAD);
                if (answer.kind() == RelayAnswer.Kind.LOST) {
                    throw new PageLost("a service worker has taken the page over", false);
                }
                return answer;
            } finally {
                if (file != null) {
                    Files.deleteIfExists(file);
                }
            }
        }

        private String function(boolean mayDownload, String body) {
            StringBuilder headers = new StringBuilder("[");
            for (Request.Header header : sendable(request)) {
                headers.append(headers.length() > 1 ? "," : "")
                        .append('[')
                        .append(Json.createValue(header.name()))
                        .append(',')
                        .append(Json.createValue(header.value()))
                        .append(']');
            }
            headers.append(']');
            return "send('" + id + "'," + Json.createValue(CallTraces.marked(request.target(), id)) + ","
                    + Json.createValue(request.method()) + "," + headers + ","
                    + (request.redirects() == Request.Redirects.SAME_ORIGIN) + "," + mayDownload + "," + body + ","
                    + limit.toMillis() + ")";
        }

        /** A body that is small enough to travel with the call, else null. */
        private byte[] small(RequestBody body) throws AuthFailure {
            if (body.length() > INLINE_UPLOAD) {
                return null;
            }
            try (InputStream in = body.source().open()) {
                byte[] content = in.readNBytes(INLINE_UPLOAD + 1);
                return content.length > INLINE_UPLOAD ? null : content;
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        private Path toFile(RequestBody body) throws AuthFailure, IOException {
            Files.createDirectories(uploads);
            Path file = Files.createTempFile(uploads, "body", "");
            boolean whole = false;
            try (InputStream in = body.source().open();
                    var out = Files.newOutputStream(file)) {
                byte[] buffer = new byte[64 << 10];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    progress.check();
                    out.write(buffer, 0, count);
                }
                whole = true;
                return file;
            } catch (IOException e) {
                throw unreadable(e);
            } finally {
                if (!whole) {
                    Files.deleteIfExists(file);
                }
            }
        }

        private AuthFailure unreadable(IOException e) {
            return BrowserFailures.problem("browser.request-body").because(e).failure();
        }

        private RelayAnswer awaited(RelayPage page, CompletableFuture<String> answer, Duration patience)
                throws AuthFailure, IOException {
            boolean answered = false;
            try (Progress.Registration hook = progress.onCancel(() -> answer.completeExceptionally(new Cancelled()))) {
                RelayAnswer read = RelayAnswer.of(answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
                answered = true;
                return read;
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case Cancelled cancelled -> throw cancelled;
                    case IOException io when io instanceof PageLost || io instanceof BrowserGone -> throw io;
                    case Throwable other -> throw failed(String.valueOf(other.getMessage()), patience);
                }
            } catch (TimeoutException e) {
                throw RelayFailures.timeout(request, patience);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Cancelled();
            } finally {
                if (!answered) {
                    page.abort(id);
                }
            }
        }
    }
}
