package org.drawbridge.cli.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.Reasons;

/** Writes a file beside its place and moves it there when it is complete: a broken run leaves no half a file. */
final class NewFile {

    private static final Texts TEXTS = Texts.of(NewFile.class);

    private NewFile() {}

    /** Writes the content. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException, AuthFailure;
    }

    /** Failures of the content itself are thrown as they are if they are {@link AuthFailure}s. */
    static void write(Path file, Content content) throws AuthFailure {
        Path place = file.toAbsolutePath();
        Path next = null;
        try {
            // Not a temporary file of Java's, which others could not read afterwards.
            next = place.resolveSibling("." + place.getFileName() + "." + System.nanoTime() + ".part");
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(next, StandardOpenOption.CREATE_NEW))) {
                content.writeTo(out);
            }
            try {
                Files.move(next, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(next, place, StandardCopyOption.REPLACE_EXISTING);
            }
            next = null;
        } catch (IOException e) {
            throw CliFailures.problem("cli.file-unwritable")
                    .with("file", file)
                    .with("reason", Files.isDirectory(place.getParent()) ? Reasons.of(e) : TEXTS.get("file.no-folder"))
                    .because(e)
                    .failure();
        } finally {
            if (next != null) {
                try {
                    Files.deleteIfExists(next);
                } catch (IOException e) {
                    // The failure that led here is the one to report.
                }
            }
        }
    }
}
