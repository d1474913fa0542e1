package org.drawbridge.readiness.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.check.CheckSettings;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.core.probe.Level;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.readiness.CapabilityResult;
import org.drawbridge.readiness.Changes;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.RunFigures;
import org.drawbridge.readiness.SideReport;

/** What somebody wants to see first: counts, the worst things, and who must do what. */
final class Overview {

    private static final Texts TEXTS = Texts.of(Readiness.class);

    /** As people write them. */
    private static final Map<String, String> EDITIONS =
            Map.of("data-center", "Data Center", "server", "Server", "cloud", "Cloud");

    private final ReadinessReport report;
    private final Map<Outcome, Integer> capabilities = new EnumMap<>(Outcome.class);
    private final Map<Outcome, Integer> spaces;
    private final Map<Owner, List<Action>> actions = new LinkedHashMap<>();

    /** A step that somebody is to take, and what it betters. */
    record Action(String step, List<String> capabilities) {}

    private Overview(ReadinessReport report) {
        this.report = report;
        for (Outcome outcome : Outcome.values()) {
            capabilities.put(outcome, 0);
        }
        report.capabilities().forEach(row -> capabilities.merge(row.outcome(), 1, Integer::sum));
        spaces = JsonFormat.counts(report.spaces());
        collect();
    }

    static Overview of(ReadinessReport report) {
        return new Overview(report);
    }

    /** One step may better several capabilities; it is said once. The owner of the worst thing comes first. */
    private void collect() {
        Map<Owner, Map<String, List<String>>> steps = new LinkedHashMap<>();
        for (SideReport side : List.of(report.source(), report.target())) {
            side.failure()
                    .ifPresent(problem -> problem.remedy()
                            .forEach(step -> steps.computeIfAbsent(problem.owner(), owner -> new LinkedHashMap<>())
                                    .computeIfAbsent(step, key -> new ArrayList<>())
                                    .add(side.connection().name())));
        }
        for (CapabilityResult row : worstFirst()) {
            row.actions()
                    .forEach((owner, all) ->
                            all.forEach(step -> steps.computeIfAbsent(owner, key -> new LinkedHashMap<>())
                                    .computeIfAbsent(step, key -> new ArrayList<>())
                                    .add(row.capability().label())));
        }
        steps.forEach((owner, all) -> {
            List<Action> list = new ArrayList<>();
            all.forEach((step, better) -> list.add(new Action(step, List.copyOf(better))));
            actions.put(owner, list);
        });
    }

    Map<Owner, List<Action>> actions() {
        return actions;
    }

    Map<Outcome, Integer> capabilities() {
        return capabilities;
    }

    Map<Outcome, Integer> spaces() {
        return spaces;
    }

    /** The rows with the worst outcome first, else in the report's order. */
    List<CapabilityResult> worstFirst() {
        return report.capabilities().stream()
                .sorted(Comparator.comparing(CapabilityResult::outcome).reversed())
                .toList();
    }

    String title() {
        return TEXTS.get(
                "report.title",
                report.source().connection().name(),
                report.target().connection().name());
    }

    String verdict() {
        return TEXTS.get("report.outcome." + report.outcome().word());
    }

    /** The side in one line. */
    String side(SideReport side) {
        List<String> words = new ArrayList<>(sideLines(side));
        words.set(0, TEXTS.get(side == report.source() ? "report.source" : "report.target") + ": " + words.get(0));
        side.failure().ifPresent(problem -> words.add(problem.message()));
        return String.join(" · ", words);
    }

    /** What it is called, where it is, what it is, and who asked. */
    List<String> sideLines(SideReport side) {
        TestResult test = side.test();
        List<String> lines = new ArrayList<>();
        lines.add(side.connection().name());
        lines.add(side.connection().target().address());
        test.product().ifPresent(product -> {
            // SharePoint Online says by its name that it is one.
            String edition = product.name().endsWith("Online")
                    ? ""
                    : EDITIONS.getOrDefault(product.edition(), product.edition());
            lines.add(Stream.of(product.name(), edition, product.version())
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.joining(" ")));
        });
        String who = Stream.concat(
                        test.account().map(Account::displayName).stream(), test.level().map(Level::label).stream())
                .collect(Collectors.joining(" · "));
        if (!who.isEmpty()) {
            lines.add(who);
        }
        return lines;
    }

    String run() {
        RunFigures run = report.run();
        return TEXTS.get(
                "report.run",
                run.started().toString().substring(0, 16).replace('T', ' '),
                Math.max(1, run.took().toSeconds()),
                run.calls(),
                run.settings().scope().map(Overview::scope).orElse(TEXTS.get("report.run.scope")));
    }

    String spaceCounts() {
        List<String> words = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            if (spaces.get(outcome) > 0) {
                words.add(spaces.get(outcome) + " " + TEXTS.get("outcome." + outcome.word()));
            }
        }
        return String.join(", ", words);
    }

    static String change(Changes.Change change) {
        String name = change.label().equals(change.id()) || change.label().isEmpty()
                ? change.id()
                : change.label() + " (" + change.id() + ")";
        return name + ": " + word(change.before()) + " → " + word(change.after());
    }

    private static String word(String outcome) {
        return outcome.isEmpty() ? TEXTS.get("report.absent") : TEXTS.get("outcome." + outcome);
    }

    private static String scope(CheckSettings.Scope scope) {
        return scope instanceof CheckSettings.Scope.All ? TEXTS.get("report.run.all") : scope.toString();
    }

    /** The account's level in a space, in the user's language. */
    static String level(SpaceResult space) {
        return known("space.level.", space.level());
    }

    /** Confluence's type of a space, in the user's language where it is one of the usual. */
    static String type(SpaceResult space) {
        return known("space.type.", space.type());
    }

    private static String known(String prefix, String word) {
        return TEXTS.has(prefix + word) ? TEXTS.get(prefix + word) : word;
    }

    static String mark(Outcome outcome) {
        return switch (outcome) {
            case WORKS -> "✔";
            case LIMITED -> "▲";
            case BLOCKED -> "✖";
            case NOT_CHECKED -> "–";
        };
    }
}
