package org.drawbridge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.drawbridge.core.Redactor;
import org.junit.jupiter.api.Test;

/** Whatever the product says passes the masking layer, so none of it may look like a secret. */
class UnmaskedTextsTest {

    @Test
    void noTextOfOursIsTakenForASecret() throws IOException {
        List<String> masked = new ArrayList<>();
        int texts = 0;
        Path bundles = Path.of(System.getProperty("drawbridge.repository"), "bundles");
        try (Stream<Path> found = Files.walk(bundles)) {
            List<Path> files = found.filter(
                            file -> file.getFileName().toString().matches("(failures|texts).*\\.properties"))
                    .filter(file -> file.toString().contains("src"))
                    .toList();
            for (Path file : files) {
                Properties properties = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    properties.load(reader);
                }
                for (String key : properties.stringPropertyNames()) {
                    // What is filled in is a word here; it is masked by itself if it is a secret.
                    String text = properties.getProperty(key).replaceAll("\\{(\\w+)[^{}]*\\}", "$1");
                    texts++;
                    // Only by its shape: what other tests of this process have used as secrets says nothing here.
                    if (Redactor.recognises(text)) {
                        masked.add(bundles.relativize(file) + " " + key + ": " + text);
                    }
                }
            }
        }
        assertTrue(texts > 300, "only " + texts + " texts were found");
        assertEquals(List.of(), masked);
    }
}
