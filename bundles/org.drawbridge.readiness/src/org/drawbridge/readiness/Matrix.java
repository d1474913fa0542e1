package org.drawbridge.readiness;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Evidence;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.readiness.CapabilityResult.Side;

/** Combines the findings of both sides, capability by capability: the worse side decides. Not thread-safe. */
final class Matrix {

    private static final Texts TEXTS = Texts.of(Matrix.class);

    private final Map<Capability, Map<Target.Kind, List<Finding>>> findings = new LinkedHashMap<>();

    Matrix() {
        Capability.ALL.forEach(this::row);
    }

    private Map<Target.Kind, List<Finding>> row(Capability capability) {
        return findings.computeIfAbsent(capability, key -> new EnumMap<>(Target.Kind.class));
    }

    void add(Target.Kind side, Finding finding) {
        row(finding.capability())
                .computeIfAbsent(side, key -> new ArrayList<>())
                .add(finding);
    }

    /** Reports what was to be found out as not checked, unless something is known already. */
    void notChecked(Target.Kind side, List<Capability> capabilities, String why) {
        for (Capability capability : capabilities) {
            if (!row(capability).containsKey(side)) {
                add(side, Finding.notChecked(capability, why));
            }
        }
    }

    List<CapabilityResult> rows() {
        return findings.entrySet().stream()
                .map(row -> combine(row.getKey(), row.getValue()))
                .toList();
    }

    private static CapabilityResult combine(Capability capability, Map<Target.Kind, List<Finding>> bySide) {
        Outcome outcome = bySide.values().stream()
                .flatMap(List::stream)
                .map(Finding::outcome)
                .reduce(Outcome::and)
                .orElse(Outcome.NOT_CHECKED);
        List<Target.Kind> causing = bySide.entrySet().stream()
                .filter(side -> side.getValue().stream().anyMatch(finding -> finding.outcome() == outcome))
                .map(Map.Entry::getKey)
                .toList();
        if (causing.isEmpty()) {
            return new CapabilityResult(
                    capability,
                    outcome,
                    Side.BOTH,
                    List.of(TEXTS.get("matrix.nobody-looks")),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Map.of());
        }
        List<Finding> decisive = all(bySide).filter(f -> f.outcome() == outcome).toList();
        // Remedies of a lesser limit are kept: mending the worst alone would leave the user with the next one.
        List<Finding> wanting = all(bySide)
                .filter(finding -> finding.outcome() != Outcome.WORKS)
                .sorted((a, b) -> b.outcome().compareTo(a.outcome()))
                .toList();
        Set<String> remedy = new LinkedHashSet<>();
        wanting.forEach(finding -> remedy.addAll(finding.remedy()));
        List<Evidence> evidence = Stream.concat(decisive.stream(), all(bySide).filter(f -> f.outcome() != outcome))
                .flatMap(finding -> finding.evidence().stream())
                .toList();
        Optional<Owner> owner =
                wanting.stream().flatMap(finding -> finding.owner().stream()).findFirst();
        return new CapabilityResult(
                capability,
                outcome,
                side(causing),
                decisive.stream().map(Finding::summary).distinct().toList(),
                evidence,
                List.copyOf(remedy),
                owner,
                actions(wanting));
    }

    private static Map<Owner, List<String>> actions(List<Finding> wanting) {
        Map<Owner, List<String>> actions = new EnumMap<>(Owner.class);
        for (Finding finding : wanting) {
            if (finding.owner().isPresent()) {
                List<String> steps = actions.computeIfAbsent(finding.owner().get(), owner -> new ArrayList<>());
                finding.remedy().stream().filter(step -> !steps.contains(step)).forEach(steps::add);
            }
        }
        return actions;
    }

    private static Stream<Finding> all(Map<Target.Kind, List<Finding>> bySide) {
        return bySide.values().stream().flatMap(List::stream);
    }

    private static Side side(List<Target.Kind> causing) {
        if (causing.size() > 1) {
            return Side.BOTH;
        }
        return causing.getFirst() == Target.Kind.CONFLUENCE ? Side.SOURCE : Side.TARGET;
    }
}
