package org.drawbridge.platform;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.ConnectionsFile;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.core.store.WikiTraccsFile;
import org.drawbridge.platform.internal.PlatformFailures;
import org.drawbridge.platform.internal.SharedFile;

/**
 * Takes connections over from files and writes them into files: those of the product itself, and WikiTraccs'
 * {@code appsettings.json}. Of the latter, the last one that was taken over is remembered without its secrets, so that
 * an export brings back what it held besides. Background threads only.
 */
public final class ConnectionTransfer {

    public enum Format {
        DRAWBRIDGE,
        WIKITRACCS
    }

    /**
     * What a file brings; nothing has been taken over yet.
     *
     * @param secrets by connection and field key; they stand in the file in clear
     * @param report what becomes of each part; empty for the product's own files, which are taken whole
     * @param pairs sources and targets that belong together
     * @param authorities of the file's network section, which is not taken over, as {@code connectTo}
     */
    public record Incoming(
            Path file,
            Format format,
            List<ConnectionEntry> entries,
            Map<String, Map<String, Secret>> secrets,
            List<WikiTraccsFile.Line> report,
            List<WikiTraccsFile.Pair> pairs,
            List<Path> authorities,
            List<ConnectTo> connectTo) {
        public Incoming {
            entries = List.copyOf(entries);
            secrets = Map.copyOf(secrets);
            report = List.copyOf(report);
            pairs = List.copyOf(pairs);
            authorities = List.copyOf(authorities);
            connectTo = List.copyOf(connectTo);
        }

        public List<String> ids() {
            return entries.stream().map(entry -> entry.connection().id()).toList();
        }
    }

    private static final String REMEMBERED = "wikitraccs.json";

    private final DrawbridgeRuntime runtime;

    public ConnectionTransfer(DrawbridgeRuntime runtime) {
        this.runtime = runtime;
    }

    /** Reads a file of either format, which its content tells. Fails as the readers of both do. */
    public Incoming read(Path file) throws AuthFailure {
        if (WikiTraccsFile.recognises(file)) {
            WikiTraccsFile read = WikiTraccsFile.read(file);
            Map<String, Map<String, Secret>> secrets = new LinkedHashMap<>();
            List<ConnectionEntry> entries = new ArrayList<>();
            for (WikiTraccsFile.Imported imported : read.connections()) {
                entries.add(imported.entry());
                if (!imported.secrets().isEmpty()) {
                    secrets.put(imported.entry().connection().id(), imported.secrets());
                }
            }
            return new Incoming(
                    file, Format.WIKITRACCS, entries, secrets, read.report(), read.pairs(), List.of(), List.of());
        }
        ConnectionsFile read = ConnectionsFile.read(file, runtime.methods());
        return new Incoming(
                file,
                Format.DRAWBRIDGE,
                read.entries(),
                Map.of(),
                List.of(),
                List.of(),
                read.authorities(),
                read.connectTo());
    }

    /** The ids that stored connections have already. */
    public Set<String> conflicts(Incoming incoming) throws AuthFailure {
        Set<String> conflicts = new TreeSet<>(incoming.ids());
        conflicts.retainAll(runtime.connections().all().stream()
                .map(entry -> entry.connection().id())
                .toList());
        return conflicts;
    }

    /** Stores the connections, over those of the same ids. */
    public void take(Incoming incoming) throws AuthFailure {
        if (incoming.format() == Format.WIKITRACCS) {
            remember(incoming.file());
        }
        runtime.connections().update(stored -> {
            Map<String, ConnectionEntry> merged = new LinkedHashMap<>();
            stored.forEach(entry -> merged.put(entry.connection().id(), entry));
            incoming.entries().forEach(entry -> merged.put(entry.connection().id(), entry));
            return List.copyOf(merged.values());
        });
    }

