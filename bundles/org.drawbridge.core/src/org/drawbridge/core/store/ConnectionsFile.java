package org.drawbridge.core.store;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriter;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.ConnectTo;

/**
 * A connections file: {@code {"version":1,"network":{"ca":"ca.pem","connectTo":["::127.0.0.1:8443"]},"connections":[…]}}.
 * {@code network} is optional; it holds for the connections of this file, and is shown wherever it is in force. {@code
 * ca} is a path or a list of paths. Relative paths start at the file's folder.
 *
 * @param authorities PEM files trusted besides the system's, resolved against the file
 */
public record ConnectionsFile(List<ConnectionEntry> entries, List<Path> authorities, List<ConnectTo> connectTo) {

    /** The only version there is so far. */
    public static final int VERSION = 1;

    public ConnectionsFile {
        entries = List.copyOf(entries);
        authorities = List.copyOf(authorities);
        connectTo = List.copyOf(connectTo);
    }

    /**
     * Reads and validates everything.
     *
     * @throws AuthFailure {@code file.missing, file.unreadable, file.too-large, connections.not-json} (line and column),
     *     {@code connections.version}, {@code connections.literal-secret} or {@code connections.invalid}, the last two
     *     with every error and its JSON path
     */
    public static ConnectionsFile read(Path file, AuthMethods methods) throws AuthFailure {
        return ConnectionsReader.strict(file, methods).read();
    }

    public Optional<ConnectionEntry> find(String id) {
        return entries.stream()
                .filter(entry -> entry.connection().id().equals(id))
                .findFirst();
    }

    /** The text of a connections file with these entries: what {@link #read} reads. Paths are written as they are. */
    public static String format(List<ConnectionEntry> entries) {
        return new ConnectionsFile(entries, List.of(), List.of()).format();
    }

    /** The text of this file, ending with a line feed. */
    public String format() {
        JsonProvider json = JsonProvider.provider();
        JsonObjectBuilder document = json.createObjectBuilder().add("version", VERSION);
        if (!authorities.isEmpty() || !connectTo.isEmpty()) {
            JsonObjectBuilder network = json.createObjectBuilder();
            if (!authorities.isEmpty()) {
                JsonArrayBuilder paths = json.createArrayBuilder();
                authorities.forEach(path -> paths.add(path.toString()));
                network.add("ca", paths);
            }
            if (!connectTo.isEmpty()) {
                JsonArrayBuilder rules = json.createArrayBuilder();
                connectTo.forEach(rule -> rules.add(rule.toString()));
                network.add("connectTo", rules);
            }
            document.add("network", network);
        }
        JsonArrayBuilder connections = json.createArrayBuilder();
        entries.forEach(entry -> connections.add(object(json, entry)));
        document.add("connections", connections);
        StringWriter text = new StringWriter();
        try (JsonWriter writer = json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(text)) {
            writer.write(document.build());
        }
        return text.toString().strip() + "\n";
    }

    private static JsonObjectBuilder object(JsonProvider json, ConnectionEntry entry) {
        Connection connection = entry.connection();
        JsonObjectBuilder settings = json.createObjectBuilder();
        connection.settings().forEach(settings::add);
        JsonObjectBuilder object = json.createObjectBuilder()
                .add("id", connection.id())
                .add("name", connection.name())
                .add("target", connection.target().kind().word())
                .add("url", connection.target().address())
                .add("method", connection.method())
                .add("settings", settings);
        if (!entry.secrets().isEmpty()) {
            JsonObjectBuilder secrets = json.createObjectBuilder();
            entry.secrets().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(secret -> secrets.add(
                            secret.getKey(),
                            switch (secret.getValue()) {
                                case SecretRef.FromEnvironment from ->
                                    json.createObjectBuilder().add("env", from.variable());
                                case SecretRef.FromFile from ->
                                    json.createObjectBuilder()
                                            .add("file", from.file().toString());
                            }));
            object.add("secrets", secrets);
        }
        return object;
    }
}
