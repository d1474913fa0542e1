package org.drawbridge.readiness.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.CheckSettings;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.ReadinessOptions;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.sandbox.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in which some calls are refused. */
class FaultyRunTest {

    private static final String HOST = "wiki92.acme.test";
    private static final String CONTENT = "/confluence/rest/api/content";

    @TempDir
    Path folder;

    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new Rig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private ReadinessReport run() throws Exception {
        return rig.run(
                rig.signIn("wiki-space-admin", Progress.none()),
                rig.signIn("spo-certificate", Progress.none()),
                ReadinessOptions.defaults().with(CheckSettings.DEFAULT.withScope(new CheckSettings.Scope.All())));
    }

    private static CapabilityResult row(ReadinessReport report, Capability capability) {
        return report.capabilities().stream()
                .filter(row -> row.capability().equals(capability))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneSpaceWhosePagesAreRefusedDoesNotHideThatPagesRestrictedToOthersAreMissing() throws Exception {
        // Some of these calls belong to the test of the connection.
        rig.sandbox.faults().add(HOST, CONTENT, 4, new Fault.Answer(403, Map.of(), "application/json", "{}"));
        ReadinessReport report = run();
        long blocked = report.spaces().stream()
                .filter(space -> space.outcome() == Outcome.BLOCKED)
                .count();
        assertTrue(blocked >= 1 && blocked <= 4, blocked + " are blocked");
        CapabilityResult content = row(report, Capability.PAGE_CONTENT);
        assertEquals(Outcome.LIMITED, content.outcome());
        String said = String.join(" ", content.summaries());
        int all = report.spaces().size();
        assertTrue(said.contains("Works in " + (all - blocked) + " of the " + all + " spaces"), said);
        assertTrue(said.contains("missing without a trace"), said);
        assertEquals(2, content.remedy().size(), content.remedy()::toString);
        assertEquals(
                Collections.nCopies((int) blocked, 403),
                content.evidence().stream()
                        .flatMap(fact -> fact.status().stream())
                        .filter(status -> status != 200)
                        .toList());
    }

    @Test
    void eachCallThatAnOutcomeRestsOnCanBeOpenedWithStatusTimeAndHeadersWithoutCredentials() throws Exception {
        ReadinessReport report = run();
        for (CapabilityResult row : report.capabilities()) {
            assertFalse(row.evidence().isEmpty(), row.capability().id() + " rests on nothing");
            for (Evidence fact : row.evidence()) {
                boolean call = fact.status().isPresent();
                assertEquals(
                        call, !fact.headers().isEmpty(), () -> row.capability().id() + ": " + fact);
                assertTrue(fact.when().isAfter(report.run().started().minusSeconds(60)), fact::toString);
                for (String name : List.of("set-cookie", "authorization")) {
                    assertTrue(fact.headers().getOrDefault(name, Redactor.MASK).equals(Redactor.MASK), fact::toString);
                }
            }
        }
    }
}
