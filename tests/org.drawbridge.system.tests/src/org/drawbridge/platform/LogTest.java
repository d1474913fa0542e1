package org.drawbridge.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.drawbridge.core.auth.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log file: complete, masked, for its owner only. */
class LogTest {

    @TempDir
    Path folder;

    private final Logger logger = LoggerFactory.getLogger("org.drawbridge.test.LogTest");

    @AfterEach
    void stop() {
        Log.stop();
    }

    private String written() throws IOException {
        Log.stop();
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(Log.folder(folder))) {
            for (Path file : files.toList()) {
                text.append(Files.readString(file));
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        return text.toString();
    }

    @Test
    void secretsAreMaskedWhereverTheyStand() throws IOException {
        assertEquals(List.of(), Log.start(folder, Log.Detail.ALL, false));
        Secret known = Secret.of("a-known-secret-4711");
        logger.info("in a message: {}", known.reveal());
        logger.debug("Authorization: Bearer never-announced-4712");
        Exception cause = new IllegalStateException("client_secret=never-announced-4713");
        logger.error("in an exception", new IOException("in a message: a-known-secret-4711", cause));

        String text = written();
        assertTrue(text.contains("in a message: •••"), text);
        assertTrue(text.contains("IllegalStateException"), "the stack trace is missing: " + text);
        for (String secret : List.of("4711", "4712", "4713")) {
            assertFalse(text.contains(secret), text);
        }
    }

    @Test
    void wireLogIsOffWhateverTheDetail() throws IOException {
        Log.start(folder, Log.Detail.ALL, false);
        LoggerFactory.getLogger("org.apache.hc.client5.http.wire").debug("wire-4714");
        LoggerFactory.getLogger("org.apache.hc.client5.http.headers").error("wire-4714");
        LoggerFactory.getLogger("org.apache.hc.client5.http.impl").debug("wire-4714");
        logger.trace("own detail");

        String text = written();
        assertFalse(text.contains("wire-4714"), text);
        assertTrue(text.contains("own detail"), text);
    }

    @Test
    void detailDecidesWhatIsWritten() throws IOException {
        Log.start(folder, Log.Detail.NORMAL, false);
        logger.debug("too much");
        logger.info("enough");
        LoggerFactory.getLogger("com.example.library").info("too much");

        String text = written();
        assertTrue(text.contains("enough"), text);
        assertFalse(text.contains("too much"), text);
    }

    @Test
    void unexpectedErrorsAreFoundByTheirReference() throws IOException {
        Log.start(folder, Log.Detail.NORMAL, false);
        String reference = Log.unexpected("something", new IllegalStateException("broken"));

        String text = written();
        assertTrue(text.contains("[" + reference + "] something"), text);
        assertTrue(text.contains("IllegalStateException: broken"), text);
        assertTrue(text.contains("\tat "), text);
    }

    @Test
    void listenersHearMaskedLines() {
        Log.start(folder, Log.Detail.NORMAL, false);
        List<Log.Line> heard = new ArrayList<>();
        try (var ignored = Log.listen(heard::add)) {
            logger.warn("Cookie: JSESSIONID=4715");
        }
        logger.warn("after");

        assertEquals(1, heard.size());
        assertEquals("WARN", heard.getFirst().level());
        assertEquals("LogTest", heard.getFirst().logger());
        assertFalse(heard.getFirst().text().contains("4715"));
    }

    @Test
    void folderThatCanNotBeWrittenIsReported() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertFalse(Log.start(file, Log.Detail.NORMAL, false).isEmpty());
    }
}
