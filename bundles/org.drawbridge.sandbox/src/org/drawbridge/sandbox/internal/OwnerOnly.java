package org.drawbridge.sandbox.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that only their owner can read, where the file system knows such rights. */
public final class OwnerOnly {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private OwnerOnly() {}

    /** Makes an empty file, replacing an older one. */
    public static Path file(Path file) throws IOException {
        Files.deleteIfExists(file);
        return Files.createFile(file, rights("rw-------"));
    }

    /** Writes a text into a new file. */
    public static void write(Path file, String text) throws IOException {
        Files.writeString(file(file), text, StandardCharsets.UTF_8);
    }

    /** Makes a folder if it is not there. */
    public static Path folder(Path folder) throws IOException {
        return Files.isDirectory(folder) ? folder : Files.createDirectory(folder, rights("rwx------"));
    }

    private static FileAttribute<?>[] rights(String rights) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }
}
