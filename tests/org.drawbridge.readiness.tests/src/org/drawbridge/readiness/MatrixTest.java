package org.drawbridge.readiness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.drawbridge.core.Target.Kind;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.readiness.CapabilityResult.Side;
import org.junit.jupiter.api.Test;

class MatrixTest {

    private final Matrix matrix = new Matrix();

    private CapabilityResult row(Capability capability) {
        return matrix.rows().stream()
                .filter(row -> row.capability().equals(capability))
                .findFirst()
                .orElseThrow();
    }

    private static Finding works(Capability capability) {
        return Finding.works(capability, "fine", Evidence.call("GET /ok", 200, ""));
    }

    private static Finding limited(Capability capability, String why) {
        return Finding.limited(capability, why, Owner.YOU, List.of("mend " + why));
    }

    @Test
    void everyKnownCapabilityHasARowEvenIfNobodyLooks() {
        assertEquals(
                Capability.ALL,
                matrix.rows().stream().map(CapabilityResult::capability).toList());
        assertEquals(Outcome.NOT_CHECKED, row(Capability.COMMENTS).outcome());
        assertTrue(row(Capability.COMMENTS).summaries().getFirst().contains("No installed check"));
    }

    @Test
    void theWorseSideDecidesAndIsNamed() {
        matrix.add(Kind.CONFLUENCE, works(Capability.PAGE_RESTRICTIONS));
        matrix.add(Kind.SHAREPOINT, limited(Capability.PAGE_RESTRICTIONS, "manage only"));
        CapabilityResult row = row(Capability.PAGE_RESTRICTIONS);
        assertEquals(Outcome.LIMITED, row.outcome());
        assertEquals(Side.TARGET, row.side());
        assertEquals(List.of("manage only"), row.summaries());
        assertEquals(List.of("mend manage only"), row.remedy());
        assertEquals(1, row.evidence().size(), "the other side's evidence stays visible");
    }

    @Test
    void equallyLimitedSidesAreBothNamedWithBothRemedies() {
        matrix.add(Kind.CONFLUENCE, limited(Capability.PAGE_RESTRICTIONS, "space admin only"));
        matrix.add(Kind.SHAREPOINT, limited(Capability.PAGE_RESTRICTIONS, "manage only"));
        CapabilityResult row = row(Capability.PAGE_RESTRICTIONS);
        assertEquals(Side.BOTH, row.side());
        assertEquals(List.of("mend space admin only", "mend manage only"), row.remedy());
    }

    @Test
    void aBlockedFindingBeatsNotCheckedAndKeepsTheLesserRemedyAfterItsOwn() {
        matrix.add(Kind.CONFLUENCE, limited(Capability.USER_NAMES, "refused look-up"));
        matrix.notChecked(Kind.SHAREPOINT, List.of(Capability.USER_NAMES), "no session");
        matrix.add(
                Kind.SHAREPOINT,
                Finding.blocked(Capability.USER_NAMES, "no right", Owner.SHAREPOINT_ADMIN, List.of("grant it")));
        CapabilityResult row = row(Capability.USER_NAMES);
        assertEquals(Outcome.BLOCKED, row.outcome());
        assertEquals(List.of("grant it", "mend refused look-up"), row.remedy());
        assertEquals(Owner.SHAREPOINT_ADMIN, row.owner().orElseThrow());
    }

    @Test
    void notCheckedDoesNotHideWhatIsAlreadyKnownOfThatSide() {
        matrix.add(Kind.CONFLUENCE, works(Capability.COMMENTS));
        matrix.notChecked(Kind.CONFLUENCE, List.of(Capability.COMMENTS), "session ended");
        assertEquals(Outcome.WORKS, row(Capability.COMMENTS).outcome());
    }

    @Test
    void aPlugInsOwnCapabilityGetsARowOfItsOwn() {
        Capability own = new Capability("acme-labels", "Labels");
        matrix.add(Kind.CONFLUENCE, works(own));
        assertEquals(own, matrix.rows().getLast().capability());
    }
}
