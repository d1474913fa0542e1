package org.drawbridge.core.guide;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;

/**
 * Tells an administrator what must be set up before people or programs can sign in, with the user's own values filled
 * in. A service; makes no call. Thread-safe.
 */
public interface SetupGuide {

    /** What it sets up, such as {@code app-registration}. */
    String id();

    Target.Kind target();

    /** The ways to set it up, the usual one first. */
    List<Mode> modes();

    /** A way to set it up. */
    record Mode(String id, String label) {}

    /**
     * Writes the guide.
     *
     * @param mode the id of one of {@link #modes()}
     * @param connection whose values are used, if any
     * @param values settings by their names ({@code tenant, clientId, cloud …} and {@code site}); they come before the
     *     connection's. What neither names is left to be filled in: {@code <application id>}
     * @throws AuthFailure if a value can't be right, found without any call
     */
    Guide guide(String mode, Optional<Connection> connection, Map<String, String> values) throws AuthFailure;
}
