package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.Target;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.sandbox.SandboxService;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.ConnectionsFile;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.platform.RuntimeOptions;
import org.drawbridge.readiness.ReadinessOptions;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.ReportFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the sandbox, or shows the main job on it. */
@Command(name = "sandbox")
final class SandboxCommand extends CliCommand {

    private static final Duration EVER = Duration.ofDays(3650);

    /** As in {@code /rest/api/content=503*20}. */
    private static final Pattern FAULT = Pattern.compile("(/.*)=([45]\\d\\d|none)(?:\\*([1-9]\\d{0,8}))?");

    @Option(names = "--port", paramLabel = "N", defaultValue = "0")
    int port;

    @Option(names = "--folder", paramLabel = "DIR")
    Path folder;

    @Option(names = "--demo")
    boolean demo;

    @Option(names = "--out", paramLabel = "FILE")
    Path out;

    @Option(names = "--spaces", paramLabel = "N", defaultValue = "0")
    int spaces;

    @Option(names = "--latency", paramLabel = "MILLISECONDS", defaultValue = "0")
    int latency;

    @Option(names = "--rate", paramLabel = "CALLS", defaultValue = "0")
    int rate;

    @Option(names = "--fault", paramLabel = "PATH=STATUS")
    List<String> faults = List.of();

    @Option(names = "--call-log", paramLabel = "FILE")
    Path callLog;

    /** For tests. */
    @Option(names = "--secrets-log", paramLabel = "FILE", hidden = true)
    Path secretsLog;

    SandboxCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure, IOException {
        if (port < 0 || port > 65535) {
            throw misuse("usage.port");
        }
        if (out != null && !demo) {
            throw misuse("usage.out");
        }
        if (spaces < 0 || spaces > 1_000_000 || latency < 0 || rate < 0) {
            throw misuse("usage.load");
        }
        SandboxService.Load load = new SandboxService.Load(
                spaces, Duration.ofMillis(latency), rate, faults(), Optional.ofNullable(callLog));
        SandboxService service = cli.environment()
                .sandbox()
                .get()
                .orElseThrow(() -> CliFailures.problem("cli.no-sandbox").failure());
        // The demonstration leaves nothing behind but its report.
        boolean temporary = demo && folder == null;
        Path place = temporary
                ? Files.createTempDirectory("drawbridge-sandbox-")
                : folder == null ? cli.dataDir().resolve("sandbox") : folder.toAbsolutePath();
        try (SandboxService.Running sandbox = start(service, place)) {
            sandbox.apply(load);
            if (secretsLog != null) {
                sandbox.noteSecrets(secretsLog);
            }
            return demo ? demo(sandbox) : serve(sandbox);
        } finally {
            if (temporary) {
                delete(place);
            }
        }
    }

    private List<SandboxService.Trouble> faults() {
        List<SandboxService.Trouble> all = new ArrayList<>();
        for (String text : faults) {
            Matcher matcher = FAULT.matcher(text);
            if (!matcher.matches()) {
                throw misuse("usage.fault", text);
            }
            all.add(new SandboxService.Trouble(
                    matcher.group(1),
                    matcher.group(2).equals("none")
                            ? OptionalInt.empty()
                            : OptionalInt.of(Integer.parseInt(matcher.group(2))),
                    matcher.group(3) == null ? Integer.MAX_VALUE : Integer.parseInt(matcher.group(3))));
        }
        return all;
    }

    private SandboxService.Running start(SandboxService service, Path place) throws AuthFailure {
        try {
            return service.start(place, port);
        } catch (IOException e) {
            throw CliFailures.problem("cli.sandbox-start")
                    .with("reason", Reasons.of(e))
                    .because(e)
                    .failure();
        }
    }

    private int serve(SandboxService.Running sandbox) throws AuthFailure {
        if (output().json()) {
            JsonArrayBuilder samples = Json.createArrayBuilder();
            sandbox.samples()
                    .forEach(sample -> samples.add(Json.createObjectBuilder()
                            .add("id", sample.id())
                            .add("shows", sample.shows())
                            .add("expectedExit", sample.expectedExit())
                            .add("signIn", sample.signIn())));
            output().document(Json.createObjectBuilder()
                    .add("exitCode", 0)
                    .add("port", sandbox.port())
                    .add("folder", sandbox.folder().toString())
                    .add("connectionsFile", sandbox.connectionsFile().toString())
                    .add("connections", samples)
                    .build());
        } else {
            describe(sandbox);
        }
        try {
            cli.progress().sleep(EVER);
        } catch (Cancelled e) {
            output().note(TEXTS.get("sandbox.stopped"));
        }
        return 0;
    }

