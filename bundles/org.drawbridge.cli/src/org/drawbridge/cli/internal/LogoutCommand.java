package org.drawbridge.cli.internal;

import jakarta.json.Json;
import java.util.stream.Collectors;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Forgets what is kept of a connection's sign-in. */
@Command(name = "logout")
final class LogoutCommand extends CliCommand {

    @Parameters(paramLabel = "CONNECTION")
    String id;

    LogoutCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        mustKeep();
        ConnectionEntry entry = entry(id);
        runtime().secrets().forget(id);
        String elsewhere =
                entry.secrets().values().stream().map(ConnectionCommand::text).collect(Collectors.joining(", "));
        if (output().json()) {
            output().document(Json.createObjectBuilder()
                    .add("connection", id)
                    .add("exitCode", 0)
                    .add(
                            "warnings",
                            elsewhere.isEmpty()
                                    ? Json.createArrayBuilder()
                                    : Json.createArrayBuilder().add(TEXTS.get("logout.references", elsewhere)))
                    .build());
        } else {
            output().line(TEXTS.get("logout.done", id));
            if (!elsewhere.isEmpty()) {
                output().note(TEXTS.get("logout.references", elsewhere));
            }
        }
        return 0;
    }
}
