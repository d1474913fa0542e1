package org.drawbridge.readiness.tests;

import java.io.Writer;
import java.nio.file.*;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.*;
import org.drawbridge.core.Target;
import org.drawbridge.core.check.CheckSettings;
import org.drawbridge.readiness.*;
import org.drawbridge.sandbox.*;

final class ScaleMain {
    public static void main(String[] a) throws Exception {
        int spaces = Integer.parseInt(a[0]);
        int latency = Integer.parseInt(a[1]);
        int conc = Integer.parseInt(a[2]);
        int rate = Integer.parseInt(a[3]);
        Path folder = Files.createTempDirectory("scale");
        try (Rig rig = new Rig(folder)) {
            rig.sandbox.generateSpaces(spaces);
            AtomicInteger calls = new AtomicInteger(), refused = new AtomicInteger();
            AtomicLong first = new AtomicLong(), last = new AtomicLong();
            rig.sandbox.watch(s -> {
                if (s.address().startsWith("wiki10")) {
                    calls.incrementAndGet();
                    if (s.status() == 429) refused.incrementAndGet();
                    first.compareAndSet(0, s.when().toEpochMilli());
                    last.set(s.when().toEpochMilli());
                }
            });
            if (latency > 0)
                rig.sandbox.faults().add("wiki10.acme.test", new Fault.Latency(Duration.ofMillis(latency)));
            if (rate > 0)
                rig.sandbox
                        .confluence("wiki10.acme.test")
                        .rateLimit(new ConfluenceSwitches.RateLimit(rate, rate, Duration.ofSeconds(1)));
            ReadinessOptions o = ReadinessOptions.defaults()
                    .with(CheckSettings.DEFAULT
                            .withScope(new CheckSettings.Scope.All())
                            .withConcurrency(conc))
                    .in(folder.resolve("j"), false);
            long t = System.nanoTime();
            ReadinessReport r = rig.run(
                    rig.signIn("wiki10-admin", org.drawbridge.core.auth.Progress.none()),
                    rig.signIn("spo-certificate", org.drawbridge.core.auth.Progress.none()),
                    o,
                    new Readiness.Listener() {
                        long shown;

                        @Override
                        public void progress(Target.Kind side, int done, int total, Optional<Duration> left) {
                            long n = System.nanoTime();
                            if (n - shown > 5e9) {
                                shown = n;
                                System.out.println(done + "/" + total + " left " + left.map(Duration::toSeconds)
                                        + " calls " + calls + " refused " + refused);
                            }
                        }
                    });
            double s = (System.nanoTime() - t) / 1e9;
            double ideal = calls.get() * latency / 1000.0 / conc;
            System.out.printf(
                    "%d spaces, %d calls, %d refused, %.1f s, ideal %.1f s, ratio %.3f, %.1f calls/s; figures %s%n",
                    r.spaces().size(),
                    calls.get(),
                    refused.get(),
                    s,
                    ideal,
                    ideal > 0 ? s / ideal : 0,
                    calls.get() * 1000.0 / (last.get() - first.get()),
                    r.run());
            for (ReportFormat f : ReportFormat.builtIn()) {
                t = System.nanoTime();
                Path out = Path.of("/tmp/ready-report." + f.extension());
                try (Writer w = Files.newBufferedWriter(out)) {
                    f.write(r, w);
                }
                System.out.println(f.id() + " " + Files.size(out) + " " + (System.nanoTime() - t) / 1000000 + " ms");
            }
            r.capabilities()
                    .forEach(c -> System.out.println(c.capability().id() + " "
                            + c.outcome().word() + " " + c.side().word() + " " + c.summaries()));
        }
        System.exit(0);
    }
}
