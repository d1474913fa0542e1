package org.drawbridge.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.platform.NewFile.Content;

/** A file that the user has asked for: written whole or not at all. */
final class NewFile {

    private static final Texts TEXTS = Texts.of(NewFile.class);

    private NewFile() {}

    /** Failures of the content itself are thrown as they are if they are {@link AuthFailure}s. */
    static void write(Path file, Content content) throws AuthFailure {
        try {
            org.drawbridge.platform.NewFile.write(file, content);
        } catch (IOException e) {
            boolean folder = Files.isDirectory(file.toAbsolutePath().getParent());
            throw CliFailures.problem("cli.file-unwritable")
                    .with("file", file)
                    .with("reason", folder ? Reasons.of(e) : TEXTS.get("file.no-folder"))
                    .because(e)
                    .failure();
        }
    }
}
