package org.drawbridge.core.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.core.failure.Cancelled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ProgressTest {

    @Test
    void sleepsAsLongAsTold() throws Exception {
        long start = System.nanoTime();
        Progress.none().sleep(Duration.ofMillis(120));
        assertTrue(System.nanoTime() - start >= 120_000_000L);
    }

    @Test
    void wakesUpAtOnceWhenCancelled() throws Exception {
        CancellableProgress progress = new CancellableProgress();
        CountDownLatch hooked = new CountDownLatch(1);
        Thread cancelling = Thread.ofVirtual().start(() -> {
            try {
                hooked.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            progress.cancel();
        });
        long start = System.nanoTime();
        hooked.countDown();
        assertThrows(Cancelled.class, () -> progress.sleep(Duration.ofMinutes(5)));
        assertTrue(System.nanoTime() - start < 1_000_000_000L);
        cancelling.join();
        assertThrows(Cancelled.class, () -> progress.sleep(Duration.ZERO));
    }

    @Test
    void runsEachHookOnceAndThoseThatComeLateAtOnce() {
        CancellableProgress progress = new CancellableProgress();
        AtomicInteger runs = new AtomicInteger();
        progress.onCancel(runs::incrementAndGet);
        progress.onCancel(runs::incrementAndGet).close();
        progress.onCancel(() -> {
            throw new IllegalStateException("a broken hook");
        });
        progress.onCancel(runs::incrementAndGet);
        assertThrows(IllegalStateException.class, progress::cancel);
        assertEquals(2, runs.get());
        progress.cancel();
        assertEquals(2, runs.get());
        progress.onCancel(runs::incrementAndGet);
        assertEquals(3, runs.get());
    }

    @Test
    void anInterruptEndsASleepAndIsKept() {
        Thread.currentThread().interrupt();
        assertThrows(Cancelled.class, () -> Progress.none().sleep(Duration.ofMinutes(5)));
        assertTrue(Thread.interrupted());
    }
}
