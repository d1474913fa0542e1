package org.drawbridge.browser.internal;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.drawbridge.browser.BrowserCookie;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.browser.PageShown;
import org.drawbridge.browser.PanelState;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chrome, Edge or Chromium, controlled through the DevTools protocol however it was started. */
final class ExternalBrowser implements ControlledBrowser {

    private static final Logger LOG = LoggerFactory.getLogger(ExternalBrowser.class);
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final StartedBrowser process;
    private final ProfileFolder profile;
    private final String description;
    private final DevTools devTools;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final Map<String, BrowserTab> tabs = new ConcurrentHashMap<>();
    /** By target: tabs that are being waited for. */
    private final Map<String, CompletableFuture<BrowserTab>> arrivals = new ConcurrentHashMap<>();

    private final Map<String, Relay> relays = new ConcurrentHashMap<>();
    private final Panel panel = new Panel(button -> tell(watcher -> watcher.pressed(button)));
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final UserPage userPage = new UserPage(panel);
    private volatile BrowserTab main;
    private Downloads downloads;

    private ExternalBrowser(StartedBrowser process, ProfileFolder profile, String description) throws IOException {
        this.process = process;
        this.profile = profile;
        this.description = description;
        devTools = DevTools.connect(process.endpoint());
    }

    /** Takes over a started browser and its profile; ends both if it can't. */
    static ExternalBrowser control(StartedBrowser process, ProfileFolder profile, String description)
            throws IOException {
        ExternalBrowser browser = null;
        try {
            browser = new ExternalBrowser(process, profile, description);
            browser.attach();
            return browser;
        } catch (IOException | RuntimeException e) {
            if (browser == null) {
                profile.close();
                process.end().run();
            } else {
                browser.close();
            }
            throw e;
        }
    }

    private void attach() throws IOException {
        devTools.listen(this::on);
        devTools.closed().thenRun(this::gone);
        downloads = new Downloads(devTools, profile.path().resolve("downloads"));
        // Every tab and pop-up waits until its panel is in place.
        devTools.call(
                "",
                "Target.setAutoAttach",
                Json.createObjectBuilder()
                        .add("autoAttach", true)
                        .add("waitForDebuggerOnStart", true)
                        .add("flatten", true)
                        .add(
                                "filter",
                                Json.createArrayBuilder()
                                        .add(Json.createObjectBuilder().add("type", "page")))
                        .build(),
                LIMIT);
        devTools.call(
                "",
                "Target.setDiscoverTargets",
                Json.createObjectBuilder().add("discover", true).build(),
                LIMIT);
        JsonObject targets = devTools.call("", "Target.getTargets", JsonValue.EMPTY_JSON_OBJECT, LIMIT);
        for (JsonObject target : targets.getJsonArray("targetInfos").getValuesAs(JsonObject.class)) {
            if (target.getString("type").equals("page")) {
                main = awaited(target.getString("targetId"));
                return;
            }
        }
        JsonObject made = devTools.call(
                "",
                "Target.createTarget",
                Json.createObjectBuilder().add("url", "about:blank").build(),
                LIMIT);
        main = awaited(made.getString("targetId"));
    }

    /** The tab of a target, as soon as it is attached and prepared. */
    private BrowserTab awaited(String target) throws IOException {
        try {
            return arrival(target).get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a tab did not appear", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            arrivals.remove(target);
        }
    }

    private void prepare(BrowserTab tab, boolean waiting) {
        tabs.put(tab.session(), tab);
        try {
            tab.call("Page.enable");
            tab.call(
                    "Network.enable",
                    Json.createObjectBuilder().add("maxTotalBufferSize", 0).add("maxResourceBufferSize", 0));
            panel.install(tab);
        } catch (IOException e) {
            LOG.debug("a tab went away before it was prepared", e);
        } finally {
            if (waiting) {
                tab.send("Runtime.runIfWaitingForDebugger", Json.createObjectBuilder());
            }
            arrival(tab.target()).complete(tab);
        }
    }

    private void on(DevTools.Event event) {
        switch (event.method()) {
            case "Target.attachedToTarget" -> {
                JsonObject info = event.params().getJsonObject("targetInfo");
                BrowserTab tab = new BrowserTab(
                        devTools, info.getString("targetId"), event.params().getString("sessionId"));
                if (!tabs.containsKey(tab.session()) && info.getString("type").equals("page")) {
                    prepare(tab, event.params().getBoolean("waitingForDebugger", false));
                }
            }
            case "Target.detachedFromTarget" -> tabs.remove(event.params().getString("sessionId"));
            case "Target.targetDestroyed" -> {
                arrivals.remove(event.params().getString("targetId"));
                if (main != null && event.params().getString("targetId").equals(main.target())) {
                    gone();
                }
            }
            default -> {
                BrowserTab tab = tabs.get(event.session());
                if (tab != null) {
                    inTab(tab, event);
                }
            }
        }
    }

