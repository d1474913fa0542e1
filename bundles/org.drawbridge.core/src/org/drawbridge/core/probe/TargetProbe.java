package org.drawbridge.core.probe;

import java.util.List;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;

/** The staged test of one kind of target. A service; each connector brings its own. */
public interface TargetProbe {

    Target.Kind target();

    /** The ids of the stages, in order, so that those not reached can be shown as skipped. */
    List<String> stages();

    /** The ids of the first stages, those that need no sign-in. */
    default List<String> openStages() {
        return List.of();
    }

    /** Runs the {@link #openStages} only: what is at the address, before anybody has chosen how to sign in. */
    default void recognise(ProbeRun run) throws AuthFailure {}

    /**
     * Runs the stages in order through {@link ProbeRun#stage}. The first failure that leaves a stage ends the test.
     */
    void run(ProbeRun run) throws AuthFailure;
}
