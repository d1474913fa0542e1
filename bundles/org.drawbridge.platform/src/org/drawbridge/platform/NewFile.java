package org.drawbridge.platform;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.drawbridge.core.failure.AuthFailure;

/** Writes a file beside its place and moves it there when it is complete: a broken run leaves no half a file. */
public final class NewFile {

    private NewFile() {}

    /** Writes the content. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException, AuthFailure;
    }

    /** Background threads only. Failures of the content itself are thrown as they are. */
    public static void write(Path file, Content content) throws IOException, AuthFailure {
        Path place = file.toAbsolutePath();
        // Not a temporary file of Java's, which others could not read afterwards.
        Path next = place.resolveSibling("." + place.getFileName() + "." + System.nanoTime() + ".part");
        try {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(next, StandardOpenOption.CREATE_NEW))) {
                content.writeTo(out);
            }
            try {
                Files.move(next, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(next, place, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            try {
                Files.deleteIfExists(next);
            } catch (IOException e) {
                // The failure that led here, if any, is the one to report.
            }
        }
    }
}
