package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Http;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the checks find out on the sandbox's sites. */
class ChecksTest {

    private static final List<Check> CHECKS = List.of(new TargetCheck(), new SignInCheck());

    @TempDir
    static Path folder;

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

    private static Rig.Findings findings(String id) throws Exception {
        SignIn signIn = Rig.signIn(Rig.entry(sandbox.connectionsFile(), id), http, Progress.none());
        try (Session session = Rig.METHODS.load(signIn.connection().method()).open(signIn)) {
            Rig.Findings findings = new Rig.Findings(signIn, session);
            for (Check check : CHECKS) {
                check.run(findings);
            }
            return findings;
        }
    }

    private static Outcome outcome(Rig.Findings findings, Capability capability) {
        return findings.of(capability.id())
                .orElseThrow(() -> new AssertionError(capability))
                .outcome();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spo-certificate",
                "spo-certificate-manage",
                "spo-certificate-read",
                "spo-certificate-no-grant",
                "spo-secret",
                "spo-missing-site",
                "spo-certificate-noscript"
            })
    void eachCapabilityIsReportedOnceWithEvidenceAndARemedyWhereItIsNeeded(String id) throws Exception {
        Rig.Findings findings = findings(id);
        Set<Capability> declared =
                CHECKS.stream().flatMap(check -> check.capabilities().stream()).collect(Collectors.toSet());
        Set<Capability> reported = new HashSet<>();
        for (Finding finding : findings.all()) {
            assertTrue(reported.add(finding.capability()), finding::toString);
            assertFalse(finding.summary().contains("!"), finding::toString);
            if (finding.outcome() == Outcome.LIMITED || finding.outcome() == Outcome.BLOCKED) {
                assertFalse(finding.remedy().isEmpty(), finding::toString);
                assertTrue(finding.owner().isPresent(), finding::toString);
            }
            if (finding.outcome() != Outcome.NOT_CHECKED) {
                assertFalse(finding.evidence().isEmpty(), finding::toString);
            }
        }
        assertEquals(declared, reported);
    }

    @Test
    void fullControlCanDoEverything() throws Exception {
        findings("spo-certificate")
                .all()
                .forEach(finding -> assertEquals(Outcome.WORKS, finding.outcome(), finding::toString));
    }

    @Test
    void siteWithoutScriptsTakesPagesAndSaysWhatWillNotRun() throws Exception {
        Finding pages = findings("spo-certificate-noscript").of("target-pages").orElseThrow();
        assertEquals(Outcome.WORKS, pages.outcome());
        assertTrue(pages.summary().contains("scripts"), pages::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "spo-certificate-manage, WORKS, WORKS, BLOCKED, BLOCKED",
        "spo-certificate-read, BLOCKED, BLOCKED, BLOCKED, BLOCKED",
        "spo-certificate-no-grant, BLOCKED, BLOCKED, BLOCKED, BLOCKED",
        "spo-secret, BLOCKED, BLOCKED, BLOCKED, BLOCKED",
        "spo-missing-site, BLOCKED, BLOCKED, BLOCKED, BLOCKED"
    })
    void lessThanFullControlLosesExactlyWhatItCannotDo(
            String id, Outcome lists, Outcome pages, Outcome restrictions, Outcome authors) throws Exception {
        Rig.Findings findings = findings(id);
        assertEquals(lists, outcome(findings, Capability.LISTS_AND_LIBRARIES));
        assertEquals(pages, outcome(findings, Capability.TARGET_PAGES));
        assertEquals(restrictions, outcome(findings, Capability.PAGE_RESTRICTIONS));
        assertEquals(authors, outcome(findings, Capability.AUTHORS_AND_DATES));
    }

    @Test
    void expiryOfTheCredentialIsToldWhereItIsKnown() throws Exception {
        assertEquals(Outcome.WORKS, outcome(findings("spo-certificate"), Capability.CREDENTIAL_EXPIRY));
        assertEquals(Outcome.LIMITED, outcome(findings("spo-certificate-expiring"), Capability.CREDENTIAL_EXPIRY));
        Rig.Findings secret = findings("spo-secret");
        assertEquals(Outcome.NOT_CHECKED, outcome(secret, Capability.CREDENTIAL_EXPIRY));
        assertEquals(Outcome.WORKS, outcome(secret, Capability.SESSION_EXPIRY));
    }

    @Test
    void signsOfThrottlingAreSeen() throws Exception {
        sandbox.microsoft().limit(6, Duration.ofSeconds(3));
        try {
            assertEquals(Outcome.LIMITED, outcome(findings("spo-government"), Capability.THROTTLING));
        } finally {
            sandbox.microsoft().limit(100_000, Duration.ofMinutes(1));
        }
    }

    @Test
    void cancelEndsTheCheckInsteadOfBlockingEverything() throws Exception {
        CancellableProgress progress = new CancellableProgress();
        SignIn signIn = Rig.signIn(Rig.entry(sandbox.connectionsFile(), "spo-certificate"), http, progress);
        try (Session session = Rig.METHODS.load(signIn.connection().method()).open(signIn)) {
            Rig.Findings findings = new Rig.Findings(signIn, session);
            progress.cancel();
            assertThrows(Cancelled.class, () -> new TargetCheck().run(findings));
            assertTrue(findings.all().isEmpty());
        }
    }
}
