package org.drawbridge.browser.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.Browsers;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.browser.PanelState;
import org.drawbridge.browser.PanelState.Signal;
import org.drawbridge.browser.PanelState.State;
import org.drawbridge.core.auth.Progress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The panel over all sorts of pages in real Chromium. Found as a screen reader finds it, by the accessibility tree, since
 * no script reaches into it.
 */
class PanelTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 700;

    /** By path: type and content. */
    private static final Map<String, List<String>> PAGES = Map.ofEntries(
            Map.entry("/plain", List.of("text/html", "<h1>Plain</h1>")),
            Map.entry("/hostile", List.of("text/html", """
                            <style>html > * { opacity: 0 !important; display: none !important; transform: scale(0) !important;
                              width: 0 !important; pointer-events: none !important; visibility: hidden !important }</style>
                            <h1>Hostile</h1>""")),
            Map.entry("/weeds", List.of("text/html", """
                            <h1>Weeds</h1><script>new MutationObserver(list => list.forEach(m => m.addedNodes.forEach(n => {
                              if (n.localName === 'div') { window.weeded = (window.weeded || 0) + 1; n.remove(); } })))
                              .observe(document.documentElement, { childList: true });</script>""")),
            Map.entry("/rewritten", List.of("text/html", """
                            <h1>Before</h1><script>addEventListener('load', () => setTimeout(() => {
                              document.open(); document.write('<h1 id=after>After</h1>'); document.close(); }, 50))</script>""")),
            Map.entry("/modal", List.of("text/html", """
                            <dialog id=d><button>Inside</button></dialog><script>d.showModal()</script>""")),
            Map.entry("/frames", List.of("text/html", """
                            <!doctype html><frameset cols="50%,50%"><frame src="/plain"><frame src="/plain"></frameset>""")),
            Map.entry("/framed", List.of("text/html", "<iframe src='/plain'></iframe>")),
            Map.entry("/feed", List.of("text/xml", "<?xml version='1.0'?><feed><entry/></feed>")),
            Map.entry("/drawing", List.of("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>")),
            Map.entry("/json", List.of("application/json", "{}")),
            Map.entry("/rtl", List.of("text/html", "<html dir=rtl lang=ar><body>نص</body></html>")),
            Map.entry("/opener", List.of("text/html", "<h1>Opener</h1>")));

    @TempDir
    static Path folder;

    private static HttpServer server;
    private static String base;
    private static ExternalBrowser browser;
    private static final BlockingQueue<PanelState.Button> PRESSED = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", PanelTest::handle);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
        browser = (ExternalBrowser) Browsers.start(
                new BrowserSettings(
                        BrowserSettings.Kind.AUTOMATIC,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-popup-blocking",
                                "--window-size=" + WIDTH + "," + HEIGHT),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        folder),
                Progress.none());
        browser.watch(new ControlledBrowser.Watcher() {
            @Override
            public void pressed(PanelState.Button button) {
                PRESSED.add(button);
            }
        });
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.stop(0);
    }

    private static void handle(HttpExchange exchange) throws IOException {
        List<String> page = PAGES.getOrDefault(exchange.getRequestURI().getPath(), List.of("text/plain", "none"));
        byte[] body = page.get(1).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.get(0) + ";charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @BeforeEach
    void freshPanel() {
        PRESSED.clear();
        say(new Signal(State.OK, "wiki is reached"), new Signal(State.WAITING, "Waiting for your sign-in"));
    }

    private static void say(Signal... signals) {
        browser.panel(new PanelState(
                "Drawbridge",
                "Please sign in.",
                List.of(signals),
                Map.of(
                        "check", "Check now",
                        "cancel", "Cancel",
                        "hide", "Hide",
                        "show", "Show Drawbridge",
                        "move", "Move",
                        "OK", "done",
                        "PROBLEM", "attention",
                        "WAITING", "waiting",
                        "lang", "en")));
    }

    private static void open(String path) throws Exception {
        browser.open(URI.create(base + path));
        until(
                "the page " + path,
                () -> script("location.pathname + document.readyState").equals(path + "complete"));
    }

    /** What can fail while a page changes, and is then tried again. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void until(String what, Condition condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException e) {
                // between two pages
            }
            assertTrue(System.nanoTime() < end, "not in time: " + what);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static String script(String expression) throws IOException {
        return String.valueOf(browser.command(
                        "Runtime.evaluate",
                        Json.createObjectBuilder()
                                .add("expression", "String(" + expression + ")")
                                .add("returnByValue", true))
                .getJsonObject("result")
                .getString("value", ""));
    }

    private static Optional<JsonObject> node(BrowserTab tab, Predicate<JsonObject> wanted) throws IOException {
        return tab.call("Accessibility.getFullAXTree").getJsonArray("nodes").getValuesAs(JsonObject.class).stream()
                .filter(node -> !node.getBoolean("ignored", false))
                .filter(wanted)
                .findFirst();
    }

    private static Predicate<JsonObject> named(String role, String name) {
        return node -> text(node, "role").equals(role) && text(node, "name").equals(name);
    }

    private static String text(JsonObject node, String key) {
        JsonObject value = node.getJsonObject(key);
        return value == null ? "" : value.getString("value", "");
    }

    private static boolean has(String role, String name) throws IOException {
        return node(browser.main(), named(role, name)).isPresent();
    }

    /** The middle of a button of the panel, in pixels of the page. */
    private static double[] middle(BrowserTab tab, String role, String name) throws IOException {
        JsonObject found = node(tab, named(role, name)).orElseThrow(() -> new IOException("no " + name));
        JsonArray box = tab.call(
                        "DOM.getBoxModel",
                        Json.createObjectBuilder().add("backendNodeId", found.getInt("backendDOMNodeId")))
                .getJsonObject("model")
                .getJsonArray("content");
        return new double[] {
            (box.getJsonNumber(0).doubleValue() + box.getJsonNumber(4).doubleValue()) / 2,
            (box.getJsonNumber(1).doubleValue() + box.getJsonNumber(5).doubleValue()) / 2
        };
    }

    private static void mouse(BrowserTab tab, String type, double x, double y) throws IOException {
        tab.call(
                "Input.dispatchMouseEvent",
                Json.createObjectBuilder()
                        .add("type", type)
                        .add("x", x)
                        .add("y", y)
                        .add("button", "left")
                        .add("buttons", type.equals("mouseReleased") ? 0 : 1)
                        .add("clickCount", 1));
    }

    private static void click(BrowserTab tab, String name) throws IOException {
        double[] at = new double[2];
        until("the button " + name + " is laid out", () -> {
            double[] found = middle(tab, "button", name);
            System.arraycopy(found, 0, at, 0, 2);
            return true;
        });
        mouse(tab, "mousePressed", at[0], at[1]);
        mouse(tab, "mouseReleased", at[0], at[1]);
    }

    private static void key(String key, int code, int modifiers) throws IOException {
        for (String type : List.of("rawKeyDown", "keyUp")) {
            browser.command(
                    "Input.dispatchKeyEvent",
                    Json.createObjectBuilder()
                            .add("type", type)
                            .add("key", key)
                            .add("windowsVirtualKeyCode", code)
                            .add("modifiers", modifiers));
        }
    }

    private static String corner() throws IOException {
        double[] at = middle(browser.main(), "region", "Drawbridge");
        double width = Double.parseDouble(script("innerWidth"));
        double height = Double.parseDouble(script("innerHeight"));
        return (at[1] < height / 2 ? "top" : "bottom") + "-" + (at[0] < width / 2 ? "left" : "right");
    }

    private static void untilPressed(BrowserTab tab) throws Exception {
        until("the button", () -> node(tab, named("button", "Check now")).isPresent());
        until("the click is heard", () -> {
            click(tab, "Check now");
            try {
                return PRESSED.poll(500, TimeUnit.MILLISECONDS) == PanelState.Button.CHECK;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/plain", "/hostile", "/weeds", "/rewritten", "/modal", "/frames", "/framed", "/json", "/rtl"})
    void itsButtonsWorkOnEveryPage(String path) throws Exception {
        open(path);
        if (path.equals("/rewritten")) {
            until(
                    "the rewriting",
                    () -> script("!!document.getElementById('after')").equals("true"));
        }
        untilPressed(browser.main());
        if (path.equals("/weeds")) {
            int weeded = Integer.parseInt(script("window.weeded || 0"));
            assertTrue(weeded > 0 && weeded < 200, "weeded out " + weeded + " times");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/feed", "/drawing"})
    void aDocumentThatIsNoPageIsLeftAlone(String path) throws Exception {
        open(path);
        until("its world is known", () -> browser.peekable());
        assertFalse(has("button", "Check now"));
        open("/plain");
        untilPressed(browser.main());
    }

    @Test
    void onlyTheTopFrameShowsIt() throws Exception {
        open("/framed");
        until("the panel", () -> has("button", "Check now"));
        long panels = browser
                .command("Accessibility.getFullAXTree", Json.createObjectBuilder())
                .getJsonArray("nodes")
                .getValuesAs(JsonObject.class)
                .stream()
                .filter(named("region", "Drawbridge"))
                .count();
        assertEquals(1, panels);
        assertEquals("0", script("frames[0].document.documentElement.querySelectorAll('html > div').length"));
    }

    @Test
    void aScreenReaderFindsRegionStatusAndButtonsAndHearsWhatChanges() throws Exception {
        open("/plain");
        until("the region", () -> has("region", "Drawbridge"));
        assertTrue(has("heading", "Drawbridge"));
        for (String button : List.of("Move", "Hide", "Check now", "Cancel")) {
            assertTrue(has("button", button), button);
        }
        JsonObject status = node(browser.main(), node -> text(node, "role").equals("status"))
                .orElseThrow();
        assertTrue(status.getJsonArray("properties").toString().contains("polite"), status.toString());
        assertTrue(has("image", "done"), "the sign says its state");
        say(new Signal(State.OK, "wiki is reached"), new Signal(State.OK, "Signed in as Anna Admin"));
        until("the news", () -> has("StaticText", "Signed in as Anna Admin"));
        assertFalse(has("image", "waiting"));
    }

    @Test
    void itMovesByButtonByKeyAndByDraggingAndStaysThereOnTheNextPage() throws Exception {
        open("/plain");
        until("the panel", () -> has("button", "Move"));
        String first = corner();
        click(browser.main(), "Move");
        until("another corner", () -> !corner().equals(first));
        // The button has the focus now.
        int alt = 1;
        key("ArrowUp", 38, alt);
        key("ArrowLeft", 37, alt);
        until("the corner by key", () -> corner().equals("top-left"));
        assertEquals("/plain", script("location.pathname"), "Alt+Left did not go back");
        key("ArrowDown", 40, alt);
        until("the next corner by key", () -> corner().equals("bottom-left"));

        double[] title = middle(browser.main(), "heading", "Drawbridge");
        mouse(browser.main(), "mousePressed", title[0], title[1]);
        for (int step = 1; step <= 5; step++) {
            mouse(browser.main(), "mouseMoved", title[0] + step * 120, title[1] - step * 60);
        }
        mouse(browser.main(), "mouseReleased", title[0] + 600, 40);
        until("the corner by dragging", () -> corner().equals("top-right"));
        key("ArrowDown", 40, alt);
        until("the last corner by key", () -> corner().equals("bottom-right"));

        open("/rtl");
        until("the panel on the next page", () -> has("button", "Move"));
        assertEquals("bottom-right", corner());
    }

    @Test
    void itHidesToATabAndStaysHiddenOnTheNextPage() throws Exception {
        open("/plain");
        until("the panel", () -> has("button", "Hide"));
        click(browser.main(), "Hide");
        until("the tab", () -> has("button", "Show Drawbridge") && !has("button", "Check now"));
        open("/rtl");
        until("the tab on the next page", () -> has("button", "Show Drawbridge") && !has("button", "Check now"));
        click(browser.main(), "Show Drawbridge");
        until("the panel again", () -> has("button", "Check now"));
    }

    @Test
    void aPopUpShowsItToo() throws Exception {
        open("/opener");
        browser.command(
                "Runtime.evaluate",
                Json.createObjectBuilder()
                        .add("expression", "window.pop = window.open('/plain', 'pop', 'width=500,height=500'); 1")
                        .add("userGesture", true));
        until("the pop-up", () -> browser.panelled().size() == 2);
        BrowserTab popUp = browser.panelled().stream()
                .filter(tab -> tab != browser.main())
                .findFirst()
                .orElseThrow();
        untilPressed(popUp);
        script("window.pop.close()");
        until("the pop-up has gone", () -> browser.panelled().size() == 1);
    }

    @Test
    void theServersOwnHostChangesAndThePanelComesAlong() throws Exception {
        open("/plain");
        until("the panel", () -> has("button", "Check now"));
        browser.open(URI.create("http://localhost:" + server.getAddress().getPort() + "/rtl"));
        until(
                "the other host",
                () -> script("location.hostname + document.readyState").equals("localhostcomplete"));
        untilPressed(browser.main());
    }
}
