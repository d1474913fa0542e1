package org.drawbridge.confluence.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;

/**
 * Asks for the pages of a list that are likely to come next while one is being looked at: a hundred of them, one after
 * another, keep everybody waiting. What was expected wrongly costs a call or two and is not looked at. Used by one thread.
 */
final class Ahead implements AutoCloseable {

    private static final int MOST = 4;

    private final Pages pages;
    private final Map<Integer, Future<Answer>> asked = new HashMap<>();
    private final ExecutorService pool = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("ahead-", 0).factory());

    /** Gets the page that begins at a row; called from several threads. */
    @FunctionalInterface
    interface Pages {
        Answer from(int start) throws AuthFailure;
    }

    Ahead(Pages pages) {
        this.pages = pages;
    }

    /** The page that begins at this row. */
    Answer page(int start) throws AuthFailure {
        Future<Answer> coming = asked.remove(start);
        if (coming == null) {
            return pages.from(start);
        }
        try {
            return coming.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthFailure failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    /** So many pages are expected next: the first begins at this row, each other one a step after the one before. */
    void expect(int start, int step, int count) {
        for (int i = 0; i < Math.min(MOST, count); i++) {
            int at = start + i * step;
            asked.computeIfAbsent(at, from -> pool.submit(() -> pages.from(from)));
        }
    }

    /** Waits for calls that are under way: the session that they use is not closed under them. */
    @Override
    public void close() {
        pool.close();
    }
}
