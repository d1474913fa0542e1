package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.drawbridge.browser.Browsers;
import org.drawbridge.core.ConfluenceSite;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Confluence behind a single sign-on on another host, under a policy that forbids its pages everything, whose session
 * only counts for calls from a browser, as with Kerberos.
 */
class OnlyInsideTest {

    @TempDir
    Path folder;

    private final Map<String, String> settings =
            new HashMap<>(Map.of("browserArguments", "--headless=new --no-sandbox --disable-gpu --disable-quic"));
    private final Secrets secrets = new MemorySecretStore().of("wiki");
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final List<Class<?>> asked = new CopyOnWriteArrayList<>();
    private int choice;
    private volatile boolean onlyInside = true;
    private volatile boolean ticket = true;
    private HttpServer server;
    private Http http;
    private int port;
    private int starts;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        port = server.getAddress().getPort();
        http = Http.create(HttpSettings.defaults());
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(0);
        http.close();
        assertEquals(List.of(), Robot.left(folder));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String cookies = String.valueOf(exchange.getRequestHeaders().getFirst("Cookie"));
        boolean browser = exchange.getRequestHeaders().containsKey("Sec-Fetch-Mode");
        boolean known = cookies.contains("SID=right") && (browser || !onlyInside);
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'");
        if (browser && !ticket) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Negotiate");
            answer(exchange, 401, "text/html", "<!doctype html><h1>401 Unauthorized</h1>");
            return;
        }
        switch (path) {
            case "/rest/applinks/1.0/manifest" ->
                answer(
                        exchange,
                        200,
                        "application/json",
                        "{\"typeId\":\"confluence\",\"name\":\"Wiki\",\"version\":\"9.2.21\",\"buildNumber\":9111,"
                                + "\"url\":\"http://127.0.0.1:" + port + "\"}");
            case "/rest/api/user/current" ->
                answer(
                        exchange,
                        200,
                        "application/json",
                        known
                                ? "{\"type\":\"known\",\"username\":\"anna\",\"displayName\":\"Anna\"}"
                                : "{\"type\":\"anonymous\",\"displayName\":\"Anonymous\"}");
            case "/login.action" -> redirect(exchange, "http://localhost:" + port + "/idp");
            case "/idp" ->
                answer(
                        exchange,
                        200,
                        "text/html",
                        "<!doctype html><h1>IdP</h1><a id=go href='http://127.0.0.1:" + port + "/enter'>sign in</a>");
            case "/enter" -> {
                exchange.getResponseHeaders().add("Set-Cookie", "SID=right; Path=/; HttpOnly");
                redirect(exchange, "/index.action");
            }
            default -> answer(exchange, 200, "text/html", "<!doctype html><h1>Dashboard</h1>");
        }
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private BrowserMethod method() {
        return new BrowserMethod((choice, chosen, running) -> {
            starts++;
            var browser = Browsers.start(chosen, running);
            started.complete(null);
            return browser;
        });
    }

    private SignIn signIn(Interaction interaction) {
        Connection connection = new Connection(
                "wiki", "Wiki", new ConfluenceSite("http://127.0.0.1:" + port), "confluence.browser", settings);
        return new SignIn(
                connection, secrets, http, interaction, Progress.none(), Clock.systemUTC(), Optional.of(folder));
    }

    private CompletableFuture<Session> open() {
        CompletableFuture<Session> opened = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                opened.complete(method().open(signIn(new Interaction() {
                    @Override
                    @SuppressWarnings("unchecked")
                    public <R> R ask(Ask<R> ask, Progress progress) {
                        asked.add(ask.getClass());
                        return (R)
                                (ask instanceof Ask.Decide decide
                                        ? decide.options().get(choice).id()
                                        : Ask.BrowserSignIn.Choice.EXTERNAL);
                    }
                })));
            } catch (AuthFailure | RuntimeException e) {
                opened.completeExceptionally(e);
                started.completeExceptionally(e);
            }
        });
        return opened;
    }

    private void signInAtTheProvider() throws Exception {
        started.get(30, TimeUnit.SECONDS);
        try (Robot robot = new Robot(folder)) {
            robot.awaits("#go").clicks("#go");
        }
    }

    private static String me(Session session) throws Exception {
        try (Response response =
                session.send(Request.get("/rest/api/user/current").json(), Progress.none())) {
            return response.text(10_000);
        }
    }

    @Test
    void aSessionThatDoesNotCarryIsFoundOutAndUsedThroughTheBrowserAlsoLater() throws Exception {
        CompletableFuture<Session> opened = open();
        signInAtTheProvider();
        try (Session session = opened.get(30, TimeUnit.SECONDS)) {
            assertEquals("anna", session.account().name());
            assertTrue(me(session).contains("anna"));
            assertEquals(List.of(), session.cookies(), "cookies that don't work elsewhere are not handed over");
        }
        try (Session again = method().open(signIn(Interaction.none()))) {
            assertTrue(me(again).contains("anna"));
            assertEquals(2, starts);
        }
    }

    @Test
    void aTicketThatIsGoneIsNamedAndTheSameSessionGoesOnWithANewOne() throws Exception {
        CompletableFuture<Session> opened = open();
        signInAtTheProvider();
        try (Session session = opened.get(30, TimeUnit.SECONDS)) {
            ticket = false;
            Problem problem = assertThrows(AuthFailure.class, () -> me(session)).problem();
            // Which one depends on the tickets of whoever runs this.
            assertTrue(problem.cause().startsWith("confluence.kerberos.ticket-"), problem.toString());
            assertEquals(4, problem.kind().exitCode());
            ticket = true;
            assertTrue(me(session).contains("anna"));
        }
        ticket = false;
        Problem resumed = assertThrows(AuthFailure.class, () -> method().open(signIn(Interaction.none())))
                .problem();
        assertTrue(resumed.cause().startsWith("confluence.kerberos.ticket-"), resumed.toString());
        ticket = true;
        try (Session again = method().open(signIn(Interaction.none()))) {
            assertTrue(me(again).contains("anna"));
        }
    }

    @Test
    void theUserIsAskedBeforeCallsGoThroughTheBrowserAndMayDecline() throws Exception {
        choice = 1;
        CompletableFuture<Session> opened = open();
        signInAtTheProvider();
        Throwable thrown = assertThrows(Exception.class, () -> opened.get(30, TimeUnit.SECONDS));
        AuthFailure failure = (AuthFailure) thrown.getCause();
        assertEquals("confluence.browser.only-inside", failure.problem().cause());
        assertEquals(List.of(Ask.BrowserSignIn.class, Ask.Decide.class), asked);
    }

    @Test
    void whereTheBrowserIsAlwaysWantedNobodyIsAsked() throws Exception {
        settings.put("relay", "always");
        onlyInside = false;
        CompletableFuture<Session> opened = open();
        signInAtTheProvider();
        try (Session session = opened.get(30, TimeUnit.SECONDS)) {
            assertTrue(me(session).contains("anna"));
            assertEquals(List.of(), session.cookies());
            assertEquals(List.of(Ask.BrowserSignIn.class), asked);
        }
    }

    @Test
    void aBrowserThatDiesIsStartedAnewAndTheCallRepeated() throws Exception {
        CompletableFuture<Session> opened = open();
        signInAtTheProvider();
        try (Session session = opened.get(30, TimeUnit.SECONDS)) {
            assertTrue(me(session).contains("anna"));
            try (Robot robot = new Robot(folder)) {
                robot.sends("Browser.crash");
            }
            assertTrue(me(session).contains("anna"));
            assertEquals(2, starts);
            assertTrue(me(session).contains("anna"));
            assertEquals(2, starts);
        }
    }

    @Test
    void whereTheBrowserIsNotWantedItIsExplained() throws Exception {
        settings.put("relay", "never");
        CompletableFuture<Session> opened = open();
        signInAtTheProvider();
        Throwable thrown = assertThrows(Exception.class, () -> opened.get(30, TimeUnit.SECONDS));
        AuthFailure failure = (AuthFailure) thrown.getCause();
        assertEquals("confluence.browser.only-inside", failure.problem().cause());
        assertTrue(
                failure.problem().message().contains("anonymous"),
                failure.problem().message());
    }

    @Test
    void aSessionThatCarriesIsUsedWithoutTheBrowser() throws Exception {
        onlyInside = false;
        CompletableFuture<Session> opened = open();
        signInAtTheProvider();
        try (Session session = opened.get(30, TimeUnit.SECONDS)) {
            assertEquals(List.of(), Robot.left(folder));
            assertTrue(me(session).contains("anna"));
        }
    }
}
