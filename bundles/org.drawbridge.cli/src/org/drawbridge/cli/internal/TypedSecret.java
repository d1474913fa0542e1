package org.drawbridge.cli.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.store.Reasons;

/** Secrets as commands get them: typed without echo, or the first line of a file or of standard input. */
final class TypedSecret {

    private static final Texts TEXTS = Texts.of(TypedSecret.class);

    private final Cli cli;

    TypedSecret(Cli cli) {
        this.cli = cli;
    }

    boolean canAsk() {
        return cli.environment().terminal().prompt().isPresent();
    }

    /** Asks on the terminal; fails where there is none. @param key what the failure calls it */
    Secret ask(String label, String key) throws AuthFailure {
        Terminal.Prompt prompt = cli.environment()
                .terminal()
                .prompt()
                .orElseThrow(() -> CliFailures.problem("cli.secret-unattended")
                        .with("key", key)
                        .failure());
        return prompt.ask(TEXTS.get("prompt.plain", label)).orElseThrow(Cancelled::new);
    }

    /** Asks twice, since what is typed is not seen. */
    Secret askNew(String label, String key) throws AuthFailure {
        Secret first = ask(label, key);
        if (!first.reveal().equals(ask(TEXTS.get("prompt.again", label), key).reveal())) {
            throw CliFailures.problem("cli.secrets-differ").with("label", label).failure();
        }
        return first;
    }

    /** @param label of what should stand in the first line */
    Secret standardInput(String label) throws AuthFailure {
        try {
            String line = new BufferedReader(
                            new InputStreamReader(cli.environment().in(), StandardCharsets.UTF_8))
                    .readLine();
            if (line != null && !line.isEmpty()) {
                return Secret.of(line);
            }
        } catch (IOException e) {
            // Nothing could be read, which is said below.
        }
        throw unreadable(TEXTS.get("file.standard-input"), TEXTS.get("connection.stdin-empty", label));
    }

    Secret firstLine(Path file, String label) throws AuthFailure {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            if (line != null && !line.isEmpty()) {
                return Secret.of(line);
            }
        } catch (IOException e) {
            throw unreadable(file.toString(), Reasons.of(e));
        }
        throw unreadable(file.toString(), TEXTS.get("connection.stdin-empty", label));
    }

    private static AuthFailure unreadable(String file, String reason) {
        return CliFailures.problem("cli.file-unreadable")
                .with("file", file)
                .with("reason", reason)
                .failure();
    }
}
