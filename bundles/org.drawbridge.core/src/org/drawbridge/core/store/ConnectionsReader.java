package org.drawbridge.core.store;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.ConnectTo;

/**
 * Reads one connections file and collects everything that is wrong with it. Strict for files that users write; lenient
 * for the store, where a connection must survive the absence of the plug-in that brings its method. Used once.
 */
final class ConnectionsReader {

    private static final Texts TEXTS = Texts.of(ConnectionsReader.class);
    private static final JsonProvider JSON = JsonProvider.provider();

    private final Path file;
    private final Path folder;
    private final AuthMethods methods;
    private final boolean strict;
    private final List<String> errors = new ArrayList<>();
    private final List<String> literals = new ArrayList<>();

    private ConnectionsReader(Path file, AuthMethods methods, boolean strict) {
        this.file = file;
        this.folder = file.toAbsolutePath().normalize().getParent();
        this.methods = methods;
        this.strict = strict;
    }

    static ConnectionsReader strict(Path file, AuthMethods methods) {
        return new ConnectionsReader(file, methods, true);
    }

    static ConnectionsReader lenient(Path file, AuthMethods methods) {
        return new ConnectionsReader(file, methods, false);
    }

    ConnectionsFile read() throws AuthFailure {
        return parse(TextFile.read(file));
    }

