package org.drawbridge.ui.internal.model;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.eclipse.e4.core.services.events.IEventBroker;

/**
 * What the desktop knows of the stored connections: the list as last read, and each one's latest test in this run.
 * Reading the snapshot is quick and allowed everywhere; what touches files or the secret store says so. Thread-safe.
 */
public final class Connections {

    /** Posted without data when the list or a state has changed. */
    public static final String TOPIC = "org/drawbridge/ui/connections";

    private final Supplier<DrawbridgeRuntime> runtimes;
    private final IEventBroker broker;
    private final Map<String, TestResult> results = new ConcurrentHashMap<>();
    private volatile List<ConnectionEntry> entries = List.of();
    private volatile Optional<Problem> trouble = Optional.empty();
    private volatile boolean loaded;

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

    /** Forgets a connection with all its secrets. Background threads only. */
    public void remove(String id) throws AuthFailure {
        DrawbridgeRuntime runtime = runtimes.get();
        runtime.connections().remove(id);
        results.remove(id);
        reload();
        runtime.secrets().forget(id);
    }

    /** An id made from a name, not used by any other connection. */
    public String newId(String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        String stem = plain.isEmpty() ? "connection" : plain.substring(0, Math.min(plain.length(), 40));
        List<String> taken = new ArrayList<>();
        entries.forEach(entry -> taken.add(entry.connection().id()));
        String id = stem;
        for (int i = 2; taken.contains(id); i++) {
            id = stem + "-" + i;
        }
        return id;
    }
}