    private void describe(SandboxService.Running sandbox) throws AuthFailure {
        String file = sandbox.connectionsFile().toString();
        output().line(TEXTS.get("sandbox.running", String.valueOf(sandbox.port())));
        output().line(TEXTS.get("sandbox.file", file));
        output().line("");
        Table table = new Table(TEXTS.get("head.id"), TEXTS.get("head.expected"), TEXTS.get("head.shows"));
        sandbox.samples().forEach(sample -> table.row(sample.id(), ending(sample), sample.shows()));
        table.print(output());
        output().line("");
        output().line(TEXTS.get("sandbox.next"));
        String connections = " --connections " + quoted(file);
        List<String> ids = sandbox.samples().stream()
                .filter(sample -> sample.expectedExit() <= 2 && !sample.signIn())
                .map(SandboxService.Sample::id)
                .toList();
        ids.stream().limit(1).forEach(id -> output().line("  drawbridge test " + id + connections));
        sandbox.samples().stream()
                .filter(sample -> sample.expectedExit() == 2 && !sample.signIn())
                .findFirst()
                .ifPresent(sample -> output().line("  drawbridge test " + sample.id() + connections));
        List<ConnectionEntry> entries = ConnectionsFile.read(
                        sandbox.connectionsFile(), runtime().methods())
                .entries();
        Optional<ConnectionEntry> source = first(entries, sandbox, Target.Kind.CONFLUENCE);
        Optional<ConnectionEntry> target = first(entries, sandbox, Target.Kind.SHAREPOINT);
        if (source.isPresent() && target.isPresent()) {
            output().line("  drawbridge readiness --source "
                    + source.get().connection().id() + " --target "
                    + target.get().connection().id() + connections);
        }
        output().line("  drawbridge connection list" + connections);
        signIns(sandbox, file);
    }

    /** Sessions are not kept with a connections file: whoever signs in needs stored connections. */
    private void signIns(SandboxService.Running sandbox, String file) {
        Optional<String> id = sandbox.samples().stream()
                .filter(SandboxService.Sample::signIn)
                .map(SandboxService.Sample::id)
                .findFirst();
        if (id.isEmpty()) {
            return;
        }
        String network = " --ca " + quoted(sandbox.folder().resolve("ca.pem").toString()) + " --connect-to ::127.0.0.1:"
                + sandbox.port();
        String place = " --data-dir " + quoted(sandbox.folder().resolve("trial").toString());
        output().line("");
        output().line(TEXTS.get("sandbox.people", sandbox.folder().resolve("secrets")));
        output().line("  drawbridge connection import " + quoted(file) + place);
        output().line("  drawbridge login " + id.get() + place + network);
        output().line("  drawbridge test " + id.get() + place + network);
    }

    private static String ending(SandboxService.Sample sample) {
        String exit = TEXTS.get("sandbox.exit." + sample.expectedExit());
        return sample.signIn() ? TEXTS.get("sandbox.after-login", exit) : exit;
    }

    private static String quoted(String path) {
        return path.matches("[\\w./\\\\:+-]+") ? path : "\"" + path + "\"";
    }

    /** The first connection to such a target that is to work without limits. */
    private static Optional<ConnectionEntry> first(
            List<ConnectionEntry> entries, SandboxService.Running sandbox, Target.Kind kind) {
        List<String> good = sandbox.samples().stream()
                .filter(sample -> sample.expectedExit() == 0 && !sample.signIn())
                .map(SandboxService.Sample::id)
                .toList();
        return entries.stream()
                .filter(entry -> entry.connection().target().kind() == kind)
                .filter(entry -> good.contains(entry.connection().id()))
                .findFirst();
    }

    private int demo(SandboxService.Running sandbox) throws AuthFailure {
        RuntimeOptions given = cli.runtimeOptions();
        RuntimeOptions options = new RuntimeOptions(
                given.dataDir(),
                Optional.of(sandbox.connectionsFile()),
                given.authorities(),
                Optional.empty(),
                List.of(),
                given.timeout(),
                Optional.empty());
        try (DrawbridgeRuntime runtime = cli.environment().runtimes().open(options)) {
            ConnectionEntry source =
                    first(runtime.entries(), sandbox, Target.Kind.CONFLUENCE).orElseThrow();
            ConnectionEntry target =
                    first(runtime.entries(), sandbox, Target.Kind.SHAREPOINT).orElseThrow();
            if (!output().json()) {
                output().line(TEXTS.get("sandbox.demo", String.valueOf(sandbox.port())));
                for (ConnectionEntry entry : List.of(source, target)) {
                    output().line("");
                    new TestPrinter(output())
                            .run(
                                    runtime.tester(),
                                    runtime.signIn(
                                            entry,
                                            new ConsoleInteraction(
                                                    cli.environment().terminal(), output()),
                                            cli.progress()));
                    cli.progress().check();
                }
                output().line("");
            }
            ReadinessReport report = ReadinessCommand.report(
                    cli,
                    runtime,
                    source,
                    target,
                    ReadinessOptions.defaults(),
                    new ReadinessCommand.Again(interaction(), interaction()));
            return finish(report);
        }
    }

    private int finish(ReadinessReport report) throws AuthFailure {
        ReportFormat format = ReportFormat.builtIn().stream()
                .filter(one -> one.id().equals(output().json() ? "json" : "text"))
                .findFirst()
                .orElseThrow();
        String text = ReadinessCommand.text(format, report);
        Path file = out == null ? Path.of("drawbridge-readiness." + format.extension()) : out;
        NewFile.write(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
        if (output().json()) {
            output().documentUnmasked(text); // masked by the format
        } else {
            ReadinessCommand.print(output(), text);
            output().line("");
            output().line(TEXTS.get("readiness.written", file.toAbsolutePath()));
        }
        return report.exitCode();
    }

    private static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // A leftover in the temporary folder; what counts has been done.
        }
    }
}
