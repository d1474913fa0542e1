package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product in German: what people read is German, what programs read is the same as in English. */
class GermanTest {

    /** What stands for people in a document, or differs from run to run. */
    private static final Set<String> FOR_PEOPLE = Set.of(
            "message",
            "messageForAdmin",
            "remedy",
            "summary",
            "warnings",
            "limits",
            "label",
            "description",
            "help",
            "meaning",
            "levelMeaning",
            "refusedLookups",
            "took",
            "evidence",
            "when",
            "correlationId");

    @TempDir
    Path home;

    private Product in(String language) {
        // Needs no locale of the system's, which the machine may not have.
        return new Product(home).with("JDK_JAVA_OPTIONS", "-Duser.language=" + language);
    }

    private static String[] onSandbox(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--connections", RunningSandbox.get().connectionsFile()));
        return all.toArray(String[]::new);
    }

    /** All that programs read: each place with its value, without the words for people. */
    private static Map<String, String> forPrograms(JsonObject document) {
        Map<String, String> found = new TreeMap<>();
        collect("", document, found);
        return found;
    }

    private static void collect(String at, JsonValue value, Map<String, String> found) {
        if (value instanceof JsonObject object) {
            object.forEach((key, inner) -> {
                if (FOR_PEOPLE.contains(key)) {
                    found.put(at + "/" + key, "");
                } else {
                    collect(at + "/" + key, inner, found);
                }
            });
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                collect(at + "/" + i, array.get(i), found);
            }
        } else {
            found.put(at, value instanceof JsonNumber number ? number.toString() : String.valueOf(value));
        }
    }

    private void sameForPrograms(int exitCode, String... arguments) {
        Product german = in("de");
        var other = CompletableFuture.supplyAsync(() -> german.run(arguments));
        Product.Result inEnglish = in("en").run(arguments);
        Product.Result inGerman = other.join();
        assertEquals(exitCode, inEnglish.exitCode(), inEnglish::toString);
        assertEquals(exitCode, inGerman.exitCode(), inGerman::toString);
        assertEquals(forPrograms(inEnglish.json()), forPrograms(inGerman.json()));
    }

    @Test
    void programsReadTheSameInEveryLanguage() {
        sameForPrograms(0, onSandbox("test", "wiki-admin", "--json"));
        sameForPrograms(2, onSandbox("test", "wiki-expired-token", "--json"));
        sameForPrograms(3, onSandbox("test", "nobody", "--json"));
        sameForPrograms(0, "methods", "--json");
    }

    @Test
    void peopleReadGerman() {
        Product german = in("de");
        String help = german.run("test", "--help").out();
        assertTrue(help.contains("Aufruf:") && help.contains("drawbridge test"), help);
        assertFalse(help.contains("Usage") || help.contains("Exit codes"), help);
        String mistake = german.run("tset").err();
        assertTrue(mistake.contains("Diesen Befehl gibt es nicht: „tset“"), mistake);
        assertTrue(mistake.contains("Meinten Sie test?"), mistake);
        String methods = german.run("methods", "confluence.token").out();
        assertTrue(methods.contains("persönliches Zugriffstoken"), methods);
    }
}
