package org.drawbridge.readiness;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.ConnectionTester;
import org.drawbridge.core.probe.StageResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tests both connections, runs every installed check and combines what they find. The two sides run at the same time;
 * the checks of one side run one after another. Knows neither Confluence nor SharePoint. Thread-safe.
 */
public final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Texts TEXTS = Texts.of(Readiness.class);

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
    }

    /**
     * Runs to the end, or until both sides have failed. Expected failures are part of the report.
     *
     * @throws Cancelled if the user cancelled; there is no half a report
     */
    public ReadinessReport run(SignIn source, SignIn target, Listener listener) throws Cancelled {
        Collector collector = new Collector(listener);
        List<Check> installed = checks.get();
        SideReport sourceSide;
        SideReport targetSide;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<SideReport> first = threads.submit(() -> side(source, installed, collector));
            Future<SideReport> second = threads.submit(() -> side(target, installed, collector));
            sourceSide = await(first);
            targetSide = await(second);
        }
        source.progress().check();
        target.progress().check();
        return collector.report(sourceSide, targetSide);
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

    private SideReport side(SignIn signIn, List<Check> installed, Collector collector) {
        Target.Kind kind = signIn.connection().target().kind();
        List<Check> own =
                installed.stream().filter(check -> check.target() == kind).toList();
        ConnectionTester.Tested tested = tester.open(signIn, stage -> collector.stage(kind, stage));
        Optional<Problem> interrupted = Optional.empty();
        if (tested.result().failure().isPresent() || tested.session().isEmpty()) {
            String why = tested.result().failure().map(Problem::message).orElse("");
            tested.session().ifPresent(Session::close);
            notChecked(kind, own, TEXTS.get("side.failed", signIn.connection().name(), why), collector);
        } else {
            try (Session session = tested.session().get()) {
                interrupted = runChecks(signIn, session, own, collector);
            }
        }
        return new SideReport(signIn.connection(), tested.result(), interrupted);
    }

    private static Optional<Problem> runChecks(SignIn signIn, Session session, List<Check> own, Collector collector) {
        Target.Kind kind = signIn.connection().target().kind();
        for (int i = 0; i < own.size(); i++) {
            Check check = own.get(i);
            try {
                check.run(collector.run(kind, signIn, session));
            } catch (AuthFailure e) {
                boolean sessionOver = e.problem().kind() != Problem.Kind.REFUSED;
                List<Check> affected = sessionOver ? own.subList(i, own.size()) : List.of(check);
                notChecked(kind, affected, TEXTS.get("check.failed", e.problem().message()), collector);
                if (sessionOver) {
                    return Optional.of(e.problem());
                }
            } catch (RuntimeException e) {
                // A plug-in's broken check must not cost the user the rest of the report.
                LOG.error("check {} failed", check.id(), e);
                collector.notChecked(kind, check.capabilities(), TEXTS.get("check.broken", check.id()));
            }
        }
        return Optional.empty();
    }

    private static void notChecked(Target.Kind kind, List<Check> missed, String why, Collector collector) {
        missed.forEach(check -> collector.notChecked(kind, check.capabilities(), why));
    }

    /** Gathers from both sides' threads. */
    private static final class Collector {
        private final Listener listener;
        private final Matrix matrix = new Matrix();
        private final List<SpaceResult> spaces = new ArrayList<>();

        Collector(Listener listener) {
            this.listener = listener;
        }

        synchronized void stage(Target.Kind kind, StageResult stage) {
            listener.stage(kind, stage);
        }

        synchronized void notChecked(Target.Kind kind, List<Capability> capabilities, String why) {
            matrix.notChecked(kind, capabilities, why);
        }

        CheckRun run(Target.Kind kind, SignIn signIn, Session session) {
            return new CheckRun() {
                @Override
                public SignIn signIn() {
                    return signIn;
                }

                @Override
                public Session session() {
                    return session;
                }

                @Override
                public void report(Finding finding) {
                    synchronized (Collector.this) {
                        matrix.add(kind, finding);
                        listener.finding(kind, finding);
                    }
                }

                @Override
                public void report(SpaceResult space) {
                    synchronized (Collector.this) {
                        spaces.add(space);
                        listener.space(space);
                    }
                }
            };
        }

        synchronized ReadinessReport report(SideReport source, SideReport target) {
            return new ReadinessReport(Instant.now(), source, target, matrix.rows(), spaces);
        }
    }
}
