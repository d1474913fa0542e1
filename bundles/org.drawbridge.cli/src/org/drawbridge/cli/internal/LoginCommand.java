package org.drawbridge.cli.internal;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs in now and keeps what had to be asked for. */
@Command(name = "login")
final class LoginCommand extends CliCommand {

    private static final int NOT_KEPT = 1;
    private static final String SESSION = "session";

    @Parameters(paramLabel = "CONNECTION")
    String id;

    @Option(names = {"--again", "--other-account"})
    boolean again;

    LoginCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run() throws AuthFailure {
        ConnectionEntry entry = entry(id);
        ConsoleInteraction interaction = signingIn();
        SignIn signIn = runtime().signIn(again ? anew(entry) : entry, interaction, cli.progress());
        if (again) {
            signIn = signIn.with(withoutSession(signIn.secrets()));
        }
        Account account;
        String expires;
        Optional<String> way;
        try (Session session = Sessions.open(runtime(), signIn)) {
            account = session.account();
            expires = session.expires().map(Object::toString).orElse("");
            way = session.way();
            session.warnings().forEach(output()::warn);
        }
        cli.progress().check();
        boolean stillGood = way.isPresent() && !interaction.askedForBrowser();
        Map<String, Secret> entered = interaction.entered();
        List<String> keys = new ArrayList<>(entered.keySet());
        // A session is kept by its method.
        if (signIn.secrets().get(SESSION).isPresent()) {
            keys.add(SESSION);
        }
        boolean kept = runtime().keeps();
        if (kept && !keys.isEmpty()) {
            kept = runtime().secrets().durability() != Durability.SESSION_ONLY;
        }
        if (kept) {
            for (Map.Entry<String, Secret> secret : entered.entrySet()) {
                signIn.secrets().put(secret.getKey(), secret.getValue());
            }
        }
        int exitCode = kept ? 0 : NOT_KEPT;
        if (output().json()) {
            JsonObjectBuilder document = Json.createObjectBuilder()
                    .add("connection", id)
                    .add("exitCode", exitCode)
                    .add(
                            "account",
                            Json.createObjectBuilder()
                                    .add("name", account.name())
                                    .add("displayName", account.displayName())
                                    .add("anonymous", account.anonymous()))
                    .add("kept", kept ? Json.createArrayBuilder(keys) : Json.createArrayBuilder());
            if (!expires.isEmpty()) {
                document.add("expires", expires);
            }
            way.ifPresent(text -> document.add("way", text));
            if (kept && !keys.isEmpty()) {
                document.add("durability", durability());
            }
            output().document(withNotices(document.build()));
            return exitCode;
        }
        output().line(TEXTS.get(
                "login.done",
                entry.connection().name(),
                account.displayName(),
                way.map(text -> TEXTS.get("login.way", text)).orElse("")));
        if (stillGood && kept && signIn.secrets().get(SESSION).isPresent()) {
            output().line(TEXTS.get("login.still-good", entry.connection().name(), id));
        } else if (!kept) {
            String why = TEXTS.get(runtime().keeps() ? "login.why-memory" : "login.why-file");
            output().warn(TEXTS.get("login.not-kept", why));
        } else if (keys.isEmpty()) {
            output().note(TEXTS.get("login.nothing-kept"));
        } else {
            String place = TEXTS.get("login.durability." + durability().replace('-', '_'));
            output().line(TEXTS.get("login.kept", String.join(", ", keys), place));
        }
        return exitCode;
    }

    /** Hides the session that is kept, so that there has to be a new one; until then the old one stays. */
    private static Secrets withoutSession(Secrets secrets) {
        return new Secrets() {
            private boolean renewed;

            @Override
            public synchronized Optional<Secret> get(String key) throws AuthFailure {
                return key.equals(SESSION) && !renewed ? Optional.empty() : secrets.get(key);
            }

            @Override
            public synchronized void put(String key, Secret value) throws AuthFailure {
                secrets.put(key, value);
                renewed |= key.equals(SESSION);
            }

            @Override
            public void remove(String key) throws AuthFailure {
                secrets.remove(key);
            }
        };
    }

    /** For this one sign-in: whatever session there is, the user is asked. */
    private static ConnectionEntry anew(ConnectionEntry entry) {
        Map<String, String> settings = new LinkedHashMap<>(entry.connection().settings());
        settings.put("signInAnew", "true");
        return new ConnectionEntry(entry.connection().withSettings(settings), entry.secrets());
    }

    private String durability() throws AuthFailure {
        return runtime().secrets().durability().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
