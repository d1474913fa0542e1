package org.drawbridge.confluence.internal;

import jakarta.json.JsonObject;
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

    boolean personal() {
        return type.equals("personal") || key.startsWith("~");
    }

    Space withArchived(boolean value) {
        return new Space(key, id, name, type, Optional.of(value), administered);
    }
}
