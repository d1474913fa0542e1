package org.drawbridge.core.probe;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.failure.Problem;

/**
 * What a connection test found. Parts that were not reached are empty.
 *
 * @param connection the connection's id
 * @param refusedLookups look-ups that the account is refused, in the user's words, such as {@code group members}
 * @param limits why the outcome is limited although every stage worked: what will not migrate, with the reason
 * @param warnings what the user should know besides
 */
public record TestResult(
        String connection,
        Instant when,
        Optional<Product> product,
        Optional<Account> account,
        Optional<Level> level,
        Optional<SpaceCount> spaces,
        List<String> refusedLookups,
        List<StageResult> stages,
        List<String> limits,
        List<String> warnings,
        Optional<Problem> failure) {

    /** How the test ended; the words of the contract are the lower-case names. */
    public enum Outcome {
        OK,
        LIMITED,
        FAILED
    }

    public Outcome outcome() {
        if (failure.isPresent()) {
            return Outcome.FAILED;
        }
        boolean limited = !limits.isEmpty()
                || level.filter(found -> !found.full()).isPresent()
                || stages.stream().anyMatch(stage -> stage.state() == StageResult.State.LIMITED);
        return limited ? Outcome.LIMITED : Outcome.OK;
    }

    /** The command line's exit code: 0, 1, or the failure's. */
    public int exitCode() {
        return switch (outcome()) {
            case OK -> 0;
            case LIMITED -> 1;
            case FAILED -> failure.orElseThrow().kind().exitCode();
        };
    }
}
