package org.drawbridge.readiness;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How long the rest will take, by what the last minute brought; nothing is said before there is something to go by. What
 * was known from an earlier run does not count as work, and a pause not as time. Not thread-safe.
 */
final class Remaining {

    private static final long SECOND = 1_000_000_000L;
    private static final long WINDOW = 60 * SECOND;
    private static final int FEWEST = 10;

    private record Mark(long when, int worked) {}

    private final Deque<Mark> marks = new ArrayDeque<>();

    /** Forgets the pace so far: time has passed in which nothing was to be done. */
    void restart() {
        marks.clear();
    }

    /**
     * @param now in nanoseconds
     * @param worked how many were really looked at in this run
     * @param left how many are still to be looked at
     */
    Optional<Duration> after(long now, int worked, int left) {
        if (left <= 0) {
            return Optional.of(Duration.ZERO);
        }
        if (marks.isEmpty() || now - marks.getLast().when() >= SECOND) {
            marks.addLast(new Mark(now, worked));
        }
        while (marks.size() > 2 && now - marks.getFirst().when() > WINDOW) {
            marks.removeFirst();
        }
        long time = now - marks.getFirst().when();
        int work = worked - marks.getFirst().worked();
        if (time < 2 * SECOND || work < FEWEST) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos((long) ((double) time / work * left)));
    }
}
