package org.drawbridge.ui.internal.parts.readiness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.CheckSettings;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessControl;
import org.drawbridge.readiness.ReadinessOptions;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.ui.internal.Desktop;
import org.drawbridge.ui.internal.look.Ui;
import org.drawbridge.ui.internal.model.RunningJob;
import org.drawbridge.ui.internal.model.Unexpected;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the checks: what it works with, how far it is, and what it has found. Thread-safe. */
final class ReadinessRun {

    private static final Logger LOG = LoggerFactory.getLogger(ReadinessRun.class);
    /** Between two lines for the list of jobs; nanoseconds. */
    private static final long EVERY = 500_000_000L;

    /** Hears of a run; called on its threads. */
    interface Watcher {
        /** A space was looked at, or is known from an interrupted run. */
        void space(SpaceResult space);

        /** {@link ReadinessRun#words} has changed. */
        void moved();

        void ended(ReadinessReport report);

        /** There is no report. */
        void failed(Problem problem);

        /** It is over, however it ended. */
        void over();
    }

    private final ConnectionEntry from;
    private final ConnectionEntry to;
    private final ReadinessOptions options;
    private final Watcher watcher;
    private final AtomicInteger findings = new AtomicInteger();
    private final AtomicInteger spaces = new AtomicInteger();
    private volatile RunningJob job;
    private volatile String latest = "";
    private volatile int done;
    private volatile int total;
    private volatile Optional<Duration> left = Optional.empty();

    private ReadinessRun(ConnectionEntry from, ConnectionEntry to, ReadinessOptions options, Watcher watcher) {
        this.from = from;
        this.to = to;
        this.options = options;
        this.watcher = watcher;
    }

    /** How a run of these settings goes in the desktop, with its journal in the data folder. */
    static ReadinessOptions options(DrawbridgeRuntime runtime, CheckSettings settings, boolean resume) {
        Path folder = runtime.dataDir().resolve("readiness");
        return new ReadinessOptions(settings, Optional.of(folder), resume, new ReadinessControl());
    }

    /** Starts; empty if one of the connections is busy. */
    static Optional<ReadinessRun> start(
            Desktop desktop, ConnectionEntry from, ConnectionEntry to, ReadinessOptions options, Watcher watcher) {
        ReadinessRun run = new ReadinessRun(from, to, options, watcher);
        return desktop.jobs()
                .start(
                        run.label(),
                        Set.of(from.connection().id(), to.connection().id()),
                        job -> run.check(desktop, job),
                        watcher::over)
                .map(job -> {
                    run.job = job;
                    return run;
                });
    }

    String label() {
        return Ui.text(
                "job.readiness", from.connection().name(), to.connection().name());
    }

    ConnectionEntry source() {
        return from;
    }

    ConnectionEntry target() {
        return to;
    }

    private void check(Desktop desktop, RunningJob running) {
        try {
            DrawbridgeRuntime runtime = desktop.runtime();
            SignIn source = runtime.signIn(from, desktop.interaction(), running);
            SignIn target = runtime.signIn(to, desktop.interaction(), running);
            Readiness readiness = new Readiness(runtime.tester(), runtime::checks);
            ReadinessReport found = readiness.run(source, target, options, new Listening(running));
            LOG.info(
                    "readiness of {} and {}: {}",
                    from.connection().id(),
                    to.connection().id(),
                    found.outcome());
            desktop.connections().tested(found.source().test());
            desktop.connections().tested(found.target().test());
            watcher.ended(found);
        } catch (AuthFailure e) {
            watcher.failed(e.problem());
        } catch (RuntimeException | LinkageError e) {
            watcher.failed(Unexpected.problem(e));
        }
    }

    /** Keeps what is going on while the checks run. */
    private final class Listening implements Readiness.Listener {
        private final RunningJob running;
        private long told;

        Listening(RunningJob running) {
            this.running = running;
        }

        @Override
        public void stage(Target.Kind side, StageResult stage) {
            latest = side(side) + ": " + stage.label();
            watcher.moved();
        }

        @Override
        public void finding(Target.Kind side, Finding finding) {
            latest = finding.capability().label();
            findings.incrementAndGet();
            watcher.moved();
        }

        @Override
        public void space(SpaceResult space) {
            spaces.incrementAndGet();
            watcher.space(space);
        }

        @Override
        public void known(SpaceResult space) {
            space(space);
        }

        @Override
        public void progress(Target.Kind side, int finished, int all, Optional<Duration> rest) {
            done = finished;
            total = all;
            left = rest;
            long now = System.nanoTime();
            if (now - told > EVERY || finished == all) {
                told = now;
                running.step(words());
            }
            watcher.moved();
        }

        @Override
        public void signingInAgain(Target.Kind side) {
            left = Optional.empty();
            latest = Ui.text("readiness.again", side(side));
            watcher.moved();
        }

        private String side(Target.Kind side) {
            return Ui.text("kind." + side.word()).replace("&", "");
        }
    }

    /** How far it is, as far as that is known. */
    String words() {
        if (total == 0 || done == total) {
            return Ui.text("readiness.steps", latest, findings.get(), spaces.get());
        }
        if (paused()) {
            return Ui.text("readiness.paused", done, total);
        }
        return left.map(rest -> Ui.text("readiness.progress.left", done, total, time(rest)))
                .orElseGet(() -> Ui.text("readiness.progress", done, total));
    }

    private static String time(Duration left) {
        long seconds = left.toSeconds() + 1;
        if (seconds < 90) {
            return Ui.text("readiness.seconds", seconds);
        }
        long minutes = (seconds + 59) / 60;
        return minutes < 120
                ? Ui.text("readiness.minutes", minutes)
                : Ui.text("readiness.hours", minutes / 60, minutes % 60);
    }

    /** From 0 to 1000; empty while it is not known. */
    Optional<Integer> permille() {
        return total == 0 ? Optional.empty() : Optional.of((int) (1000L * done / total));
    }

    /** Everything that is known about a space; reads a file. */
    Optional<SpaceResult> space(String key) {
        return options.control().space(key);
    }

    boolean paused() {
        return options.control().paused();
    }

    /** Holds the checks back, or lets them go on. */
    void togglePause() {
        if (paused()) {
            options.control().resume();
        } else {
            options.control().pause();
        }
        watcher.moved();
    }

    boolean cancelled() {
        return job != null && job.cancelled();
    }

    void cancel() {
        if (job != null) {
            job.cancelSoon();
        }
    }
}
