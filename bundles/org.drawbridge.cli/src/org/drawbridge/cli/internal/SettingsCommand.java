package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.Near;
import org.drawbridge.platform.Preference;
import org.drawbridge.platform.Preferences;
import org.drawbridge.platform.SecretPlaces;
import org.drawbridge.platform.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about the settings of the whole product. */
@Command(
        name = "settings",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SettingsCommand.ListAll.class,
            SettingsCommand.Get.class,
            SettingsCommand.Set.class,
            SettingsCommand.Reset.class
        })
final class SettingsCommand {

    /** What the commands have in common. */
    abstract static class Base extends CliCommand {

        Base(Cli cli) {
            super(cli);
        }

        static Preference preference(String key) throws AuthFailure {
            Optional<Preference> found = Preferences.find(key);
            if (found.isEmpty()) {
                List<String> known =
                        Preferences.all().stream().map(Preference::key).toList();
                throw CliFailures.problem("cli.setting-unknown")
                        .with("key", key)
                        .with("near", Near.of(key, known).orElse(null))
                        .failure();
            }
            return found.get();
        }

        final JsonObjectBuilder json(Preference preference, Settings settings) {
            JsonObjectBuilder json = Json.createObjectBuilder()
                    .add("key", preference.key())
                    .add("page", preference.page().name().toLowerCase(Locale.ROOT))
                    .add("kind", preference.field().kind().name().toLowerCase(Locale.ROOT))
                    .add("label", preference.field().label())
                    .add("help", preference.field().help())
                    .add("default", preference.fallback());
            if (!preference.secret()) {
                json.add("value", settings.value(preference.key()))
                        .add("changed", settings.set(preference.key()).isPresent());
            }
            if (!preference.field().choices().isEmpty()) {
                json.add(
                        "choices",
                        Json.createArrayBuilder(preference.field().choices().stream()
                                .map(Field.Choice::value)
                                .toList()));
            }
            return json;
        }

        final void done(Preference preference, String text) throws AuthFailure {
            if (output().json()) {
                output().document(Json.createObjectBuilder()
                        .add("exitCode", 0)
                        .add("setting", json(preference, runtime().settings()))
                        .build());
            } else {
                output().line(text);
            }
        }
    }

    /** All of them, or those that are not as by default. */
    @Command(name = "list")
    static final class ListAll extends Base {

        @Option(names = "--changed")
        boolean changed;

        ListAll(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            Settings settings = runtime().settings();
            List<Preference> chosen = changed ? settings.differing() : Preferences.all();
            if (output().json()) {
                JsonArrayBuilder all = Json.createArrayBuilder();
                chosen.forEach(preference -> all.add(json(preference, settings)));
                output().document(Json.createObjectBuilder()
                        .add("exitCode", 0)
                        .add("settings", all)
                        .build());
                return 0;
            }
            if (chosen.isEmpty()) {
                output().note(TEXTS.get("settings.none-changed"));
                return 0;
            }
            Table table = new Table(TEXTS.get("head.setting"), TEXTS.get("head.value"), TEXTS.get("head.meaning"));
            for (Preference preference : chosen) {
                String value = preference.secret()
                        ? TEXTS.get("settings.secret")
                        : settings.value(preference.key()).replace("\n", ", ");
                String mark = settings.set(preference.key()).isPresent() ? TEXTS.get("settings.changed-mark") : "";
                table.row(preference.key(), value + mark, preference.field().label());
            }
            table.print(output());
            return 0;
        }
    }

    /** One of them, with its meaning. */
    @Command(name = "get")
    static final class Get extends Base {

        @Parameters(paramLabel = "KEY")
        String key;

        Get(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            Preference preference = preference(key);
            String value = preference.secret() ? "" : runtime().settings().value(key);
            if (preference.secret()) {
                boolean stored = runtime().secretSettings().get(key).isPresent();
                value = TEXTS.get(stored ? "connection.stored" : "connection.not-stored");
            }
            done(preference, value);
            return 0;
        }
    }

    /** Another value for one. */
    @Command(name = "set")
    static final class Set extends Base {

        @Parameters(paramLabel = "KEY", index = "0")
        String key;

