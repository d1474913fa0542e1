package org.drawbridge.core.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;

/** Reads a user's text file whole. */
final class TextFile {

    private static final long LARGEST = 8L << 20;

    private TextFile() {}

    /** The UTF-8 text without a byte order mark. Fails with {@code file.missing, file.unreadable, file.too-large}. */
    static String read(Path file) throws AuthFailure {
        try {
            if (Files.size(file) > LARGEST) {
                throw CoreFailures.problem("file.too-large")
                        .evidence("file", file)
                        .evidence("size", Files.size(file))
                        .failure();
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw unreadable(file, CoreFailures.words("reason.no-utf-8"), e);
        } catch (NoSuchFileException e) {
            throw CoreFailures.problem("file.missing")
                    .evidence("file", file)
                    .with("folder", Path.of("").toAbsolutePath())
                    .failure();
        } catch (IOException e) {
            throw unreadable(file, Files.isDirectory(file) ? CoreFailures.words("reason.folder") : Reasons.of(e), e);
        }
    }

    private static AuthFailure unreadable(Path file, String reason, IOException e) {
        return CoreFailures.problem("file.unreadable")
                .evidence("file", file)
                .with("reason", reason)
                .because(e)
                .failure();
    }

    /** That the text is not JSON, with the place. */
    static AuthFailure notJson(Path file, long line, long column, String reason, Exception cause) {
        return CoreFailures.problem("connections.not-json")
                .evidence("file", file)
                .evidence("line", Math.max(1, line))
                .evidence("column", Math.max(1, column))
                .with("reason", reason)
                .because(cause)
                .failure();
    }
}
