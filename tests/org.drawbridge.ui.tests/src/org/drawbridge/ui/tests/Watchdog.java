package org.drawbridge.ui.tests;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.swt.SWTException;
import org.eclipse.swt.widgets.Display;

/**
 * Watches that the UI thread answers. Each time it does not for a while, its stack is sampled, and the time is divided:
 * what it computed, what it waited for, and the rest, in which other processes had the processor. The first two are the
 * program's own.
 */
final class Watchdog implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(20);
    private static final Duration SAMPLE = Duration.ofMillis(10);
    private static final Duration SLOW = Duration.ofMillis(100);
    /** More than this is a fault also on a slow machine, where no code is compiled yet. */
    private static final Duration FROZEN = Duration.ofMillis(300);

    /**
     * A time in which the UI thread did not answer.
     *
     * @param end when it answered again
     * @param where where the thread was found most often, and how often: the innermost frame of the product, or of
     *     anything if none was seen, and what it called
     */
    record Block(LocalTime end, List<String> where, long wallMillis, long computedMillis, long waitedMillis) {
        /** Whether it was not the product but the test, which takes a picture, say. */
        boolean ofTest() {
            return !where.isEmpty() && where.getFirst().contains(" x " + TEST);
        }

        /** Whether somebody chose another theme, which GTK takes its time to load. */
        boolean ofTheme() {
            return where.stream().anyMatch(place -> place.contains("Themes.choose"));
        }

        long own() {
            return computedMillis + waitedMillis;
        }

        @Override
        public String toString() {
            return own() + " ms (computed " + computedMillis + ", waited " + waitedMillis + ", of " + wallMillis
                    + " in all, until " + end + "): " + String.join(", ", where);
        }
    }

    private static final int MOST_PLACES = 5;
    private static final String TEST = "org.drawbridge.ui.tests.";
    private static final String PRODUCT = "org.drawbridge.ui.internal.";

    private final Display display;
    private final Thread ui;
    private final Thread watcher = new Thread(this::watch, "ui-watchdog");
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Block> blocks = new ArrayList<>();
    private volatile boolean over;

    Watchdog(Display display, Thread ui) {
        this.display = display;
        this.ui = ui;
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch() {
        try {
            while (!over) {
                ask();
                TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
            }
        } catch (InterruptedException | SWTException e) {
            // the display has gone, or the test run is over
        }
    }

    private void ask() throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        long begun = System.nanoTime();
        long computed = threads.getThreadCpuTime(ui.threadId());
        int waiting = 0;
        Map<String, Integer> places = new LinkedHashMap<>();
        display.asyncExec(answered::countDown);
        while (!answered.await(SAMPLE.toNanos(), TimeUnit.NANOSECONDS) && !over) {
            Thread.State state = ui.getState();
            StackTraceElement[] stack = ui.getStackTrace();
            if (stack.length == 0) {
                continue;
            }
            if (state != Thread.State.RUNNABLE) {
                waiting++;
            }
            places.merge(place(stack), 1, Integer::sum);
        }
        long wall = System.nanoTime() - begun;
        if (wall > SLOW.toNanos()) {
            List<String> where = places.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .limit(MOST_PLACES)
                    .map(place -> place.getValue() + " x " + place.getKey())
                    .toList();
            synchronized (blocks) {
                blocks.add(new Block(
                        LocalTime.now().truncatedTo(ChronoUnit.SECONDS),
                        where,
                        wall / 1_000_000,
                        (threads.getThreadCpuTime(ui.threadId()) - computed) / 1_000_000,
                        waiting * SAMPLE.toMillis()));
            }
        }
    }

    /** What keeps the thread busy: the innermost frame of the test, the product or its frameworks, and what it called. */
    private static String place(StackTraceElement[] stack) {
        String inner = Stream.of(stack)
                .filter(frame -> !frame.getClassName().startsWith("org.eclipse.swt.internal."))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .orElse("?");
        StackTraceElement owner = first(stack, List.of(TEST, PRODUCT, "org.eclipse.e4.", "org.eclipse.jface."))
                .filter(frame -> frame.getClassName().startsWith(TEST))
                .or(() -> first(stack, List.of(PRODUCT)))
                .orElse(stack[0]);
        return owner.getClassName() + "." + owner.getMethodName() + ":" + owner.getLineNumber() + " at " + inner;
    }

    private static Optional<StackTraceElement> first(StackTraceElement[] stack, List<String> prefixes) {
        return Stream.of(stack)
                .filter(frame -> prefixes.stream().anyMatch(frame.getClassName()::startsWith))
                .findFirst();
    }

    /** The longest first. */
    List<Block> blocks() {
        synchronized (blocks) {
            return blocks.stream()
                    .sorted(Comparator.comparing(Block::own).reversed())
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        over = true;
        watcher.interrupt();
        List<Block> blocks = blocks();
        List<Block> own = blocks.stream().filter(this::ofProduct).toList();
        StringBuilder report = new StringBuilder();
        add(report, "for more than " + SLOW.toMillis() + " ms because of the product", own.stream());
        add(report, "while the toolkit loaded another theme", blocks.stream().filter(Block::ofTheme));
        add(
                report,
                "in time, but for what the test itself did on its thread",
                blocks.stream().filter(Block::ofTest));
        add(
                report,
                "in time because others had the processor, or a browser's process was waited for",
                blocks.stream().filter(block -> !ofProduct(block) && !block.ofTheme() && !block.ofTest()));
        System.out.println("UI watchdog: " + own.size() + " times the window did not answer for more than "
                + SLOW.toMillis() + " ms because of the product"
                + own.stream()
                        .findFirst()
                        .map(longest -> ", at most " + longest.own() + " ms")
                        .orElse(""));
        Path file = Path.of("target", "ui-watchdog.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, report);
    }

    private static void add(StringBuilder report, String what, Stream<Block> blocks) {
        List<String> lines = blocks.map(Block::toString).toList();
        report.append("The window did not answer ")
                .append(what)
                .append(": ")
                .append(lines.size())
                .append(" times\n");
        lines.forEach(line -> report.append("  ").append(line).append('\n'));
    }

    private boolean ofProduct(Block block) {
        return !block.ofTest() && !block.ofTheme() && block.own() > SLOW.toMillis();
    }

    /** The UI thread waited for something, or computed for very long. */
    List<Block> faults() {
        return blocks().stream()
                .filter(block -> !block.ofTest())
                .filter(block -> block.waitedMillis() > SLOW.toMillis() || block.computedMillis() > FROZEN.toMillis())
                .toList();
    }
}
