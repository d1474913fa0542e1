package org.drawbridge.readiness;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.probe.ConnectionTester;
import org.drawbridge.core.probe.StageResult;

/**
 * Tests both connections, runs every installed check and combines what they find. The two sides run at the same time;
 * the checks of one side run one after another. Knows neither Confluence nor SharePoint. Thread-safe.
 */
public final class Readiness {

    private final ConnectionTester tester;
    private final Supplier<List<Check>> checks;

    public Readiness(ConnectionTester tester, Supplier<List<Check>> checks) {
        this.tester = tester;
        this.checks = checks;
    }

    /** Hears what is found as it is found; called from both sides' threads, one call at a time. */
    public interface Listener {
        default void stage(Target.Kind side, StageResult stage) {}

        default void finding(Target.Kind side, Finding finding) {}

        default void space(SpaceResult space) {}

        /** A space that an interrupted run has looked at, from which this one goes on. */
        default void known(SpaceResult space) {}

        /**
         * How far a side has come.
         *
         * @param left how long the rest will take; empty while there is nothing to go by
         */
        default void progress(Target.Kind side, int done, int total, Optional<Duration> left) {}

        /** The session of a side has ended in the middle; the user is asked to sign in again. */
        default void signingInAgain(Target.Kind side) {}
    }

    /**
     * When a run of these two connections with these settings was interrupted, from which {@link ReadinessOptions#resume}
     * would go on. Reads a folder, so not for the UI thread.
     */
    public static Optional<Instant> interrupted(Connection source, Connection target, ReadinessOptions options) {
        return new Journals(source, target, options).interrupted();
    }

    /** As the connections' settings say, without a journal. */
    public ReadinessReport run(SignIn source, SignIn target, Listener listener) throws Cancelled {
        return run(source, target, ReadinessOptions.defaults(), listener);
    }

    /**
     * Runs to the end, or until both sides have failed. Expected failures are part of the report. What an interrupted run
     * has found out stays in its journal, for {@link ReadinessOptions#resume}.
     *
     * @throws Cancelled if the user cancelled; there is no half a report
     */
    public ReadinessReport run(SignIn source, SignIn target, ReadinessOptions options, Listener listener)
            throws Cancelled {
        Instant start = Instant.now();
        List<Check> installed =
                checks.get().stream().sorted(Comparator.comparing(Check::id)).toList();
        Journals journals = new Journals(source.connection(), target.connection(), options);
        Collector collector = new Collector(listener, options.control());
        Side first = new Side(tester, source, installed, options, journals, collector);
        Side second = new Side(tester, target, installed, options, journals, collector);
        SideReport sourceSide;
        SideReport targetSide;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<SideReport> one = threads.submit(first::run);
            Future<SideReport> two = threads.submit(second::run);
            sourceSide = await(one);
            targetSide = await(two);
        }
        boolean complete = false;
        try {
            source.progress().check();
            target.progress().check();
            RunFigures figures = new RunFigures(
                    start,
                    Duration.between(start, Instant.now()),
                    first.resumed() || second.resumed(),
                    options.settings(),
                    first.pace().figures().calls() + second.pace().figures().calls(),
                    first.pace().figures().refusals() + second.pace().figures().refusals());
            ReadinessReport report = collector.report(sourceSide, targetSide, first.spaces(), figures);
            complete = !report.resumable();
            return report;
        } finally {
            first.end(complete);
            second.end(complete);
        }
    }

    private static SideReport await(Future<SideReport> side) throws Cancelled {
        try {
            return side.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException unexpected
                    ? unexpected
                    : new IllegalStateException(e.getCause());
        }
    }
}
