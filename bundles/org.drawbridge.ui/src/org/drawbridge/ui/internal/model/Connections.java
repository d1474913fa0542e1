package org.drawbridge.ui.internal.model;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Field;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.ConnectionTransfer;
import org.drawbridge.platform.ConnectionTransfer.InClear;
import org.drawbridge.platform.ConnectionTransfer.Incoming;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.osgi.service.prefs.BackingStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the desktop knows of the stored connections: the list as last read, and each one's latest test in this run.
 * Reading the snapshot is quick and allowed everywhere; what touches files or the secret store says so. Thread-safe.
 */
public final class Connections {

    /** Posted without data when the list or a state has changed. */
    public static final String TOPIC = "org/drawbridge/ui/connections";

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Supplier<DrawbridgeRuntime> runtimes;
    private final IEventBroker broker;
    private final Map<String, TestResult> results = new ConcurrentHashMap<>();
    private volatile List<ConnectionEntry> entries = List.of();
    private volatile Optional<Problem> trouble = Optional.empty();
    private volatile boolean loaded;
    private volatile Optional<Removed> removed = Optional.empty();

    /** A connection that was taken out of the list of a runtime. */
    private record Removed(DrawbridgeRuntime runtime, ConnectionEntry entry, int place) {}

    /** @param runtimes the runtime in use; it changes when the sandbox is entered or left */
    public Connections(Supplier<DrawbridgeRuntime> runtimes, IEventBroker broker) {
        this.runtimes = runtimes;
        this.broker = broker;
    }

    /** The list as last read. */
    public List<ConnectionEntry> entries() {
        return entries;
    }

    public Optional<ConnectionEntry> find(String id) {
        return entries.stream()
                .filter(entry -> entry.connection().id().equals(id))
                .findFirst();
    }

    /** Whether the list has been read at all. */
    public boolean loaded() {
        return loaded;
    }

    /** What was wrong with the stored list when it was last read. */
    public Optional<Problem> trouble() {
        return trouble;
    }

    /** The latest test of this run; empty if there was none since the connection was last changed. */
    public Optional<TestResult> result(String id) {
        return Optional.ofNullable(results.get(id));
    }

    public void tested(TestResult result) {
        results.put(result.connection(), result);
        broker.post(TOPIC, null);
    }

    /** Reads the list again, on a thread of its own. */
    public void reloadSoon() {
        Thread.ofVirtual().name("read connections").start(this::reload);
    }

    /** Reads the list again. Background threads only. */
    public void reload() {
        reload("");
    }

    /** One at a time: a slower reader must not bring back an older list. */
    private synchronized void reload(String unchanged) {
        DrawbridgeRuntime runtime = runtimes.get();
        List<ConnectionEntry> before = entries;
        Optional<Problem> troubleBefore = trouble;
        try {
            entries = List.copyOf(runtime.entries());
            trouble = runtime.connections().damage().map(AuthFailure::problem);
        } catch (AuthFailure e) {
            trouble = Optional.of(e.problem());
        }
        boolean first = !loaded;
        loaded = true;
        if (first || !before.equals(entries) || !troubleBefore.equals(trouble)) {
            // Changed elsewhere, by the command line for instance: an old result no longer speaks of it.
            for (ConnectionEntry old : before) {
                if (!entries.contains(old) && !old.connection().id().equals(unchanged)) {
                    results.remove(old.connection().id());
                }
            }
            broker.post(TOPIC, null);
        }
    }

    /**
     * Stores a connection, and the typed secrets in the secret store. Background threads only.
     *
     * @param typed new secrets by field key; an empty one forgets what is stored
     * @param tested whether the latest result speaks of exactly this entry
     */
    public void save(ConnectionEntry entry, Map<String, Secret> typed, boolean tested) throws AuthFailure {
        DrawbridgeRuntime runtime = runtimes.get();
        Secrets store = runtime.secrets().of(entry.connection().id());
        for (Map.Entry<String, Secret> secret : typed.entrySet()) {
            if (secret.getValue().isEmpty()) {
                store.remove(secret.getKey());
            } else {
                store.put(secret.getKey(), secret.getValue());
            }
        }
        runtime.connections().save(entry);
        if (!tested) {
            results.remove(entry.connection().id());
        }
        reload(entry.connection().id());
        broker.post(TOPIC, null);
    }

    /**
     * Takes a connection out of the list. Its secrets are kept until {@link #forgetRemoved}, so that {@link #undo} brings
     * it back as it was. Background threads only.
     */
    public synchronized void remove(String id) throws AuthFailure {
        forgetRemoved();
        DrawbridgeRuntime runtime = runtimes.get();
        List<ConnectionEntry> before = runtime.connections().all();
        for (int i = 0; i < before.size(); i++) {
            if (before.get(i).connection().id().equals(id)) {
                removed = Optional.of(new Removed(runtime, before.get(i), i));
            }
        }
        keep(Optional.of(id));
        runtime.connections().remove(id);
        results.remove(id);
        reload();
    }

    /** The connection that {@link #undo} would bring back. */
    public Optional<ConnectionEntry> removed() {
        return removed.filter(gone -> gone.runtime == runtimes.get()).map(Removed::entry);
    }

