package org.drawbridge.platform.internal;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.platform.Preference;
import org.drawbridge.platform.Preferences;
import org.drawbridge.platform.Settings;

/** {@code settings.json}: only what differs from the defaults is written. */
public final class SettingsFile {

    private static final Texts TEXTS = Texts.of(SettingsFile.class);
    private static final int VERSION = 1;

    private final SharedFile file;

    SettingsFile(Path dataDir) {
        file = new SharedFile(dataDir.resolve("settings.json"));
    }

    /** The settings of a data folder, or the defaults where they can't be read. */
    public static Settings readable(Path dataDir) {
        try {
            return new SettingsFile(dataDir).read();
        } catch (AuthFailure e) {
            return Settings.defaults();
        }
    }

    Settings read() throws AuthFailure {
        try {
            Optional<byte[]> content = file.read();
            return content.isEmpty() ? Settings.defaults() : parse(content.get());
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    void change(UnaryOperator<Settings> change) throws AuthFailure {
        try {
            file.locked(() -> {
                file.replace(bytes(change.apply(read())));
                return null;
            });
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private AuthFailure unusable(IOException e) {
        return PlatformFailures.problem("data-dir.unusable")
                .with("folder", file.path().getParent())
                .with("reason", Reasons.of(e))
                .because(e)
                .failure();
    }

    private Settings parse(byte[] content) throws AuthFailure {
        JsonObject root;
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(content))) {
            JsonValue value = reader.readValue();
            if (!(value instanceof JsonObject object)) {
                throw invalid("$", TEXTS.get("settings.no-object"));
            }
            root = object;
        } catch (JsonException e) {
            throw invalid("$", TEXTS.get("settings.not-json", e.getMessage()));
        }
        Map<String, List<Preference>> groups = groups();
        List<String> known = new ArrayList<>(List.of("version"));
        known.addAll(groups.keySet());
        known(root, "$", known);
        version(root.get("version"));
        Settings settings = Settings.defaults();
        for (Map.Entry<String, List<Preference>> group : groups.entrySet()) {
            String at = "$." + group.getKey();
            JsonValue value = root.getOrDefault(group.getKey(), JsonValue.EMPTY_JSON_OBJECT);
            if (!(value instanceof JsonObject object)) {
                throw invalid(at, TEXTS.get("settings.no-object"));
            }
            known(object, at, group.getValue().stream().map(SettingsFile::name).toList());
            for (Preference preference : group.getValue()) {
                JsonValue found = object.get(name(preference));
                if (found != null) {
                    settings = settings.with(preference.key(), value(preference, found, at + "." + name(preference)));
                }
            }
        }
        return settings;
    }

    /** The settings by the first part of their keys. */
    private static Map<String, List<Preference>> groups() {
        Map<String, List<Preference>> groups = new LinkedHashMap<>();
        for (Preference preference : Preferences.all()) {
            if (!preference.secret()) {
                String group = preference.key().substring(0, preference.key().indexOf('.'));
                groups.computeIfAbsent(group, key -> new ArrayList<>()).add(preference);
            }
        }
        return groups;
    }

    private static String name(Preference preference) {
        return preference.key().substring(preference.key().indexOf('.') + 1);
    }

    private void version(JsonValue value) throws AuthFailure {
        if (value == null) {
            return;
        }
        if (!(value instanceof JsonNumber number) || !number.isIntegral() || number.intValue() < 1) {
            throw invalid("$.version", TEXTS.get("settings.number", 1, VERSION));
        }
        if (number.intValue() > VERSION) {
            throw invalid("$.version", TEXTS.get("settings.version", number.intValue()));
        }
    }

    private void known(JsonObject object, String place, List<String> fields) throws AuthFailure {
        for (String field : object.keySet()) {
            if (!fields.contains(field)) {
                throw invalid(place, TEXTS.get("settings.unknown", field, String.join(", ", fields)));
            }
        }
    }

    private String value(Preference preference, JsonValue value, String place) throws AuthFailure {
        if (preference.list()) {
            return preference.joined(texts(preference, value, place));
        }
        switch (preference.field().kind()) {
            case NUMBER -> {
                boolean fits = value instanceof JsonNumber number
                        && number.isIntegral()
                        && number.longValue() >= preference.least()
                        && number.longValue() <= preference.most();
                if (!fits) {
                    throw invalid(place, TEXTS.get("settings.number", preference.least(), preference.most()));
                }
                return value.toString();
            }
            case FLAG -> {
                if (value != JsonValue.TRUE && value != JsonValue.FALSE) {
                    throw invalid(place, TEXTS.get("settings.flag"));
                }
                return value.toString();
            }
            default -> {
                if (!(value instanceof JsonString text)) {
                    throw invalid(place, TEXTS.get("settings.text"));
                }
                Optional<String> complaint = preference.field().kind() == Field.Kind.CHOICE
                        ? preference.complaint(text.getString())
                        : Optional.empty();
                if (complaint.isPresent()) {
                    throw invalid(place, complaint.get());
                }
                return text.getString();
            }
        }
    }

    private List<String> texts(Preference preference, JsonValue value, String place) throws AuthFailure {
        List<String> found = new ArrayList<>();
        if (value instanceof JsonArray array) {
            for (JsonValue element : array) {
                if (element instanceof JsonString text) {
                    boolean path = preference.field().kind() == Field.Kind.FILE;
                    found.add(
                            path ? file.path().resolveSibling(text.getString()).toString() : text.getString());
                }
            }
            if (found.size() == array.size()) {
                return found;
            }
        }
        throw invalid(place, TEXTS.get("settings.texts"));
    }

    private AuthFailure invalid(String place, String reason) {
        return PlatformFailures.problem("settings.file-invalid")
                .with("file", file.path())
                .with("place", place)
                .with("reason", reason)
                .evidence("file", file.path())
                .evidence("place", place)
                .failure();
    }

    private static byte[] bytes(Settings settings) {
        JsonObjectBuilder root = Json.createObjectBuilder().add("version", VERSION);
        groups().forEach((group, preferences) -> {
            JsonObjectBuilder object = Json.createObjectBuilder();
            boolean any = false;
            for (Preference preference : preferences) {
                Optional<String> value = settings.set(preference.key());
                if (value.isPresent()) {
                    object.add(name(preference), json(preference, value.get()));
                    any = true;
                }
            }
            if (any) {
                root.add(group, object);
            }
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(out)) {
            writer.writeObject(root.build());
        }
        return out.toByteArray();
    }

    private static JsonValue json(Preference preference, String value) {
        if (preference.list()) {
            return Json.createArrayBuilder(preference.values(value)).build();
        }
        return switch (preference.field().kind()) {
            case NUMBER -> Json.createValue(Integer.parseInt(value));
            case FLAG -> Boolean.parseBoolean(value) ? JsonValue.TRUE : JsonValue.FALSE;
            default -> Json.createValue(value);
        };
    }
}
