package org.drawbridge.ui.internal.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.failure.Owner;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.ui.internal.look.Ui;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Results of tests that could not even begin, or that broke. */
public final class Unexpected {

    private static final Logger LOG = LoggerFactory.getLogger(Unexpected.class);

    private Unexpected() {}

    /** A test that ended before its first stage. */
    public static TestResult result(String connection, Problem problem) {
        return new TestResult(
                connection,
                Instant.now(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(problem));
    }

    public static TestResult result(String connection, Throwable error) {
        return result(connection, problem(error));
    }

    /** What to tell the user of a defect of ours; the stack trace goes to the log. */
    public static Problem problem(Throwable error) {
        LOG.error("unexpected failure", error);
        return new Problem(
                "internal",
                Problem.Kind.REFUSED,
                Ui.text("unexpected.message"),
                Owner.YOU,
                List.of(Ui.text("unexpected.remedy.1"), Ui.text("unexpected.remedy.2")),
                Optional.empty(),
                Map.of("error", error.getClass().getSimpleName()));
    }
}
