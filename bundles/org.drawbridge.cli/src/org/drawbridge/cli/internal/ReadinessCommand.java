package org.drawbridge.cli.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.readiness.Readiness;
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

    @Option(names = "--format", paramLabel = "text|json")
    String format;

    @Option(names = "--out", paramLabel = "FILE")
    Path out;

    ReadinessCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        ReportFormat chosen = format(format, out);
        if (out == null) {
            cli.noticesInResult();
        }
        ConnectionEntry from = side(source, Target.Kind.CONFLUENCE, "readiness.source");
        ConnectionEntry to = side(target, Target.Kind.SHAREPOINT, "readiness.target");
        ReadinessReport report = report(cli, runtime(), from, to);
        if (out != null) {
            String text = text(chosen, report);
            NewFile.write(out, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
        }
        if (output().json()) {
            output().documentUnmasked(text(format("json", null), report)); // masked by the format
        } else if (out == null) {
            print(output(), text(chosen, report));
        } else {
            output().line(TEXTS.get("readiness.written", out));
        }
        return report.exitCode();
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

    /** Runs the checks, showing what happens on a terminal. */
    static ReadinessReport report(Cli cli, DrawbridgeRuntime used, ConnectionEntry from, ConnectionEntry to)
            throws AuthFailure {
        ConsoleInteraction interaction =
                new ConsoleInteraction(cli.environment().terminal(), cli.output());
        SignIn first = used.signIn(from, interaction, cli.progress());
        SignIn second = used.signIn(to, interaction, cli.progress());
        return new Readiness(used.tester(), used::checks).run(first, second, new Readiness.Listener() {
            @Override
            public void stage(Target.Kind side, StageResult stage) {
                if (stage.state() == StageResult.State.RUNNING) {
                    String name = side == Target.Kind.CONFLUENCE ? "readiness.source" : "readiness.target";
                    cli.output().status(TEXTS.get("readiness.step", TEXTS.get(name), stage.label()));
                }
            }
        });
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
