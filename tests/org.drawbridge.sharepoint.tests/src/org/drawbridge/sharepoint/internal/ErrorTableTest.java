package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ErrorTableTest {

    @Test
    void tableInTheDocumentationIsUpToDate() throws Exception {
        Path file = Path.of(System.getProperty("drawbridge.repository"), ErrorTable.FILE);
        String text = ErrorTable.text();
        assertTrue(text.lines().filter(line -> line.startsWith("| ")).count() > 150, text);
        if ("1".equals(System.getenv(ErrorTable.WRITE))) {
            Files.writeString(file, text);
        }
        String there = Files.exists(file) ? Files.readString(file).replace("\r\n", "\n") : "";
        assertEquals(text, there, "Out of date: set " + ErrorTable.WRITE + "=1 and run this test again.");
    }
}
