package org.drawbridge.sandbox.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.drawbridge.sandbox.Fault;
import org.drawbridge.sandbox.Faults;

/** The faults that are on, and their effect on calls. */
public final class FaultSwitches implements Faults {

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private record Switch(String host, String pathStart, AtomicInteger left, Fault fault) {
        boolean concerns(Call call) {
            return host.equals(call.host()) && call.path().startsWith(pathStart);
        }

        /** Uses the fault up by one call; false if it was used up before. */
        boolean take() {
            return left.getAndUpdate(n -> n > 0 && n < Integer.MAX_VALUE ? n - 1 : n) > 0;
        }
    }

    private final List<Switch> switches = new CopyOnWriteArrayList<>();

    @Override
    public void add(String host, String pathStart, int times, Fault fault) {
        switches.add(new Switch(host.toLowerCase(Locale.ROOT), pathStart, new AtomicInteger(times), fault));
    }

    @Override
    public void clear(String host) {
        switches.removeIf(each -> each.host().equals(host.toLowerCase(Locale.ROOT)));
    }

    @Override
    public void clear() {
        switches.clear();
    }

    /** Hands the call on to its host, unless a fault answers it. */
    void pass(HttpCall call, VirtualHost host) throws IOException, InterruptedException {
        for (Switch each : switches) {
            if (!each.concerns(call) || !each.take()) {
                continue;
            }
            switch (each.fault()) {
                case Fault.Latency(Duration delay) -> pause(delay);
                case Fault.Silence() -> silence();
                case Fault.Reset() -> call.reset();
                case Fault.Answer answer -> {
                    answer.headers().forEach(call::with);
                    call.send(
                            answer.status(), answer.contentType(), answer.body().getBytes(StandardCharsets.UTF_8));
                }
                case Fault.Truncated() ->
                    call.shape(
                            (length, content) -> out -> content.writeTo(new Shaped(out, length / 2, Long.MAX_VALUE)));
                case Fault.SlowBody(int speed) ->
                    call.shape((length, content) -> out -> content.writeTo(new Shaped(out, Long.MAX_VALUE, speed)));
            }
            if (call.answered()) {
                return;
            }
        }
        host.handle(call);
    }

    /** Waits until the sandbox stops, which interrupts the thread. */
    static void silence() throws InterruptedException {
        NEVER.await();
    }

    /** Waits that long, or until the sandbox stops. */
    static void pause(Duration time) throws InterruptedException {
        if (NEVER.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException();
        }
    }

    /** Writes at most some bytes, and not faster than at some speed. */
    private static final class Shaped extends FilterOutputStream {
        private final long bytesPerSecond;
        private long left;

        Shaped(OutputStream out, long most, long bytesPerSecond) {
            super(out);
            left = most;
            this.bytesPerSecond = bytesPerSecond;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int piece = (int) Math.min(length, Math.max(1, bytesPerSecond / 10));
            for (int at = 0; at < length; at += piece) {
                int now = (int) Math.min(Math.min(piece, length - at), left);
                out.write(bytes, from + at, now);
                left -= now;
                if (left == 0) {
                    out.flush();
                    throw new IOException("cut off on purpose");
                }
                if (bytesPerSecond < Long.MAX_VALUE) {
                    out.flush();
                    waitFor(now);
                }
            }
        }

        private void waitFor(int bytes) throws IOException {
            try {
                pause(Duration.ofNanos(bytes * 1_000_000_000L / bytesPerSecond));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the sandbox stops", e);
            }
        }
    }
}
