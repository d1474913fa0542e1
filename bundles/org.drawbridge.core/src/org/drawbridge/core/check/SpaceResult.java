package org.drawbridge.core.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was found out about one source space.
 *
 * @param type such as {@code global} or {@code personal}
 * @param level what the account may do there: {@code admin}, {@code view} …
 * @param outcomes by capability id, where calls were tried
 * @param evidence all calls that were made for this space
 * @param basis by capability id, which of the evidence its outcome rests on
 * @param pages how many pages the account sees there, where the server tells
 * @param place its place in the listing, from 0
 */
public record SpaceResult(
        String key,
        String name,
        String type,
        boolean archived,
        String level,
        Outcome outcome,
        String summary,
        Map<String, Outcome> outcomes,
        List<Evidence> evidence,
        Map<String, Integer> basis,
        OptionalLong pages,
        int place) {

    public SpaceResult {
        outcomes = Map.copyOf(outcomes);
        evidence = List.copyOf(evidence);
        basis = Map.copyOf(basis);
    }

    public SpaceResult(
            String key,
            String name,
            String type,
            boolean archived,
            String level,
            Outcome outcome,
            String summary,
            Map<String, Outcome> outcomes,
            List<Evidence> evidence) {
        this(key, name, type, archived, level, outcome, summary, outcomes, evidence, Map.of(), OptionalLong.empty(), 0);
    }

    /** What the outcome of a capability rests on here. */
    public Optional<Evidence> evidenceOf(String capability) {
        return Optional.ofNullable(basis.get(capability))
                .filter(at -> at >= 0 && at < evidence.size())
                .map(evidence::get);
    }

    /** Whether calls were tried here. */
    public boolean tried() {
        return !outcomes.isEmpty();
    }
}
