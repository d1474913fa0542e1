package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands a token to another tool. */
@Command(name = "token")
final class TokenCommand extends CliCommand {

    @Parameters(paramLabel = "CONNECTION")
    String id;

    @Option(names = "--resource", paramLabel = "sharepoint|graph")
    String resource;

    TokenCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        ConnectionEntry entry = entry(id);
        Target.Kind kind = entry.connection().target().kind();
        String wanted = resource == null ? kind.word() : resource.toLowerCase(Locale.ROOT);
        if (resource != null && !wanted.equals("sharepoint") && !wanted.equals("graph")) {
            throw misuse("usage.resource");
        }
        Secret token;
        Optional<Instant> expires;
        try (Session session = Sessions.open(runtime(), runtime().signIn(entry, interaction(), cli.progress()))) {
            token = session.token(wanted, cli.progress())
                    .orElseThrow(() -> CliFailures.problem("cli.no-token")
                            .with("connection", id)
                            .with("method", entry.connection().method())
                            .with("resource", wanted)
                            .failure());
            expires = session.expires();
        }
        if (output().json()) {
            JsonObjectBuilder document = Json.createObjectBuilder()
                    .add("connection", id)
                    .add("exitCode", 0)
                    .add("resource", wanted)
                    .add("token", token.reveal());
            expires.ifPresent(end -> document.add("expires", end.toString()));
            output().documentUnmasked(document.build() + "\n");
        } else {
            output().documentUnmasked(token.reveal() + "\n");
            expires.ifPresent(end -> output().note(TEXTS.get("token.expires", end)));
        }
        return 0;
    }
}
