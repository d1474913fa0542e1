package org.drawbridge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is translated is complete, and says the same things with the same values. */
class GermanTextsTest {

    private static final Path BUNDLES = Path.of("../../bundles");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z0-9]+)[},]");

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static Set<String> placeholders(String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "org.drawbridge.browser/src/org/drawbridge/browser/texts, .*",
        "org.drawbridge.browser/src/org/drawbridge/browser/failures, .*",
        "org.drawbridge.confluence/src/org/drawbridge/confluence/internal/texts, (field|browser|import)\\..*",
        "org.drawbridge.confluence/src/org/drawbridge/confluence/internal/failures, confluence\\.(browser|cookies|kerberos|session)\\..*",
        "org.drawbridge.ui/src/org/drawbridge/ui/internal/look/texts, (embedded|session|sides|window|guide|explain|pending|web|device|connection\\.sign-(in|out)|connection\\.test\\.window)(\\..*)?",
    })
    void theGermanTextsSayWhatTheEnglishOnesSay(String file, String keys) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(BUNDLES), "sources are not here");
        Properties english = read(BUNDLES.resolve(file + ".properties"));
        Properties german = read(BUNDLES.resolve(file + "_de.properties"));
        // Kind and owner are words of the program.
        Predicate<String> translated = key -> key.matches(keys) && !key.matches(".*\\.(kind|owner)");
        if (file.endsWith("texts")) {
            translated = key -> key.matches(keys);
        }
        Set<String> wanted = new TreeSet<>(english.stringPropertyNames());
        wanted.removeIf(translated.negate());
        assertTrue(wanted.size() > 5, "nothing to compare");
        Set<String> missing = new TreeSet<>(wanted);
        missing.removeAll(german.stringPropertyNames());
        assertEquals(Set.of(), missing, "not translated");
        Set<String> unknown = new TreeSet<>(german.stringPropertyNames());
        unknown.removeAll(english.stringPropertyNames());
        assertEquals(Set.of(), unknown, "translated, but of no use");
        for (String key : german.stringPropertyNames()) {
            String text = german.getProperty(key);
            assertEquals(placeholders(english.getProperty(key)), placeholders(text), key);
            if (file.endsWith("texts")) {
                new MessageFormat(text, Locale.GERMAN);
                assertTrue(!text.replace("''", "").contains("'"), "a single apostrophe: " + key);
            }
        }
    }
}
