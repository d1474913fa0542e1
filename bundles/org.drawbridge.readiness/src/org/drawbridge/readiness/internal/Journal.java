package org.drawbridge.readiness.internal;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.Ledger;
import org.drawbridge.core.check.SpaceResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one side of a run has found out, line by line in a file: it outlives a crash, a lost sign-in and a switched-off
 * computer. In memory there is only where each line begins. A last line that was cut off is dropped. Thread-safe.
 */
public final class Journal {

    /** Finding it anew for each call costs more than the call. */
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long SYNC = 1_000_000_000L;

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;
    private long size;
    private long synced = System.nanoTime();
    private final Map<String, Where> spaces = new LinkedHashMap<>();
    private final Map<String, String> facts = new HashMap<>();
    private final Map<String, Rows> lists = new HashMap<>();
    private final Map<String, List<Finding>> done = new LinkedHashMap<>();

    private record Where(long at, int length, int place) {}

    /** Where the rows of a list begin, and how long they are. */
    private static final class Rows {
        private long[] at = new long[64];
        private int[] length = new int[64];
        private int count;

        void add(long where, int bytes) {
            if (count == at.length) {
                at = Arrays.copyOf(at, count * 2);
                length = Arrays.copyOf(length, count * 2);
            }
            at[count] = where;
            length[count++] = bytes;
        }
    }

