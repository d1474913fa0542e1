package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.BrowserOpener;
import org.drawbridge.platform.DrawbridgeRuntime;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command. Its constructor takes the {@link Cli}. */
abstract class CliCommand {

    static final Texts TEXTS = Texts.of(CliCommand.class);

    final Cli cli;

    @Spec
    CommandSpec spec;

    CliCommand(Cli cli) {
        this.cli = cli;
    }

    /** Does it, and gives the exit code. */
    abstract int run() throws Exception;

    final DrawbridgeRuntime runtime() throws AuthFailure {
        return cli.runtime();
    }

    final Output output() {
        return cli.output();
    }

    final ConnectionEntry entry(String id) throws AuthFailure {
        return runtime().entry(id);
    }

    final ConsoleInteraction interaction() {
        return new ConsoleInteraction(cli.environment().terminal(), output());
    }

    /** Asks on the terminal, and opens a browser or shows a code where somebody has to sign in. */
    final ConsoleInteraction signingIn() throws AuthFailure {
        Drawbridge options = cli.options();
        Terminal terminal = cli.environment().terminal();
        SignInPages pages = new SignInPages(
                terminal,
                output(),
                Optional.ofNullable(options.openWith).filter(command -> !options.noBrowser),
                new BrowserOpener(runtime().settings()),
                !options.noBrowser,
                Optional.ofNullable(options.timeout),
                runtime().freshBrowser(),
                runtime().http().settings());
        return new ConsoleInteraction(terminal, output(), !options.noBrowser, Optional.of(pages));
    }

    /** Wrong use that the parser can't see. */
    final ParameterException misuse(String text, Object... arguments) {
        return new ParameterException(spec.commandLine(), TEXTS.get(text, arguments));
    }

    /** Fails where a connections file is in use: it is read, never written. */
    final void mustKeep() throws AuthFailure {
        if (!runtime().keeps()) {
            throw CliFailures.problem("cli.connections-file")
                    .with("command", spec.qualifiedName())
                    .with("file", cli.options().connections)
                    .failure();
        }
    }

    /** The document with what the user must know about the network: in the result too, since others may read it. */
    final JsonObject withNotices(JsonObject document) throws AuthFailure {
        List<String> warnings = new ArrayList<>(runtime().notices());
        if (document.get("warnings") instanceof JsonArray own) {
            own.getValuesAs(JsonString.class).forEach(text -> warnings.add(text.getString()));
        }
        return Json.createObjectBuilder(document)
                .add("warnings", Json.createArrayBuilder(warnings))
                .build();
    }
}
