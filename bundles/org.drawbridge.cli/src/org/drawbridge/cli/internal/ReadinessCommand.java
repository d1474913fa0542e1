package org.drawbridge.cli.internal;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.CheckSettings;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.readiness.Changes;
import org.drawbridge.readiness.Readiness;
import org.drawbridge.readiness.ReadinessOptions;
import org.drawbridge.readiness.ReadinessReport;
import org.drawbridge.readiness.ReportFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The readiness report. */
@Command(name = "readiness")
final class ReadinessCommand extends CliCommand {

    @Option(names = "--source", paramLabel = "CONNECTION", required = true)
    String source;

    @Option(names = "--target", paramLabel = "CONNECTION", required = true)
    String target;

    @Option(names = "--format", paramLabel = "text|json|html|md|csv")
    String format;

    @Option(names = "--out", paramLabel = "FILE")
    Path out;

    @Option(names = "--spaces", paramLabel = "all|N|KEYS")
    String spaces;

    @Option(names = "--sample", paramLabel = "N")
    Integer sample;

    @Option(names = "--concurrency", paramLabel = "N")
    Integer concurrency;

    @Option(names = "--days", paramLabel = "N")
    Integer days;

    @Option(names = "--resume")
    boolean resume;

    @Option(names = "--compare", paramLabel = "FILE")
    Path compare;

    ReadinessCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        ReportFormat chosen = format(format, out);
        ReadinessOptions options = ReadinessOptions.defaults()
                .with(settings())
                .in(runtime().dataDir().resolve("readiness"), resume);
        if (out == null) {
            cli.noticesInResult();
        }
        if (compare != null && !Files.isReadable(compare)) {
            throw incomparable(new NoSuchFileException(compare.toString()));
        }
        ConnectionEntry from = side(source, Target.Kind.CONFLUENCE, "readiness.source");
        ConnectionEntry to = side(target, Target.Kind.SHAREPOINT, "readiness.target");
        ReadinessReport report;
        try {
            report = report(cli, runtime(), from, to, options, new Again(interaction(), signingIn()));
        } catch (Cancelled e) {
            output().note(TEXTS.get("readiness.interrupted"));
            throw e;
        }
        failure(report);
        if (report.resumable()) {
            output().note(TEXTS.get("readiness.interrupted"));
        }
        if (compare != null) {
            report = compared(report);
        }
        write(report, chosen);
        return report.exitCode();
    }

    /** Says why a side could not be checked to the end, where the report itself is not on the screen. */
    private void failure(ReadinessReport report) {
        if (out != null && !output().json()) {
            report.failure().ifPresent(problem -> output().failure(problem, report.exitCode()));
        }
    }

    private void write(ReadinessReport report, ReportFormat chosen) throws AuthFailure {
        if (out != null) {
            NewFile.write(out, stream -> {
                Writer writer = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
                chosen.write(report, writer);
                writer.flush();
            });
        }
        ReportFormat shown = output().json() ? format("json", null) : chosen;
        if (output().json() || out == null && !chosen.id().equals("text")) {
            output().stream(writer -> shown.write(report, writer)); // masked by the format
        } else if (out == null) {
            print(output(), text(chosen, report));
        } else {
            output().line(TEXTS.get("readiness.written", out));
        }
    }

    private CheckSettings settings() {
        CheckSettings settings = CheckSettings.DEFAULT;
        if (spaces != null) {
            settings = settings.withScope(CheckSettings.Scope.parse(spaces).orElseThrow(() -> misuse("usage.spaces")));
        }
        if (sample != null) {
            settings = settings.withPages(number("--sample", sample, CheckSettings.MOST_PAGES));
        }
        if (concurrency != null) {
            settings = settings.withConcurrency(number("--concurrency", concurrency, CheckSettings.MOST_CONCURRENCY));
        }
        if (days != null) {
            settings = settings.withExpected(Duration.ofDays(number("--days", days, 3650)));
        }
        return settings;
    }

    private int number(String option, int given, int most) {
        if (given < 1 || given > most) {
            throw misuse("usage.number", option, String.valueOf(most));
        }
        return given;
    }

    private ReadinessReport compared(ReadinessReport report) throws AuthFailure {
        try (Reader earlier = Files.newBufferedReader(compare)) {
            Changes changes = Changes.since(earlier, report);
            output().note(TEXTS.get(
                    "readiness.changes",
                    changes.capabilities().size(),
                    changes.spaces().size(),
                    changes.sinceMinute()));
            return report.with(changes);
        } catch (IOException e) {
            throw incomparable(e);
        }
    }

    private AuthFailure incomparable(IOException e) {
        return CliFailures.problem("cli.compare")
                .with("file", compare)
                .with("reason", Reasons.of(e))
                .because(e)
                .failure();
    }

    /** The wanted format, else the one that the file's name asks for, else text. */
    private ReportFormat format(String wanted, Path file) {
        List<ReportFormat> known = ReportFormat.builtIn();
        String name = file == null ? "" : file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (wanted == null) {
            return known.stream()
                    .filter(one -> name.endsWith("." + one.extension()))
                    .findFirst()
                    .orElse(known.getFirst());
        }
        return known.stream()
                .filter(one -> one.id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> misuse(
                        "usage.format",
                        String.join(", ", known.stream().map(ReportFormat::id).toList())));
    }

    private ConnectionEntry side(String id, Target.Kind kind, String side) throws AuthFailure {
        ConnectionEntry entry = entry(id);
        if (entry.connection().target().kind() != kind) {
            throw CliFailures.problem("cli.sides")
                    .with("connection", id)
                    .with("kind", entry.connection().target().kind().word())
                    .with("side", TEXTS.get(side))
                    .failure();
        }
        return entry;
    }

    /** Asks as any command does, and once a session has ended in the middle as {@code login} does. */
    static final class Again implements Interaction {
        private final ConsoleInteraction first;
        private final ConsoleInteraction signingIn;
        private volatile boolean again;

        Again(ConsoleInteraction first, ConsoleInteraction signingIn) {
            this.first = first;
            this.signingIn = signingIn;
        }

        /** Where nobody sits, a browser would wait for nobody. */
        private void begins(Terminal terminal) {
            again = terminal.prompt().isPresent();
        }

        @Override
        public <R> R ask(Ask<R> ask, Progress progress) throws AuthFailure {
            return (again ? signingIn : first).ask(ask, progress);
        }
    }

    /** Runs the checks, showing what happens on a terminal. */
    static ReadinessReport report(
            Cli cli,
            DrawbridgeRuntime used,
            ConnectionEntry from,
            ConnectionEntry to,
            ReadinessOptions options,
            Again interaction)
            throws AuthFailure {
        SignIn first = used.signIn(from, interaction, cli.progress());
        SignIn second = used.signIn(to, interaction, cli.progress());
        return new Readiness(used.tester(), used::checks).run(first, second, options, new Readiness.Listener() {
            private final Progress progress = cli.progress();
            private long shown;

            @Override
            public void stage(Target.Kind side, StageResult stage) {
                if (stage.state() == StageResult.State.RUNNING) {
                    String name = side == Target.Kind.CONFLUENCE ? "readiness.source" : "readiness.target";
                    cli.output().status(TEXTS.get("readiness.step", TEXTS.get(name), stage.label()));
                }
            }

            @Override
            public void progress(Target.Kind side, int done, int total, Optional<Duration> left) {
                long now = System.nanoTime();
                if (side == Target.Kind.CONFLUENCE && (now - shown > 200_000_000L || done == total)) {
                    shown = now;
                    progress.step(left.filter(rest -> done < total)
                            .map(rest -> TEXTS.get("readiness.progress.left", done, total, time(rest)))
                            .orElseGet(() -> TEXTS.get("readiness.progress", done, total)));
                }
            }

            @Override
            public void signingInAgain(Target.Kind side) {
                String name = side == Target.Kind.CONFLUENCE ? "readiness.source" : "readiness.target";
                cli.output().note(TEXTS.get("readiness.again", TEXTS.get(name)));
                interaction.begins(cli.environment().terminal());
            }
        });
    }

    private static String time(Duration left) {
        long seconds = left.toSeconds() + 1;
        return seconds < 90
                ? TEXTS.get("readiness.seconds", seconds)
                : TEXTS.get("readiness.minutes", (seconds + 59) / 60);
    }

    static String text(ReportFormat format, ReadinessReport report) {
        StringBuilder text = new StringBuilder();
        try {
            format.write(report, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringBuilder does not fail
        }
        return text.toString();
    }

    static void print(Output output, String text) {
        text.lines().forEach(line -> {
            String indent =
                    line.substring(0, line.length() - line.stripLeading().length());
            output.paragraph(indent, indent, line.strip());
        });
    }
}
