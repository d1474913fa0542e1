package org.drawbridge.core.check;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.drawbridge.core.failure.Owner;

/**
 * What a check found out about one capability on its side. Two findings on the same capability combine to the worse
 * one; the report says which side causes it.
 *
 * @param summary one sentence: what will work, or what will be lost and why
 * @param remedy exact steps that would better it; empty if nothing needs to be done
 * @param owner who can carry out the remedy; empty if there is none
 */
public record Finding(
        Capability capability,
        Outcome outcome,
        String summary,
        List<Evidence> evidence,
        List<String> remedy,
        Optional<Owner> owner) {

    public Finding {
        Objects.requireNonNull(capability, "capability");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(summary, "summary");
        evidence = List.copyOf(evidence);
        remedy = List.copyOf(remedy);
    }

    public static Finding works(Capability capability, String summary, Evidence... evidence) {
        return new Finding(capability, Outcome.WORKS, summary, List.of(evidence), List.of(), Optional.empty());
    }

    public static Finding limited(
            Capability capability, String summary, Owner owner, List<String> remedy, Evidence... evidence) {
        return new Finding(capability, Outcome.LIMITED, summary, List.of(evidence), remedy, Optional.of(owner));
    }

    public static Finding blocked(
            Capability capability, String summary, Owner owner, List<String> remedy, Evidence... evidence) {
        return new Finding(capability, Outcome.BLOCKED, summary, List.of(evidence), remedy, Optional.of(owner));
    }

    public static Finding notChecked(Capability capability, String why) {
        return new Finding(capability, Outcome.NOT_CHECKED, why, List.of(), List.of(), Optional.empty());
    }
}
