package org.drawbridge.core.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.drawbridge.core.failure.CoreFailures;

/** Why a file operation failed, in words: the exceptions of nio often say nothing but the path. */
public final class Reasons {

    private Reasons() {}

    /** A few words for a sentence, without the path where that is all that the exception says. */
    public static String of(IOException thrown) {
        if (thrown instanceof AccessDeniedException) {
            return CoreFailures.words("reason.denied");
        }
        if (thrown instanceof NoSuchFileException) {
            return CoreFailures.words("reason.missing");
        }
        if (thrown instanceof NotDirectoryException) {
            return CoreFailures.words("reason.no-folder");
        }
        if (thrown instanceof FileAlreadyExistsException) {
            return CoreFailures.words("reason.there");
        }
        if (thrown instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    }
}
