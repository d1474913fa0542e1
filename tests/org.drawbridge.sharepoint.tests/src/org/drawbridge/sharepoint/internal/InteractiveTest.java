package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
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
        Visitor.Page page = olivia.pages.getFirst();
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
}
