package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.sandbox.ConfluenceSwitches;
import org.drawbridge.sandbox.Fault;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the checks find out with the sandbox's accounts. */
class ReadinessChecksTest {

    @TempDir
    static Path folder;

    private static Sandbox sandbox;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.start(new SandboxOptions(folder.resolve("sandbox"), 0));
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    private static Trial.Report check(String id) throws Exception {
        Trial.Report report = SandboxConnectionsTest.trial(sandbox, id).check();
        if (Boolean.getBoolean("show")) {
            report.findings.forEach(finding -> System.out.println(id + " " + finding));
            report.spaces.forEach(space -> System.out.println(id + " " + space));
        }
        return report;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // content, hierarchy, attachments, comments, restrictions, space permissions, users, groups, personal, archived
        "wiki-admin,       works,   works, works, works, works,   works,   works,   works,   works,   works",
        "wiki-space-admin, limited, works, works, works, limited, limited, blocked, blocked, limited, works",
        "wiki-user,        limited, works, works, works, limited, blocked, blocked, blocked, limited, works",
        "wiki85-anonymous, limited, works, works, works, limited, blocked, blocked, blocked, limited, works",
        "wiki10-admin,     works,   works, works, works, works,   works,   works,   works,   works,   works",
        "wiki713-admin,    works,   works, blocked, works, works, blocked, works,   works,   works,   works",
        "sso-admin,        works,   works, blocked, works, works, works,   works,   works,   works,   works",
        "cloud-admin,      works,   works, works, works, works,   works,   works,   works,   works,   works",
        "cloud-user,       limited, works, works, works, limited, limited, works,   works,   limited, works",
    })
    void outcomesAreRight(
            String id,
            String content,
            String hierarchy,
            String attachments,
            String comments,
            String restrictions,
            String permissions,
            String users,
            String groups,
            String personal,
            String archived)
            throws Exception {
        Trial.Report report = check(id);
        Map<Capability, String> expected = new java.util.LinkedHashMap<>();
        expected.put(Capability.PAGE_CONTENT, content);
        expected.put(Capability.PAGE_HIERARCHY, hierarchy);
        expected.put(Capability.ATTACHMENTS, attachments);
        expected.put(Capability.COMMENTS, comments);
        expected.put(Capability.PAGE_RESTRICTIONS, restrictions);
        expected.put(Capability.SPACE_PERMISSIONS, permissions);
        expected.put(Capability.USER_NAMES, users);
        expected.put(Capability.GROUP_MEMBERS, groups);
        expected.put(Capability.PERSONAL_SPACES, personal);
        expected.put(Capability.ARCHIVED_SPACES, archived);
        Map<Capability, String> found = new java.util.LinkedHashMap<>();
        expected.keySet()
                .forEach(capability ->
                        found.put(capability, report.of(capability).outcome().word()));
        assertEquals(expected, found, () -> report.findings.toString());
    }

    @Test
    void everyFindingThatIsNotFineNamesOwnerAndRemedy() throws Exception {
        for (String id : List.of("wiki-user", "wiki85-anonymous", "wiki713-admin", "cloud-user")) {
            for (Finding finding : check(id).findings) {
                if (finding.outcome() == Outcome.LIMITED || finding.outcome() == Outcome.BLOCKED) {
                    assertFalse(finding.remedy().isEmpty(), id + ": " + finding);
                    assertTrue(finding.owner().isPresent(), id + ": " + finding);
                    assertFalse(finding.evidence().isEmpty(), id + ": " + finding);
                }
                String texts = finding.summary() + finding.remedy();
                assertFalse(texts.contains("{") || texts.contains("!check") || texts.contains("!people"), texts);
            }
        }
    }

    @Test
    void eachCapabilityThatACheckPromisesIsReported() throws Exception {
        Trial.Report report = check("wiki-user");
        for (Check check : List.of(new SpacesCheck(), new PeopleCheck(), new LimitsCheck())) {
            check.capabilities().forEach(report::of);
        }
    }

    @Test
    void eachSpaceIsReportedOnceWithItsLevel() throws Exception {
        Trial.Report report = check("wiki-space-admin");
        assertEquals(
                report.spaces.size(),
                report.spaces.stream().map(SpaceResult::key).distinct().count());
        assertEquals("admin", report.space("ENG").orElseThrow().level());
        assertEquals("admin", report.space("~sspace").orElseThrow().level());
        assertEquals("view", report.space("DOCS").orElseThrow().level());
        assertTrue(report.space("OPS").orElseThrow().archived());
        assertTrue(report.space("SECRET").isEmpty());
    }

    @Test
    void withoutASampleNothingIsClaimed() throws Exception {
        Trial trial = SandboxConnectionsTest.trial(sandbox, "wiki-admin").setting("sampleSpaces", "0");
        Trial.Report report = trial.check();
        assertEquals(Outcome.NOT_CHECKED, report.of(Capability.ATTACHMENTS).outcome());
        assertEquals(Outcome.NOT_CHECKED, report.of(Capability.PAGE_CONTENT).outcome());
        assertEquals(7, report.spaces.size());
        assertTrue(report.spaces.stream().allMatch(space -> space.outcome() == Outcome.NOT_CHECKED));
    }

    @Test
    void aTokenThatAnOldVersionTakesForRestOnlyGetsTheRemedyForThat() throws Exception {
        Trial.Report report = check("wiki713-admin");
        for (Capability capability : List.of(Capability.ATTACHMENTS, Capability.SPACE_PERMISSIONS)) {
            assertTrue(report.of(capability).remedy().toString().contains("CONFSERVER-61519"), capability.id());
        }
    }

    @Test
    void aRemoteApiThatIsOffIsToBeSwitchedOn() throws Exception {
        ConfluenceSwitches switches = sandbox.confluence("wiki85.acme.test");
        switches.remoteApi(false);
        try {
            Finding finding = check("wiki85-admin").of(Capability.SPACE_PERMISSIONS);
            assertEquals(Outcome.BLOCKED, finding.outcome());
            assertTrue(finding.remedy().toString().contains("viewgeneralconfig.action"), finding.toString());
        } finally {
            switches.remoteApi(true);
        }
        assertTrue(
                check("wiki85-admin")
                        .of(Capability.SPACE_PERMISSIONS)
                        .remedy()
                        .toString()
                        .contains("WebSudo"),
                "since 7.7 the remote API asks administrators for their password again");
    }

    @Test
    void aCallThatBreaksOffLeavesItsOwnQuestionOpenAndNoOther() throws Exception {
        try {
            sandbox.faults().add("wiki10.acme.test", "/rest/api/content/", Integer.MAX_VALUE, new Fault.Reset());
            Trial.Report report = check("wiki10-admin");
            assertEquals(Outcome.NOT_CHECKED, report.of(Capability.COMMENTS).outcome());
            assertFalse(report.of(Capability.COMMENTS).evidence().isEmpty());
            assertEquals(Outcome.WORKS, report.of(Capability.PAGE_CONTENT).outcome());
            assertEquals(7, report.spaces.size());
        } finally {
            sandbox.faults().clear("wiki10.acme.test");
        }
    }

    @Test
    void aBusyServerHasRefusedNothing() throws Exception {
        try {
            sandbox.faults()
                    .add("wiki10.acme.test", "/rest/api/content/", Integer.MAX_VALUE, Fault.tooManyRequests("999999"));
            assertEquals(
                    Outcome.NOT_CHECKED,
                    check("wiki10-admin").of(Capability.PAGE_RESTRICTIONS).outcome());
        } finally {
            sandbox.faults().clear("wiki10.acme.test");
        }
    }

    @Test
    void theTokensExpiryIsReported() throws Exception {
        Finding finding = check("wiki-admin").of(Capability.SESSION_EXPIRY);
        assertEquals(Outcome.WORKS, finding.outcome());
        assertTrue(finding.summary().matches(".*20\\d\\d-\\d\\d-\\d\\d.*"), finding.summary());
    }
}
