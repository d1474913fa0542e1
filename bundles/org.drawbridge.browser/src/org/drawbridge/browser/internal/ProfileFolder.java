package org.drawbridge.browser.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fresh profile folder that only its owner can read, deleted at the end. A lock file beside it shows that its process
 * lives: folders without one are leftovers of a crash, and are deleted at the next start.
 */
final class ProfileFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProfileFolder.class);
    private static final String PREFIX = "browser-";
    private static final String LOCK = ".lock";

    private final Path folder;
    private final Path lockFile;
    private final RandomAccessFile lockHandle;
    private final FileLock lock;

    private ProfileFolder(Path folder, Path lockFile, RandomAccessFile lockHandle, FileLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lockHandle = lockHandle;
        this.lock = lock;
    }

    /** Makes one below {@code parent}, after deleting leftovers there. */
    static ProfileFolder create(Path parent) throws IOException {
        Files.createDirectories(parent);
        ownerOnly(parent);
        deleteLeftovers(parent);
        Path folder = Files.createTempDirectory(parent, PREFIX);
        ownerOnly(folder);
        Path lockFile = parent.resolve(folder.getFileName() + LOCK);
        RandomAccessFile handle = new RandomAccessFile(lockFile.toFile(), "rw");
        return new ProfileFolder(folder, lockFile, handle, handle.getChannel().lock());
    }

    Path path() {
        return folder;
    }

    private static void ownerOnly(Path folder) throws IOException {
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Deletes the folders of processes that are gone. */
    static void deleteLeftovers(Path parent) throws IOException {
        List<Path> folders;
        try (Stream<Path> found = Files.list(parent)) {
            folders = found.filter(path -> Files.isDirectory(path)
                            && path.getFileName().toString().startsWith(PREFIX))
                    .toList();
        }
        for (Path folder : folders) {
            Path lockFile = parent.resolve(folder.getFileName() + LOCK);
            if (!Files.exists(lockFile) && isYoung(folder)) {
                // Another process may be between making the folder and locking it.
                continue;
            }
            if (unlocked(lockFile)) {
                LOG.info("deleting a leftover browser profile: {}", folder.getFileName());
                delete(folder);
                Files.deleteIfExists(lockFile);
            }
        }
    }

    private static boolean isYoung(Path folder) throws IOException {
        return System.currentTimeMillis() - Files.getLastModifiedTime(folder).toMillis() < 10_000;
    }

    private static boolean unlocked(Path lockFile) {
        if (!Files.exists(lockFile)) {
            return true;
        }
        try (RandomAccessFile handle = new RandomAccessFile(lockFile.toFile(), "rw");
                FileLock lock = handle.getChannel().tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        delete(folder);
        try {
            lock.release();
            lockHandle.close();
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            LOG.warn("could not remove {}", lockFile.getFileName(), e);
        }
    }

    /** Deletes as much as it can; a browser that is just ending may still write for a moment. */
    private static void delete(Path folder) {
        for (int attempt = 0; attempt < 20 && Files.exists(folder); attempt++) {
            try {
                Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                        Files.deleteIfExists(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
            } catch (IOException e) {
                LOG.debug("profile folder not empty yet", e);
                java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
            }
        }
        if (Files.exists(folder)) {
            LOG.warn("the browser profile {} could not be deleted; the next start tries again", folder.getFileName());
        }
    }
}
