package org.drawbridge.core.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored connections: {@code connections.json} in the data folder, shared safely by several processes. Readers need
 * no lock: the file is only ever replaced as a whole. Writers hold {@code connections.lock}, write a new file, sync it,
 * rename it over the old one, and keep a second copy, {@code connections.json.bak}, which serves if the first is ever
 * damaged. Thread-safe.
 */
public final class ConnectionStore {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionStore.class);
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(15);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int MOST_MOVES = 20;
    /** File locks hold between processes; within this one, threads queue here. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    /** Failures of a file that another program, or the same one of another version, may still read well. */
    private static final Set<String> NOT_DAMAGE = Set.of("connections.version", "file.unreadable");

    private final Path folder;
    private final Path file;
    private final Path copy;
    private final AuthMethods methods;
    private final Duration lockLimit;
    private volatile AuthFailure damage;

    public ConnectionStore(Path dataDir, AuthMethods methods) {
        this(dataDir, methods, LOCK_LIMIT);
    }

    /** @param lockLimit how long another process may keep the lock */
    ConnectionStore(Path dataDir, AuthMethods methods, Duration lockLimit) {
        this.folder = dataDir.toAbsolutePath().normalize();
        this.file = folder.resolve("connections.json");
        this.copy = folder.resolve("connections.json.bak");
        this.methods = methods;
        this.lockLimit = lockLimit;
    }

    /**
     * All connections in the user's order. If the file is damaged, the last good copy serves, see {@link #damage()}.
     *
     * @throws AuthFailure {@code store.unusable} if that is damaged too, {@code connections.version} if a newer
     *     Drawbridge wrote the file
     */
    public List<ConnectionEntry> all() throws AuthFailure {
        boolean copyBefore = Files.exists(copy);
        try {
            List<ConnectionEntry> entries = read(file);
            damage = null;
            return entries;
        } catch (AuthFailure e) {
            boolean missing = e.problem().cause().equals("file.missing");
            if (missing && !copyBefore) {
                damage = null;
                return List.of();
            }
            if (NOT_DAMAGE.contains(e.problem().cause())) {
                throw e;
            }
            List<ConnectionEntry> entries = lastGood(e);
            damage = CoreFailures.problem("store.damaged")
                    .evidence("file", file)
                    .with("reason", e.getMessage())
                    .because(e)
                    .failure();
            LOG.warn("{}", damage.getMessage());
            return entries;
        }
    }

    private List<ConnectionEntry> lastGood(AuthFailure why) throws AuthFailure {
        try {
            return read(copy);
        } catch (AuthFailure e) {
            throw CoreFailures.problem("store.unusable")
                    .evidence("file", file)
                    .evidence("copy", copy)
                    .with("reason", why.getMessage())
                    .because(why)
                    .failure();
        }
    }

    private List<ConnectionEntry> read(Path from) throws AuthFailure {
        return ConnectionsReader.lenient(from, methods).read().entries();
    }

    public Optional<ConnectionEntry> find(String id) throws AuthFailure {
        return all().stream()
                .filter(entry -> entry.connection().id().equals(id))
                .findFirst();
    }

    /**
     * Changes the whole list under the lock: read, change, write; other processes see the old or the new list, nothing
     * between.
     *
     * @throws AuthFailure {@code store.locked, store.unwritable}, or as {@link #all()}
     */
    public void update(UnaryOperator<List<ConnectionEntry>> change) throws AuthFailure {
        ReentrantLock lock = LOCKS.computeIfAbsent(file, path -> new ReentrantLock());
        lock.lock();
        try {
            createFolder();
            try (FileChannel channel = FileChannel.open(
                            folder.resolve("connections.lock"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            ownerOnly("rw-------"));
                    FileLock held = locked(channel)) {
                LOG.trace("holding {}", held);
                List<ConnectionEntry> before = all();
                List<ConnectionEntry> after = List.copyOf(change.apply(before));
                if (damage != null && Files.exists(file)) {
                    setAside();
                }
                byte[] content = ConnectionsFile.format(after).getBytes(StandardCharsets.UTF_8);
                removeLeftovers();
                replace(file, content);
                replace(copy, content);
                damage = null;
            }
        } catch (IOException e) {
            throw CoreFailures.problem("store.unwritable")
                    .evidence("folder", folder)
                    .with("reason", Reasons.of(e))
                    .because(e)
                    .failure();
        } finally {
            lock.unlock();
        }
    }

    private void createFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownerOnly("rwx------"));
        }
    }

    private FileLock locked(FileChannel channel) throws IOException, AuthFailure {
        long end = System.nanoTime() + lockLimit.toNanos();
        do {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // Another class loader of this process holds it.
            }
            LockSupport.parkNanos(PAUSE);
        } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
        throw CoreFailures.problem("store.locked")
                .evidence("file", folder.resolve("connections.lock"))
                .with("limit", lockLimit.toSeconds() + " s")
                .failure();
    }

    /** Writes, syncs and renames, so that at no moment there is less than a whole file. */
    private void replace(Path target, byte[] content) throws IOException {
        Path fresh = folder.resolve(
                target.getFileName() + ".new-" + ProcessHandle.current().pid());
        try {
            try (FileChannel channel = FileChannel.open(
                    fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly("rw-------"))) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            move(fresh, target);
        } finally {
            Files.deleteIfExists(fresh);
        }
        syncFolder();
    }

    /** On Windows a virus scanner or a reader may hold the old file for a moment. */
    private static void move(Path from, Path to) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (AccessDeniedException e) {
                if (POSIX || attempt == MOST_MOVES) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE * attempt);
            }
        }
    }

    private void syncFolder() {
        if (POSIX) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (IOException e) {
                LOG.debug("{} can't be synced: {}", folder, e.getMessage());
            }
        }
    }

    /** Keeps the damaged file, as a copy: the original stays until the new one replaces it. */
    private void setAside() throws IOException {
        int number = 1;
        while (Files.exists(folder.resolve("connections.json.damaged-" + number))) {
            number++;
        }
        Path aside = folder.resolve("connections.json.damaged-" + number);
        replace(aside, Files.readAllBytes(file));
        LOG.warn("the damaged connections were kept as {}", aside);
    }

    /** What writers left that were killed. Only called by the one that holds the lock. */
    private void removeLeftovers() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "connections.json*.new-*")) {
            files.forEach(found::add);
        }
        for (Path leftover : found) {
            Files.deleteIfExists(leftover);
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Adds or replaces one. */
    public void save(ConnectionEntry entry) throws AuthFailure {
        update(before -> {
            List<ConnectionEntry> after = new ArrayList<>(before);
            for (int i = 0; i < after.size(); i++) {
                if (after.get(i).connection().id().equals(entry.connection().id())) {
                    after.set(i, entry);
                    return after;
                }
            }
            after.add(entry);
            return after;
        });
    }

    /** Removes one; nothing happens if there is none of that id. Its secrets are the secret store's business. */
    public void remove(String id) throws AuthFailure {
        update(before -> before.stream()
                .filter(entry -> !entry.connection().id().equals(id))
                .toList());
    }

    /** What was wrong with the file when it was last read, if the last good copy had to serve. */
    public Optional<AuthFailure> damage() {
        return Optional.ofNullable(damage);
    }
}
