package org.drawbridge.cli.internal;

import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.Connection;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Explainer;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains an error that somebody saw, mostly in a browser. */
@Command(name = "explain")
final class ExplainCommand extends CliCommand {

    private static final int LARGEST = 1 << 20;

    /** Explained only as far as the text itself goes. */
    private static final Set<String> UNKNOWN = Set.of("entra.other", "entra.unknown-code");

    @Parameters(paramLabel = "TEXT", arity = "0..*")
    List<String> words = new ArrayList<>();

    @Option(names = "--connection", paramLabel = "CONNECTION")
    String id;

    ExplainCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure, IOException {
        Optional<Connection> connection =
                id == null ? Optional.empty() : Optional.of(entry(id).connection());
        String text = text();
        if (text.isBlank()) {
            throw misuse("usage.explain");
        }
        for (Explainer explainer : runtime().explainers()) {
            Optional<Problem> explained = explainer.explain(text, connection);
            if (explained.isPresent()) {
                boolean inBrowser =
                        explainer.staysInBrowser().contains(explained.get().cause());
                return show(explained.get(), inBrowser);
            }
        }
        throw CliFailures.problem("cli.nothing-to-explain").failure();
    }

    private String text() throws IOException {
        if (!words.isEmpty() && !words.equals(List.of("-"))) {
            return String.join(" ", words);
        }
        if (cli.environment().terminal().prompt().isPresent()) {
            output().note(TEXTS.get("explain.paste"));
        }
        return new String(cli.environment().in().readNBytes(LARGEST), StandardCharsets.UTF_8);
    }

    private int show(Problem problem, boolean inBrowser) throws AuthFailure {
        int exitCode = UNKNOWN.contains(problem.cause()) ? 1 : 0;
        if (output().json()) {
            JsonObjectBuilder document = jakarta.json.Json.createObjectBuilder();
            if (id != null) {
                document.add("connection", id);
            }
            document.add("exitCode", exitCode)
                    .add("known", exitCode == 0)
                    .add("staysInBrowser", inBrowser)
                    .add("failure", Json.of(problem));
            output().document(document.build());
            return exitCode;
        }
        output().paragraph("", "  ", output().style(Output.Style.STRONG, problem.message()));
        output().explain(problem);
        if (inBrowser) {
            output().labelled(TEXTS.get("label.warnings"), TEXTS.get("explain.in-browser"));
        }
        return exitCode;
    }
}
