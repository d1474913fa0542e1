package org.drawbridge.platform.internal;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.platform.Settings;
import org.drawbridge.platform.Settings.Network;

/** {@code settings.json}: only what differs from the defaults is written. */
final class SettingsFile {

    private static final Texts TEXTS = Texts.of(SettingsFile.class);
    private static final int VERSION = 1;
    private static final List<String> ROOT = List.of("version", "network");
    private static final List<String> NETWORK = List.of(
            "proxy",
            "noProxy",
            "authorities",
            "connectTimeout",
            "responseTimeout",
            "userAgent",
            "retries",
            "longestWait");

    private final SharedFile file;

    SettingsFile(Path dataDir) {
        file = new SharedFile(dataDir.resolve("settings.json"));
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
        known(root, "$", ROOT);
        int version = number(root, "version", "$", VERSION, 1, Integer.MAX_VALUE);
        if (version > VERSION) {
            throw invalid("$.version", TEXTS.get("settings.version", version));
        }
        JsonValue network = root.getOrDefault("network", JsonValue.EMPTY_JSON_OBJECT);
        if (!(network instanceof JsonObject object)) {
            throw invalid("$.network", TEXTS.get("settings.no-object"));
        }
        return new Settings(network(object));
    }

    private Network network(JsonObject object) throws AuthFailure {
        String at = "$.network";
        known(object, at, NETWORK);
        Network defaults = Network.defaults();
        List<Path> authorities = new ArrayList<>();
        for (String authority : texts(object, "authorities", at)) {
            authorities.add(file.path().resolveSibling(authority));
        }
        return new Network(
                text(object, "proxy", at),
                texts(object, "noProxy", at),
                authorities,
                seconds(object, "connectTimeout", at, defaults.connectTimeout()),
                seconds(object, "responseTimeout", at, defaults.responseTimeout()),
                text(object, "userAgent", at),
                number(object, "retries", at, defaults.retries(), 0, 100),
                seconds(object, "longestWait", at, defaults.longestWait()));
    }

    private void known(JsonObject object, String place, List<String> fields) throws AuthFailure {
        for (String field : object.keySet()) {
            if (!fields.contains(field)) {
                throw invalid(place, TEXTS.get("settings.unknown", field, String.join(", ", fields)));
            }
        }
    }

    private Optional<String> text(JsonObject object, String field, String place) throws AuthFailure {
        JsonValue value = object.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonString text) {
            return Optional.of(text.getString()).filter(found -> !found.isBlank());
        }
        throw invalid(place + "." + field, TEXTS.get("settings.text"));
    }

    private List<String> texts(JsonObject object, String field, String place) throws AuthFailure {
        JsonValue value = object.getOrDefault(field, JsonValue.EMPTY_JSON_ARRAY);
        List<String> found = new ArrayList<>();
        if (value instanceof JsonArray array) {
            for (JsonValue element : array) {
                if (element instanceof JsonString text) {
                    found.add(text.getString());
                }
            }
            if (found.size() == array.size()) {
                return found;
            }
        }
        throw invalid(place + "." + field, TEXTS.get("settings.texts"));
    }

    private Duration seconds(JsonObject object, String field, String place, Duration fallback) throws AuthFailure {
        return Duration.ofSeconds(number(object, field, place, (int) fallback.toSeconds(), 1, 86_400));
    }

    private int number(JsonObject object, String field, String place, int fallback, int least, int most)
            throws AuthFailure {
        JsonValue value = object.get(field);
        if (value == null) {
            return fallback;
        }
        if (value instanceof JsonNumber number && number.isIntegral()) {
            long found = number.longValue();
            if (found >= least && found <= most) {
                return (int) found;
            }
        }
        throw invalid(place + "." + field, TEXTS.get("settings.number", least, most));
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
        Network network = settings.network();
        Network defaults = Network.defaults();
        JsonObjectBuilder object = Json.createObjectBuilder();
        network.proxy().ifPresent(proxy -> object.add("proxy", proxy));
        addTexts(object, "noProxy", network.noProxy());
        addTexts(
                object,
                "authorities",
                network.authorities().stream().map(Path::toString).toList());
        addSeconds(object, "connectTimeout", network.connectTimeout(), defaults.connectTimeout());
        addSeconds(object, "responseTimeout", network.responseTimeout(), defaults.responseTimeout());
        network.userAgent().ifPresent(agent -> object.add("userAgent", agent));
        if (network.retries() != defaults.retries()) {
            object.add("retries", network.retries());
        }
        addSeconds(object, "longestWait", network.longestWait(), defaults.longestWait());
        JsonObject root = Json.createObjectBuilder()
                .add("version", VERSION)
                .add("network", object)
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                .createWriter(out)) {
            writer.writeObject(root);
        }
        return out.toByteArray();
    }

    private static void addTexts(JsonObjectBuilder object, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            texts.forEach(array::add);
            object.add(field, array);
        }
    }

    private static void addSeconds(JsonObjectBuilder object, String field, Duration value, Duration fallback) {
        if (!value.equals(fallback)) {
            object.add(field, value.toSeconds());
        }
    }
}