    private void inTab(BrowserTab tab, DevTools.Event event) {
        panel.on(tab, event);
        if (main == null || tab == main) {
            userPage.on(tab, event);
        }
        switch (event.method()) {
            case "Page.frameNavigated" -> {
                JsonObject frame = event.params().getJsonObject("frame");
                if (!frame.containsKey("parentId")) {
                    uri(frame.getString("url")).ifPresent(address -> tell(watcher -> watcher.navigated(address)));
                }
            }
            case "Page.loadEventFired" -> tell(Watcher::changed);
            case "Network.responseReceivedExtraInfo" -> {
                boolean sets = event.params().getJsonObject("headers").keySet().stream()
                        .anyMatch(name -> name.equalsIgnoreCase("set-cookie"));
                if (sets) {
                    tell(Watcher::changed);
                }
            }
            default -> {}
        }
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void tell(Consumer<Watcher> news) {
        watchers.forEach(news);
    }

    private void gone() {
        if (ended.compareAndSet(false, true) && !closing.get()) {
            tell(Watcher::closed);
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void open(URI address) throws AuthFailure {
        try {
            main.send("Page.navigate", Json.createObjectBuilder().add("url", address.toString()));
            main.call("Page.bringToFront");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public List<BrowserCookie> cookies(List<URI> addresses, List<String> names) throws AuthFailure {
        try {
            JsonObject answer;
            if (addresses.isEmpty()) {
                answer = devTools.call("", "Storage.getCookies", JsonValue.EMPTY_JSON_OBJECT, LIMIT);
            } else {
                JsonArrayBuilder urls = Json.createArrayBuilder();
                addresses.forEach(address -> urls.add(address.toString()));
                answer = main.call(
                        "Network.getCookies", Json.createObjectBuilder().add("urls", urls));
            }
            return answer.getJsonArray("cookies").getValuesAs(JsonObject.class).stream()
                    .map(ExternalBrowser::cookie)
                    .toList();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static BrowserCookie cookie(JsonObject cookie) {
        double expires =
                cookie.containsKey("expires") ? cookie.getJsonNumber("expires").doubleValue() : -1;
        JsonValue partition = cookie.get("partitionKey");
        return new BrowserCookie(
                cookie.getString("name"),
                cookie.getString("value"),
                cookie.getString("domain"),
                cookie.getString("path"),
                expires < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli((long) (expires * 1000))),
                cookie.getBoolean("secure", false),
                cookie.getBoolean("httpOnly", false),
                partition instanceof JsonObject key
                        ? Optional.of(key.getString("topLevelSite", ""))
                        : Optional.empty());
    }

    @Override
    public Response send(Request request, Duration limit, Progress progress) throws AuthFailure {
        return relay(UserPage.origin(URI.create(request.target()))).send(request, limit, progress);
    }

    /** Calls are sent from tabs of their own, so that navigations in the user's tab don't break them off. */
    private Relay relay(String origin) {
        return relays.computeIfAbsent(
                origin,
                site -> new Relay(
                        devTools,
                        this::openBackgroundTab,
                        downloads,
                        profile.path().resolve("uploads"),
                        site));
    }

    /** A tab that belongs to us alone: the user hears nothing of it, and it shows no panel. */
    private BrowserTab openBackgroundTab() throws IOException {
        JsonObject made = devTools.call(
                "",
                "Target.createTarget",
                Json.createObjectBuilder()
                        .add("url", "about:blank")
                        .add("background", true)
                        .build(),
                LIMIT);
        BrowserTab tab = awaited(made.getString("targetId"));
        tabs.remove(tab.session());
        panel.forget(tab);
        return tab;
    }

    private CompletableFuture<BrowserTab> arrival(String target) {
        return arrivals.computeIfAbsent(target, key -> new CompletableFuture<>());
    }

    @Override
    public Optional<Response> peek(URI address, Duration limit) throws AuthFailure {
        UserPage.Peek peek;
        try {
            peek = userPage.peek(main, address, limit);
        } catch (BrowserGone e) {
            throw failed(e);
        }
        if (!peek.forbidden()) {
            return peek.answer();
        }
        try {
            // A page of our own has no policy; it shares all that the browser knows of the origin.
            return Optional.of(send(Request.get(address.toString()).json().notFollowing(), limit, Progress.none()));
        } catch (AuthFailure e) {
            if (!alive()) {
                throw e;
            }
            LOG.debug(
                    "{} did not answer: {}",
                    UserPage.origin(address),
                    e.problem().cause());
            return Optional.empty();
        }
    }

    @Override
    public Optional<PageShown> shown() throws AuthFailure {
        try {
            return userPage.shown(main);
        } catch (BrowserGone e) {
            throw failed(e);
        }
    }

    @Override
    public void addCookies(List<BrowserCookie> cookies) throws AuthFailure {
        JsonArrayBuilder added = Json.createArrayBuilder();
        cookies.forEach(cookie -> added.add(json(cookie)));
        try {
            devTools.call(
                    "",
                    "Storage.setCookies",
                    Json.createObjectBuilder().add("cookies", added).build(),
                    LIMIT);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static JsonObjectBuilder json(BrowserCookie cookie) {
        boolean hostOnly = !cookie.domain().startsWith(".");
        String host = hostOnly ? cookie.domain() : cookie.domain().substring(1);
        JsonObjectBuilder object = Json.createObjectBuilder()
                .add("name", cookie.name())
                .add("value", cookie.value())
                .add("path", cookie.path())
                .add("secure", cookie.secure())
                .add("httpOnly", cookie.httpOnly());
        if (hostOnly) {
            // Only an address, not a domain, makes a cookie of the host alone.
            object.add("url", (cookie.secure() ? "https://" : "http://") + host + cookie.path());
        } else {
            object.add("domain", cookie.domain());
        }
        cookie.expires().ifPresent(end -> object.add("expires", end.toEpochMilli() / 1000.0));
        cookie.partition()
                .ifPresent(site -> object.add(
                        "partitionKey",
                        Json.createObjectBuilder().add("topLevelSite", site).add("hasCrossSiteAncestor", false)));
        return object;
    }

    @Override
    public String userAgent() throws AuthFailure {
        try {
            return devTools.call("", "Browser.getVersion", JsonValue.EMPTY_JSON_OBJECT, LIMIT)
                    .getString("userAgent");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void panel(PanelState state) {
        panel.show(state);
    }

    @Override
    public Progress.Registration watch(Watcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    @Override
    public boolean alive() {
        return !ended.get();
    }

    @Override
    public void minimise() {
        try {
            JsonObject window = devTools.call(
                    "",
                    "Browser.getWindowForTarget",
                    Json.createObjectBuilder().add("targetId", main.target()).build(),
                    LIMIT);
            devTools.send(
                    "",
                    "Browser.setWindowBounds",
                    Json.createObjectBuilder()
                            .add("windowId", window.getInt("windowId"))
                            .add("bounds", Json.createObjectBuilder().add("windowState", "minimized"))
                            .build());
        } catch (IOException e) {
            LOG.debug("the browser's window could not be minimised", e);
        }
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            awaitGone();
            return;
        }
        ended.set(true);
        try {
            end();
        } finally {
            gone.countDown();
        }
    }

    /** Whoever closes second waits for the first. */
    private void awaitGone() {
        try {
            gone.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Without a farewell: nothing of the profile is to be kept, and it has to be quick. */
    private void end() {
        if (downloads != null) {
            downloads.close();
        }
        devTools.close();
        profile.close();
        process.end().run();
    }

    private AuthFailure failed(IOException e) {
        return BrowserFailures.problem(e instanceof BrowserGone || !alive() ? "browser.gone" : "browser.no-answer")
                .evidence("error", e.getMessage())
                .because(e)
                .failure();
    }

    /** For tests and benchmarks: a raw command to the main tab. */
    JsonObject command(String method, JsonObjectBuilder params) throws IOException {
        return main.call(method, params);
    }

    /** For tests: the user's tab. */
    BrowserTab main() {
        return main;
    }

    /** For tests: whether the panel's script runs in the user's tab. */
    boolean peekable() {
        return panel.world(main).isPresent();
    }

    /** For tests: the tabs that show the panel. */
    List<BrowserTab> panelled() {
        return List.copyOf(tabs.values());
    }

    /** For tests and benchmarks: the tab that calls to an address are sent from, or those that must not be repeated. */
    BrowserTab relayTab(URI address, boolean watched) throws IOException {
        return relay(UserPage.origin(address)).tab(watched);
    }
}