    /**
     * @param file made if missing
     * @param resume whether what it holds counts; else it begins anew
     * @throws IOException if it can't be used, or another process uses it
     */
    public Journal(Path file, boolean resume) throws IOException {
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean usable = false;
        try {
            lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("another run uses " + file);
            }
            if (resume) {
                recall();
            }
            channel.truncate(size);
            usable = true;
        } catch (OverlappingFileLockException e) {
            throw new IOException("another run uses " + file, e);
        } finally {
            if (!usable) {
                channel.close();
            }
        }
    }

    /** One that nobody finds again: its file is gone at once where the system allows it. */
    public static Journal temporary() {
        try {
            Path file = Files.createTempFile("drawbridge-readiness-", ".jsonl");
            file.toFile().deleteOnExit();
            Journal journal = new Journal(file, false);
            journal.forget();
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the file away; what is in it can be read as long as this object is in use. */
    public void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} stays behind: {}", file, e.toString());
        }
    }

    private synchronized void recall() throws IOException {
        try (InputStream in = new BufferedInputStream(Channels.newInputStream(reading()), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long start = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                String text = line.toString(StandardCharsets.UTF_8);
                if (!take(text, start, line.size())) {
                    break;
                }
                start += line.size() + 1;
                line.reset();
            }
            size = start;
        }
    }

    private FileChannel reading() throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /** False for a line that is none of ours: what follows it is not trusted either. */
    private boolean take(String text, long at, int length) {
        try {
            JsonObject json = Records.parse(text);
            switch (json.getString("kind", "")) {
                case "space" -> {
                    SpaceResult space = Records.space(json);
                    spaces.put(space.key(), new Where(at, length, space.place()));
                }
                case "row" ->
                    lists.computeIfAbsent(json.getString("list"), name -> new Rows())
                            .add(at, length);
                case "fact" -> facts.put(json.getString("name"), json.getString("value"));
                case "done" ->
                    done.put(
                            json.getString("check"),
                            json.getJsonArray("findings").getValuesAs(JsonObject.class).stream()
                                    .map(Records::finding)
                                    .toList());
                default -> {
                    return false;
                }
            }
            return true;
        } catch (JsonException | IllegalStateException | NullPointerException | ClassCastException e) {
            LOG.info("{} is damaged at {}; what follows is asked again", file, at);
            return false;
        }
    }

    private void write(JsonObject json, Taken taken) {
        byte[] line = (json + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (append(line, taken)) {
                // Not under the lock: a slow disk would keep everybody waiting.
                channel.force(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is time to make sure that all is on the disk. */
    private synchronized boolean append(byte[] line, Taken taken) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(line);
        long at = size;
        while (buffer.hasRemaining()) {
            size += channel.write(buffer, size);
        }
        taken.at(at, line.length - 1);
        long now = System.nanoTime();
        boolean due = now - synced > SYNC;
        synced = due ? now : synced;
        return due;
    }

    private interface Taken {
        void at(long where, int length);
    }

    private JsonObject read(long at, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position()) < 0) {
                    throw new IOException(file + " has been cut off");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Records.parse(new String(buffer.array(), StandardCharsets.UTF_8));
    }

    /** Keeps the result of a space; a later one of the same key replaces it. */
    public void space(SpaceResult space) {
        JsonObject json =
                JSON.createObjectBuilder(Records.of(space)).add("kind", "space").build();
        write(json, (at, length) -> spaces.put(space.key(), new Where(at, length, space.place())));
    }

    /** Keeps what a check found: it need not run again. */
    public void done(String check, List<Finding> findings) {
        var array = JSON.createArrayBuilder();
        findings.forEach(finding -> array.add(Records.of(finding)));
        JsonObject json = JSON.createObjectBuilder()
                .add("kind", "done")
                .add("check", check)
                .add("findings", array)
                .build();
        write(json, (at, length) -> done.put(check, List.copyOf(findings)));
    }

    /** What a check found that has run to its end. */
    public synchronized Optional<List<Finding>> done(String check) {
        return Optional.ofNullable(done.get(check));
    }

    /** Grows with everything that becomes known. */
    public synchronized long size() {
        return size;
    }

    public synchronized int spaceCount() {
        return spaces.size();
    }

    /** All spaces in the order of their places; a view that reads them one by one. */
    public synchronized List<SpaceResult> spaces() {
        List<Where> sorted = new ArrayList<>(spaces.values());
        sorted.sort(Comparator.comparingInt(Where::place));
        return new View<>() {
            @Override
            public SpaceResult get(int index) {
                Where where = sorted.get(index);
                return Records.space(read(where.at(), where.length()));
            }

            @Override
            public int size() {
                return sorted.size();
            }
        };
    }

    /** What is kept of one space. */
    public Optional<SpaceResult> space(String key) {
        Where where;
        synchronized (this) {
            where = spaces.get(key);
        }
        return Optional.ofNullable(where).map(found -> Records.space(read(found.at(), found.length())));
    }

    private abstract static class View<T> extends AbstractList<T> implements RandomAccess {}

    /** The ledger of one check. */
    public Ledger ledger(String check) {
        return new Ledger() {
            private String named(String name) {
                return check + "/" + name;
            }

            @Override
            public Optional<String> fact(String name) {
                synchronized (Journal.this) {
                    return Optional.ofNullable(facts.get(named(name)));
                }
            }

            @Override
            public void note(String name, String value) {
                JsonObject json = JSON.createObjectBuilder()
                        .add("kind", "fact")
                        .add("name", named(name))
                        .add("value", value)
                        .build();
                write(json, (at, length) -> facts.put(named(name), value));
            }

            @Override
            public void add(String list, String row) {
                JsonObject json = JSON.createObjectBuilder()
                        .add("kind", "row")
                        .add("list", named(list))
                        .add("value", row)
                        .build();
                write(
                        json,
                        (at, length) -> lists.computeIfAbsent(named(list), name -> new Rows())
                                .add(at, length));
            }

            @Override
            public List<String> list(String list) {
                synchronized (Journal.this) {
                    Rows rows = lists.getOrDefault(named(list), new Rows());
                    int count = rows.count;
                    return new View<>() {
                        @Override
                        public String get(int index) {
                            return read(rows.at[index], rows.length[index]).getString("value");
                        }

                        @Override
                        public int size() {
                            return count;
                        }
                    };
                }
            }

            @Override
            public Optional<SpaceResult> space(String key) {
                return Journal.this.space(key);
            }
        };
    }

    /** Nothing more comes: makes sure that it is on the disk, and lets another run go on from there. */
    public void end() {
        try {
            channel.force(false);
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another process may go on from here; only for a journal whose spaces nobody reads any more. */
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{} could not be closed: {}", file, e.toString());
        }
    }
}
