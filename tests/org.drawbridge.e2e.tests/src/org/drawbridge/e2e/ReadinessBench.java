package org.drawbridge.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures readiness with the packaged product against its own sandbox, as {@code ./bench} prints it: many spaces at 50 ms
 * against the ideal (calls ÷ concurrency × latency), the peak of the heap, a kill at half and what {@code --resume} asks
 * again, and what is used of an allowed rate. Needs nothing but the JDK: {@code java ReadinessBench.java drawbridge [spaces
 * [concurrency]]}.
 */
public final class ReadinessBench {

    private static final String HOST = "wiki10.acme.test";
    private static final int LATENCY = 50;
    /** Product and sandbox, which share the processors, need a third of one for 320 calls a second: time is not theirs. */
    private static final int CONCURRENCY = 16;

    private static final int RATE = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Pattern CALL = Pattern.compile("(\\d+) (-?\\d+) \\S+ " + HOST.replace(".", "\\.") + "(\\S*)");
    private static final Pattern KEY = Pattern.compile("\"key\":\"([^\"]+)\".*\"kind\":\"space\"");

    private final String drawbridge;
    private final int concurrency;
    private final Path folder;

    ReadinessBench(String drawbridge, int concurrency, Path folder) {
        this.drawbridge = drawbridge;
        this.concurrency = concurrency;
        this.folder = folder;
    }

    /** What a sandbox was asked: the calls to one Confluence. */
    record Call(long when, int status, String address) {}

    /** A sandbox process with its call log. */
    private final class Sandbox implements AutoCloseable {
        private final Process process;
        private final Path log;
        private final Path connections;

        Sandbox(String name, String... load) throws IOException {
            log = folder.resolve(name + ".calls");
            Path place = folder.resolve(name);
            List<String> command = new ArrayList<>(List.of(
                    drawbridge,
                    "sandbox",
                    "--folder",
                    place.toString(),
                    "--call-log",
                    log.toString(),
                    "--data-dir",
                    folder.resolve(name + ".data").toString(),
                    "--json"));
            command.addAll(List.of(load));
            process = new ProcessBuilder(command)
                    .redirectError(folder.resolve(name + ".err").toFile())
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            Path found = null;
            Pattern file = Pattern.compile("\"connectionsFile\": ?\"([^\"]+)\"");
            for (String line = out.readLine(); found == null && line != null; line = out.readLine()) {
                Matcher matcher = file.matcher(line);
                found = matcher.find() ? Path.of(matcher.group(1)) : null;
            }
            if (found == null) {
                throw new IOException("the sandbox did not start: " + Files.readString(folder.resolve(name + ".err")));
            }
            connections = found;
        }

        List<Call> calls() throws IOException {
            List<Call> calls = new ArrayList<>();
            try (Stream<String> lines = Files.lines(log)) {
                lines.forEach(line -> {
                    Matcher matcher = CALL.matcher(line);
                    if (matcher.matches()) {
                        calls.add(new Call(
                                Long.parseLong(matcher.group(1)),
                                Integer.parseInt(matcher.group(2)),
                                matcher.group(3)));
                    }
                });
            }
            return calls;
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }

