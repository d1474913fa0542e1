package org.drawbridge.cli.internal;

import java.time.Duration;
import org.drawbridge.core.auth.CancellableProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows what is being done on a terminal's standard error; elsewhere only that it waits, once for each wait. */
final class ConsoleProgress extends CancellableProgress {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleProgress.class);

    private final Output output;
    private final boolean terminal;
    private String waitingFor = "";
    private Duration announced = Duration.ZERO;

    ConsoleProgress(Output output, boolean terminal) {
        this.output = output;
        this.terminal = terminal;
    }

    @Override
    public void step(String text) {
        LOG.debug("{}", text);
        output.status(text);
    }

    @Override
    public void note(String text) {
        LOG.info("{}", text);
        output.note(text);
    }

    @Override
    public void waiting(String why, Duration left) {
        if (terminal) {
            output.status(why + " (" + left.toSeconds() + " s)");
            return;
        }
        synchronized (this) {
            // A wait counts down; more time left than before means that another one has begun.
            if (!why.equals(waitingFor) || left.compareTo(announced) > 0) {
                output.note(why + " (" + left.toSeconds() + " s)");
            }
            waitingFor = why;
            announced = left;
        }
    }
}
