package org.drawbridge.cli.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.drawbridge.core.failure.Cancelled;

/**
 * Lines that the user types while something else goes on. A line that is being read can't be called off, so one thread
 * reads, only when a line is wanted, and what nobody waits for any more is there for the next question. Thread-safe.
 */
public final class TypedLines {

    private final Supplier<String> reader;
    private final BlockingQueue<Optional<String>> typed = new LinkedBlockingQueue<>();
    private final AtomicBoolean reading = new AtomicBoolean();

    /** @param reader reads one line, null at the end of the input */
    public TypedLines(Supplier<String> reader) {
        this.reader = reader;
    }

    /**
     * The next line if one is typed in that time; empty if not.
     *
     * @throws Cancelled at the end of the input
     */
    Optional<String> within(Duration time) throws Cancelled {
        if (typed.isEmpty() && reading.compareAndSet(false, true)) {
            Thread thread = new Thread(this::read, "terminal");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            Optional<String> line = typed.poll(time.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                return Optional.empty();
            }
            if (line.isEmpty()) {
                throw new Cancelled();
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    private void read() {
        Optional<String> line = Optional.ofNullable(reader.get());
        reading.set(false);
        typed.add(line);
    }
}