    /** Brings the connection that was removed last back to its place. Background threads only. */
    public synchronized void undo() throws AuthFailure {
        if (removed().isPresent()) {
            Removed gone = removed.get();
            gone.runtime.connections().update(list -> {
                List<ConnectionEntry> changed = new ArrayList<>(list);
                changed.add(Math.min(gone.place, changed.size()), gone.entry);
                return changed;
            });
            removed = Optional.empty();
            keep(Optional.empty());
            reload();
        }
    }

    /** Forgets the secrets of the connection that was removed last; it can't be brought back any more. */
    public synchronized void forgetRemoved() throws AuthFailure {
        if (removed.isPresent()) {
            removed.get()
                    .runtime
                    .secrets()
                    .forget(removed.get().entry.connection().id());
            removed = Optional.empty();
            keep(Optional.empty());
        }
    }

    /** Does what a run that ended too early has left undone. Background threads only. */
    public synchronized void forgetLeftovers() throws AuthFailure {
        String left = Pending.node().get(Pending.KEY, "");
        if (!left.isEmpty()) {
            DrawbridgeRuntime runtime = runtimes.get();
            if (runtime.connections().find(left).isEmpty()) {
                runtime.secrets().forget(left);
            }
            keep(Optional.empty());
        }
    }

    /** Notes down of which connection secrets are still to be forgotten. */
    private static void keep(Optional<String> id) {
        IEclipsePreferences node = Pending.node();
        id.ifPresentOrElse(value -> node.put(Pending.KEY, value), () -> node.remove(Pending.KEY));
        try {
            node.flush();
        } catch (BackingStoreException e) {
            LOG.warn("it can't be noted down whose secrets are to be forgotten", e);
        }
    }

    /** Where that is noted down. */
    private static final class Pending {
        static final String KEY = "secretsToForget";

        static IEclipsePreferences node() {
            return InstanceScope.INSTANCE.getNode("org.drawbridge.ui");
        }
    }

    /** Stores what a file brings. Background threads only; fails as {@link ConnectionTransfer#take} does. */
    public void take(Incoming incoming, InClear secrets) throws AuthFailure {
        try {
            if (removed()
                    .filter(gone -> incoming.ids().contains(gone.connection().id()))
                    .isPresent()) {
                // Its secrets were meant for another connection.
                forgetRemoved();
            }
            new ConnectionTransfer(runtimes.get()).take(incoming, secrets);
        } finally {
            reload();
        }
    }

    /** A second connection with the settings and secrets of one, but not with its session. Background threads only. */
    public String duplicate(String id, String name) throws AuthFailure {
        DrawbridgeRuntime runtime = runtimes.get();
        ConnectionEntry original = runtime.entry(id);
        Connection connection = original.connection();
        Connection copy =
                new Connection(newId(name), name, connection.target(), connection.method(), connection.settings());
        Secrets from = runtime.secrets().of(id);
        Secrets to = runtime.secrets().of(copy.id());
        for (Field field : runtime.methods().load(connection.method()).fields(connection.target())) {
            if (field.secret() && !original.secrets().containsKey(field.key())) {
                Optional<Secret> secret = from.get(field.key());
                if (secret.isPresent()) {
                    to.put(field.key(), secret.get());
                }
            }
        }
        runtime.connections().update(list -> {
            List<ConnectionEntry> changed = new ArrayList<>();
            for (ConnectionEntry entry : list) {
                changed.add(entry);
                if (entry.connection().id().equals(id)) {
                    changed.add(new ConnectionEntry(copy, original.secrets()));
                }
            }
            return changed;
        });
        reload();
        return copy.id();
    }

    /** Gives a connection another name; its id stays. Background threads only. */
    public void rename(String id, String name) throws AuthFailure {
        runtimes.get()
                .connections()
                .update(list -> list.stream()
                        .map(entry -> entry.connection().id().equals(id) ? renamed(entry, name) : entry)
                        .toList());
        reload(id);
        broker.post(TOPIC, null);
    }

    private static ConnectionEntry renamed(ConnectionEntry entry, String name) {
        Connection old = entry.connection();
        return new ConnectionEntry(
                new Connection(old.id(), name, old.target(), old.method(), old.settings()), entry.secrets());
    }

    /**
     * Puts a connection before another one of its kind, or after all of them. Background threads only.
     *
     * @param before the id of the one that follows; null for none
     */
    public void move(String id, String before) throws AuthFailure {
        runtimes.get().connections().update(list -> {
            List<ConnectionEntry> changed = new ArrayList<>(list);
            Optional<ConnectionEntry> moved = changed.stream()
                    .filter(entry -> entry.connection().id().equals(id))
                    .findFirst();
            if (moved.isEmpty() || id.equals(before)) {
                return list;
            }
            changed.remove(moved.get());
            int place = changed.size();
            for (int i = 0; i < changed.size(); i++) {
                if (changed.get(i).connection().id().equals(before)) {
                    place = i;
                }
            }
            changed.add(place, moved.get());
            return changed;
        });
        reload(id);
    }

    /** An id made from a name, not used by any other connection. */
    public String newId(String name) {
        // Nor by the one that can be brought back: its secrets are still there.
        return newId(
                name,
                Stream.concat(entries.stream(), removed().stream())
                        .map(entry -> entry.connection().id())
                        .collect(Collectors.toSet()));
    }

    static String newId(String name, Set<String> taken) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        String stem = plain.isEmpty() ? "connection" : plain.substring(0, Math.min(plain.length(), 40));
        String id = stem;
        for (int i = 2; taken.contains(id); i++) {
            id = stem + "-" + i;
        }
        return id;
    }
}
