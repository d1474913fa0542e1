package org.drawbridge.ui.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.failure.AuthFailure;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desktop's background work: each job on a virtual thread of its own, at most one per connection. Thread-safe.
 * Every change is told on {@link #ANY}.
 */
public final class Jobs {

    /** Posted without data when a job starts or ends. */
    public static final String TOPIC = "org/drawbridge/ui/jobs/running";

    /** Posted without data when a job takes a step, or is being cancelled. */
    public static final String STEP = "org/drawbridge/ui/jobs/step";

    /** Posted with the {@link RunningJob} when one has ended, however it ended. */
    public static final String ENDED = "org/drawbridge/ui/jobs/ended";

    /** All of them. */
    public static final String ANY = "org/drawbridge/ui/jobs/*";

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final IEventBroker broker;
    private final List<RunningJob> running = new ArrayList<>();
    private volatile boolean closed;

    public Jobs(IEventBroker broker) {
        this.broker = broker;
    }

    /** What a job does, on its background thread. Expected failures belong into its result, not out of here. */
    @FunctionalInterface
    public interface Body {
        void run(RunningJob job) throws AuthFailure;
    }

    /**
     * Starts a job.
     *
     * @param connections the ids of the connections it works with
     * @param end called on the background thread when it is over, however it ended
     * @return empty if another job works with one of these connections
     */
    public Optional<RunningJob> start(String label, Set<String> connections, Body body, Runnable end) {
        RunningJob job = new RunningJob(label, connections, changed -> tell(STEP));
        synchronized (running) {
            if (running.stream().anyMatch(other -> other.connections().stream().anyMatch(connections::contains))) {
                return Optional.empty();
            }
            running.add(job);
        }
        tell(TOPIC);
        Thread.ofVirtual().name(label).start(() -> {
            try {
                body.run(job);
            } catch (AuthFailure e) {
                LOG.info("“{}” ended: {}", label, e.problem().message());
            } catch (RuntimeException | LinkageError e) {
                LOG.error("“{}” failed unexpectedly", label, e);
            } finally {
                synchronized (running) {
                    running.remove(job);
                }
                try {
                    end.run();
                } finally {
                    tell(TOPIC);
                    tellEnd(job);
                }
            }
        });
        return Optional.of(job);
    }

    public List<RunningJob> running() {
        synchronized (running) {
            return List.copyOf(running);
        }
    }

    /** The job that works with this connection. */
    public Optional<RunningJob> of(String connection) {
        return running().stream()
                .filter(job -> job.connections().contains(connection))
                .findFirst();
    }

    /** Cancels all; returns at once. */
    public void cancelAll() {
        running().forEach(RunningJob::cancelSoon);
    }

    /** Cancels all and tells nobody any more: the window is about to go. */
    public void close() {
        closed = true;
        cancelAll();
    }

    private void tell(String topic) {
        if (!closed) {
            broker.post(topic, null);
        }
    }

    private void tellEnd(RunningJob job) {
        if (!closed) {
            broker.post(ENDED, job);
        }
    }
}
