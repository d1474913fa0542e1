package org.drawbridge.confluence.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;

/** Runs calls side by side, few enough at once not to be a burden to a busy Confluence. */
final class Parallel {

    private static final int AT_ONCE = 6;

    private Parallel() {}

    /** What is done with each item. */
    @FunctionalInterface
    interface Work<T, R> {
        R of(T item) throws AuthFailure;
    }

    /** The results in the order of the items. The first failure ends it; cancelling comes through the calls. */
    static <T, R> List<R> map(List<T> items, Work<T, R> work) throws AuthFailure {
        try (ExecutorService pool = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("confluence-", 0).factory())) {
            List<Future<R>> running = new ArrayList<>();
            for (T item : items) {
                running.add(pool.submit(() -> work.of(item)));
            }
            try {
                List<R> results = new ArrayList<>(items.size());
                for (Future<R> one : running) {
                    results.add(one.get());
                }
                return results;
            } catch (ExecutionException e) {
                running.forEach(one -> one.cancel(false));
                if (e.getCause() instanceof AuthFailure failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                running.forEach(one -> one.cancel(false));
                Thread.currentThread().interrupt();
                throw new Cancelled();
            }
        }
    }

    /** What is done at each place of a list. */
    @FunctionalInterface
    interface Visit {
        void at(int place) throws AuthFailure;
    }

    /** Visits all places with some workers, in about their order. The first failure ends it once all workers have stopped. */
    static void each(int count, int workers, Visit visit) throws AuthFailure {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Math.min(count, workers); i++) {
                pool.execute(() -> {
                    try {
                        for (int at = next.getAndIncrement();
                                at < count && failure.get() == null;
                                at = next.getAndIncrement()) {
                            visit.at(at);
                        }
                    } catch (AuthFailure | RuntimeException e) {
                        failure.compareAndSet(null, e);
                    }
                });
            }
        }
        if (failure.get() instanceof AuthFailure expected) {
            throw expected;
        }
        if (failure.get() instanceof RuntimeException unexpected) {
            throw unexpected;
        }
    }
}
