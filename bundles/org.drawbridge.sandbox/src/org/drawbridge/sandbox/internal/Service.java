package org.drawbridge.sandbox.internal;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.drawbridge.core.sandbox.SandboxService;
import org.drawbridge.sandbox.ConfluenceSwitches.RateLimit;
import org.drawbridge.sandbox.Fault;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;

/** The sandbox for command line and desktop, which do not need this bundle. */
public final class Service implements SandboxService {

    @Override
    public Running start(Path folder, int port) throws IOException {
        Sandbox sandbox = Sandbox.start(new SandboxOptions(folder, port));
        return new Running() {
            private PrintWriter log;
            private PrintWriter secrets;

            @Override
            public int port() {
                return sandbox.port();
            }

            @Override
            public Path folder() {
                return sandbox.folder();
            }

            @Override
            public Path connectionsFile() {
                return sandbox.connectionsFile();
            }

            @Override
            public List<Sample> samples() {
                return sandbox.connections().stream()
                        .map(connection -> new Sample(
                                connection.id(), connection.shows(), connection.expectedExit(), connection.signIn()))
                        .toList();
            }

            @Override
            public synchronized void apply(Load load) throws IOException {
                if (load.spaces() > 0) {
                    sandbox.generateSpaces(load.spaces());
                }
                for (String host : sandbox.confluences()) {
                    load.faults()
                            .forEach(each ->
                                    sandbox.faults().add(host, each.path(), each.times(), fault(each.status())));
                    if (load.latency().isPositive()) {
                        sandbox.faults().add(host, new Fault.Latency(load.latency()));
                    }
                    if (load.callsPerSecond() > 0) {
                        int calls = load.callsPerSecond();
                        sandbox.confluence(host).rateLimit(new RateLimit(calls, calls, Duration.ofSeconds(1)));
                    }
                }
                if (load.log().isPresent()) {
                    log = new PrintWriter(load.log().get().toFile(), StandardCharsets.UTF_8);
                    PrintWriter out = log;
                    sandbox.watch(call -> {
                        synchronized (out) {
                            out.println(call.when().toEpochMilli() + " " + call.status() + " " + call.method() + " "
                                    + call.address());
                            out.flush();
                        }
                    });
                }
            }

            @Override
            public synchronized void noteSecrets(Path file) throws IOException {
                secrets = new PrintWriter(OwnerOnly.file(file).toFile(), StandardCharsets.UTF_8);
                PrintWriter out = secrets;
                sandbox.watchSecrets(secret -> {
                    synchronized (out) {
                        out.println(secret);
                        out.flush();
                    }
                });
            }

            @Override
            public synchronized void close() {
                sandbox.close();
                for (PrintWriter each : Arrays.asList(log, secrets)) {
                    if (each != null) {
                        each.close();
                    }
                }
            }
        };
    }

    private static Fault fault(OptionalInt status) {
        if (status.isEmpty()) {
            return new Fault.Silence();
        }
        return switch (status.getAsInt()) {
            case 429 -> Fault.tooManyRequests("1");
            case 503 -> Fault.unavailable(null);
            default ->
                new Fault.Answer(
                        status.getAsInt(),
                        Map.of(),
                        "application/json",
                        "{\"statusCode\":" + status.getAsInt() + ",\"message\":\"A fault of the sandbox.\"}");
        };
    }
}
