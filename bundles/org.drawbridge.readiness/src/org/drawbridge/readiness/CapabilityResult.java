package org.drawbridge.readiness;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.failure.Owner;

/**
 * One row of the matrix: source and target limits combined.
 *
 * @param side which side causes the outcome; both where both do, or where both were checked and all is well
 * @param summaries one sentence per finding that causes the outcome
 * @param evidence of all findings, the causing ones first
 * @param remedy the steps that would better it
 */
public record CapabilityResult(
        Capability capability,
        Outcome outcome,
        Side side,
        List<String> summaries,
        List<Evidence> evidence,
        List<String> remedy,
        Optional<Owner> owner) {

    /** Where an outcome comes from; the words of the contract are the lower-case names. */
    public enum Side {
        SOURCE,
        TARGET,
        BOTH;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public CapabilityResult {
        summaries = List.copyOf(summaries);
        evidence = List.copyOf(evidence);
        remedy = List.copyOf(remedy);
    }
}
