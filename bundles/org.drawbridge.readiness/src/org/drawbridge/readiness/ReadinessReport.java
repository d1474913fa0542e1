package org.drawbridge.readiness;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Problem;

/**
 * What a migration with these two accounts could and could not do.
 *
 * @param spaces in the order of the listing; a view that reads them one by one, for there may be very many
 * @param changes what is different from an earlier report, if there was one to compare with
 */
public record ReadinessReport(
        Instant when,
        SideReport source,
        SideReport target,
        List<CapabilityResult> capabilities,
        List<SpaceResult> spaces,
        RunFigures run,
        Optional<Changes> changes) {

    /** Without these there is nothing to migrate, or nowhere to put it. */
    private static final Set<Capability> ESSENTIAL = Set.of(
            Capability.PAGE_CONTENT, Capability.TARGET_SITE, Capability.LISTS_AND_LIBRARIES, Capability.TARGET_PAGES);

    public ReadinessReport {
        capabilities = List.copyOf(capabilities);
        // Not copied: it may be a view on more spaces than fit into memory.
        spaces = Collections.unmodifiableList(spaces);
    }

    /** With what has changed since an earlier one. */
    public ReadinessReport with(Changes found) {
        return new ReadinessReport(when, source, target, capabilities, spaces, run, Optional.of(found));
    }

    /** The first reason why a side could not be checked to the end; the source's before the target's. */
    public Optional<Problem> failure() {
        return Stream.of(source, target)
                .flatMap(side -> side.failure().stream())
                .findFirst();
    }

    /** Whether the run stopped in the middle, so that another one can go on from there. */
    public boolean resumable() {
        return Stream.of(source, target)
                .flatMap(side -> side.failure().stream())
                .anyMatch(problem -> problem.kind() != Problem.Kind.REFUSED && problem.kind() != Problem.Kind.SETTINGS);
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
