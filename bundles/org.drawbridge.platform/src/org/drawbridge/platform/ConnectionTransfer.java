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
import org.drawbridge.core.Connection;
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

    /** What becomes of the secrets that stand in the file in clear. */
    public enum InClear {
        LEAVE,
        STORE,
        /** Stored, and taken out of the file. */
        MOVE
    }

    /** What a connection is called here. */
    public record Identity(String id, String name) {}

    /**
     * What a file brings; nothing has been taken over yet.
     *
     * @param idsInFile what the file calls the entries, in their order
     * @param secrets by connection and field key; they stand in the file in clear
     * @param report what becomes of each part of the file; empty for the product's own files, which are taken whole
     * @param pairs sources and targets that belong together
     * @param authorities of the file's network section, which is not taken over, as {@code connectTo}
     */
    public record Incoming(
            Path file,
            Format format,
            List<ConnectionEntry> entries,
            List<String> idsInFile,
            Map<String, Map<String, Secret>> secrets,
            List<WikiTraccsFile.Line> report,
            List<WikiTraccsFile.Pair> pairs,
            List<Path> authorities,
            List<ConnectTo> connectTo) {
        public Incoming {
            entries = List.copyOf(entries);
            idsInFile = List.copyOf(idsInFile);
            secrets = Map.copyOf(secrets);
            report = List.copyOf(report);
            pairs = List.copyOf(pairs);
            authorities = List.copyOf(authorities);
            connectTo = List.copyOf(connectTo);
        }

        public List<String> ids() {
            return ids(entries);
        }

        private static List<String> ids(List<ConnectionEntry> entries) {
            return entries.stream().map(entry -> entry.connection().id()).toList();
        }

        /** Only the connections of these ids, each called as is wanted; the others stay in the file. */
        public Incoming as(Map<String, Identity> wanted) {
            List<ConnectionEntry> named = new ArrayList<>();
            List<String> inFile = new ArrayList<>();
            Map<String, Map<String, Secret>> theirs = new LinkedHashMap<>();
            for (int i = 0; i < entries.size(); i++) {
                Connection old = entries.get(i).connection();
                Identity identity = wanted.get(old.id());
                if (identity != null) {
                    named.add(new ConnectionEntry(
                            new Connection(identity.id(), identity.name(), old.target(), old.method(), old.settings()),
                            entries.get(i).secrets()));
                    inFile.add(idsInFile.get(i));
                    if (secrets.containsKey(old.id())) {
                        theirs.put(identity.id(), secrets.get(old.id()));
                    }
                }
            }
            List<WikiTraccsFile.Pair> both = pairs.stream()
                    .filter(pair -> wanted.containsKey(pair.source()) && wanted.containsKey(pair.target()))
                    .map(pair -> new WikiTraccsFile.Pair(
                            wanted.get(pair.source()).id(),
                            wanted.get(pair.target()).id()))
                    .toList();
            return new Incoming(file, format, named, inFile, theirs, report, both, authorities, connectTo);
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
                    file,
                    Format.WIKITRACCS,
                    entries,
                    Incoming.ids(entries),
                    secrets,
                    read.report(),
                    read.pairs(),
                    List.of(),
                    List.of());
        }
        ConnectionsFile read = ConnectionsFile.read(file, runtime.methods());
        return new Incoming(
                file,
                Format.DRAWBRIDGE,
                read.entries(),
                Incoming.ids(read.entries()),
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

    /**
     * Stores the connections, over those of the same ids, and then does with the file's secrets what is wanted. Where a
     * connection takes the place of one that led elsewhere, the secrets of that one are forgotten: they were meant for
     * its address.
     *
     * @return how many secrets were stored
     * @throws AuthFailure {@code secrets.no-place} where they would be gone with this process; then nothing is stored.
     *     {@code transfer.secrets-not-stored} if the store doesn't give them back; then the file is as it was
     */
    public int take(Incoming incoming, InClear secrets) throws AuthFailure {
        boolean store = secrets != InClear.LEAVE && !incoming.secrets().isEmpty();
        if (store && runtime.secrets().durability() == Durability.SESSION_ONLY) {
            throw PlatformFailures.problem("secrets.no-place")
                    .with("reason", runtime.secretPlaces().reason())
                    .failure();
        }
        if (incoming.format() == Format.WIKITRACCS) {
            remember(incoming.file());
        }
        Set<String> elsewhere = new TreeSet<>();
        runtime.connections().update(stored -> {
            Map<String, ConnectionEntry> merged = new LinkedHashMap<>();
            stored.forEach(entry -> merged.put(entry.connection().id(), entry));
            for (ConnectionEntry entry : incoming.entries()) {
                ConnectionEntry old = merged.put(entry.connection().id(), entry);
                if (old != null
                        && !old.connection().target().equals(entry.connection().target())) {
                    elsewhere.add(entry.connection().id());
                }
            }
            return List.copyOf(merged.values());
        });
        for (String id : elsewhere) {
            runtime.secrets().forget(id);
        }
        int count = store ? storeSecrets(incoming) : 0;
        if (secrets == InClear.MOVE && count > 0) {
            clearSecrets(incoming);
        }
        return count;
    }

    private int storeSecrets(Incoming incoming) throws AuthFailure {
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

    /** Takes the secrets out of the file, after it was proved that the secret store has them. */
    private void clearSecrets(Incoming incoming) throws AuthFailure {
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
        replace(incoming.file(), read.withoutSecretsOf(Set.copyOf(incoming.idsInFile())));
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

    /** Where secrets stand in clear in a file of WikiTraccs, as JSON pointers: an export into it takes them out. */
    public List<String> secretsIn(Path file) throws AuthFailure {
        return wikiTraccs(file).secretPlaces();
    }

    private static WikiTraccsFile wikiTraccs(Path file) throws AuthFailure {
        WikiTraccsFile read = WikiTraccsFile.read(file);
        if (!WikiTraccsFile.recognises(file)) {
            throw PlatformFailures.problem("transfer.not-wikitraccs")
                    .with("file", file)
                    .failure();
        }
        return read;
    }

    /** Writes an exported text to where it is wanted, over what is there. */
    public static void write(Path file, String text) throws AuthFailure {
        try {
            NewFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw unwritable(file, e);
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
     * @throws AuthFailure as {@link WikiTraccsFile#read} does; {@code transfer.not-wikitraccs}
     */
    public WikiTraccsFile.Export exportWikiTraccs(List<ConnectionEntry> entries, Optional<Path> into)
            throws AuthFailure {
        if (into.isPresent()) {
            return wikiTraccs(into.get()).export(entries);
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
