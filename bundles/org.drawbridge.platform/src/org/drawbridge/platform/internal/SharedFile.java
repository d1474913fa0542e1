package org.drawbridge.platform.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;

/**
 * A small file that several processes share: changed under a lock beside it, replaced as a whole (new file, sync,
 * rename), so that a reader, or what is left after a crash, has the old or the new content and nothing between.
 */
public final class SharedFile {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);
    /** File locks are the process's: within it, threads queue here. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path file;

    public SharedFile(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    Path path() {
        return file;
    }

    /** What is done under the lock. */
    @FunctionalInterface
    public interface Body<T> {
        T run() throws IOException, AuthFailure;
    }

    public Optional<byte[]> read() throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    public <T> T locked(Body<T> body) throws IOException, AuthFailure {
        ReentrantLock threads = THREADS.computeIfAbsent(file, key -> new ReentrantLock());
        threads.lock();
        try {
            OwnerOnly.folder(file.getParent());
            Path lockFile = OwnerOnly.file(file.resolveSibling(file.getFileName() + ".lock"));
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                    FileLock ignored = lock(channel)) {
                return body.run();
            }
        } finally {
            threads.unlock();
        }
    }

    private FileLock lock(FileChannel channel) throws IOException, AuthFailure {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // Held by this process through another path to the same file.
            }
            if (System.nanoTime() > end) {
                throw PlatformFailures.problem("data-dir.busy")
                        .with("file", file)
                        .with("seconds", PATIENCE.toSeconds())
                        .failure();
            }
            Progress.none().sleep(PAUSE);
        }
    }

    /** Call under the lock. */
    public void replace(byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        OwnerOnly.file(next);
        try (FileChannel channel =
                FileChannel.open(next, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        }
        syncFolder();
    }

    /** Makes the rename last; not every system can open a folder. */
    private void syncFolder() {
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            // Windows: the rename is journalled there.
        }
    }
}
