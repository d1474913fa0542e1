package org.drawbridge.cli.internal;

import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.WikiTraccsFile;
import org.drawbridge.platform.ConnectionTransfer;
import org.drawbridge.platform.ConnectionTransfer.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes connections into a file, without secrets. */
@Command(name = "export")
final class ExportCommand extends CliCommand {

    @Parameters(paramLabel = "CONNECTION", arity = "0..*")
    List<String> ids = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE")
    Path out;

    @Option(names = "--format", paramLabel = "drawbridge|wikitraccs")
    Format format;

    @Option(names = "--into", paramLabel = "FILE")
    Path into;

    ExportCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        Format wanted = format != null ? format : into != null ? Format.WIKITRACCS : Format.DRAWBRIDGE;
        if (into != null && wanted != Format.WIKITRACCS) {
            throw misuse("usage.into");
        }
        List<ConnectionEntry> entries = new ArrayList<>();
        if (ids.isEmpty()) {
            entries.addAll(runtime().entries());
        }
        for (String id : ids) {
            entries.add(entry(id));
        }
        ConnectionTransfer transfer = new ConnectionTransfer(runtime());
        WikiTraccsFile.Export export = wanted == Format.DRAWBRIDGE
                ? new WikiTraccsFile.Export(transfer.export(entries), List.of())
                : transfer.exportWikiTraccs(entries, Optional.ofNullable(into).map(Path::toAbsolutePath));
        export.notes().forEach(output()::warn);
        if (out == null) {
            // A file of this format, to the letter: comments and all, with nothing masked, since no secret is in it.
            output().documentUnmasked(export.text());
            return 0;
        }
        NewFile.write(out, stream -> stream.write(export.text().getBytes(StandardCharsets.UTF_8)));
        if (output().json()) {
            output().document(Json.createObjectBuilder()
                    .add("exitCode", 0)
                    .add("out", out.toString())
                    .add("format", wanted.name().toLowerCase(Locale.ROOT))
                    .add("connections", entries.size())
                    .add("warnings", Json.createArrayBuilder(export.notes()))
                    .build());
        } else {
            output().line(TEXTS.get("connection.exported", entries.size(), out));
        }
        return 0;
    }
}
