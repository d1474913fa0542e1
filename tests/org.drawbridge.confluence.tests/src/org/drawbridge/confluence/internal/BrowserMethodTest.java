package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.drawbridge.browser.Browsers;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.core.ConfluenceSite;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Cookie;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in with real Chromium to the sandbox's Confluences. */
class BrowserMethodTest {

    private static final String ARGUMENTS = "--headless=new --no-sandbox --disable-gpu --disable-quic";
    private static final String LEGACY = "https://wiki713.acme.test/confluence";

    @TempDir
    static Path folder;

    private static Sandbox sandbox;
    private static Http http;

    private final Path profiles = folder.resolve("profiles");
    private final Secrets secrets = new MemorySecretStore().of("wiki");
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final Map<String, String> settings = new LinkedHashMap<>(Map.of("browserArguments", ARGUMENTS));
    private volatile long noticed;
    private final CancellableProgress progress = new CancellableProgress() {
        @Override
        public void step(String text) {
            if (text.startsWith("Signed in as")) {
                noticed = System.nanoTime();
            }
        }
    };
    private int starts;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0));
        http = Http.create(HttpSettings.defaults()
                .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10))
                .withAuthorities(List.of(sandbox.caFile()))
                .withConnectTo(List.of(ConnectTo.parse("::127.0.0.1:" + sandbox.port()))));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
        http.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertEquals(List.of(), Robot.left(profiles));
    }

    private SignIn signIn(String address, Interaction interaction) {
        Connection connection =
                new Connection("wiki", "Wiki", new ConfluenceSite(address), "confluence.browser", settings);
        return new SignIn(connection, secrets, http, interaction, progress, Clock.systemUTC(), Optional.of(profiles));
    }

    private static final Interaction CONSENT = new Interaction() {
        @Override
        @SuppressWarnings("unchecked")
        public <R> R ask(Ask<R> ask, Progress progress) {
            return (R) Ask.BrowserSignIn.Choice.EXTERNAL;
        }
    };

    private BrowserMethod method() {
        return new BrowserMethod((choice, chosen, running) -> {
            starts++;
            var browser = Browsers.start(chosen, running);
            started.complete(null);
            return browser;
        });
    }

    private CompletableFuture<Session> open(String address) {
        CompletableFuture<Session> opened = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                opened.complete(method().open(signIn(address, CONSENT)));
            } catch (Throwable e) {
                opened.completeExceptionally(e);
                started.completeExceptionally(e);
            }
        });
        return opened;
    }

    private static Session done(CompletableFuture<Session> opened) throws Exception {
        try {
            return opened.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthFailure failure) {
                throw failure;
            }
            throw e;
        }
    }

    private Robot robot() throws Exception {
        started.get(30, TimeUnit.SECONDS);
        return new Robot(profiles);
    }

    private static void logIn(Robot robot, String user) throws Exception {
        robot.awaits("#os_username")
                .types("#os_username", user)
                .types("#os_password", sandbox.secret(user + ".password"))
                .clicks("#loginButton");
    }

    private static Problem problem(CompletableFuture<Session> opened) {
        return assertThrows(AuthFailure.class, () -> done(opened)).problem();
    }

    private Problem resumed(String address) {
        return assertThrows(AuthFailure.class, () -> method().open(signIn(address, Interaction.none())))
                .problem();
    }

    private static String me(Session session) throws Exception {
        try (Response response =
                session.send(Request.get("/rest/api/user/current").json(), Progress.none())) {
            return response.text(10_000);
        }
    }

    @Test
    void theLegacyFormSignsInAndTheSessionIsUsedAgainWithoutABrowser() throws Exception {
        CompletableFuture<Session> opened = open(LEGACY);
        long clicked;
        try (Robot robot = robot()) {
            logIn(robot, "sspace");
            clicked = System.nanoTime();
        }
        try (Session session = done(opened)) {
            long gone = (System.nanoTime() - clicked) / 1_000_000;
            System.out.println(
                    "noticed " + (noticed - clicked) / 1_000_000 + " ms after the click, browser gone after " + gone);
            assertTrue((noticed - clicked) / 1_000_000 < 3000, "noticed too late");
            assertEquals("sspace", session.account().name());
            assertTrue(me(session).contains("sspace"));
            assertEquals(List.of(), Robot.left(profiles));
            assertTrue(
                    session.cookies().stream().anyMatch(cookie -> cookie.name().equals("JSESSIONID")));
        }
        assertTrue(secrets.get("session").isPresent());
        try (Session again = method().open(signIn(LEGACY, Interaction.none()))) {
            assertEquals("sspace", again.account().name());
            assertEquals(1, starts);
            sandbox.confluence("wiki713.acme.test").endSessions();
            Problem ended = assertThrows(AuthFailure.class, () -> me(again)).problem();
            assertEquals("confluence.session.ended", ended.cause());
            assertEquals(4, ended.kind().exitCode());
        }
        assertEquals("confluence.session.ended", resumed(LEGACY).cause());
    }

    @Test
    void theTwoStepFormSignsIn() throws Exception {
        CompletableFuture<Session> opened = open("wiki10.acme.test");
        try (Robot robot = robot()) {
            robot.awaits("#username-field")
                    .types("#username-field", "aadmin")
                    .types("#password-field", sandbox.secret("aadmin.password"))
                    .clicks("#login-button");
        }
        try (Session session = done(opened)) {
            assertEquals("aadmin", session.account().name());
            assertTrue(me(session).contains("aadmin"));
        }
    }

    @Test
    void anonymousAccessIsNoSignIn() throws Exception {
        CompletableFuture<Session> opened = open("wiki85.acme.test");
        try (Robot robot = robot()) {
            robot.awaits("#os_username");
            assertTrue(!opened.isDone());
            logIn(robot, "uuser");
        }
        try (Session session = done(opened)) {
            assertEquals("uuser", session.account().name());
            sandbox.confluence("wiki85.acme.test").endSessions();
            // The server goes on answering, as to an anonymous visitor.
            assertEquals(
                    "confluence.session.ended",
                    assertThrows(
                                    AuthFailure.class,
                                    () -> session.send(
                                                    Request.get("/rest/api/space")
                                                            .json(),
                                                    Progress.none())
                                            .close())
                            .problem()
                            .cause());
        }
    }

    @Test
    void callsThroughTheBrowserGoOnInANewProcess() throws Exception {
        settings.put("relay", "always");
        CompletableFuture<Session> opened = open(LEGACY);
        try (Robot robot = robot()) {
            logIn(robot, "sspace");
        }
        try (Session session = done(opened)) {
            assertTrue(me(session).contains("sspace"));
            assertEquals(List.of(), session.cookies());
            assertTrue(session.warnings().getFirst().contains("browser"));
        }
        assertEquals(List.of(), Robot.left(profiles));
        try (Session again = method().open(signIn(LEGACY, Interaction.none()))) {
            assertEquals("sspace", again.account().name());
            assertTrue(me(again).contains("sspace"));
            assertEquals(2, starts);
        }
        sandbox.confluence("wiki713.acme.test").endSessions();
        assertEquals("confluence.session.ended", resumed(LEGACY).cause());
    }

    @Test
    void cookiesAreReadAnewFromTheOpenBrowserWhenTheSessionEnds() throws Exception {
        settings.put("cookieRefresh", "true");
        CompletableFuture<Session> opened = open(LEGACY);
        try (Robot robot = robot()) {
            logIn(robot, "sspace");
            try (Session session = done(opened)) {
                assertTrue(me(session).contains("sspace"));
                sandbox.confluence("wiki713.acme.test").endSessions();
                CompletableFuture<Void> signedInAgain = CompletableFuture.runAsync(() -> {
                    try {
                        logIn(robot, "sspace");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                assertTrue(me(session).contains("sspace"));
                signedInAgain.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void cancellingEndsTheBrowserWithinASecond() throws Exception {
        CompletableFuture<Session> opened = open(LEGACY);
        try (Robot robot = robot()) {
            robot.awaits("#os_username");
        }
        long begun = System.nanoTime();
        progress.cancel();
        assertThrows(Cancelled.class, () -> done(opened));
        long took = (System.nanoTime() - begun) / 1_000_000;
        assertTrue(took < 1500, took + " ms");
        assertTrue(secrets.get("session").isEmpty());
    }

    @Test
    void aClosedWindowIsNamed() throws Exception {
        CompletableFuture<Session> opened = open(LEGACY);
        try (Robot robot = robot()) {
            robot.awaits("#os_username").command("Page.close", jakarta.json.Json.createObjectBuilder());
        }
        long closed = System.nanoTime();
        Problem problem = problem(opened);
        long took = (System.nanoTime() - closed) / 1_000_000;
        assertEquals("confluence.browser.closed", problem.cause());
        assertEquals(4, problem.kind().exitCode());
        assertTrue(took < 3000, "noticed after " + took + " ms");
    }

    @Test
    void aCaptchaThatIsNotSolvedIsNamed() throws Exception {
        CompletableFuture<Session> opened = open("wiki613.acme.test");
        try (Robot robot = robot()) {
            for (int i = 0; i < 4; i++) {
                robot.awaits("#os_username")
                        .types("#os_username", "rreader")
                        .types("#os_password", "wrong")
                        .run("document.body.id = 'old'");
                robot.clicks("#loginButton").awaits("body:not(#old)");
            }
            robot.awaits(".captcha-image");
            // The panel has seen it once it says so; only then is the window closed.
            java.util.concurrent.locks.LockSupport.parkNanos(1_500_000_000L);
            robot.command("Page.close", jakarta.json.Json.createObjectBuilder());
        }
        assertEquals("confluence.browser.captcha", problem(opened).cause());
    }

    @Test
    void anExpiredLicenceIsNamed() throws Exception {
        CompletableFuture<Session> opened = open("licence.acme.test");
        try (Robot robot = robot()) {
            logIn(robot, "aadmin");
        }
        assertEquals("confluence.browser.licence", problem(opened).cause());
    }

    @Test
    void waitingEndsAtTheTimeLimit() throws Exception {
        SignIn signIn = signIn(LEGACY, CONSENT);
        Site site = SiteDiscovery.of(signIn);
        try (ControlledBrowser browser = Browsers.start(BrowserFields.settings(signIn, site.base()), Progress.none())) {
            Problem problem = assertThrows(
                            AuthFailure.class,
                            () -> new BrowserSignIn(signIn, site, browser).run(Duration.ofSeconds(2)))
                    .problem();
            assertEquals("confluence.browser.timeout", problem.cause());
        }
        settings.put("timeoutMinutes", "3");
        assertEquals(
                Duration.ofMinutes(3),
                BrowserFields.timeout(signIn(LEGACY, CONSENT).connection()));
    }

    private static void acmeId(Robot robot, String user) throws Exception {
        robot.awaits("#submitButton")
                .types("#userNameInput", user)
                .types("#passwordInput", sandbox.secret(user + ".password"))
                .clicks("#submitButton");
    }

    @Test
    void allCookiesOfTheBrowserAreTakenIfTheUserWantsThem() throws Exception {
        settings.put("cookieNames", "nothing-of-that-name");
        settings.put("copyAllCookies", "true");
        CompletableFuture<Session> opened = open("sso.acme.test");
        try (Robot robot = robot()) {
            acmeId(robot, "aadmin");
        }
        try (Session session = done(opened)) {
            assertEquals("aadmin", session.account().name());
            assertTrue(
                    session.cookies().stream()
                            .anyMatch(cookie -> cookie.name().equals("AcmeId")
                                    && cookie.domain().equals("idp.acme.test")),
                    session.cookies()::toString);
        }
    }

    @Test
    void onlyTheNamedCookiesAreTaken() throws Exception {
        settings.put("cookieNames", "JSESSIONID");
        settings.put("mandatoryCookieNames", "seraph*");
        CompletableFuture<Session> opened = open("csp.acme.test");
        try (Robot robot = robot()) {
            logIn(robot, "uuser");
        }
        try (Session session = done(opened)) {
            assertEquals(
                    List.of("JSESSIONID", "seraph.confluence"),
                    session.cookies().stream().map(Cookie::name).sorted().toList());
        }
    }

    @Test
    void aMandatoryCookieThatNeverComesIsNamed() throws Exception {
        settings.put("mandatoryCookieNames", "acme-device");
        CompletableFuture<Session> opened = open(LEGACY);
        try (Robot robot = robot()) {
            logIn(robot, "uuser");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (noticed == 0 && System.nanoTime() < end) {
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000L);
            }
            robot.command("Page.close", jakarta.json.Json.createObjectBuilder());
        }
        Problem problem = problem(opened);
        assertEquals("confluence.browser.cookies-missing", problem.cause());
        assertTrue(problem.message().contains("acme-device"), problem.message());
    }

    @Test
    void aPartitionedSessionFromAPopUpGoesOnInALaterBrowser() throws Exception {
        settings.put("relay", "always");
        CompletableFuture<Session> opened = open("popup.acme.test");
        try (Robot robot = robot()) {
            robot.awaits("#sso-button").clicks("#sso-button");
        }
        try (Robot popUp = new Robot(profiles, "https://idp.acme.test/")) {
            acmeId(popUp, "uuser");
        }
        try (Session session = done(opened)) {
            assertTrue(me(session).contains("uuser"));
        }
        try (Session again = method().open(signIn("popup.acme.test", Interaction.none()))) {
            assertTrue(me(again).contains("uuser"));
        }
    }

    @Test
    void anOpenBrowserRenewsTheSessionBySingleSignOnAlone() throws Exception {
        settings.put("cookieRefresh", "true");
        CompletableFuture<Session> opened = open("sso.acme.test");
        try (Robot robot = robot()) {
            acmeId(robot, "aadmin");
        }
        try (Session session = done(opened)) {
            assertTrue(me(session).contains("aadmin"));
            sandbox.confluence("sso.acme.test").endSessions();
            assertTrue(me(session).contains("aadmin"));
        }
    }

    private Session anonymous(String address, Interaction interaction) throws AuthFailure {
        settings.put("throughBrowser", "true");
        return new AnonymousMethod().open(signIn(address, interaction));
    }

    @Test
    void anAnonymousVisitThroughTheBrowserClosesItAndGoesOn() throws Exception {
        try (Session session = anonymous("wiki85.acme.test", CONSENT)) {
            assertEquals(List.of(), Robot.left(profiles));
            assertTrue(session.account().anonymous());
            assertTrue(
                    session.cookies().stream().anyMatch(cookie -> cookie.name().equals("JSESSIONID")));
            assertTrue(me(session).contains("\"anonymous\""));
        }
        try (Session again = anonymous("wiki85.acme.test", Interaction.none())) {
            assertTrue(again.account().anonymous());
        }
    }

    @Test
    void anonymousAccessThatIsOffIsNamedThroughTheBrowserToo() {
        Problem problem = assertThrows(AuthFailure.class, () -> anonymous("wiki92.acme.test", CONSENT))
                .problem();
        assertEquals("confluence.anonymous-off", problem.cause());
    }

    @Test
    void anAccountThatMayNotUseConfluenceIsNamed() throws Exception {
        CompletableFuture<Session> opened = open(LEGACY);
        try (Robot robot = robot()) {
            logIn(robot, "nolicence");
        }
        Problem problem = problem(opened);
        assertEquals("confluence.browser.not-permitted", problem.cause());
        assertTrue(problem.message().contains("nolicence"), problem.message());
    }

    @Test
    void aServerThatWantsKerberosIsNamed() {
        Problem problem = problem(open("kerberos.acme.test"));
        // Which one depends on the tickets of whoever runs this.
        assertTrue(problem.cause().startsWith("confluence.kerberos.ticket-"), problem.toString());
        assertEquals(4, problem.kind().exitCode());
    }

    @Test
    void nobodyIsAskedForABrowserWhereNobodyIs() {
        Problem problem = resumed(LEGACY);
        assertEquals("sign-in.needed", problem.cause());
        assertTrue(
                problem.remedy().getFirst().contains("drawbridge login wiki"),
                problem.remedy().toString());
        assertEquals(0, starts);
    }
}
