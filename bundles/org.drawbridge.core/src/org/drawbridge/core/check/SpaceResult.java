package org.drawbridge.core.check;

import java.util.List;
import java.util.Map;

/**
 * What was found out about one source space.
 *
 * @param type such as {@code global} or {@code personal}
 * @param level what the account may do there: {@code admin}, {@code view} …
 * @param outcomes by capability id, where they differ from the source's as a whole
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
        List<Evidence> evidence) {

    public SpaceResult {
        outcomes = Map.copyOf(outcomes);
        evidence = List.copyOf(evidence);
    }
}
