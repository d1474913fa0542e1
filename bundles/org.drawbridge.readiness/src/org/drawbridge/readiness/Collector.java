package org.drawbridge.readiness;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.probe.StageResult;

/** Gathers from both sides' threads, and tells the listener. Thread-safe. */
final class Collector {

    private final Readiness.Listener listener;
    private final ReadinessControl control;
    private final Matrix matrix = new Matrix();
    private final Map<Target.Kind, Course> courses = new EnumMap<>(Target.Kind.class);

    /** How a side gets on. */
    private static final class Course {
        private final Remaining remaining = new Remaining();
        private int worked;
        private long pauses;
    }

    Collector(Readiness.Listener listener, ReadinessControl control) {
        this.listener = listener;
        this.control = control;
        for (Target.Kind kind : Target.Kind.values()) {
            courses.put(kind, new Course());
        }
    }

    synchronized void stage(Target.Kind kind, StageResult stage) {
        listener.stage(kind, stage);
    }

    synchronized void notChecked(Target.Kind kind, List<Capability> capabilities, String why) {
        matrix.notChecked(kind, capabilities, why);
    }

    synchronized void finding(Target.Kind kind, Finding finding) {
        matrix.add(kind, finding);
        listener.finding(kind, finding);
    }

    synchronized void space(Target.Kind kind, SpaceResult space) {
        courses.get(kind).worked++;
        listener.space(space);
    }

    synchronized void known(SpaceResult space) {
        listener.known(space);
    }

    synchronized void progressed(Target.Kind kind, int done, int total) {
        Course course = courses.get(kind);
        if (course.pauses != control.pauses()) {
            course.pauses = control.pauses();
            course.remaining.restart();
        }
        Optional<Duration> left = course.remaining.after(System.nanoTime(), course.worked, total - done);
        listener.progress(kind, done, total, left);
    }

    synchronized void signingInAgain(Target.Kind kind) {
        courses.get(kind).remaining.restart();
        listener.signingInAgain(kind);
    }

    synchronized ReadinessReport report(
            SideReport source, SideReport target, List<SpaceResult> spaces, RunFigures figures) {
        return new ReadinessReport(Instant.now(), source, target, matrix.rows(), spaces, figures, Optional.empty());
    }
}