    private Process readiness(Sandbox sandbox, String name, Path out, int concurrency, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                drawbridge,
                "readiness",
                "--source",
                "wiki10-admin",
                "--target",
                "spo-certificate",
                "--connections",
                sandbox.connections.toString(),
                "--data-dir",
                folder.resolve("data").toString(),
                "--spaces",
                "all",
                "--concurrency",
                Integer.toString(concurrency),
                "--out",
                out.toString()));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put("JAVA_TOOL_OPTIONS", "-Xmx256m -Xlog:gc:file=" + folder.resolve(name + ".gc") + ":uptime");
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .start();
    }

    /** Waits for its end, and tells how much processor time it took. */
    private Duration finish(Process process, String name) throws IOException, InterruptedException {
        Duration computed = Duration.ZERO;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!process.waitFor(200, TimeUnit.MILLISECONDS) && System.nanoTime() < end) {
            computed = computed(process).orElse(computed);
        }
        if (process.isAlive() || process.exitValue() > 1) {
            process.destroyForcibly();
            throw new IOException(name + " ended badly: " + Files.readString(folder.resolve(name + ".out")));
        }
        return computed;
    }

    private static Optional<Duration> computed(Process process) {
        return process.toHandle().info().totalCpuDuration();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, "readiness, " + format + "%n", values);
    }

    private void full(int spaces) throws IOException, InterruptedException {
        try (Sandbox sandbox = new Sandbox("large", "--spaces", "" + spaces, "--latency", "" + LATENCY)) {
            Duration before = computed(sandbox.process).orElse(Duration.ZERO);
            Duration computed = finish(readiness(sandbox, "whole", report("whole"), concurrency), "whole");
            Duration served = computed(sandbox.process).orElse(before).minus(before);
            double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
            List<Call> calls = sandbox.calls();
            double ideal = calls.size() * (double) LATENCY / concurrency / 1000;
            double took = (calls.getLast().when() - calls.getFirst().when()) / 1000.0;
            say(
                    "%d spaces at %d ms with %d calls at once: %.1f s for %d calls, %.2f of the ideal %.1f s, peak heap %d MB",
                    spaces, LATENCY, concurrency, took, calls.size(), took / ideal, ideal, peak("whole"));
            say(
                    "of that %.1f s of processor time for the product and %.1f s for the sandbox, load average %.1f on %d processors",
                    seconds(computed),
                    seconds(served),
                    load,
                    Runtime.getRuntime().availableProcessors());
            Resumed resumed = resume(sandbox, calls.size());
            say(
                    "killed with %d spaces finished and resumed: %d calls more, %d of them for finished spaces, report %s",
                    resumed.finished(),
                    resumed.calls(),
                    resumed.again().size(),
                    resumed.before().equals(resumed.after()) ? "the same" : "DIFFERENT");
        }
    }

    /**
     * How it went on after the kill.
     *
     * @param finished how many spaces were finished before
     * @param calls how many were made after
     * @param again which of them were for finished spaces
     * @param before what the report of an undisturbed run says
     * @param after what that of the resumed run says
     */
    record Resumed(int finished, int calls, List<String> again, String before, String after) {}

    /** A run to the end, another one that is killed hard at half and resumed. */
    Resumed killedAtHalf(int spaces) throws IOException, InterruptedException {
        try (Sandbox sandbox = new Sandbox("some", "--spaces", "" + spaces, "--latency", "" + LATENCY)) {
            finish(readiness(sandbox, "whole", report("whole"), concurrency), "whole");
            return resume(sandbox, sandbox.calls().size());
        }
    }

    private Path report(String name) {
        return folder.resolve(name + ".json");
    }

    private Resumed resume(Sandbox sandbox, int calls) throws IOException, InterruptedException {
        Process killed = readiness(sandbox, "killed", report("killed"), concurrency);
        while (killed.isAlive() && sandbox.calls().size() < calls * 3L / 2) {
            killed.waitFor(300, TimeUnit.MILLISECONDS);
        }
        killed.destroyForcibly();
        killed.waitFor();
        Set<String> finished = new HashSet<>();
        try (Stream<Path> journals = Files.list(folder.resolve("data/readiness"))) {
            for (Path journal : journals.toList()) {
                try (Stream<String> lines = Files.lines(journal)) {
                    lines.map(KEY::matcher).filter(Matcher::find).forEach(found -> finished.add(found.group(1)));
                }
            }
        }
        int before = sandbox.calls().size();
        finish(readiness(sandbox, "resumed", report("resumed"), concurrency, "--resume"), "resumed");
        List<Call> after = sandbox.calls().subList(before, sandbox.calls().size());
        List<String> again = after.stream()
                .map(Call::address)
                .filter(address -> finished.contains(space(address)))
                .toList();
        return new Resumed(
                finished.size(),
                after.size(),
                again,
                timeless(Files.readString(report("whole"))),
                timeless(Files.readString(report("resumed"))));
    }

    private static String space(String address) {
        Matcher matcher =
                Pattern.compile("(?:spaceKey=|/rest/api/space/)([^&/?]+)").matcher(address);
        return matcher.find() ? matcher.group(1) : "";
    }

    private void limited() throws IOException, InterruptedException {
        try (Sandbox sandbox = new Sandbox("strict", "--spaces", "150", "--latency", "20", "--rate", "" + RATE)) {
            finish(readiness(sandbox, "strict", report("strict"), 16), "strict");
            List<Call> calls = sandbox.calls();
            long refused = calls.stream().filter(call -> call.status() == 429).count();
            double seconds = (calls.getLast().when() - calls.getFirst().when()) / 1000.0;
            // The bucket is full at the beginning: that much may be sent besides what flows in.
            double allowed = RATE * seconds + RATE;
            say(
                    "%d calls a second allowed: %d calls in %.1f s, %.0f %% of what is allowed, %.2f %% refused",
                    RATE, calls.size(), seconds, 100 * calls.size() / allowed, 100.0 * refused / calls.size());
        }
    }

    private long peak(String name) throws IOException {
        long most = 0;
        Pattern collection = Pattern.compile("(\\d+)M->");
        for (String line : Files.readAllLines(folder.resolve(name + ".gc"))) {
            Matcher matcher = collection.matcher(line);
            most = matcher.find() ? Math.max(most, Long.parseLong(matcher.group(1))) : most;
        }
        return most;
    }

    /**
     * What a report says of capabilities and spaces, without what differs from run to run: when a call was made, which id
     * its answer has, and until when the access token that was made for the run is valid.
     */
    private static String timeless(String report) {
        return report.substring(report.indexOf("\"capabilities\""))
                .replaceAll("\"when\": ?\"[^\"]*\"", "")
                .replaceAll("\"headers\": ?\\{[^}]*}", "")
                .replaceAll("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "")
                .replaceAll("\\b20\\d\\d-\\d\\d-\\d\\d(T[0-9:.]+Z)?", "");
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int spaces = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        int concurrency = arguments.length > 2 ? Integer.parseInt(arguments[2]) : CONCURRENCY;
        Path folder = Files.createTempDirectory("drawbridge-bench-");
        try {
            ReadinessBench bench = new ReadinessBench(arguments[0], concurrency, folder);
            bench.full(spaces);
            bench.limited();
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }
}