        @Parameters(paramLabel = "VALUE", index = "1", arity = "0..1")
        String value;

        Set(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            Preference preference = preference(key);
            if (preference.secret()) {
                keep(preference);
                done(preference, TEXTS.get("settings.set", key, TEXTS.get("settings.secret")));
                return 0;
            }
            if (value == null) {
                throw misuse("settings.value-needed", key);
            }
            String wanted = preference.field().kind() == Field.Kind.FILE ? absolute(preference, value) : value.strip();
            Optional<String> complaint = wanted.isEmpty() ? Optional.empty() : preference.complaint(wanted);
            if (complaint.isPresent()) {
                throw CliFailures.problem("cli.setting-invalid")
                        .with("reason", complaint.get())
                        .with("key", key)
                        .failure();
            }
            if (key.equals(Preferences.SECRET_STORE)) {
                // What is stored goes with it.
                runtime().secretPlaces().use(SecretPlaces.Wish.ofWord(wanted).orElseThrow(), Optional.empty());
            } else {
                runtime().change(settings -> settings.with(key, wanted));
            }
            done(preference, TEXTS.get("settings.set", key, runtime().settings().value(key)));
            return 0;
        }

        private static String absolute(Preference preference, String value) {
            List<String> paths = new ArrayList<>();
            for (String path : preference.list() ? preference.values(value) : List.of(value.strip())) {
                paths.add(
                        path.isEmpty()
                                ? ""
                                : Path.of(path).toAbsolutePath().normalize().toString());
            }
            return preference.joined(paths);
        }

        /** A secret goes to the secret store, and is no argument. */
        private void keep(Preference preference) throws AuthFailure {
            if (value != null && !value.equals("-")) {
                throw CliFailures.problem("cli.secret-argument")
                        .with("key", key)
                        .failure();
            }
            if (runtime().secretPlaces().current() == Durability.SESSION_ONLY) {
                throw CliFailures.problem("cli.secret-not-kept")
                        .with("key", key)
                        .failure();
            }
            TypedSecret typed = new TypedSecret(cli);
            String label = preference.field().label();
            Secret secret = value == null ? typed.ask(label, key) : typed.standardInput(label);
            runtime().secretSettings().put(key, secret);
        }
    }

    /** The default for some, or for all. */
    @Command(name = "reset")
    static final class Reset extends Base {

        @Parameters(paramLabel = "KEY", arity = "0..*")
        List<String> keys = new ArrayList<>();

        @Option(names = "--all")
        boolean all;

        Reset(Cli cli) {
            super(cli);
        }

        @Override
        int run() throws AuthFailure {
            if (all == !keys.isEmpty()) {
                throw misuse("settings.reset-what");
            }
            List<Preference> chosen = new ArrayList<>();
            for (String key : keys) {
                chosen.add(preference(key)); // nothing is changed if one is unknown
            }
            if (all) {
                chosen.addAll(Preferences.all());
            }
            for (Preference preference : chosen) {
                if (preference.secret()) {
                    runtime().secretSettings().remove(preference.key());
                }
            }
            runtime().change(settings -> {
                Settings left = settings;
                for (Preference preference : chosen) {
                    // Where secrets are kept is changed by moving them.
                    if (!preference.secret() && !preference.key().equals(Preferences.SECRET_STORE)) {
                        left = left.without(preference.key());
                    }
                }
                return left;
            });
            boolean place =
                    chosen.stream().anyMatch(preference -> preference.key().equals(Preferences.SECRET_STORE));
            if (place && runtime().settings().set(Preferences.SECRET_STORE).isPresent()) {
                runtime().secretPlaces().use(SecretPlaces.Wish.AUTOMATIC, Optional.empty());
            }
            List<String> names = chosen.stream().map(Preference::key).toList();
            if (output().json()) {
                output().document(Json.createObjectBuilder()
                        .add("exitCode", 0)
                        .add("reset", Json.createArrayBuilder(names))
                        .build());
            } else {
                output().line(
                                all
                                        ? TEXTS.get("settings.reset-all")
                                        : TEXTS.get("settings.reset", String.join(", ", names)));
            }
            return 0;
        }
    }
}
