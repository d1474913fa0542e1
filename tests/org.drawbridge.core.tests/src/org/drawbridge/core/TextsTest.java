package org.drawbridge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.probe.ConnectionTester;
import org.junit.jupiter.api.Test;

class TextsTest {

    @Test
    void fillsArgumentsAndShowsWhatIsMissing() {
        Texts texts = Texts.of(Field.class);
        assertEquals("Token is needed.", texts.get("field.required", "Token"));
        assertEquals("!no.such.key!", texts.get("no.such.key"));
    }

    @Test
    void noTextHasASingleApostropheWhichMessageFormatWouldSwallow() throws IOException {
        for (String file : new String[] {
            "/org/drawbridge/core/auth/texts.properties",
            "/org/drawbridge/core/probe/texts.properties",
            "/org/drawbridge/core/internal/http/texts.properties"
        }) {
            Properties properties = new Properties();
            try (var in =
                    new InputStreamReader(ConnectionTester.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
                properties.load(in);
            }
            assertTrue(properties.size() > 3, file);
            properties.forEach((key, value) ->
                    assertTrue(!value.toString().replace("''", "").contains("'"), key + " in " + file));
        }
    }
}
