package org.drawbridge.readiness;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.drawbridge.core.check.SpaceResult;

/**
 * What is different from an earlier report. Outcomes are the words of the JSON report; an empty one stands for what one of
 * the two does not have.
 *
 * @param since when the earlier report was made, as it says
 * @param sameConnections whether both are about the same two addresses
 */
public record Changes(
        String since, boolean sameConnections, List<Change> capabilities, List<Change> spaces, int unchangedSpaces) {

    /**
     * One difference.
     *
     * @param id of the capability, or key of the space
     */
    public record Change(String id, String label, String before, String after) {

        /** Whether it is for the better; what is new or gone is neither. */
        public boolean better() {
            return !before.isEmpty() && !after.isEmpty() && rank(after) < rank(before);
        }

        public boolean worse() {
            return !before.isEmpty() && !after.isEmpty() && rank(after) > rank(before);
        }

        private static int rank(String word) {
            return List.of("works", "limited", "not-checked", "blocked").indexOf(word);
        }
    }

    /** When the earlier report was made, as people want to read it: to the minute. */
    public String sinceMinute() {
        return since.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d.*Z")
                ? since.substring(0, 16).replace('T', ' ') + " UTC"
                : since;
    }

    public Changes {
        capabilities = List.copyOf(capabilities);
        spaces = List.copyOf(spaces);
    }

    /** What an earlier report said, as far as it is compared. */
    private static final class Earlier {
        private String when = "";
        private final List<String> addresses = new ArrayList<>();
        private final Map<String, Change> capabilities = new LinkedHashMap<>();
        private final Map<String, Change> spaces = new LinkedHashMap<>();
    }

    /**
     * Compares with a JSON report, which is read as a stream.
     *
     * @throws IOException if it can't be read, or is no such report
     */
    public static Changes since(Reader earlier, ReadinessReport now) throws IOException {
        Earlier before;
        try (JsonParser parser = Json.createParser(earlier)) {
            before = read(parser);
        } catch (JsonException | IllegalStateException | ClassCastException e) {
            throw new IOException("it is no readiness report in JSON", e);
        }
        if (before.capabilities.isEmpty()) {
            throw new IOException("it is no readiness report in JSON");
        }
        List<Change> capabilities = new ArrayList<>();
        for (CapabilityResult row : now.capabilities()) {
            String id = row.capability().id();
            note(
                    capabilities,
                    before.capabilities.remove(id),
                    id,
                    row.capability().label(),
                    row.outcome().word());
        }
        before.capabilities.values().forEach(capabilities::add);
        List<Change> spaces = new ArrayList<>();
        int same = 0;
        for (SpaceResult space : now.spaces()) {
            String name = space.name();
            same += note(
                            spaces,
                            before.spaces.remove(space.key()),
                            space.key(),
                            name,
                            space.outcome().word())
                    ? 0
                    : 1;
        }
        before.spaces.values().forEach(spaces::add);
        List<String> addresses = List.of(
                now.source().connection().target().address(),
                now.target().connection().target().address());
        return new Changes(before.when, before.addresses.equals(addresses), capabilities, spaces, same);
    }

    private static boolean note(List<Change> changes, Change before, String id, String label, String after) {
        String old = before == null ? "" : before.before();
        if (old.equals(after)) {
            return false;
        }
        changes.add(new Change(id, label, old, after));
        return true;
    }

    private static Earlier read(JsonParser parser) {
        Earlier earlier = new Earlier();
        if (parser.next() != JsonParser.Event.START_OBJECT) {
            throw new IllegalStateException("no object");
        }
        while (parser.hasNext()) {
            JsonParser.Event event = parser.next();
            if (event == JsonParser.Event.END_OBJECT) {
                break;
            }
            String name = parser.getString();
            JsonParser.Event value = parser.next();
            switch (name) {
                case "when" -> earlier.when = parser.getString();
                case "source", "target" -> earlier.addresses.add(text(parser.getObject(), "url"));
                case "capabilities" -> rows(parser, earlier.capabilities, "id", "label");
                case "spaces" -> rows(parser, earlier.spaces, "key", "name");
                default -> skip(parser, value);
            }
        }
        return earlier;
    }

    private static void rows(JsonParser parser, Map<String, Change> into, String id, String label) {
        Iterator<JsonValue> rows = parser.getArrayStream().iterator();
        while (rows.hasNext()) {
            JsonObject row = rows.next().asJsonObject();
            into.put(text(row, id), new Change(text(row, id), text(row, label), text(row, "outcome"), ""));
        }
    }

    private static void skip(JsonParser parser, JsonParser.Event value) {
        if (value == JsonParser.Event.START_OBJECT) {
            parser.skipObject();
        } else if (value == JsonParser.Event.START_ARRAY) {
            parser.skipArray();
        }
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString string ? string.getString() : "";
    }
}
