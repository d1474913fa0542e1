package org.drawbridge.readiness;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.drawbridge.core.check.CheckSettings;

/**
 * How a run goes.
 *
 * @param folder where the journal is kept from which an interrupted run can go on; empty to keep none
 * @param resume whether to go on from there
 * @param control pauses it
 */
public record ReadinessOptions(
        CheckSettings settings, Optional<Path> folder, boolean resume, ReadinessControl control) {

    public ReadinessOptions {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(control, "control");
    }

    /** The settings of the connections, no journal. */
    public static ReadinessOptions defaults() {
        return new ReadinessOptions(CheckSettings.DEFAULT, Optional.empty(), false, new ReadinessControl());
    }

    public ReadinessOptions with(CheckSettings changed) {
        return new ReadinessOptions(changed, folder, resume, control);
    }

    /** With a journal in that folder. */
    public ReadinessOptions in(Path journals, boolean goOn) {
        return new ReadinessOptions(settings, Optional.of(journals), goOn, control);
    }
}