    /**
     * Puts the file's secrets into the secret store; the file stays as it is.
     *
     * @return how many
     * @throws AuthFailure {@code secrets.no-place} where they would be gone with this process
     */
    public int storeSecrets(Incoming incoming) throws AuthFailure {
        if (!incoming.secrets().isEmpty() && runtime.secrets().durability() == Durability.SESSION_ONLY) {
            throw PlatformFailures.problem("secrets.no-place")
                    .with("reason", runtime.secretPlaces().reason())
                    .failure();
        }
        int stored = 0;
        for (Map.Entry<String, Map<String, Secret>> connection :
                incoming.secrets().entrySet()) {
            Secrets own = runtime.secrets().of(connection.getKey());
            for (Map.Entry<String, Secret> secret : connection.getValue().entrySet()) {
                own.put(secret.getKey(), secret.getValue());
                stored++;
            }
        }
        return stored;
    }

    /**
     * Takes the secrets out of the file, after it was proved that the secret store has them.
     *
     * @throws AuthFailure {@code transfer.secrets-not-stored}; then the file is as it was
     */
    public void clearSecrets(Incoming incoming) throws AuthFailure {
        for (Map.Entry<String, Map<String, Secret>> connection :
                incoming.secrets().entrySet()) {
            Secrets own = runtime.secrets().of(connection.getKey());
            for (Map.Entry<String, Secret> secret : connection.getValue().entrySet()) {
                Optional<Secret> stored = own.get(secret.getKey());
                if (stored.isEmpty()
                        || !stored.get().reveal().equals(secret.getValue().reveal())) {
                    throw PlatformFailures.problem("transfer.secrets-not-stored")
                            .with("file", incoming.file())
                            .with("connection", connection.getKey())
                            .failure();
                }
            }
        }
        WikiTraccsFile read = WikiTraccsFile.read(incoming.file());
        replace(incoming.file(), read.withoutOwnSecrets());
    }

    private static void replace(Path path, String text) throws AuthFailure {
        SharedFile file = new SharedFile(path);
        try {
            file.replace(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    private static AuthFailure unwritable(Path path, IOException e) {
        return PlatformFailures.problem("transfer.unwritable")
                .with("file", path)
                .with("reason", Reasons.of(e))
                .because(e)
                .failure();
    }

    private Path remembered() {
        return runtime.dataDir().resolve(REMEMBERED);
    }

    private void remember(Path file) throws AuthFailure {
        String json = Json.createObjectBuilder()
                .add("file", file.toAbsolutePath().toString())
                .add("text", WikiTraccsFile.read(file).withoutSecrets())
                .build()
                .toString();
        SharedFile kept = new SharedFile(remembered());
        try {
            kept.locked(() -> {
                kept.replace(json.getBytes(StandardCharsets.UTF_8));
                return null;
            });
        } catch (IOException e) {
            throw unwritable(remembered(), e);
        }
    }

    /** The product's own format, without secrets: to be shared, or to be kept. */
    public String export(List<ConnectionEntry> entries) {
        return ConnectionsFile.format(entries);
    }

    /**
     * WikiTraccs' format, without secrets.
     *
     * @param into the file whose other content is to be kept; where none is given, the one taken over last, if any
     */
    public WikiTraccsFile.Export exportWikiTraccs(List<ConnectionEntry> entries, Optional<Path> into)
            throws AuthFailure {
        if (into.isPresent()) {
            return WikiTraccsFile.read(into.get()).export(entries);
        }
        if (!Files.exists(remembered())) {
            return WikiTraccsFile.empty(remembered()).export(entries);
        }
        try (JsonReader reader = Json.createReader(
                new ByteArrayInputStream(new SharedFile(remembered()).read().orElseThrow()))) {
            JsonObject kept = reader.readObject();
            return WikiTraccsFile.parse(kept.getString("text"), Path.of(kept.getString("file")))
                    .export(entries);
        } catch (IOException e) {
            throw unwritable(remembered(), e);
        } catch (JsonException | ClassCastException | NullPointerException e) {
            throw PlatformFailures.problem("transfer.damaged")
                    .with("file", remembered())
                    .because(e)
                    .failure();
        }
    }
}
