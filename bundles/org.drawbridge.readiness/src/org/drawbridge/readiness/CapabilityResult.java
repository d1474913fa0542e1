package org.drawbridge.readiness;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * @param owner who can mend the worst of it
 * @param actions the same steps by who can carry them out
 */
public record CapabilityResult(
        Capability capability,
        Outcome outcome,
        Side side,
        List<String> summaries,
        List<Evidence> evidence,
        List<String> remedy,
        Optional<Owner> owner,
        Map<Owner, List<String>> actions) {

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
        actions = Collections.unmodifiableMap(sorted(actions));
    }

    private static Map<Owner, List<String>> sorted(Map<Owner, List<String>> actions) {
        Map<Owner, List<String>> sorted = new EnumMap<>(Owner.class);
        actions.forEach((owner, steps) -> sorted.put(owner, List.copyOf(steps)));
        return sorted;
    }
}
