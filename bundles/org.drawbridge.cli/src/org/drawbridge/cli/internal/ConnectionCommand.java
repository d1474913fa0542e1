package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.ConnectionsFile;
import org.drawbridge.core.store.SecretRef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about stored connections. */
@Command(
        name = "connection",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ConnectionCommand.ListAll.class,
            ConnectionCommand.Show.class,
            ConnectionCommand.Add.class,
            ConnectionCommand.Change.class,
            ConnectionCommand.Remove.class,
            ImportCommand.class,
            ExportCommand.class
        })
final class ConnectionCommand {

    /** An entry as a connections file has it. */
    static JsonObject json(ConnectionEntry entry) {
        return document(List.of(entry)).getJsonArray("connections").getJsonObject(0);
    }

    static String text(SecretRef reference) {
        return switch (reference) {
            case SecretRef.FromEnvironment from -> CliCommand.TEXTS.get("connection.from-environment", from.variable());
            case SecretRef.FromFile from -> CliCommand.TEXTS.get("connection.from-file", from.file());
        };
    }

    /** Entries as a connections file has them. */
    static JsonObject document(List<ConnectionEntry> entries) {
        try (JsonReader reader = Json.createReader(new StringReader(ConnectionsFile.format(entries)))) {
            return reader.readObject();
        }
    }

    static String ids(List<ConnectionEntry> entries) {
        return entries.stream().map(entry -> entry.connection().id()).collect(Collectors.joining(", "));
    }

    /** All of them. */
    @Command(name = "list")
    static final class ListAll extends CliCommand {

        ListAll(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            List<ConnectionEntry> entries = runtime().entries();
            Optional<AuthFailure> damage =
                    runtime().keeps() ? runtime().connections().damage() : Optional.empty();
            damage.ifPresent(failure -> output().warn(
                            TEXTS.get("connection.damage", failure.problem().message())));
            if (output().json()) {
                output().document(withNotices(Output.withExitCode(document(entries), 0)));
            } else if (entries.isEmpty()) {
                output().note(TEXTS.get("connection.none"));
            } else {
                Table table = new Table(
                        TEXTS.get("head.id"),
                        TEXTS.get("head.name"),
                        TEXTS.get("head.method"),
                        TEXTS.get("head.address"));
                for (ConnectionEntry entry : entries) {
                    Connection connection = entry.connection();
                    table.row(
                            connection.id(),
                            connection.name(),
                            connection.method(),
                            connection.target().address());
                }
                table.print(output());
            }
            return 0;
        }
    }

    /** One of them. */
    @Command(name = "show")
    static final class Show extends CliCommand {

        @Parameters(paramLabel = "CONNECTION")
        String id;

        Show(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            ConnectionEntry entry = entry(id);
            Connection connection = entry.connection();
            if (output().json()) {
                output().document(withNotices(Output.withExitCode(json(entry), 0)));
                return 0;
            }
            output().line(output().style(Output.Style.STRONG, connection.id()) + "  " + connection.name());
            output().labelled(
                            TEXTS.get("connection.address"), connection.target().address());
            output().labelled(
                            TEXTS.get("connection.method"),
                            runtime()
                                    .methods()
                                    .info(connection.method())
                                    .map(info -> info.label() + " (" + info.id() + ")")
                                    .orElse(connection.method()));
            connection.settings().forEach((key, value) -> output().labelled(key, value));
            for (Field field : runtime().methods().load(connection.method()).fields(connection.target())) {
                if (field.secret()) {
                    output().labelled(field.key(), place(entry, field.key()));
                }
            }
            return 0;
        }

        private String place(ConnectionEntry entry, String key) {
            if (entry.secrets().containsKey(key)) {
                return text(entry.secrets().get(key));
            }
            try {
                boolean stored =
                        runtime().secrets().of(entry.connection().id()).get(key).isPresent();
                return TEXTS.get(stored ? "connection.stored" : "connection.not-stored");
            } catch (AuthFailure e) {
                return e.problem().message(); // a store that can't be opened here
            }
        }
    }

    /** What add and set have in common. */
    abstract static class Edit extends CliCommand {

        @Parameters(paramLabel = "ID")
        String id;

        @Option(names = "--name", paramLabel = "NAME")
        String name;

        @Option(names = "--url", paramLabel = "ADDRESS")
        String url;

        @Option(names = "--method", paramLabel = "METHOD")
        String method;

