package org.drawbridge.confluence.internal;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.Optional;

/**
 * A space as the listing shows it.
 *
 * @param id the numeric id, empty where the listing has none
 * @param type {@code global}, {@code personal} and so on
 * @param archived empty where the listing doesn't say
 * @param administered whether the account administers it, empty where the listing doesn't say (only Cloud's does)
 */
record Space(
        String key, String id, String name, String type, Optional<Boolean> archived, Optional<Boolean> administered) {

    /** Finding it anew for each call costs more than the call. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final String UNSEEN = "unseen";

    static Space of(JsonObject json) {
        String status = Answer.string(json, "status");
        Optional<Boolean> administered = json.containsKey("operations")
                ? Optional.of(Answer.objects(json.get("operations")).anyMatch(Space::administersSpace))
                : Optional.empty();
        return new Space(
                Answer.string(json, "key"),
                Answer.string(json, "id"),
                Answer.string(json, "name"),
                Answer.string(json, "type"),
                status.isEmpty() ? Optional.empty() : Optional.of(status.equalsIgnoreCase("archived")),
                administered);
    }

    private static boolean administersSpace(JsonObject operation) {
        return Answer.string(operation, "operation").equals("administer")
                && Answer.string(operation, "targetType").equals("space");
    }

    /** As {@link #parse} reads it. */
    String text() {
        JsonObjectBuilder json = JSON.createObjectBuilder()
                .add("key", key)
                .add("id", id)
                .add("name", name)
                .add("type", type);
        archived.ifPresent(value -> json.add("archived", value));
        administered.ifPresent(value -> json.add("administered", value));
        return json.build().toString();
    }

    static Space parse(String text) {
        JsonObject json;
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            json = reader.readObject();
        }
        return new Space(
                json.getString("key"),
                json.getString("id"),
                json.getString("name"),
                json.getString("type"),
                flag(json, "archived"),
                flag(json, "administered"));
    }

    private static Optional<Boolean> flag(JsonObject json, String name) {
        return json.containsKey(name) ? Optional.of(json.getBoolean(name)) : Optional.empty();
    }

    /** One that was asked for by its key, but that the account does not see. */
    static Space unseen(String key) {
        return new Space(key, "", key, UNSEEN, Optional.empty(), Optional.of(false));
    }

    boolean seen() {
        return !type.equals(UNSEEN);
    }

    boolean personal() {
        return type.equals("personal") || key.startsWith("~");
    }

    Space withArchived(boolean value) {
        return new Space(key, id, name, type, Optional.of(value), administered);
    }
}
