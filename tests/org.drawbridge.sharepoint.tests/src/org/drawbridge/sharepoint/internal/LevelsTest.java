package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.probe.Level;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The permission level of apps and people: the lesser of both sides, with what will not migrate. */
class LevelsTest {

    @TempDir
    static Path folder;

    private static Sandbox sandbox;
    private static Http http;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0, true));
        http = Rig.http(sandbox.port(), sandbox.caFile());
    }

    @AfterAll
    static void stop() {
        http.close();
        sandbox.close();
    }

    private static SignIn signIn(String id) throws Exception {
        return Rig.attended(sandbox, id, Rig.secrets(), http);
    }

    private static TestResult test(String id) throws Exception {
        return Rig.test(signIn(id));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // who                                | level        | exit | app          | on the site  | role
                "spo-interactive                      | full-control | 0    | full-control | full-control | full-control",
                "spo-interactive-manage               | manage       | 1    | manage       | manage       | design",
                "spo-interactive-siteadmin            | full-control | 0    | full-control | full-control | full-control",
                "spo-interactive-member               | manage       | 1    | full-control | manage       | edit",
                "spo-interactive-visitor              | insufficient | 2    | full-control | insufficient | read",
                "spo-interactive-noscript             | full-control | 0    | full-control | full-control | full-control-no-script",
                "spo-interactive-read                 | insufficient | 2    | insufficient | insufficient | read",
                "spo-interactive-selected             | full-control | 0    | full-control | full-control | full-control",
                "spo-certificate                      | full-control | 0    | full-control | full-control | full-control",
                "spo-certificate-noscript             | full-control | 0    | full-control | full-control | full-control-no-script",
                "spo-certificate-manage               | manage       | 1    | manage       | manage       | design",
                "spo-certificate-selected             | full-control | 0    | full-control | full-control | full-control",
                "spo-certificate-selected-write       | insufficient | 2    | full-control | insufficient | contribute"
            })
    void levelIsTheLesserOfBothSides(String id, String level, int exit, String app, String onSite, String role)
            throws Exception {
        TestResult result = test(id);
        assertEquals(level, result.level().map(Level::word).orElse("-"), result::toString);
        assertEquals(exit, result.exitCode(), result::toString);
        List<Level.Side> sides = result.level().orElseThrow().sides();
        assertEquals(app, side(sides, "app").allows());
        Level.Side site = sides.getLast();
        assertEquals(onSite, site.allows());
        assertEquals(role, Rig.stage(result, "permissions").evidence().get("role"));
    }

    private static Level.Side side(List<Level.Side> sides, String id) {
        return sides.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "spo-certificate-no-grant, sharepoint.site-grant-missing",
        "spo-interactive-selected-no-grant, sharepoint.site-grant-missing",
        "spo-interactive-no-access, sharepoint.access-denied",
        "spo-certificate-no-consent, sharepoint.permission-missing"
    })
    void whoIsLetInNowhereHasAnInsufficientLevel(String id, String cause) throws Exception {
        TestResult result = test(id);
        assertEquals(cause, Rig.cause(result));
        assertEquals("insufficient", result.level().map(Level::word).orElse("-"));
        assertTrue(result.level().orElseThrow().meaning().contains("Nothing can be migrated"));
    }

    @ParameterizedTest
    @CsvSource({
        "spo-interactive-manage, sharepoint.manage-only.app, entra-admin, AllSites.Manage",
        "spo-certificate-manage, sharepoint.manage-only.app, entra-admin, Sites.Manage.All",
        "spo-interactive-member, sharepoint.manage-only.site, sharepoint-admin, Manage Permissions"
    })
    void manageOnlyNamesWhatWillNotMigrateWhoseSideItIsAndTheStep(String id, String cause, String owner, String missing)
            throws Exception {
        TestResult result = test(id);
        Problem problem = Rig.stage(result, "permissions").problem().orElseThrow();
        assertEquals(cause, problem.cause());
        assertEquals(owner, problem.owner().word());
        for (String lost : List.of("Page permissions", "Created By", "Created", "Modified By", "Modified", missing)) {
            assertTrue(problem.message().contains(lost), problem.message());
            assertTrue(
                    result.limits().toString().contains(lost),
                    () -> result.limits().toString());
        }
        assertFalse(problem.remedy().isEmpty());
        assertTrue(problem.messageForAdmin().isPresent());
    }

    @Test
    void insufficientRightIsNamedOnItsSide() throws Exception {
        Problem visitor = test("spo-interactive-visitor").failure().orElseThrow();
        assertTrue(visitor.message().contains("Missing on the site: Manage Lists"), visitor.message());
        assertTrue(visitor.remedy().toString().contains("victor.visitor@contoso.onmicrosoft.com"), visitor::toString);
        Problem reader = test("spo-interactive-read").failure().orElseThrow();
        assertTrue(reader.message().contains("AllSites.Read"), reader.message());
        assertTrue(reader.remedy().get(0).contains("AllSites.FullControl (delegated permission)"), reader::toString);
        Problem app = test("spo-certificate-read").failure().orElseThrow();
        assertTrue(app.remedy().get(0).contains("Sites.FullControl.All (application permission)"), app::toString);
    }

    @Test
    void consentShowsWhatWasGrantedAndWhatIsNeeded() throws Exception {
        StageResult full = Rig.stage(test("spo-interactive"), "consent");
        assertEquals(StageResult.State.OK, full.state(), full::toString);
        assertEquals("delegated", full.evidence().get("kind"));
        assertEquals("AllSites.FullControl", full.evidence().get("sharePointNeeded"));
        assertTrue(full.evidence().get("sharePointGranted").toString().contains("AllSites.FullControl"));
        assertTrue(full.evidence().get("graphGranted").toString().contains("Sites.FullControl.All"));
        StageResult manage = Rig.stage(test("spo-interactive-manage"), "consent");
        assertEquals(StageResult.State.LIMITED, manage.state());
        assertTrue(manage.summary().contains("AllSites.Manage"), manage.summary());
        StageResult app = Rig.stage(test("spo-certificate-selected"), "consent");
        assertEquals("Sites.Selected", app.evidence().get("sharePointNeeded"));
        assertEquals(StageResult.State.OK, app.state(), app::toString);
    }

    @Test
    void siteAdministratorIsTold() throws Exception {
        TestResult admin = test("spo-interactive-siteadmin");
        assertEquals(true, Rig.stage(admin, "site-admin").evidence().get("siteAdmin"));
        TestResult owner = test("spo-interactive");
        assertEquals(false, Rig.stage(owner, "site-admin").evidence().get("siteAdmin"));
        assertTrue(owner.warnings().stream().anyMatch(one -> one.contains("no site collection administrator")));
        assertTrue(admin.warnings().stream().noneMatch(one -> one.contains("no site collection administrator")));
        assertEquals(
                StageResult.State.SKIPPED,
                Rig.stage(test("spo-certificate"), "site-admin").state());
    }

    @Test
    void grantOfTheSiteIsShownForSelectedSitesOnly() throws Exception {
        assertEquals(
                "full-control",
                Rig.stage(test("spo-certificate-selected"), "grant").evidence().get("role"));
        assertEquals(
                "contribute",
                Rig.stage(test("spo-certificate-selected-write"), "grant")
                        .evidence()
                        .get("role"));
        assertEquals(
                StageResult.State.SKIPPED,
                Rig.stage(test("spo-certificate"), "grant").state());
    }

    @Test
    void checksOfAManageOnlyPersonBlockPermissionsAndAuthorsOnly() throws Exception {
        SignIn signIn = signIn("spo-interactive-manage");
        try (Session session = new InteractiveMethod().open(signIn)) {
            Rig.Findings findings = new Rig.Findings(signIn, session);
            new TargetCheck().run(findings);
            assertEquals(
                    List.of("page-restrictions", "authors-and-dates"),
                    findings.all().stream()
                            .filter(one -> one.outcome() == Outcome.BLOCKED)
                            .map(one -> one.capability().id())
                            .collect(Collectors.toList()));
            assertTrue(findings.of("page-restrictions")
                    .orElseThrow()
                    .remedy()
                    .get(0)
                    .contains("AllSites.FullControl"));
        }
    }
}
