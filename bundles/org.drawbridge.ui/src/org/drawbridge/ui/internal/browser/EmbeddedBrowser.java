package org.drawbridge.ui.internal.browser;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.drawbridge.browser.BrowserCookie;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.browser.PageShown;
import org.drawbridge.browser.PanelState;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.drawbridge.ui.internal.look.Ui;
import org.eclipse.swt.SWTError;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.browser.Browser;
import org.eclipse.swt.browser.ProgressAdapter;
import org.eclipse.swt.browser.ProgressEvent;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desktop's own browser, for machines without Chrome: a window with what SWT finds on the system (WebKitGTK, WebView2,
 * WebKit). Its calls hop to the UI thread, which never waits. All embedded browsers share one set of cookies, hence one
 * at a time.
 */
public final class EmbeddedBrowser implements ControlledBrowser {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBrowser.class);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final Duration LEAVING = Duration.ofMillis(700);
    private static final int LARGEST = 256 << 10;
    private static final int DISPOSE_AGAIN_MILLIS = 10;
    private static final int DISPOSE_TRIES = 50;

    private static final AtomicBoolean IN_USE = new AtomicBoolean();

    private final Display display;
    private final BrowserSettings settings;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final ExecutorService news = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("embedded browser").factory());
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean gone = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private SignInWindow window;
    private PageAgent page;
    private PageAgent hidden;
    private EmbeddedRelay relay;
    /** What the main page was told to open last. */
    private volatile URI opened = URI.create("about:blank");

    private volatile boolean blank;

    private EmbeddedBrowser(Display display, BrowserSettings settings) {
        this.display = display;
        this.settings = settings;
    }

    /** Opens the window. Background threads only. */
    public static ControlledBrowser open(Display display, BrowserSettings settings, Progress progress)
            throws AuthFailure {
        progress.check();
        if (!settings.connectTo().isEmpty()) {
            // It would go to the real hosts, with what the user types.
            throw BrowserFailures.problem("browser.embedded-connect-to").failure();
        }
        if (!IN_USE.compareAndSet(false, true)) {
            throw BrowserFailures.problem("browser.embedded-busy").failure();
        }
        EmbeddedBrowser browser = new EmbeddedBrowser(display, settings);
        try {
            browser.onUi(() -> {
                browser.show();
                return null;
            });
            progress.check();
            return browser;
        } catch (AuthFailure | RuntimeException e) {
            browser.close();
            throw e;
        }
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!settings.authorities().isEmpty()) {
            notes.add(Ui.text("embedded.note.authorities"));
        }
        settings.proxy().ifPresent(proxy -> notes.add(Ui.text("embedded.note.proxy")));
        return notes;
    }

    private void show() throws AuthFailure {
        Shell parent = null;
        for (Shell shell : display.getShells()) {
            if (shell.isVisible() && shell.getParent() == null) {
                parent = shell;
            }
        }
        try {
            String host = settings.sites().isEmpty()
                    ? ""
                    : settings.sites().getFirst().getHost();
            window = new SignInWindow(parent, Ui.text("embedded.title", host), notes(), new Events());
            page = new PageAgent(window.page());
            hidden = new PageAgent(window.hidden());
        } catch (SWTError | SWTException e) {
            throw BrowserFailures.problem("browser.embedded-failed")
                    .evidence("error", e.getMessage())
                    .because(e)
                    .failure();
        }
        // What an earlier sign-in has left must not sign anybody in.
        Browser.clearSessions();
        window.open();
    }

    /** What happens in the window, on the UI thread. */
    private final class Events implements SignInWindow.Listener {
        @Override
        public void navigated(String address, boolean main) {
            // What engines show where a page could not be loaded.
            blank = main ? failed(address) : blank;
            try {
                URI uri = URI.create(address);
                tell(watcher -> watcher.navigated(uri));
            } catch (IllegalArgumentException e) {
                LOG.debug("an address that is none", e);
            }
        }

        private static boolean failed(String address) {
            return address.equals("about:blank") || address.startsWith("chrome-error:");
        }

        @Override
        public void leaving() {
            page.gone();
        }

        @Override
        public void loaded() {
            tell(Watcher::changed);
        }

        @Override
        public void pressed(PanelState.Button button) {
            if (button == PanelState.Button.CANCEL) {
                // Whoever waits for the page need not do so any more.
                page.gone();
                hidden.gone();
            }
            tell(watcher -> watcher.pressed(button));
        }

        @Override
        public void closed() {
            if (gone.compareAndSet(false, true)) {
                window.away();
                page.gone();
                hidden.gone();
                tell(Watcher::closed);
            }
        }
    }

    private void tell(Consumer<Watcher> message) {
        if (!news.isShutdown()) {
            news.execute(() -> watchers.forEach(message));
        }
    }

    private static AuthFailure ended() {
        return BrowserFailures.problem("browser.gone").failure();
    }

    private <T> T onUi(Callable<T> action) throws AuthFailure {
        if (gone.get() || display.isDisposed()) {
            throw ended();
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        display.asyncExec(() -> {
            try {
                if (window != null && window.disposed()) {
                    throw ended();
                }
                done.complete(action.call());
            } catch (Exception | SWTError e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthFailure failure) {
                throw failure;
            }
            throw noAnswer(e.getCause());
        } catch (TimeoutException e) {
            throw noAnswer(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    private static AuthFailure noAnswer(Throwable cause) {
        return BrowserFailures.problem("browser.no-answer")
                .evidence("error", String.valueOf(cause.getMessage()))
                .because(cause)
                .failure();
    }

    /** Empty if the page went away or does not answer in time. */
    private Optional<JsonObject> asked(CompletableFuture<JsonObject> answer, Duration limit) throws AuthFailure {
        try {
            JsonObject value = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (gone.get()) {
                throw ended();
            }
            return value.containsKey("gone") || value.containsKey("away") ? Optional.empty() : Optional.of(value);
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(false);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    @Override
    public String description() {
        return Ui.text("embedded.description");
    }

    @Override
    public void open(URI address) throws AuthFailure {
        opened = address;
        blank = false;
        onUi(() -> window.page().setUrl(address.toString()));
    }

    @Override
    public List<BrowserCookie> cookies(List<URI> addresses, List<String> names) throws AuthFailure {
        if (!EmbeddedCookies.MAY_BE_READ) {
            LOG.warn("cookies can't be read: G_SLICE=always-malloc is not set");
            return List.of();
        }
        List<URI> asked = addresses.isEmpty() ? settings.sites() : addresses;
        Set<String> all = new LinkedHashSet<>(names);
        asked(page.ask("names", Json.createObjectBuilder()), LOOK)
                .filter(answer -> answer.containsKey("names"))
                .ifPresent(answer -> answer.getJsonArray("names").getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .forEach(all::add));
        return onUi(() -> EmbeddedCookies.read(asked, all));
    }

    @Override
    public void addCookies(List<BrowserCookie> cookies) throws AuthFailure {
        onUi(() -> {
            EmbeddedCookies.add(cookies);
            return null;
        });
    }

    @Override
    public Response send(Request request, Duration limit, Progress progress) throws AuthFailure {
        progress.check();
        String origin = origin(URI.create(request.target()));
        EmbeddedRelay used = relayTo(origin, null);
        try {
            return used.send(request, limit, progress);
        } catch (AuthFailure e) {
            if (!alive() || !EmbeddedRelay.pageGone(e)) {
                throw e;
            }
            // The engine's process has ended, say. A page opened anew can send what may be sent twice.
            EmbeddedRelay fresh = relayTo(origin, used);
            if (!request.repeatable()) {
                throw e;
            }
            return fresh.send(request, limit, progress);
        }
    }

    /** A page of its own, so that what the user does in the other breaks off no call; anew if the broken one is known. */
    private synchronized EmbeddedRelay relayTo(String origin, EmbeddedRelay broken) throws AuthFailure {
        if (relay != null && relay != broken && relay.origin().equals(origin)) {
            return relay;
        }
        List<String> candidates = new ArrayList<>();
        for (URI site : settings.sites()) {
            if (origin(site).equals(origin)) {
                // Plain data: no scripts, mostly no policy, nothing that navigates by itself.
                candidates.add(site + "/rest/api/user/current");
                candidates.add(site + "/");
            }
        }
        candidates.add(origin + "/robots.txt");
        for (String candidate : candidates) {
            if (loads(candidate) && asks(candidate, origin)) {
                relay = new EmbeddedRelay(hidden, origin);
                return relay;
            }
        }
        throw BrowserFailures.problem("browser.request-failed")
                .with("url", origin)
                .evidence("url", origin)
                .evidence("error", Ui.text("embedded.no-page"))
                .failure();
    }

    private boolean loads(String address) throws AuthFailure {
        CountDownLatch loaded = new CountDownLatch(1);
        ProgressAdapter listener = new ProgressAdapter() {
            @Override
            public void completed(ProgressEvent event) {
                loaded.countDown();
            }
        };
        onUi(() -> {
            window.hidden().addProgressListener(listener);
            return window.hidden().setUrl(address);
        });
        try {
            return loaded.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        } finally {
            if (!gone.get()) {
                onUi(() -> {
                    window.hidden().removeProgressListener(listener);
                    return null;
                });
            }
        }
    }

    /** Whether the loaded page may send requests to its own site. */
    private boolean asks(String address, String origin) throws AuthFailure {
        return asked(hidden.ask("fetch", question(URI.create(address), origin).add("method", "HEAD")), LIMIT)
                .filter(answer -> !answer.containsKey("error"))
                .isPresent();
    }

    private static JsonObjectBuilder question(URI address, String origin) {
        return Json.createObjectBuilder()
                .add("call", "look")
                .add("origin", origin)
                .add("url", address.toString())
                .add("method", "GET")
                .add("follow", false)
                .add("hasBody", false)
                .add("headers", Json.createObjectBuilder().add("Accept", "application/json"));
    }

    static String origin(URI address) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        boolean usual = address.getPort() < 0 || address.getPort() == ("https".equals(address.getScheme()) ? 443 : 80);
        return address.getScheme() + "://" + host + (usual ? "" : ":" + address.getPort());
    }

    @Override
    public Optional<Response> peek(URI address, Duration limit) throws AuthFailure {
        if (gone.get()) {
            throw ended();
        }
        Optional<JsonObject> answer = asked(page.ask("fetch", question(address, origin(address))), limit);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        if (answer.get().containsKey("error")) {
            // Its content security policy lets this page ask nothing; another page of the site may.
            try {
                return Optional.of(send(Request.get(address.toString()).json().notFollowing(), limit, Progress.none()));
            } catch (AuthFailure e) {
                if (!alive()) {
                    throw e;
                }
                LOG.debug("no answer from {}: {}", origin(address), e.problem().cause());
                return Optional.empty();
            }
        }
        if (answer.get().getBoolean("elsewhere", false)) {
            return Optional.of(new Response(address, 302, Map.of(), InputStream.nullInputStream(), List.of()));
        }
        byte[] body = Base64.getDecoder().decode(answer.get().getString("body"));
        if (!answer.get().getBoolean("done")) {
            page.ask("abort", Json.createObjectBuilder().add("call", "look"));
        }
        return Optional.of(new Response(
                address,
                answer.get().getInt("status"),
                EmbeddedRelay.headers(answer.get().getJsonArray("headers")),
                new ByteArrayInputStream(body, 0, Math.min(body.length, LARGEST)),
                List.of()));
    }

    @Override
    public Optional<PageShown> shown() throws AuthFailure {
        Optional<JsonObject> seen =
                asked(page.ask("look", Json.createObjectBuilder()), LOOK).filter(answer -> answer.containsKey("html"));
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        URI address;
        try {
            address = URI.create(seen.get().getString("url"));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (blank && !opened.toString().equals("about:blank")) {
            return Optional.of(new PageShown(opened, Optional.empty(), Optional.of(Ui.text("embedded.not-loaded"))));
        }
        // The status is told by newer engines only; the headers by none.
        int status = seen.get().getInt("status", 0);
        return Optional.of(new PageShown(
                address,
                Optional.of(new Response(
                        address,
                        status == 0 ? 200 : status,
                        Map.of("Content-Type", List.of(seen.get().getString("type", "text/html") + ";charset=UTF-8")),
                        new ByteArrayInputStream(seen.get().getString("html").getBytes(StandardCharsets.UTF_8)),
                        List.of())),
                Optional.empty()));
    }

    @Override
    public String userAgent() throws AuthFailure {
        return asked(hidden.ask("agent", Json.createObjectBuilder()), LIMIT)
                .map(answer -> answer.getString("userAgent", ""))
                .filter(agent -> !agent.isEmpty())
                .orElseThrow(() -> noAnswer(new TimeoutException("no user agent")));
    }

    @Override
    public void panel(PanelState state) throws AuthFailure {
        onUi(() -> {
            window.show(state);
            return null;
        });
    }

    @Override
    public Progress.Registration watch(Watcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public boolean alive() {
        return !gone.get() && !display.isDisposed();
    }

    @Override
    public void minimise() {
        try {
            onUi(() -> {
                window.away();
                return null;
            });
        } catch (AuthFailure e) {
            LOG.debug("the window is gone already", e);
        }
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            gone.set(true);
            if (display.isDisposed()) {
                left();
            } else {
                display.asyncExec(() -> dispose(DISPOSE_TRIES));
            }
        }
        try {
            if (Display.findDisplay(Thread.currentThread()) == null
                    && !closed.await(LEAVING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the embedded browser's window is slow to close");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Not while a script runs, which the engine would not survive. */
    private void dispose(int tries) {
        if (tries > 0 && window != null && !window.disposed() && (page.busy() || hidden.busy())) {
            window.away();
            display.timerExec(DISPOSE_AGAIN_MILLIS, () -> dispose(tries - 1));
            return;
        }
        try {
            if (window != null && !window.disposed()) {
                page.gone();
                hidden.gone();
                window.dispose();
                Browser.clearSessions();
            }
        } catch (SWTException e) {
            LOG.debug("the window went away by itself", e);
        } finally {
            left();
        }
    }

    private void left() {
        news.shutdown();
        IN_USE.set(false);
        closed.countDown();
    }
}
