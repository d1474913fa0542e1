package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.sandbox.MicrosoftSwitches;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.drawbridge.sandbox.Visitor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in in the browser, and what becomes of the session afterwards. */
class InteractiveTest {

    private static final String OLIVIA = "olivia.owner@contoso.onmicrosoft.com";
    private static final String MIA = "mia.member@contoso.onmicrosoft.com";
    private static final String FULL = "1c0ffee0-0021-4a00-8000-000000000021";

    @TempDir
    static Path folder;

    private static Sandbox sandbox;
    private static MicrosoftSwitches microsoft;
    private static Http http;

    private Secrets secrets;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0, true));
        microsoft = sandbox.microsoft();
        http = Rig.http(sandbox.port(), sandbox.caFile());
    }

    @AfterAll
    static void stop() {
        http.close();
        sandbox.close();
    }

    @BeforeEach
    void nobodySignedIn() throws Exception {
        secrets = Rig.secrets();
    }

    @AfterEach
    void reset() {
        microsoft.entra().reset();
        microsoft.accept(FULL);
        microsoft.clock(Duration.ZERO);
    }

    private static Connection connection(String id, String... changed) throws Exception {
        Connection given = Rig.entry(sandbox.connectionsFile(), id).connection();
        Map<String, String> settings = new LinkedHashMap<>(given.settings());
        for (int i = 0; i < changed.length; i += 2) {
            settings.put(changed[i], changed[i + 1]);
        }
        return given.withSettings(settings);
    }

    private Session open(People people, Connection connection) throws Exception {
        return Rig.METHODS.load(connection.method()).open(people.signIn(connection, secrets, http, Progress.none()));
    }

    private Problem fails(People people, Connection connection) {
        return assertThrows(AuthFailure.class, () -> open(people, connection)).problem();
    }

    private TestResult unattended(Connection connection) {
        return Rig.test(Rig.signIn(connection, secrets, http, Progress.none()));
    }

    private static int status(Session session, String target) throws Exception {
        try (Response response = session.send(Request.get(target), Progress.none())) {
            return response.status();
        }
    }

    @Test
    void oneSignInServesSharePointAndGraphAndTellsSuccessInTheBrowser() throws Exception {
        People olivia = People.who(sandbox, OLIVIA);
        try (Session session = open(olivia, connection("spo-interactive"))) {
            assertEquals(OLIVIA, session.account().name());
            assertEquals("Olivia Owner", session.account().displayName());
            assertEquals(200, status(session, "/_api/web"));
            assertEquals(
                    200, status(session, "https://graph.microsoft.com/v1.0/sites/contoso.sharepoint.com:/sites/wiki"));
        }
        assertEquals(1, olivia.prompts());
        Visitor.Page page = olivia.page();
        assertEquals(200, page.status());
        assertTrue(page.title().contains("Signed in"), page.title());
        assertTrue(page.text().contains(OLIVIA), page.text());
    }

    @Test
    void storedSessionIsUsedSilentlyByAnotherProcess() throws Exception {
        open(People.who(sandbox, OLIVIA), connection("spo-interactive")).close();
        TestResult result = unattended(connection("spo-interactive"));
        assertEquals(0, result.exitCode(), result::toString);
        assertEquals(OLIVIA, result.account().orElseThrow().name());
    }

    @Test
    void nobodySignedInYetNeedsASignIn() throws Exception {
        TestResult result = unattended(connection("spo-interactive"));
        assertEquals(4, result.exitCode());
        assertEquals("sign-in.needed", Rig.cause(result));
    }

    @Test
    void revokedSessionAsksForASignInAndOneIsEnough() throws Exception {
        open(People.who(sandbox, OLIVIA), connection("spo-interactive")).close();
        microsoft.revokeSessions(OLIVIA);
        TestResult result = unattended(connection("spo-interactive"));
        assertEquals(4, result.exitCode(), result::toString);
        assertEquals("entra.AADSTS50173", Rig.cause(result));

        People olivia = People.who(sandbox, OLIVIA);
        try (Session session = open(olivia, connection("spo-interactive"))) {
            assertEquals(200, status(session, "/_api/web"));
        }
        assertEquals(1, olivia.prompts());
        assertTrue(((Ask.WebSignIn) olivia.asked.getFirst()).why().isPresent());
        assertEquals(0, unattended(connection("spo-interactive")).exitCode());
    }

    @Test
    void everyConnectionForPeopleEndsAsTheSandboxAnnounces() throws Exception {
        assertAll(sandbox.connections().stream()
                .filter(one -> one.signIn() && one.id().startsWith("spo-interactive"))
                .map(one -> () -> {
                    Connection connection = connection(one.id());
                    People person = People.who(sandbox, connection.setting("account", OLIVIA));
                    TestResult result = Rig.test(person.signIn(connection, Rig.secrets(), http, Progress.none()));
                    assertEquals(one.expectedExit(), result.exitCode(), () -> one + ": " + result.failure());
                    assertTrue(person.prompts() <= 1, () -> one + ": " + person.prompts() + " prompts");
                }));
    }

    @Test
    void refusalIsShownInTheBrowserAndExplainedByEntrasOwnWords() throws Exception {
        People olivia = People.who(sandbox, OLIVIA);
        Problem problem = fails(olivia, connection("spo-interactive-conditional-access"));
        assertEquals("entra.AADSTS53003", problem.cause());
        for (String word : new String[] {"correlationId", "traceId", "timestamp", "error"}) {
            assertTrue(problem.evidence().containsKey(word), word + ": " + problem.evidence());
        }
        Visitor.Page page = olivia.page();
        assertEquals(400, page.status());
        assertTrue(page.title().contains("did not work"), page.title());
        assertTrue(page.text().contains("AADSTS53003"), page.text());
    }

    @Test
    void scriptInAnErrorRunsNowhere() throws Exception {
        microsoft.entra().errorText("<script>alert(1)</script>");
        microsoft.refuse(FULL, 90014);
        People olivia = People.who(sandbox, OLIVIA);
        Problem problem = fails(olivia, connection("spo-interactive"));
        assertTrue(problem.message().contains("<script>"), problem.message());
        String html = olivia.page().html();
        assertFalse(html.contains("<script>alert"), html);
        assertTrue(html.contains("&lt;script&gt;"), html);
    }

    @Test
    void browserThatNeverComesBackEndsInTimeAndSaysWhatToDo() throws Exception {
        People nobody = new People().opening(ask -> {});
        Problem problem = fails(nobody, connection("spo-interactive"));
        assertEquals("entra.browser-silent", problem.cause());
        assertEquals(4, problem.kind().exitCode());
        assertTrue(problem.remedy().toString().contains("drawbridge login spo-interactive"), problem::toString);
    }

    @Test
    void addressOrCodeOrErrorMayBePasted() throws Exception {
        for (boolean whole : new boolean[] {true, false}) {
            People olivia = new People().opening(ask -> {
                try (Visitor visitor = sandbox.visitor()) {
                    // Somebody whose browser can't reach the listener sees this address.
                    String elsewhere =
                            ask.address().toString().replace("response_mode=query", "response_mode=fragment");
                    String address =
                            visitor.signIn(elsewhere, OLIVIA).uri().toString().replace('#', '?');
                    String code = address.replaceAll(".*[?&]code=([^&]*).*", "$1");
                    assertTrue(ask.pasted().apply("what?").isPresent());
                    assertTrue(ask.pasted()
                            .apply(address.replaceAll("state=[^&]*", "state=forged"))
                            .isPresent());
                    assertFalse(ask.pasted().apply(whole ? address : code).isPresent());
                }
            });
            try (Session session = open(olivia, connection("spo-interactive"))) {
                assertEquals(200, status(session, "/_api/web"));
            }
            nobodySignedIn();
        }
        Problem problem = fails(
                new People()
                        .opening(ask -> assertFalse(ask.pasted()
                                .apply(
                                        "Sign in\nSorry, but we’re having trouble signing you in.\nAADSTS50011: The redirect"
                                                + " URI 'http://localhost:1' specified in the request does not match. Correlation"
                                                + " ID: 3b1d0a5e-0000-4000-8000-00000000abcd Timestamp: 2026-01-01 00:00:00Z")
                                .isPresent())),
                connection("spo-interactive"));
        assertEquals("entra.AADSTS50011", problem.cause());
    }

    @Test
    void takenPortIsToldBeforeAnythingOpens() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            People olivia = People.who(sandbox, OLIVIA);
            Problem problem = fails(olivia, connection("spo-interactive", "redirectPort", port));
            assertEquals("entra.port-taken", problem.cause());
            assertTrue(problem.message().contains(port), problem.message());
            assertEquals(0, olivia.prompts());
        }
    }

    @Test
    void chosenPortIsUsedAndFreeAgainAfterwards() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        People olivia = People.who(sandbox, OLIVIA);
        open(olivia, connection("spo-interactive", "redirectPort", String.valueOf(port)))
                .close();
        String address = ((Ask.WebSignIn) olivia.asked.getFirst()).address().toString();
        assertTrue(address.contains("redirect_uri=http%3A%2F%2Flocalhost%3A" + port + "&"), address);
        Rig.assertNobodyListens(port);
    }

    @Test
    void cancellingEndsAtOnceAndClosesThePort() throws Exception {
        Connection connection = connection("spo-interactive");
        AtomicInteger port = new AtomicInteger();
        Rig.assertCancelsWithinASecond(cancel -> {
            CancellableProgress progress = new CancellableProgress();
            People impatient = new People().opening(ask -> {
                port.set(Integer.parseInt(ask.address().toString().replaceAll(".*localhost%3A(\\d+).*", "$1")));
                cancel.accept(progress::cancel);
            });
            new InteractiveMethod().open(impatient.signIn(connection, secrets, http, progress));
        });
        Rig.assertNobodyListens(port.get());
        assertTrue(secrets.get("session").isEmpty());
    }

    /** Somebody who does not take the account that is suggested. */
    private static People stubborn(String person) {
        People people = new People();
        return people.opening(ask -> {
            try (Visitor visitor = sandbox.visitor()) {
                people.pages.add(visitor.signIn(ask.address().toString().replaceAll("&login_hint=[^&]*", ""), person));
            }
        });
    }

    @Test
    void wrongAccountIsFoundBeforeUseAndTheUserDecides() throws Exception {
        Connection olivias = connection("spo-interactive");
        List<String> answers = new ArrayList<>(List.of("other", "use"));
        People mia = stubborn(MIA).deciding(ask -> {
            assertTrue(ask.text().contains(MIA) && ask.text().contains(OLIVIA), ask.text());
            return answers.removeFirst();
        });
        try (Session session = open(mia, olivias)) {
            assertEquals(MIA, session.account().name());
        }
        assertEquals(2, mia.prompts());
        String second = ((Ask.WebSignIn) mia.asked.get(2)).address().toString();
        assertTrue(second.contains("prompt=select_account") && !second.contains("login_hint"), second);
        // What was decided holds: nobody is asked again.
        assertEquals(MIA, unattended(olivias).account().orElseThrow().name());
    }

    @Test
    void wrongAccountThatNobodyDecidesOnIsNamedAndNotKept() throws Exception {
        People mia = stubborn(MIA).deciding(ask -> "");
        Interaction undecided = new Interaction() {
            @Override
            public <R> R ask(Ask<R> ask, Progress progress) throws AuthFailure {
                if (ask instanceof Ask.Decide) {
                    throw ask.unattended();
                }
                return mia.ask(ask, progress);
            }
        };
        SignIn signIn =
                new SignIn(connection("spo-interactive"), secrets, http, undecided, Progress.none(), Clock.systemUTC());
        Problem problem = assertThrows(AuthFailure.class, () -> new InteractiveMethod().open(signIn))
                .problem();
        assertEquals("entra.wrong-account", problem.cause());
        assertEquals(MIA, problem.evidence().get("signedInAs"));
        assertEquals(OLIVIA, problem.evidence().get("expected"));
        assertTrue(secrets.get("session").isEmpty());
    }

    @Test
    void lastAccountIsHeldAgainstTheNextOneAndAnotherMayBeChosen() throws Exception {
        Connection any = connection("spo-interactive-any");
        open(People.who(sandbox, OLIVIA), any).close();
        microsoft.revokeSessions(OLIVIA);
        People mia = stubborn(MIA).deciding(ask -> "use");
        open(mia, any).close();
        assertEquals(1, mia.asked.stream().filter(Ask.Decide.class::isInstance).count());

        // Asked to sign in anew, there is nothing to compare with.
        Connection anew = connection("spo-interactive-any", "signInAnew", "true");
        People victor = stubborn("victor.visitor@contoso.onmicrosoft.com");
        open(victor, anew).close();
        assertEquals(1, victor.prompts());
        assertEquals(
                "victor.visitor@contoso.onmicrosoft.com",
                unattended(any).account().orElseThrow().name());
        // Both are kept; the setting chooses.
        assertEquals(
                MIA,
                unattended(connection("spo-interactive-any", "account", MIA))
                        .account()
                        .orElseThrow()
                        .name());
    }

    @Test
    void claimsChallengeIsAnsweredSilentlyWhileTheSessionIsGood() throws Exception {
        People olivia = People.who(sandbox, OLIVIA);
        try (Session session = open(olivia, connection("spo-interactive"))) {
            assertEquals(200, status(session, "/_api/web"));
            microsoft.challenge(FULL);
            assertEquals(200, status(session, "/_api/web"));
        }
        assertEquals(1, olivia.prompts());
    }

    @Test
    void sessionRevokedInTheMiddleAsksNoSecondTime() throws Exception {
        People olivia = People.who(sandbox, OLIVIA);
        try (Session session = open(olivia, connection("spo-interactive"))) {
            microsoft.revokeSessions(OLIVIA);
            Problem problem = assertThrows(
                            AuthFailure.class, () -> status(session, "https://graph.microsoft.com/v1.0/me"))
                    .problem();
            assertEquals(Problem.Kind.SIGN_IN_NEEDED, problem.kind());
        }
        assertEquals(1, olivia.prompts());
    }

    @Test
    void challengeThatOnlyTheUserCanAnswerAsksOnce() throws Exception {
        open(People.who(sandbox, OLIVIA), connection("spo-interactive")).close();
        People olivia = People.who(sandbox, OLIVIA);
        try (Session session = open(olivia, connection("spo-interactive"))) {
            assertEquals(0, olivia.prompts());
            microsoft.revokeSessions(OLIVIA);
            assertEquals(200, status(session, "/_api/web"));
        }
        assertEquals(1, olivia.prompts());
    }

    @Test
    void secondFactorThatBecomesNecessaryNeedsASignIn() throws Exception {
        open(People.who(sandbox, OLIVIA), connection("spo-interactive")).close();
        microsoft.mfa(OLIVIA, MicrosoftSwitches.Mfa.REQUIRED);
        try {
            TestResult result = unattended(connection("spo-interactive"));
            assertEquals(4, result.exitCode(), result::toString);
            assertEquals("entra.sign-in-again", Rig.cause(result));
            assertEquals(
                    "AADSTS50076", result.failure().orElseThrow().evidence().get("code"));
        } finally {
            microsoft.mfa(OLIVIA, MicrosoftSwitches.Mfa.OFF);
        }
    }

    @Test
    void refusalThatASignInWouldNotMendIsNoSignInNeeded() throws Exception {
        open(People.who(sandbox, OLIVIA), connection("spo-interactive")).close();
        microsoft.account(OLIVIA, MicrosoftSwitches.AccountState.DISABLED);
        try {
            TestResult result = unattended(connection("spo-interactive"));
            assertEquals(2, result.exitCode(), result::toString);
            assertEquals("entra.AADSTS50057", Rig.cause(result));
        } finally {
            microsoft.account(OLIVIA, MicrosoftSwitches.AccountState.ACTIVE);
        }
    }

    @Test
    void sessionOfAnotherAppOrTenantIsNotUsed() throws Exception {
        open(People.who(sandbox, OLIVIA), connection("spo-interactive")).close();
        Connection other = connection("spo-interactive", "clientId", "1c0ffee0-0022-4a00-8000-000000000022");
        assertEquals("sign-in.needed", Rig.cause(unattended(other)));
    }

    @Test
    void answerWithoutClientInfoOrIdStillTellsWhoItIs() throws Exception {
        microsoft.entra().clientInfo(false);
        open(People.who(sandbox, OLIVIA), connection("spo-interactive")).close();
        assertEquals(0, unattended(connection("spo-interactive")).exitCode());
    }

    @Test
    void damagedStoreIsAsGoodAsNone() throws Exception {
        for (String damaged : List.of("", "{", "{}", "{\"accounts\":[{}]}", "[1]")) {
            secrets.put("session", Secret.of(damaged));
            assertEquals("sign-in.needed", Rig.cause(unattended(connection("spo-interactive"))), damaged);
        }
    }

    @Test
    void nothingSecretIsShownOrLogged() throws Exception {
        People olivia = People.who(sandbox, OLIVIA);
        open(olivia, connection("spo-interactive")).close();
        String code = olivia.page().uri().toString().replaceAll(".*[?&]code=([^&]*).*", "$1");
        String stored = secrets.get("session").orElseThrow().reveal();
        String refresh = stored.replaceAll(".*\"refreshToken\":\"([^\"]*)\".*", "$1");
        assertTrue(code.length() > 20 && refresh.length() > 20);
        for (String secret : List.of(code, refresh, stored)) {
            assertFalse(Redactor.mask("seen: " + secret + ".").contains(secret.substring(5, 25)));
        }
    }
}
