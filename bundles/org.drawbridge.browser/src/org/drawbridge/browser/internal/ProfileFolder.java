package org.drawbridge.browser.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fresh profile folder that only its owner can read, deleted at the end, and the processes that use it. A lock file
 * beside it shows that its owner lives, and names those processes: what a crash leaves is ended and deleted at the next
 * start. What is open when this process ends in an orderly way, is ended and deleted then. Thread-safe.
 */
final class ProfileFolder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProfileFolder.class);
    private static final String PREFIX = "browser-";
    private static final String LOCK = ".lock";
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** Systems tell start times in units of their own. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    private static final Set<ProfileFolder> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> List.copyOf(OPEN).forEach(ProfileFolder::close), "browser-end"));
    }

    private final Set<ProcessHandle> processes = new LinkedHashSet<>();
    private boolean closed;
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
        FileLock lock = handle.getChannel().lock();
        ownerOnlyFile(lockFile);
        ProfileFolder profile = new ProfileFolder(folder, lockFile, handle, lock);
        OPEN.add(profile);
        return profile;
    }

    /** Notes down a process that uses the folder, so that it ends with it, whatever becomes of this one. */
    synchronized void owns(ProcessHandle process) throws IOException {
        if (closed) {
            process.destroyForcibly();
            throw new IOException("the browser has been ended");
        }
        if (processes.add(process)) {
            long start =
                    process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
            lockHandle.write((process.pid() + " " + start + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Ends the processes and all that they have started. Returns when they are gone. */
    synchronized void endProcesses() {
        processes.addAll(users(folder));
        end(processes);
        processes.clear();
    }

    /** Browsers that name the folder in their arguments, where the system tells those (Windows does not). */
    private static List<ProcessHandle> users(Path folder) {
        String argument = BrowserArguments.PROFILE + folder;
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> List.of(arguments).contains(argument))
                        .isPresent())
                .toList();
    }

    private static void end(Collection<ProcessHandle> processes) {
        Set<ProcessHandle> family = new LinkedHashSet<>(processes);
        // Their children are found as long as they live.
        processes.forEach(process -> process.descendants().forEach(family::add));
        family.forEach(ProcessHandle::destroyForcibly);
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (ProcessHandle process : family) {
            while (runs(process) && System.nanoTime() < end) {
                LockSupport.parkNanos(5_000_000L);
            }
        }
    }

    /** One that has ended but whose parent has not heard of it yet counts as alive on Linux; it has no program then. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /** The processes that a lock file names and that still live; another that has got the same number is none of them. */
    private static List<ProcessHandle> named(RandomAccessFile lockFile) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        lockFile.seek(0);
        for (String line = lockFile.readLine(); line != null; line = lockFile.readLine()) {
            if (!line.matches("\\d{1,10} \\d{1,16}")) {
                continue;
            }
            int blank = line.indexOf(' ');
            Instant start = Instant.ofEpochMilli(Long.parseLong(line.substring(blank + 1)));
            ProcessHandle.of(Long.parseLong(line.substring(0, blank)))
                    .filter(process -> process.info()
                            .startInstant()
                            .filter(own -> Duration.between(own, start).abs().compareTo(SAME_START) <= 0)
                            .isPresent())
                    .ifPresent(found::add);
        }
        return found;
    }

    Path path() {
        return folder;
    }

    private static void ownerOnlyFile(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void ownerOnly(Path folder) throws IOException {
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Ends and deletes what processes that are gone have left. */
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
            if (abandoned(folder, lockFile)) {
                LOG.info("deleting a leftover browser profile: {}", folder.getFileName());
                delete(folder);
                Files.deleteIfExists(lockFile);
            }
        }
    }

    private static boolean isYoung(Path folder) throws IOException {
        return System.currentTimeMillis() - Files.getLastModifiedTime(folder).toMillis() < 10_000;
    }

    /** Whether nobody holds the lock; then the processes that it names are ended. */
    private static boolean abandoned(Path folder, Path lockFile) {
        if (!Files.exists(lockFile)) {
            return true;
        }
        try (RandomAccessFile handle = new RandomAccessFile(lockFile.toFile(), "rw");
                FileLock lock = handle.getChannel().tryLock()) {
            if (lock == null) {
                return false;
            }
            Set<ProcessHandle> left = new LinkedHashSet<>(named(handle));
            left.addAll(users(folder));
            if (!left.isEmpty()) {
                LOG.info("ending {} processes of a leftover browser", left.size());
                end(left);
            }
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        endProcesses();
        delete(folder);
        OPEN.remove(this);
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
                LockSupport.parkNanos(100_000_000L);
            }
        }
        if (Files.exists(folder)) {
            LOG.warn("the browser profile {} could not be deleted; the next start tries again", folder.getFileName());
        }
    }
}
