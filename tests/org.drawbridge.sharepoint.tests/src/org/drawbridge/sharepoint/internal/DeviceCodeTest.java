package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.sandbox.MicrosoftSwitches;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in by a code that is typed elsewhere. */
class DeviceCodeTest {

    private static final String OLIVIA = "olivia.owner@contoso.onmicrosoft.com";

    @TempDir
    static Path folder;

    private static Sandbox sandbox;
    private static MicrosoftSwitches microsoft;
    private static Http http;

    private Secrets secrets;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0));
        microsoft = sandbox.microsoft();
        http = Rig.http(sandbox.port(), sandbox.caFile());
    }

    @AfterAll
    static void stop() {
        http.close();
        sandbox.close();
    }

    @BeforeEach
    void quickPolls() throws Exception {
        secrets = Rig.secrets();
        microsoft.entra().reset().deviceCodeInterval(1);
    }

    private static Connection connection(String id) throws Exception {
        return Rig.entry(sandbox.connectionsFile(), id).connection();
    }

    private Session open(People people, String id) throws Exception {
        return new DeviceCodeMethod().open(people.signIn(connection(id), secrets, http, Progress.none()));
    }

    private Problem fails(People people, String id) {
        return assertThrows(AuthFailure.class, () -> open(people, id)).problem();
    }

    @Test
    void everyConnectionByDeviceCodeEndsAsTheSandboxAnnounces() throws Exception {
        assertAll(sandbox.connections().stream()
                .filter(one -> one.id().startsWith("spo-devicecode"))
                .map(one -> () -> {
                    Connection connection = connection(one.id());
                    People person = People.who(sandbox, connection.setting("account", OLIVIA))
                            .deciding(ask -> {
                                throw new IllegalStateException("nobody decides");
                            });
                    boolean blocked = one.id().endsWith("-blocked");
                    if (blocked) {
                        return;
                    }
                    TestResult result = Rig.test(person.signIn(connection, Rig.secrets(), http, Progress.none()));
                    assertEquals(one.expectedExit(), result.exitCode(), () -> one + ": " + result.failure());
                }));
    }

    @Test
    void codeAndPageAreShownAndTheSessionIsKept() throws Exception {
        People olivia = People.who(sandbox, OLIVIA);
        open(olivia, "spo-devicecode").close();
        Ask.DeviceSignIn shown = (Ask.DeviceSignIn) olivia.asked.getFirst();
        assertTrue(shown.code().length() >= 8, shown.code());
        assertTrue(shown.page().toString().startsWith("https://"), shown.page().toString());
        assertTrue(shown.pending().limit().compareTo(Duration.ofMinutes(14)) > 0);
        TestResult result = Rig.test(Rig.signIn(connection("spo-devicecode"), secrets, http, Progress.none()));
        assertEquals(0, result.exitCode(), result::toString);
    }

    @Test
    void slowDownMissingIntervalTextAndDescriptionsDoNoHarm() throws Exception {
        microsoft.entra().slowDowns(1).deviceCodeMessage(false).errorDescriptions(false);
        open(People.who(sandbox, OLIVIA), "spo-devicecode").close();
        quickPolls();
        microsoft.entra().deviceCodeInterval(null);
        long began = System.nanoTime();
        open(People.who(sandbox, OLIVIA), "spo-devicecode").close();
        // Without an interval five seconds are the rule (RFC 8628, 3.2), never a loop without a pause.
        assertTrue(System.nanoTime() - began >= 4_500_000_000L);
    }

    @Test
    void cancellingEndsWithinASecond() throws Exception {
        // Between two polls, which are much further apart than that.
        microsoft.entra().deviceCodeInterval(60);
        Connection connection = connection("spo-devicecode");
        Rig.assertCancelsWithinASecond(cancel -> {
            CancellableProgress progress = new CancellableProgress();
            People impatient = new People().typing(ask -> cancel.accept(progress::cancel));
            new DeviceCodeMethod().open(impatient.signIn(connection, secrets, http, progress));
        });
        assertTrue(secrets.get("session").isEmpty());
    }

    @Test
    void decliningIsToldApartFromTimeRunningOut() throws Exception {
        Problem declined = fails(new People().typing(ask -> microsoft.declineDeviceCode(ask.code())), "spo-devicecode");
        assertEquals("entra.AADSTS65004", declined.cause());

        microsoft.entra().deviceCodeLifetime(Duration.ofSeconds(2));
        Problem late = fails(new People(), "spo-devicecode");
        assertEquals(4, late.kind().exitCode(), late::toString);
    }

    @Test
    void policyThatBlocksDeviceCodesOffersTheBrowser() throws Exception {
        People olivia = People.who(sandbox, OLIVIA);
        List<Ask.Decide> decided = new java.util.ArrayList<>();
        olivia.deciding(ask -> {
            decided.add(ask);
            return ask.options().getFirst().id();
        });
        try (Session session = open(olivia, "spo-devicecode-blocked")) {
            assertEquals(OLIVIA, session.account().name());
        }
        assertEquals(1, decided.size());
        assertTrue(olivia.asked.getLast() instanceof Ask.WebSignIn);
        // Where nobody decides, it is the policy's refusal.
        assertEquals(
                "AADSTS530036",
                decided.getFirst().unattended().problem().evidence().get("code"));
    }
}