        @Option(names = "--set", paramLabel = "KEY=VALUE")
        List<String> assignments = List.of();

        @Option(names = "--secret", paramLabel = "KEY[=SOURCE]")
        List<String> secrets = List.of();

        Edit(Cli cli) {
            super(cli);
        }

        final Connection save(ConnectionDraft draft, String done) throws AuthFailure {
            for (String assignment : assignments) {
                if (assignment.indexOf('=') < 1) {
                    throw misuse("usage.set");
                }
                draft.set(assignment);
            }
            for (String secret : secrets) {
                draft.secret(secret);
            }
            Connection saved = draft.save();
            if (output().json()) {
                ConnectionEntry entry = runtime().entry(saved.id());
                output().document(Output.withExitCode(json(entry), 0));
            } else {
                output().line(TEXTS.get(done, saved.id()));
                for (Field field : draft.missing()) {
                    output().note(TEXTS.get("connection.secret-missing", field.label(), saved.id(), field.key()));
                }
            }
            return saved;
        }
    }

    /** A new one. */
    @Command(name = "add")
    static final class Add extends Edit {

        @Option(names = "--target", paramLabel = "confluence|sharepoint")
        Target.Kind kind;

        Add(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            mustKeep();
            if (!Connection.ID_PATTERN.matcher(id).matches()) {
                throw misuse("connection.id", id);
            }
            if (url == null) {
                throw misuse("usage.url");
            }
            if (runtime().connections().find(id).isPresent()) {
                throw CliFailures.problem("cli.connection-exists")
                        .with("connections", id)
                        .with("remedy", TEXTS.get("connection.exists-add", id))
                        .failure();
            }
            MethodInfo info = method();
            save(
                    new ConnectionDraft(cli, id, name, Target.of(info.target(), url), info, Map.of(), Map.of()),
                    "connection.added");
            return 0;
        }

        private MethodInfo method() throws AuthFailure {
            AuthMethods methods = runtime().methods();
            if (method == null) {
                if (kind == null) {
                    throw misuse("usage.method-needed");
                }
                List<MethodInfo> fitting = methods.of(kind);
                return fitting.stream()
                        .filter(MethodInfo::recommended)
                        .findFirst()
                        .or(() -> fitting.stream().findFirst())
                        .orElseThrow(() -> misuse("usage.method-needed"));
            }
            methods.load(method); // fails, naming those there are
            MethodInfo info = methods.info(method).orElseThrow();
            if (kind != null && info.target() != kind) {
                throw misuse("usage.target-of-method", method, info.target().word(), kind.word());
            }
            return info;
        }
    }

    /** A change of one. */
    @Command(name = "set")
    static final class Change extends Edit {

        Change(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            mustKeep();
            ConnectionEntry entry = entry(id);
            Connection old = entry.connection();
            String wanted = method == null ? old.method() : method;
            runtime().methods().load(wanted); // fails, naming those there are
            MethodInfo info = runtime().methods().info(wanted).orElseThrow();
            Target target = old.target();
            if (info.target() != target.kind()) {
                throw misuse(
                        "usage.target-of-method",
                        wanted,
                        info.target().word(),
                        target.kind().word());
            }
            if (url != null) {
                target = Target.of(target.kind(), url);
            }
            boolean sameMethod = wanted.equals(old.method());
            save(
                    new ConnectionDraft(
                            cli,
                            id,
                            name == null ? old.name() : name,
                            target,
                            info,
                            sameMethod ? old.settings() : Map.of(),
                            sameMethod ? entry.secrets() : Map.of()),
                    "connection.changed");
            return 0;
        }
    }

    /** Removes some, with their secrets. */
    @Command(name = "remove")
    static final class Remove extends CliCommand {

        @Parameters(paramLabel = "CONNECTION", arity = "1..*")
        List<String> ids = new ArrayList<>();

        Remove(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            mustKeep();
            for (String id : ids) {
                entry(id); // nothing is removed if one is unknown
            }
            for (String id : ids) {
                runtime().secrets().forget(id);
                runtime().connections().remove(id);
            }
            if (output().json()) {
                output().document(Json.createObjectBuilder()
                        .add("exitCode", 0)
                        .add("removed", Json.createArrayBuilder(ids))
                        .build());
            } else {
                output().line(TEXTS.get("connection.removed", String.join(", ", ids)));
            }
            return 0;
        }
    }
}
