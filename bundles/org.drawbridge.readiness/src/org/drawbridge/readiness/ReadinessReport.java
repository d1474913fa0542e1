package org.drawbridge.readiness;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Problem;

/** What a migration with these two accounts could and could not do. */
public record ReadinessReport(
        Instant when,
        SideReport source,
        SideReport target,
        List<CapabilityResult> capabilities,
        List<SpaceResult> spaces) {

    /** Without these there is nothing to migrate, or nowhere to put it. */
    private static final Set<Capability> ESSENTIAL = Set.of(
            Capability.PAGE_CONTENT, Capability.TARGET_SITE, Capability.LISTS_AND_LIBRARIES, Capability.TARGET_PAGES);

    public ReadinessReport {
        capabilities = List.copyOf(capabilities);
        spaces = List.copyOf(spaces);
    }

    /** The first reason why a side could not be checked to the end; the source's before the target's. */
    public Optional<Problem> failure() {
        return Stream.of(source, target)
                .flatMap(side -> side.failure().stream())
                .findFirst();
    }

    /** Works only if everything does; blocked if an essential capability is, or a side could not be used. */
    public Outcome outcome() {
        if (failure().isPresent()
                || capabilities.stream()
                        .anyMatch(row -> row.outcome() == Outcome.BLOCKED && ESSENTIAL.contains(row.capability()))) {
            return Outcome.BLOCKED;
        }
        return capabilities.stream().allMatch(row -> row.outcome() == Outcome.WORKS) ? Outcome.WORKS : Outcome.LIMITED;
    }

    /** The command line's exit code: 0 all works, 1 with limits, 2 blocked, or that of the failure. */
    public int exitCode() {
        return switch (outcome()) {
            case WORKS -> 0;
            case LIMITED, NOT_CHECKED -> 1;
            case BLOCKED -> failure().map(problem -> problem.kind().exitCode()).orElse(2);
        };
    }
}
