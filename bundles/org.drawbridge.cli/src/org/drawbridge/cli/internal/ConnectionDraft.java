package org.drawbridge.cli.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Ask;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.SecretRef;
import org.drawbridge.platform.DrawbridgeRuntime;

/** A connection that is being made or changed by options. Nothing is kept until {@link #save}. */
final class ConnectionDraft {

    private static final Texts TEXTS = Texts.of(ConnectionDraft.class);

    private final DrawbridgeRuntime runtime;
    private final Cli cli;
    private final String id;
    private final String name;
    private final Target target;
    private final MethodInfo method;
    private final Map<String, Field> fields;
    private final Map<String, String> settings;
    private final Map<String, SecretRef> references;
    private final Map<String, Secret> given = new LinkedHashMap<>();

    ConnectionDraft(
            Cli cli,
            String id,
            String name,
            Target target,
            MethodInfo method,
            Map<String, String> settings,
            Map<String, SecretRef> references)
            throws AuthFailure {
        this.cli = cli;
        this.runtime = cli.runtime();
        this.id = id;
        this.name = name;
        this.target = target;
        this.method = method;
        this.settings = new LinkedHashMap<>(settings);
        this.references = new LinkedHashMap<>(references);
        fields = runtime.methods().load(method.id()).fields(target).stream()
                .collect(Collectors.toMap(Field::key, field -> field, (a, b) -> a, LinkedHashMap::new));
    }

    /** {@code KEY=VALUE}; an empty value takes the setting away. */
    void set(String assignment) throws AuthFailure {
        int equals = assignment.indexOf('=');
        String key = assignment.substring(0, equals);
        String value = assignment.substring(equals + 1);
        Field field = fields.get(key);
        if (field != null && field.secret()) {
            throw CliFailures.problem("cli.secret-argument").with("key", key).failure();
        }
        if (field == null) {
            List<String> known = keys(false);
            throw invalid(
                    known.isEmpty()
                            ? TEXTS.get("connection.field-unknown-none", method.id())
                            : TEXTS.get("connection.field-unknown", method.id(), key, String.join(", ", known)));
        }
        boolean file = field.kind() == Field.Kind.FILE && !value.isBlank();
        settings.put(key, file ? Path.of(value).toAbsolutePath().normalize().toString() : value);
    }

    /** {@code KEY}, {@code KEY=env:NAME}, {@code KEY=file:PATH} or {@code KEY=-}. */
    void secret(String assignment) throws AuthFailure {
        int equals = assignment.indexOf('=');
        String key = equals < 0 ? assignment : assignment.substring(0, equals);
        String source = equals < 0 ? null : assignment.substring(equals + 1);
        Field field = fields.get(key);
        if (field == null || !field.secret()) {
            throw invalid(TEXTS.get("connection.secret-unknown", method.id(), key, String.join(", ", keys(true))));
        }
        references.remove(key);
        if (source == null) {
            given.put(key, ask(field));
        } else if (source.equals("-")) {
            given.put(key, new TypedSecret(cli).standardInput(field.label()));
        } else if (source.startsWith("env:") && source.length() > 4) {
            references.put(key, new SecretRef.FromEnvironment(source.substring(4)));
        } else if (source.startsWith("file:") && source.length() > 5) {
            Path path = Path.of(source.substring(5)).toAbsolutePath().normalize();
            references.put(key, new SecretRef.FromFile(path));
        } else {
            throw CliFailures.problem("cli.secret-argument").with("key", key).failure();
        }
    }

    private Secret ask(Field field) throws AuthFailure {
        if (cli.environment().terminal().prompt().isEmpty()) {
            throw CliFailures.problem("cli.secret-unattended")
                    .with("key", field.key())
                    .failure();
        }
        return new ConsoleInteraction(cli.environment().terminal(), cli.output())
                .ask(new Ask.EnterSecret(connection(), field), cli.progress());
    }

    private List<String> keys(boolean secret) {
        return fields.values().stream()
                .filter(field -> field.secret() == secret)
                .map(Field::key)
                .toList();
    }

    private Connection connection() {
        return new Connection(id, name, target, method.id(), settings);
    }

    private AuthFailure invalid(String reason) {
        return CliFailures.problem("cli.connection-invalid")
                .with("reason", reason)
                .with("method", method.id())
                .failure();
    }

    /** Checks everything, then keeps the secrets and the connection. */
    Connection save() throws AuthFailure {
        for (Field field : fields.values()) {
            Optional<String> complaint = field.secret() ? Optional.empty() : field.complaint(settings.get(field.key()));
            if (complaint.isPresent()) {
                throw invalid(complaint.get());
            }
        }
        SecretStore store = runtime.secrets();
        if (!given.isEmpty() && store.durability() == SecretStore.Durability.SESSION_ONLY) {
            throw CliFailures.problem("cli.secret-not-kept")
                    .with("key", String.join(", ", given.keySet()))
                    .failure();
        }
        Connection connection = connection();
        Secrets secrets = store.of(id);
        for (Map.Entry<String, Secret> secret : given.entrySet()) {
            secrets.put(secret.getKey(), secret.getValue());
        }
        runtime.connections().save(new ConnectionEntry(connection, references));
        return connection;
    }

    /** Required secrets that come from nowhere yet. */
    List<Field> missing() throws AuthFailure {
        List<Field> missing = new ArrayList<>();
        for (Field field : fields.values()) {
            if (field.secret()
                    && field.required()
                    && !references.containsKey(field.key())
                    && !given.containsKey(field.key())
                    && runtime.secrets().of(id).get(field.key()).isEmpty()) {
                missing.add(field);
            }
        }
        return missing;
    }
}
