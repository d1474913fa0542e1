package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.WikiTraccsFile;
import org.drawbridge.core.store.WikiTraccsFile.Fate;
import org.drawbridge.platform.ConnectionTransfer;
import org.drawbridge.platform.ConnectionTransfer.Format;
import org.drawbridge.platform.ConnectionTransfer.InClear;
import org.drawbridge.platform.ConnectionTransfer.Incoming;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a file's connections over. */
@Command(name = "import")
final class ImportCommand extends CliCommand {

    @Parameters(paramLabel = "FILE")
    Path file;

    @Option(names = "--replace")
    boolean replace;

    @Option(names = "--store-secrets")
    boolean storeSecrets;

    @Option(names = "--clear-secrets")
    boolean clearSecrets;

    ImportCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        mustKeep();
        ConnectionTransfer transfer = new ConnectionTransfer(runtime());
        Incoming incoming = transfer.read(file.toAbsolutePath());
        Set<String> conflicts = transfer.conflicts(incoming);
        if (!conflicts.isEmpty() && !replace) {
            throw CliFailures.problem("cli.connection-exists")
                    .with("connections", String.join(", ", conflicts))
                    .with("remedy", TEXTS.get("connection.exists-import"))
                    .failure();
        }
        int stored =
                transfer.take(incoming, clearSecrets ? InClear.MOVE : storeSecrets ? InClear.STORE : InClear.LEAVE);
        List<String> warnings = warnings(incoming);
        if (output().json()) {
            warnings.forEach(output()::warn);
            output().document(json(incoming, stored, warnings));
        } else {
            output().line(TEXTS.get(
                    "connection.imported", incoming.entries().size(), ConnectionCommand.ids(incoming.entries())));
            report(incoming, stored);
            warnings.forEach(output()::warn);
        }
        return 0;
    }

    private List<String> warnings(Incoming incoming) throws AuthFailure {
        List<String> warnings = new ArrayList<>();
        // Kept for all connections it would lead the others astray, so it must be given where it is wanted.
        List<String> options = new ArrayList<>();
        incoming.authorities().forEach(path -> options.add("--ca " + path));
        incoming.connectTo().forEach(rule -> options.add("--connect-to " + rule));
        if (!options.isEmpty()) {
            warnings.add(TEXTS.get("connection.import-network", String.join(" ", options)));
        }
        long inClear = incoming.report().stream()
                .filter(line -> line.fate() == Fate.SECRET)
                .filter(line -> !clearSecrets || line.connection().isEmpty())
                .count();
        if (inClear > 0) {
            warnings.add(TEXTS.get("connection.import-secrets", inClear, incoming.file()));
        }
        for (String method : incoming.entries().stream()
                .map(entry -> entry.connection().method())
                .distinct()
                .toList()) {
            if (runtime().methods().info(method).isEmpty()) {
                warnings.add(TEXTS.get("connection.import-method", method));
            }
        }
        return warnings;
    }

    private void report(Incoming incoming, int stored) {
        if (incoming.format() != Format.WIKITRACCS) {
            return;
        }
        for (Fate fate : Fate.values()) {
            List<WikiTraccsFile.Line> lines = incoming.report().stream()
                    .filter(line -> line.fate() == fate)
                    .toList();
            if (!lines.isEmpty()) {
                output().line("");
                output().line(output().style(
                                Output.Style.STRONG,
                                TEXTS.get("import." + fate.name().toLowerCase(Locale.ROOT))));
            }
            for (WikiTraccsFile.Line line : lines) {
                output().line("  " + line.pointer()
                        + (line.connection().isEmpty() ? "" : " → " + line.connection())
                        + (line.note().isEmpty() ? "" : ": " + line.note()));
            }
        }
        if (stored > 0) {
            output().line("");
            output().line(TEXTS.get(clearSecrets ? "import.moved" : "import.stored", stored));
        }
    }

    private static jakarta.json.JsonObject json(Incoming incoming, int stored, List<String> warnings) {
        JsonArrayBuilder report = Json.createArrayBuilder();
        for (WikiTraccsFile.Line line : incoming.report()) {
            JsonObjectBuilder object = Json.createObjectBuilder()
                    .add("fate", line.fate().name().toLowerCase(Locale.ROOT))
                    .add("pointer", line.pointer());
            if (!line.connection().isEmpty()) {
                object.add("connection", line.connection());
            }
            if (!line.note().isEmpty()) {
                object.add("note", line.note());
            }
            report.add(object);
        }
        JsonArrayBuilder pairs = Json.createArrayBuilder();
        incoming.pairs()
                .forEach(pair -> pairs.add(
                        Json.createObjectBuilder().add("source", pair.source()).add("target", pair.target())));
        return Json.createObjectBuilder()
                .add("exitCode", 0)
                .add("format", incoming.format().name().toLowerCase(Locale.ROOT))
                .add("imported", Json.createArrayBuilder(incoming.ids()))
                .add("report", report)
                .add("pairs", pairs)
                .add("secretsStored", stored)
                .add("warnings", Json.createArrayBuilder(warnings))
                .build();
    }
}
