package org.drawbridge.core.probe;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.failure.Problem;

/**
 * One stage of a test.
 *
 * @param id stable, such as {@code sign-in}
 * @param label what people read
 * @param summary one line: what was found
 * @param problem why it failed or is limited, if that needs more than the summary
 */
public record StageResult(
        String id,
        String label,
        State state,
        Duration took,
        String summary,
        Map<String, Object> evidence,
        Optional<Problem> problem) {

    /** How a stage ended, or that it is still running. */
    public enum State {
        RUNNING,
        OK,
        LIMITED,
        FAILED,
        SKIPPED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public StageResult {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }
}
