package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.RuntimeOptions;
import org.drawbridge.platform.SecretPlaces;
import org.drawbridge.platform.SecretPlaces.Rung;
import org.drawbridge.platform.SecretPlaces.Wish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about where secrets are kept. */
@Command(
        name = "secrets",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SecretsCommand.Status.class,
            SecretsCommand.Use.class,
            SecretsCommand.ChangeMasterPassword.class,
            SecretsCommand.ForgetMasterPassword.class,
            SecretsCommand.Clear.class
        })
final class SecretsCommand {

    /** What the commands have in common. */
    abstract static class Places extends CliCommand {

        Places(Cli cli) {
            super(cli);
        }

        final SecretPlaces places() throws AuthFailure {
            return runtime().secretPlaces();
        }

        static String word(Durability place) {
            return place.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static String label(Durability place) {
            return TEXTS.get("secrets.place." + word(place));
        }

        /** The places as they are now; after a change, too, so that scripts see what it led to. */
        final JsonObjectBuilder json() throws AuthFailure {
            JsonArrayBuilder rungs = Json.createArrayBuilder();
            for (Rung rung : places().rungs()) {
                rungs.add(Json.createObjectBuilder()
                        .add("place", word(rung.place()))
                        .add("available", rung.available())
                        .add("stored", rung.stored())
                        .add("reason", rung.reason()));
            }
            return Json.createObjectBuilder()
                    .add("exitCode", 0)
                    .add("wish", places().wish().word())
                    .add("current", word(places().current()))
                    .add("reason", places().reason())
                    .add("places", rungs);
        }

        /** Fails unless the user has agreed to lose what the text names. */
        final void mustAgree(boolean yes, String lost) throws AuthFailure {
            if (!yes) {
                throw CliFailures.problem("cli.secrets-lost")
                        .with("lost", lost)
                        .with("command", spec.qualifiedName())
                        .failure();
            }
        }

        final String names(List<String> connections) {
            return connections.isEmpty() ? TEXTS.get("secrets.none") : String.join(", ", connections);
        }
    }

    /** The places, and which is in use. */
    @Command(name = "status")
    static final class Status extends Places {

        Status(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            if (output().json()) {
                output().document(json().build());
                return 0;
            }
            Durability current = places().current();
            output().line(TEXTS.get("secrets.current", label(current), places().reason()));
            for (Rung rung : places().rungs()) {
                boolean inUse = rung.place() == current;
                String state =
                        TEXTS.get(inUse ? "secrets.in-use" : rung.available() ? "secrets.available" : "secrets.away");
                output().labelled(
                                label(rung.place()),
                                TEXTS.get("secrets.rung", state, rung.stored())
                                        + (rung.reason().isEmpty() ? "" : " — " + rung.reason()));
            }
            return 0;
        }
    }

    /** Another place. */
    @Command(name = "use")
    static final class Use extends Places {

        @Parameters(paramLabel = "PLACE")
        String place;

        @Option(names = "--yes")
        boolean yes;

        Use(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            Wish wish = Wish.ofWord(place.equals("session-only") ? "session" : place)
                    .orElseThrow(() -> misuse("secrets.unknown-place", place));
            if (wish == Wish.SESSION_ONLY) {
                int stored = places().rungs().stream()
                        .filter(rung -> rung.place() != Durability.SESSION_ONLY)
                        .mapToInt(Rung::stored)
                        .sum();
                // A command's session ends with the command.
                mustAgree(yes || stored == 0, TEXTS.get("secrets.stored", stored));
            }
            SecretPlaces.Moved moved = places().use(wish, masterPassword(wish));
            if (output().json()) {
                output().document(json().add("moved", moved.moved())
                        .add("left", Json.createArrayBuilder(moved.left()))
                        .build());
            } else {
                output().line(TEXTS.get("secrets.used", label(places().current()), moved.moved()));
            }
            if (!moved.left().isEmpty()) {
                output().warn(TEXTS.get("secrets.left", names(moved.left())));
            }
            return 0;
        }

        /** Asked for where it is needed and was not given at the start; twice where it is a new one. */
        private Optional<Secret> masterPassword(Wish wish) throws AuthFailure {
            Rung rung = places().rungs().get(Durability.MASTER_PASSWORD.ordinal());
            boolean known = cli.options().masterPasswordFile != null
                    || System.getenv(RuntimeOptions.MASTER_PASSWORD_VARIABLE) != null;
            TypedSecret typed = new TypedSecret(cli);
            if (wish != Wish.MASTER_PASSWORD || known || !typed.canAsk()) {
                return Optional.empty();
            }
            String label = TEXTS.get("secrets.master-password");
            return Optional.of(
                    rung.available() ? typed.askNew(label, "master password") : typed.ask(label, "master password"));
        }
    }

    /** Another master password. */
    @Command(name = "change-master-password")
    static final class ChangeMasterPassword extends Places {

        static final String NEW_VARIABLE = "DRAWBRIDGE_NEW_MASTER_PASSWORD";

        @Option(names = "--new-password-file", paramLabel = "FILE")
        Path fresh;

        ChangeMasterPassword(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            places().changeMasterPassword(old(), fresh());
            if (output().json()) {
                output().document(json().build());
            } else {
                output().line(TEXTS.get("secrets.changed"));
            }
            return 0;
        }

        private Secret old() throws AuthFailure {
            TypedSecret typed = new TypedSecret(cli);
            String label = TEXTS.get("secrets.old-master-password");
            Path file = cli.options().masterPasswordFile;
            if (file != null) {
                return typed.firstLine(file.toAbsolutePath(), label);
            }
            Optional<Secret> given = variable(RuntimeOptions.MASTER_PASSWORD_VARIABLE);
            return given.isPresent() ? given.get() : typed.ask(label, "master password");
        }

        private Secret fresh() throws AuthFailure {
            TypedSecret typed = new TypedSecret(cli);
            String label = TEXTS.get("secrets.new-master-password");
            if (fresh != null) {
                return typed.firstLine(fresh.toAbsolutePath(), label);
            }
            Optional<Secret> given = variable(NEW_VARIABLE);
            return given.isPresent() ? given.get() : typed.askNew(label, "new master password");
        }

        private Optional<Secret> variable(String name) {
            Map<String, String> variables = cli.environment().variables();
            return Optional.ofNullable(variables.get(name))
                    .filter(value -> !value.isEmpty())
                    .map(Secret::of);
        }
    }

    /** A new start without what the forgotten password protects. */
    @Command(name = "forget-master-password")
    static final class ForgetMasterPassword extends Places {

        @Option(names = "--yes")
        boolean yes;

        ForgetMasterPassword(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            List<String> lost = places().heldByMasterPassword();
            mustAgree(yes, TEXTS.get("secrets.lost", names(lost)));
            places().forgetMasterPassword();
            if (output().json()) {
                output().document(json().add("lost", Json.createArrayBuilder(lost))
                        .build());
            } else {
                output().line(TEXTS.get("secrets.forgotten", names(lost)));
            }
            return 0;
        }
    }

    /** Nothing is kept any more. */
    @Command(name = "clear")
    static final class Clear extends Places {

        @Option(names = "--yes")
        boolean yes;

        Clear(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            int stored = places().rungs().stream().mapToInt(Rung::stored).sum();
            mustAgree(yes, TEXTS.get("secrets.stored", stored));
            places().clear();
            if (output().json()) {
                output().document(json().add("deleted", stored).build());
            } else {
                output().line(TEXTS.get("secrets.cleared", stored));
            }
            return 0;
        }
    }
}