    private ConnectionsFile parse(String text) throws AuthFailure {
        JsonValue document;
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            document = reader.readValue();
        } catch (JsonParsingException e) {
            throw notJson(e.getLocation().getLineNumber(), e.getLocation().getColumnNumber(), text, e);
        } catch (JsonException e) {
            throw notJson(1, 1, text, e);
        }
        if (!(document instanceof JsonObject root)) {
            wrong(TEXTS.get("file.whole"), "document", "{\"version\":1,\"connections\":[…]}");
            throw failure();
        }
        version(root);
        unknown(root, "", "version", "network", "connections");
        List<Path> authorities = new ArrayList<>();
        List<ConnectTo> connectTo = new ArrayList<>();
        network(root.get("network"), authorities, connectTo);
        List<ConnectionEntry> entries = connections(root.get("connections"));
        if (!errors.isEmpty() || !literals.isEmpty()) {
            throw failure();
        }
        return new ConnectionsFile(entries, authorities, connectTo);
    }

    private AuthFailure notJson(long line, long column, String text, Exception e) {
        return TextFile.notJson(
                file, line, column, TEXTS.get(text.isBlank() ? "json.empty-file" : "json.unexpected"), e);
    }

    private AuthFailure failure() {
        List<String> all = new ArrayList<>(literals);
        all.addAll(errors);
        return CoreFailures.problem(errors.isEmpty() ? "connections.literal-secret" : "connections.invalid")
                .evidence("file", file)
                .evidence("errors", String.join("\n", all))
                .failure();
    }

    private void wrong(String place, String key, Object... arguments) {
        errors.add(place + " — " + TEXTS.get("file." + key, arguments));
    }

    private void literal(String place, String key, Object... arguments) {
        literals.add(place + " — " + TEXTS.get("file." + key, arguments));
    }

    private void version(JsonObject root) throws AuthFailure {
        JsonValue version = root.get("version");
        if (version == null) {
            wrong("version", "no-version", "\"version\": " + ConnectionsFile.VERSION);
        } else if (!(version instanceof JsonNumber number)
                || !number.isIntegral()
                || number.longValue() != ConnectionsFile.VERSION) {
            throw CoreFailures.problem("connections.version")
                    .evidence("file", file)
                    .evidence("version", version)
                    .failure();
        }
    }

    private void unknown(JsonObject object, String path, String... known) {
        Set<String> names = new LinkedHashSet<>(List.of(known));
        for (String key : object.keySet()) {
            if (!names.contains(key)) {
                wrong(path + key, "unknown-field", String.join(", ", names));
            }
        }
    }

    private void network(JsonValue value, List<Path> authorities, List<ConnectTo> connectTo) {
        if (value == null) {
            return;
        }
        if (!(value instanceof JsonObject object)) {
            wrong("network", "object");
            return;
        }
        unknown(object, "network.", "ca", "connectTo");
        texts(object.get("ca"), "network.ca")
                .forEach((place, text) -> path(place, text).ifPresent(authorities::add));
        texts(object.get("connectTo"), "network.connectTo").forEach((place, text) -> {
            try {
                connectTo.add(ConnectTo.parse(text));
            } catch (IllegalArgumentException e) {
                errors.add(place + " — " + e.getMessage());
            }
        });
    }

    /** One text or a list of them, by place. */
    private Map<String, String> texts(JsonValue value, String path) {
        Map<String, String> found = new LinkedHashMap<>();
        if (value instanceof JsonString one) {
            found.put(path, one.getString());
        } else if (value instanceof JsonArray list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof JsonString one) {
                    found.put(path + "[" + i + "]", one.getString());
                } else {
                    wrong(path + "[" + i + "]", "text");
                }
            }
        } else if (value != null) {
            wrong(path, "texts");
        }
        return found;
    }

    private List<ConnectionEntry> connections(JsonValue value) {
        List<ConnectionEntry> entries = new ArrayList<>();
        if (!(value instanceof JsonArray list)) {
            wrong("connections", value == null ? "missing" : "list");
            return entries;
        }
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (int i = 0; i < list.size(); i++) {
            String path = "connections[" + i + "]";
            if (!(list.get(i) instanceof JsonObject object)) {
                wrong(path, "object");
                continue;
            }
            connection(object, path + ".").ifPresent(entries::add);
            if (object.get("id") instanceof JsonString id) {
                Integer before = seen.putIfAbsent(id.getString(), i);
                if (before != null) {
                    wrong(path + ".id", "same-id", id.getString(), "connections[" + before + "]");
                }
            }
        }
        return entries;
    }

    private Optional<ConnectionEntry> connection(JsonObject object, String path) {
        int before = errors.size() + literals.size();
        unknown(object, path, "id", "name", "target", "url", "method", "settings", "secrets");
        String id = text(object, "id", path, true);
        if (id != null && !Connection.ID_PATTERN.matcher(id).matches()) {
            wrong(path + "id", "id");
        }
        String name = text(object, "name", path, false);
        String url = text(object, "url", path, true);
        String method = text(object, "method", path, true);
        Target.Kind kind = kind(object, path);
        List<Field> fields = method == null || kind == null ? null : fields(method, kind, url, path);
        Map<String, String> settings = settings(object.get("settings"), fields, path + "settings");
        Map<String, SecretRef> secrets = secrets(object.get("secrets"), fields, path + "secrets");
        if (errors.size() + literals.size() > before) {
            return Optional.empty();
        }
        return Optional.of(
                new ConnectionEntry(new Connection(id, name, Target.of(kind, url.strip()), method, settings), secrets));
    }

    private String text(JsonObject object, String key, String path, boolean required) {
        JsonValue value = object.get(key);
        if (value instanceof JsonString text && (!required || !text.getString().isBlank())) {
            return text.getString();
        }
        if (value != null && !(value instanceof JsonString)) {
            wrong(path + key, "text");
        } else if (required) {
            wrong(path + key, value == null ? "missing" : "empty");
        }
        return null;
    }

    private Target.Kind kind(JsonObject object, String path) {
        String word = text(object, "target", path, true);
        if (word == null) {
            return null;
        }
        Optional<Target.Kind> kind = Target.Kind.ofWord(word);
        if (kind.isEmpty()) {
            wrong(path + "target", "unknown-target", word, "confluence, sharepoint");
        }
        return kind.orElse(null);
    }

    /** The method's fields; null if they can't be told. */
    private List<Field> fields(String method, Target.Kind kind, String url, String path) {
        Optional<MethodInfo> info = methods.info(method);
        if (info.isEmpty()) {
            if (strict) {
                wrong(path + "method", "unknown-method", method, known(kind));
            }
            return null;
        }
        if (info.get().target() != kind) {
            if (strict) {
                wrong(
                        path + "method",
                        "method-target",
                        method,
                        info.get().target().word(),
                        kind.word(),
                        known(kind));
            }
            return null;
        }
        try {
            return methods.load(method).fields(Target.of(kind, url == null ? "" : url));
        } catch (AuthFailure e) {
            if (strict) {
                errors.add(path + "method — " + e.getMessage());
            }
            return null;
        }
    }

    private String known(Target.Kind kind) {
        return methods.of(kind).stream().map(MethodInfo::id).collect(Collectors.joining(", "));
    }

    private Map<String, String> settings(JsonValue value, List<Field> fields, String path) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (value != null && !(value instanceof JsonObject)) {
            wrong(path, "object");
            return settings;
        }
        JsonObject object = value == null ? JsonValue.EMPTY_JSON_OBJECT : (JsonObject) value;
        for (Map.Entry<String, JsonValue> entry : object.entrySet()) {
            String place = path + "." + entry.getKey();
            Optional<Field> field = field(fields, entry.getKey());
            if (field.filter(Field::secret).isPresent()) {
                literal(place, "secret-in-settings");
                continue;
            }
            if (strict && fields != null && field.isEmpty()) {
                wrong(place, "unknown-setting", names(fields, false));
                continue;
            }
            String text = scalar(entry.getValue());
            if (text == null) {
                wrong(place, "text");
            } else if (!text.isBlank()) {
                boolean isFile = field.filter(f -> f.kind() == Field.Kind.FILE).isPresent();
                settings.put(
                        entry.getKey(),
                        isFile ? path(place, text).map(Path::toString).orElse(text) : text);
            }
        }
        if (strict && fields != null) {
            for (Field field : fields) {
                if (!field.secret()) {
                    field.complaint(settings.get(field.key()))
                            .ifPresent(complaint -> errors.add(path + "." + field.key() + " — " + complaint));
                }
            }
        }
        return settings;
    }

    private static Optional<Field> field(List<Field> fields, String key) {
        return fields == null
                ? Optional.empty()
                : fields.stream().filter(field -> field.key().equals(key)).findFirst();
    }

    private static String names(List<Field> fields, boolean secret) {
        String names = fields.stream()
                .filter(field -> field.secret() == secret)
                .map(Field::key)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? TEXTS.get("file.none") : names;
    }

    /** Texts, and numbers and booleans as people write them; null for anything else. */
    private static String scalar(JsonValue value) {
        return switch (value.getValueType()) {
            case STRING -> ((JsonString) value).getString();
            case NUMBER, TRUE, FALSE -> value.toString();
            case NULL -> "";
            case ARRAY, OBJECT -> null;
        };
    }

    private Map<String, SecretRef> secrets(JsonValue value, List<Field> fields, String path) {
        Map<String, SecretRef> secrets = new LinkedHashMap<>();
        if (value == null) {
            return secrets;
        }
        if (!(value instanceof JsonObject object)) {
            wrong(path, "object");
            return secrets;
        }
        object.forEach((key, reference) -> {
            String place = path + "." + key;
            if (strict
                    && fields != null
                    && field(fields, key).filter(Field::secret).isEmpty()) {
                wrong(place, "unknown-secret", names(fields, true));
            }
            reference(reference, place).ifPresent(found -> secrets.put(key, found));
        });
        return secrets;
    }

    private Optional<SecretRef> reference(JsonValue value, String place) {
        if (!(value instanceof JsonObject object)) {
            // Whatever stands there may be the secret: it is not repeated.
            literal(place, "literal", "{\"env\": …}", "{\"file\": …}");
            return Optional.empty();
        }
        boolean env = object.get("env") instanceof JsonString text
                && !text.getString().isBlank();
        boolean path = object.get("file") instanceof JsonString text
                && !text.getString().isBlank();
        if (object.size() != 1 || env == path) {
            wrong(place, "reference", "{\"env\": \"VARIABLE\"}", "{\"file\": \"path\"}");
            return Optional.empty();
        }
        return env
                ? Optional.of(new SecretRef.FromEnvironment(object.getString("env")))
                : path(place, object.getString("file")).map(SecretRef.FromFile::new);
    }

    private Optional<Path> path(String place, String text) {
        try {
            if (!text.isBlank()) {
                return Optional.of(folder.resolve(text.strip()).normalize());
            }
            wrong(place, "empty");
        } catch (InvalidPathException e) {
            wrong(place, "no-path", e.getReason());
        }
        return Optional.empty();
    }
}
