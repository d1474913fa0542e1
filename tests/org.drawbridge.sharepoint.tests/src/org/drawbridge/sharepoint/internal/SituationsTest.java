package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.sandbox.MicrosoftSwitches.Mfa;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each situation, the test names the cause, who can mend it, and steps with the user's own values. */
class SituationsTest {

    @TempDir
    static Path folder;

    private static Sandbox sandbox;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0, true));
        // No retries: a fault is to show as it is.
        http = Http.create(HttpSettings.defaults()
                .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5))
                .withRetries(0, Duration.ofSeconds(1))
                .withAuthorities(List.of(sandbox.caFile()))
                .withConnectTo(List.of(ConnectTo.parse("::127.0.0.1:" + sandbox.port()))));
    }

    @AfterAll
    static void stop() {
        http.close();
        sandbox.close();
    }

    @AfterEach
    void mend() {
        sandbox.faults().clear();
        sandbox.microsoft().accept(Situation.DELEGATED);
        sandbox.microsoft().accept(Situation.APP);
        sandbox.microsoft().unmanagedDevices(true);
        sandbox.microsoft().licensed(true);
        sandbox.microsoft().mfa(Situation.OLIVIA, Mfa.OFF);
        sandbox.microsoft().limit(3000, Duration.ofMinutes(1));
    }

    static List<Situation> situations() {
        return Situation.ALL;
    }

    @ParameterizedTest
    @MethodSource("situations")
    void testNamesCauseOwnerAndStepsWithTheUsersOwnValues(Situation situation) throws Exception {
        SignIn signIn = signIn(situation.connection(), situation.later());
        situation.arrange().in(sandbox);
        TestResult result = Rig.test(signIn);
        Problem problem = problem(result);
        assertEquals(situation.cause(), problem.cause(), result::toString);
        assertEquals(situation.owner(), problem.owner().word());
        assertEquals(situation.exit(), result.exitCode(), result::toString);
        assertFalse(problem.remedy().isEmpty());
        String steps = String.join("\n", problem.remedy()) + "\n" + problem.message();
        assertFalse(steps.contains("{") && !steps.contains("{\"roles\"") || steps.contains("…"), steps);
        if (!situation.where().equals("network")) {
            assertTrue(own(signIn.connection()).anyMatch(steps::contains), () -> "none of the user's values: " + steps);
        }
        problem.messageForAdmin().ifPresent(message -> {
            assertFalse(message.contains("…"), message);
            assertTrue(own(signIn.connection()).anyMatch(message::contains), message);
        });
        assertTrue(
                !problem.owner().word().endsWith("-admin")
                        || problem.messageForAdmin().isPresent(),
                problem::toString);
    }

    private static Stream<String> own(Connection connection) {
        return Stream.concat(
                Stream.of(
                        "“" + connection.id() + "”",
                        "https://contoso.sharepoint.com/sites/",
                        "a3b5c7d9-1f2e-4d3c-8b4a-5c6d7e8f9012",
                        "contoso.sharepoint.com"),
                connection.settings().values().stream());
    }

    /** What ended the test, or else what limits it. */
    private static Problem problem(TestResult result) {
        return result.failure()
                .or(() -> result.stages().stream()
                        .flatMap(stage -> stage.problem().stream())
                        .findFirst())
                .orElseThrow(() -> new AssertionError("nothing is wrong: " + result));
    }

    /** @param later with a session that was stored, and nobody there */
    private static SignIn signIn(String id, boolean later) throws Exception {
        Secrets secrets = Rig.secrets();
        SignIn attended = Rig.attended(sandbox, id, secrets, http);
        if (!later) {
            return attended;
        }
        new InteractiveMethod().open(attended).close();
        return Rig.signIn(attended.connection(), secrets, http, Progress.none());
    }

    @Test
    void tablesOfTheReferenceAreCovered() {
        List<String> table = List.of(
                "7000215", "7000222", "700027", "65001", "90094", "65004", "50076", "50079", "53003", "700016", "90002",
                "50011", "500113", "7000218", "700025", "50105", "50020", "50034", "50194", "50196", "500011", "650057",
                "700082", "70043", "50173", "90038", "900432");
        List<String> causes = Situation.ALL.stream().map(Situation::cause).toList();
        table.forEach(code -> assertTrue(causes.contains("entra.AADSTS" + code), code));
        List.of(
                        "sharepoint.app-only-secret",
                        "sharepoint.wrong-audience",
                        "sharepoint.first-party-client",
                        "sharepoint.access-denied",
                        "sharepoint.site-grant-missing",
                        "sharepoint.site-not-found",
                        "sharepoint.throttled",
                        "sharepoint.unavailable")
                .forEach(cause -> assertTrue(causes.contains(cause), cause));
        assertTrue(causes.stream().distinct().count() >= 35, () -> "" + causes.size());
    }

    @Test
    void goodRegistrationIsToldBeforeTheBrowserOpens() throws Exception {
        TestResult result = Rig.test(signIn("spo-interactive", false));
        StageResult app = Rig.stage(result, "app");
        assertEquals(StageResult.State.OK, app.state());
        assertEquals("http://localhost", app.evidence().get("redirect"));
        assertEquals(0, result.exitCode(), result::toString);
    }

    @Test
    void pageOfAProxyAtTheAuthorizePageStopsNobody() throws Exception {
        sandbox.faults()
                .add(Situation.LOGIN, "/a3b5c7d9-1f2e-4d3c-8b4a-5c6d7e8f9012/oauth2/v2.0/authorize", 1, Fault.page());
        assertEquals(0, Rig.test(signIn("spo-interactive", false)).exitCode());
    }

    private static final class Fault {
        static org.drawbridge.sandbox.Fault page() {
            return org.drawbridge.sandbox.Fault.page("<html><title>AADSTS code unknown here</title></html>");
        }
    }

    @Test
    void catalogueExplainsEveryErrorThatTheSandboxKnows() {
        sandbox.microsoft()
                .errors()
                .forEach(code -> assertTrue(
                        org.drawbridge.sharepoint.internal.entra.EntraFailures.catalogue()
                                .knows("entra.AADSTS" + code),
                        "AADSTS" + code));
    }
}
