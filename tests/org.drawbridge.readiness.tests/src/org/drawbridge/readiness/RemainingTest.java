package org.drawbridge.readiness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemainingTest {

    private static final long SECOND = 1_000_000_000L;

    private final Remaining remaining = new Remaining();

    @Test
    void nothingIsSaidBeforeThereIsSomethingToGoBy() {
        assertEquals(Optional.empty(), remaining.after(0, 0, 1000));
        assertEquals(Optional.empty(), remaining.after(SECOND, 50, 950));
    }

    @Test
    void itIsRightAtASteadyPace() {
        for (int second = 0; second <= 100; second++) {
            remaining.after(second * SECOND, second * 10, 10_000 - second * 10);
        }
        assertEquals(Optional.of(Duration.ofSeconds(900)), remaining.after(100 * SECOND, 1000, 9000));
    }

    @Test
    void itFollowsAServerThatSlowsDown() {
        for (int second = 0; second <= 100; second++) {
            remaining.after(second * SECOND, second * 10, 9000);
        }
        for (int second = 101; second <= 200; second++) {
            remaining.after(second * SECOND, 1000 + (second - 100), 8900);
        }
        long seconds = remaining.after(200 * SECOND, 1100, 8900).orElseThrow().toSeconds();
        assertTrue(seconds > 8000, "one a second for the last minute, not ten: " + seconds);
    }

    @Test
    void aPauseIsNoWork() {
        for (int second = 0; second <= 20; second++) {
            remaining.after(second * SECOND, second * 10, 9000);
        }
        remaining.restart();
        assertEquals(Optional.empty(), remaining.after(500 * SECOND, 200, 9000));
        assertEquals(Optional.of(Duration.ofSeconds(900)), remaining.after(510 * SECOND, 300, 9000));
    }
}
