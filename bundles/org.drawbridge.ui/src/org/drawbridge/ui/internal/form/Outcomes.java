package org.drawbridge.ui.internal.form;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.drawbridge.core.check.Outcome;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.ui.internal.look.Ui;

/** The icon and the word for how a connection stands, or a check ended. */
public final class Outcomes {

    private Outcomes() {}

    /** The icon's name; {@code state.NAME} is its word. */
    public static String icon(boolean running, Optional<TestResult> result) {
        return running ? "running" : result.map(Outcomes::icon).orElse("untested");
    }

    static String icon(TestResult result) {
        if (result.failure()
                .filter(problem -> problem.kind() == Problem.Kind.CANCELLED)
                .isPresent()) {
            return "skipped";
        }
        return switch (result.outcome()) {
            case OK -> "ok";
            case LIMITED -> "limited";
            case FAILED -> "failed";
        };
    }

    /** The state in one word. */
    public static String shortWord(boolean running, Optional<TestResult> result) {
        return Ui.text("list.state." + icon(running, result));
    }

    /** All that {@link #shortWord} may say. */
    public static List<String> shortWords() {
        return Stream.of("untested", "running", "ok", "limited", "failed", "skipped")
                .map(icon -> Ui.text("list.state." + icon))
                .toList();
    }

    /** The state in words. */
    public static String word(boolean running, Optional<TestResult> result) {
        String icon = icon(running, result);
        return Ui.text(icon.equals("skipped") ? "connection.state.cancelled" : "connection.state." + icon);
    }

    /** The icon's name for the outcome of a check. */
    public static String icon(Outcome outcome) {
        return switch (outcome) {
            case WORKS -> "ok";
            case LIMITED -> "limited";
            case NOT_CHECKED -> "skipped";
            case BLOCKED -> "failed";
        };
    }

    /** The outcome of a check in one word. */
    public static String word(Outcome outcome) {
        return Ui.text("outcome." + outcome.word());
    }
}
