package org.drawbridge.readiness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Account;
import org.drawbridge.readiness.internal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the journal of a run: of the same connections, settings and account, whatever the names are that people gave. */
final class Journals {

    private static final Logger LOG = LoggerFactory.getLogger(Journals.class);
    /** Goes up when journals of before can't be understood any more. */
    private static final int VERSION = 1;

    private static final String ENDING = ".jsonl";

    private final String run;
    private final ReadinessOptions options;

    Journals(Connection source, Connection target, ReadinessOptions options) {
        this.options = options;
        run = String.join(
                "\n",
                "v" + VERSION,
                text(source),
                text(target),
                options.settings().scope().map(Object::toString).orElse("-"),
                String.valueOf(options.settings().pages()),
                options.settings().expected().toString());
    }

    private static String text(Connection connection) {
        return String.join(
                "\n",
                connection.id(),
                connection.target().address(),
                connection.method(),
                new TreeMap<>(connection.settings()).toString());
    }

    /** The journal of a side; one that nobody will find again if there is no place for it. */
    Journal of(Connection side, Account account) {
        if (options.folder().isEmpty()) {
            return Journal.temporary();
        }
        Path folder = options.folder().get();
        String name = hash(run) + "-" + hash(side.id() + "\n" + account.name() + "\n" + account.anonymous());
        try {
            Files.createDirectories(folder);
            return new Journal(folder.resolve(name + ENDING), options.resume());
        } catch (IOException e) {
            LOG.warn("this run can't be resumed if it is interrupted: {}", e.toString());
            return Journal.temporary();
        }
    }

    /** When something was written last to a journal of such a run; whose accounts they were is known after the sign-in only. */
    Optional<Instant> interrupted() {
        Path folder = options.folder().orElse(null);
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Instant latest = null;
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, hash(run) + "-*" + ENDING)) {
            for (Path journal : found) {
                Instant written = Files.getLastModifiedTime(journal).toInstant();
                if (Files.size(journal) > 0 && (latest == null || written.isAfter(latest))) {
                    latest = written;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("{} can't be looked through: {}", folder, e.toString());
        }
        return Optional.ofNullable(latest);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
