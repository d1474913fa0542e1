package org.drawbridge.core.check;

import java.util.List;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;

/** One part of the readiness report. A service; plug-ins may add their own. Background threads only. */
public interface Check {

    /** Stable, such as {@code confluence.permissions}. */
    String id();

    /** Which side it looks at. */
    Target.Kind target();

    /** What it finds out about: reported as not checked where the check can't run, and as missing where none looks. */
    List<Capability> capabilities();

    /**
     * Looks, and reports each finding as soon as it is there.
     *
     * @throws AuthFailure if it can't go on; what it was to find out is then reported as not checked, with the reason
     */
    void run(CheckRun run) throws AuthFailure;
}
