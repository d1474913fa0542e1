package org.drawbridge.readiness;

import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.TestResult;

/**
 * One side of the report.
 *
 * @param test what the connection test found before the checks ran
 * @param interrupted why the checks ended early, if they did; empty where the test itself failed
 */
public record SideReport(Connection connection, TestResult test, Optional<Problem> interrupted) {

    /** What keeps this side from being checked to the end. */
    public Optional<Problem> failure() {
        return test.failure().or(() -> interrupted);
    }
}
