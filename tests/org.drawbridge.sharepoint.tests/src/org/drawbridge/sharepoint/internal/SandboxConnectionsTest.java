package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.probe.Level;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxConnection;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every SharePoint connection that the sandbox offers, tested as a user would. */
class SandboxConnectionsTest {

    @TempDir
    static Path folder;

    private static final Map<String, TestResult> RESULTS = new HashMap<>();

    private static Sandbox sandbox;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0));
        http = Rig.http(sandbox.port(), sandbox.caFile());
    }

    @AfterAll
    static void stop() {
        http.close();
        sandbox.close();
    }

    /** Each connection is tested once; the tests look at different parts of its result. */
    private static TestResult test(String id) throws Exception {
        TestResult known = RESULTS.get(id);
        if (known == null) {
            ConnectionEntry entry = Rig.entry(sandbox.connectionsFile(), id);
            known = Rig.test(Rig.signIn(entry, http, Progress.none()));
            RESULTS.put(id, known);
        }
        return known;
    }

    private static Stream<SandboxConnection> ours() throws Exception {
        Set<String> ids = Rig.ids(sandbox.connectionsFile());
        assertTrue(ids.size() > 20, ids::toString);
        return sandbox.connections().stream().filter(one -> ids.contains(one.id()));
    }

    @Test
    void everyConnectionEndsAsTheSandboxAnnounces() throws Exception {
        assertAll(ours().map(one -> () -> {
            TestResult result = test(one.id());
            int expected = one.signIn() ? 4 : one.expectedExit();
            assertEquals(expected, result.exitCode(), () -> one + ": " + describe(result));
        }));
    }

    @Test
    void everyFailureNamesItsRemedyAndLeavesNoHole() throws Exception {
        assertAll(ours().map(one -> () -> test(one.id()).failure().ifPresent(problem -> {
            assertFalse(problem.remedy().isEmpty(), one.id());
            Stream.concat(
                            Stream.concat(Stream.of(problem.message()), problem.remedy().stream()),
                            problem.messageForAdmin().stream())
                    .forEach(text -> {
                        assertFalse(text.contains("…"), () -> one.id() + ": " + text);
                        assertFalse(text.matches(".*\\{[a-zA-Z]+\\}.*"), () -> one.id() + ": " + text);
                        assertFalse(text.contains("!"), () -> one.id() + ": " + text);
                    });
        })));
    }

    @ParameterizedTest
    @CsvSource({
        "spo-certificate-no-grant, sharepoint.site-grant-missing, sharepoint-admin",
        "spo-unknown-tenant, entra.AADSTS90002, you",
        "spo-wrong-client, entra.AADSTS700016, you",
        "spo-certificate-not-uploaded, entra.AADSTS700027, you",
        "spo-certificate-expired, certificate.expired, you",
        "spo-certificate-not-yet-valid, certificate.not-yet-valid, you",
        "spo-certificate-unreadable, certificate.garbage, you",
        "spo-certificate-wrong-password, certificate.password-wrong, you",
        "spo-certificate-no-consent, sharepoint.permission-missing, entra-admin",
        "spo-certificate-graph-only, sharepoint.permission-missing, entra-admin",
        "spo-certificate-read, sharepoint.permission-insufficient, entra-admin",
        "spo-certificate-selected-write, sharepoint.grant-insufficient, sharepoint-admin",
        "spo-conditional-access, entra.AADSTS53003, entra-admin",
        "spo-app-disabled, entra.AADSTS7000112, entra-admin",
        "spo-app-public, entra.AADSTS700025, you",
        "spo-secret-wrong, entra.AADSTS7000215, you",
        "spo-secret-expired, entra.AADSTS7000222, you",
        "spo-missing-site, sharepoint.site-not-found, you"
    })
    void failureNamesCauseAndOwner(String id, String cause, String owner) throws Exception {
        TestResult result = test(id);
        assertEquals(cause, Rig.cause(result), () -> describe(result));
        assertEquals(owner, result.failure().orElseThrow().owner().word());
    }

    @ParameterizedTest
    @CsvSource({
        "spo-certificate, full-control",
        "spo-certificate-noscript, full-control",
        "spo-certificate-selected, full-control",
        "spo-certificate-pem, full-control",
        "spo-certificate-pem-apart, full-control",
        "spo-certificate-pem-chain, full-control",
        "spo-government, full-control",
        "spo-certificate-manage, manage",
        "spo-certificate-read, insufficient",
        "spo-secret, insufficient"
    })
    void levelIsFound(String id, String level) throws Exception {
        TestResult result = test(id);
        assertEquals(level, result.level().map(Level::word).orElse("-"), () -> describe(result));
    }

    @Test
    void fullControlShowsEachStageWithItsEvidence() throws Exception {
        TestResult result = test("spo-certificate");
        assertEquals(
                List.of(
                        "settings",
                        "address",
                        "tenant",
                        "app",
                        "sign-in",
                        "consent",
                        "web",
                        "permissions",
                        "site-admin",
                        "graph",
                        "grant",
                        "throttling"),
                result.stages().stream().map(StageResult::id).toList());
        Set<String> notForApps = Set.of("site-admin", "grant");
        result.stages()
                .forEach(stage -> assertEquals(
                        notForApps.contains(stage.id()) ? StageResult.State.SKIPPED : StageResult.State.OK,
                        stage.state(),
                        stage::toString));
        assertEquals("site", Rig.stage(result, "tenant").evidence().get("foundBy"));
        assertEquals("2", Rig.stage(result, "sign-in").evidence().get("appidacr"));
        assertEquals(
                "Sites.FullControl.All", Rig.stage(result, "sign-in").evidence().get("roles"));
        assertEquals(200, Rig.stage(result, "web").evidence().get("status"));
        assertTrue(Rig.stage(result, "web").evidence().containsKey("correlationId"));
        assertTrue(
                Rig.stage(result, "graph").evidence().get("siteId").toString().startsWith("contoso.sharepoint.com,"));
        assertEquals("SharePoint Online", result.product().orElseThrow().name());
        assertFalse(result.account().orElseThrow().anonymous());
    }

    @Test
    void tokensAreNeverAmongTheEvidence() throws Exception {
        for (String id : List.of("spo-certificate", "spo-secret", "spo-secret-wrong", "spo-certificate-no-grant")) {
            assertFalse(test(id).toString().contains("eyJ"), id);
        }
    }

    @Test
    void secretIsLimitedWithTheReasonAndGraphIsStillAsked() throws Exception {
        TestResult result = test("spo-secret");
        assertEquals(1, result.exitCode(), () -> describe(result));
        Problem why = Rig.stage(result, "web").problem().orElseThrow();
        assertEquals("sharepoint.app-only-secret", why.cause());
        assertTrue(why.remedy().stream().anyMatch(step -> step.contains("certificate")));
        assertEquals(401, why.evidence().get("status"));
        assertEquals(StageResult.State.SKIPPED, Rig.stage(result, "permissions").state());
        assertEquals(StageResult.State.OK, Rig.stage(result, "graph").state());
        assertTrue(result.warnings().stream().anyMatch(warning -> warning.contains("certificate")));
    }

    @Test
    void manageOnlyNamesExactlyWhatWillNotMigrate() throws Exception {
        TestResult result = test("spo-certificate-manage");
        String meaning = result.level().orElseThrow().meaning();
        for (String lost : List.of("Page permissions", "Created By", "Modified By", "Sites.Manage.All")) {
            assertTrue(meaning.contains(lost), meaning);
        }
        assertEquals(StageResult.State.LIMITED, Rig.stage(result, "permissions").state());
        assertEquals(List.of(meaning), result.limits());
    }

    @Test
    void certificateThatEndsSoonIsLimitedAndSaysWhen() throws Exception {
        TestResult result = test("spo-certificate-expiring");
        assertEquals(StageResult.State.LIMITED, Rig.stage(result, "sign-in").state());
        assertEquals("full-control", result.level().orElseThrow().word());
        assertTrue(result.warnings().stream().anyMatch(warning -> warning.contains("10 days")), () -> describe(result));
    }

    @Test
    void expiredCertificateIsFoundBeforeAnyCall() throws Exception {
        try (Http nowhere = Rig.http(1, sandbox.caFile())) {
            TestResult result = Rig.test(Rig.signIn(
                    Rig.entry(sandbox.connectionsFile(), "spo-certificate-expired"), nowhere, Progress.none()));
            assertEquals("certificate.expired", Rig.cause(result));
            assertEquals(3, result.exitCode());
            assertEquals(StageResult.State.SKIPPED, Rig.stage(result, "address").state());
        }
    }

    @Test
    void remedyAndMessageForTheAdministratorHaveTheUsersOwnValues() throws Exception {
        Problem problem = test("spo-certificate-not-uploaded").failure().orElseThrow();
        String remedy = String.join("\n", problem.remedy());
        assertTrue(remedy.contains("1c0ffee0-0001-4a00-8000-000000000001"), remedy);
        assertTrue(remedy.contains("not-uploaded.pfx"), remedy);
        String admin = problem.messageForAdmin().orElseThrow();
        String correlationId = problem.evidence().get("correlationId").toString();
        assertTrue(admin.contains(correlationId), admin);
        assertTrue(admin.contains(problem.evidence().get("traceId").toString()), admin);
        assertTrue(admin.contains(problem.evidence().get("timestamp").toString()), admin);
        assertTrue(admin.contains("a3b5c7d9-1f2e-4d3c-8b4a-5c6d7e8f9012"), admin);
        assertEquals(401, problem.evidence().get("status"));
    }

    private static String describe(TestResult result) {
        StringBuilder text = new StringBuilder(Rig.cause(result)).append(' ').append(result.level());
        result.failure().ifPresent(problem -> text.append('\n').append(problem));
        result.stages().forEach(stage -> text.append('\n').append(stage));
        return text.toString();
    }
}
