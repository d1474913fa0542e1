package org.drawbridge.platform.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.drawbridge.core.Texts;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.SecretPlaces;

/**
 * The secret store on its three rungs: the operating system's key store, the master password, memory. The rung is chosen
 * when first used, since looking for a key store takes time. What lies on another rung is found there, too, or it is
 * said what would open it.
 */
public final class Rungs implements SecretStore, SecretPlaces {

    /** The user's wish, as the settings have it. */
    public interface Wishes {
        Wish get();

        void set(Wish wish) throws AuthFailure;
    }

    private static final Texts TEXTS = Texts.of(Rungs.class);

    private final Path systemVault;
    private final Path masterVault;
    private final Optional<MasterPassword> given;
    private final SystemKey system;
    private final Wishes wishes;
    private final MemorySecretStore memory = new MemorySecretStore();
    private Optional<MasterPassword> master;
    private Choice chosen;

    /** A rung, and why it is that one. */
    private record Choice(Wish wish, SecretStore store, String reason) {}

    public Rungs(Path dataDir, Optional<MasterPassword> master, SystemKey system, Wishes wishes) {
        systemVault = dataDir.resolve("secrets-key-store.json");
        masterVault = dataDir.resolve("secrets-master-password.json");
        given = master;
        this.master = master;
        this.system = system;
        this.wishes = wishes;
    }

    private Vault ofSystem() {
        return new Vault(systemVault, system, Durability.SYSTEM);
    }

    private static Vault of(Path file, MasterPassword password) {
        return new Vault(file, password, Durability.MASTER_PASSWORD);
    }

    private Optional<Vault> ofMaster() {
        return master.map(password -> of(masterVault, password));
    }

    // ---- the choice

    private synchronized Choice choice() {
        Wish wish = wishes.get();
        if (chosen == null || chosen.wish() != wish) {
            chosen = choose(wish);
        }
        return chosen;
    }

    private Choice choose(Wish wish) {
        if (wish == Wish.SESSION_ONLY) {
            return new Choice(wish, memory, TEXTS.get("rung.wished"));
        }
        if (wish == Wish.MASTER_PASSWORD || wish == Wish.AUTOMATIC && master.isPresent()) {
            String reason = TEXTS.get(
                    master.isEmpty()
                            ? "rung.master-missing"
                            : wish == Wish.AUTOMATIC ? "rung.master-given" : "rung.wished");
            return new Choice(wish, ofMaster().<SecretStore>map(vault -> vault).orElse(memory), reason);
        }
        Optional<String> obstacle = system.obstacle(systemVault);
        if (obstacle.isEmpty()) {
            String reason = TEXTS.get(wish == Wish.AUTOMATIC ? "rung.system-works" : "rung.wished");
            return new Choice(wish, ofSystem(), reason);
        }
        return new Choice(
                wish,
                ofMaster().<SecretStore>map(vault -> vault).orElse(memory),
                TEXTS.get("rung.system-away", obstacle.get()));
    }

    /** Looks anew which rung works; what has been kept in memory meanwhile moves to a better one. */
    private synchronized void chooseAnew() throws AuthFailure {
        chosen = null;
        if (choice().store() instanceof Vault vault) {
            Map<String, Map<String, Secret>> kept = inMemory();
            if (!kept.isEmpty()) {
                vault.putAll(kept);
                memory.clear();
            }
        }
    }

    private Map<String, Map<String, Secret>> inMemory() throws AuthFailure {
        Map<String, Map<String, Secret>> all = new TreeMap<>();
        for (Map.Entry<String, Set<String>> names : memory.names().entrySet()) {
            Map<String, Secret> own = new TreeMap<>();
            for (String name : names.getValue()) {
                memory.of(names.getKey()).get(name).ifPresent(secret -> own.put(name, secret));
            }
            all.put(names.getKey(), own);
        }
        return all;
    }

    // ---- the store

    @Override
    public Secrets of(String connectionId) {
        return new Secrets() {
            @Override
            public Optional<Secret> get(String key) throws AuthFailure {
                return find(connectionId, key);
            }

            @Override
            public void put(String key, Secret value) throws AuthFailure {
                SecretStore store = choice().store();
                store.of(connectionId).put(key, value);
                if (store != memory) {
                    discardElsewhere(store, connectionId, key);
                }
            }

            @Override
            public void remove(String key) throws AuthFailure {
                SecretStore store = choice().store();
                store.of(connectionId).remove(key);
                discardElsewhere(store, connectionId, key);
            }
        };
    }

    private Optional<Secret> find(String connection, String key) throws AuthFailure {
        SecretStore store = choice().store();
        Optional<Secret> found = store.of(connection).get(key);
        if (found.isEmpty()) {
            found = memory.of(connection).get(key);
        }
        if (found.isEmpty()
                && place(store) != Durability.MASTER_PASSWORD
                && Vault.holds(masterVault, connection, key)) {
            Vault vault = ofMaster().orElseThrow(() -> locked(connection, key));
            found = vault.of(connection).get(key);
        }
        if (found.isEmpty() && place(store) != Durability.SYSTEM && Vault.holds(systemVault, connection, key)) {
            Optional<String> obstacle = system.obstacle(systemVault);
            if (obstacle.isPresent()) {
                throw PlatformFailures.problem("secrets.key-store-away")
                        .with("connection", connection)
                        .with("reason", obstacle.get())
                        .evidence("key", key)
                        .failure();
            }
            found = ofSystem().of(connection).get(key);
        }
        return found;
    }

    private static AuthFailure locked(String connection, String key) {
        return PlatformFailures.problem("secrets.locked")
                .with("connection", connection)
                .evidence("key", key)
                .failure();
    }

    private static Durability place(SecretStore store) {
        return store.durability();
    }

    /** @param key null for all of the connection */
    private void discardElsewhere(SecretStore store, String connection, String key) throws AuthFailure {
        if (place(store) != Durability.MASTER_PASSWORD) {
            Vault.discard(masterVault, connection, key);
        }
        if (place(store) != Durability.SYSTEM) {
            Vault.discard(systemVault, connection, key);
        }
        if (key == null) {
            memory.forget(connection);
        } else if (store != memory) {
            memory.of(connection).remove(key);
        }
    }

    @Override
    public void forget(String connectionId) throws AuthFailure {
        SecretStore store = choice().store();
        store.forget(connectionId);
        discardElsewhere(store, connectionId, null);
    }

    @Override
    public Durability durability() {
        return choice().store().durability();
    }

    // ---- the places

    @Override
    public Wish wish() {
        return wishes.get();
    }

    @Override
    public Durability current() {
        return durability();
    }

    @Override
    public String reason() {
        return choice().reason();
    }

    @Override
    public List<Rung> rungs() {
        Optional<String> obstacle = system.obstacle(systemVault);
        boolean known;
        synchronized (this) {
            known = master.isPresent();
        }
        boolean made = Files.exists(masterVault);
        return List.of(
                new Rung(Durability.SYSTEM, obstacle.isEmpty(), obstacle.orElse(""), count(Vault.names(systemVault))),
                new Rung(
                        Durability.MASTER_PASSWORD,
                        known || !made,
                        known ? "" : TEXTS.get(made ? "rung.master-missing" : "rung.master-unset"),
                        count(Vault.names(masterVault))),
                new Rung(Durability.SESSION_ONLY, true, "", count(memory.names())));
    }

    private static int count(Map<String, Set<String>> names) {
        return names.values().stream().mapToInt(Set::size).sum();
    }

    @Override
    public synchronized Moved use(Wish wish, Optional<Secret> masterPassword) throws AuthFailure {
        Optional<MasterPassword> before = master;
        boolean done = false;
        try {
            if (masterPassword.isPresent()) {
                master = masterPassword.map(MasterPassword::typed);
            }
            SecretStore target = target(wish);
            Set<String> left = new TreeSet<>();
            Map<String, Map<String, Secret>> moving = elsewhere(target, left);
            if (target instanceof Vault vault) {
                vault.putAll(moving);
            } else {
                for (Map.Entry<String, Map<String, Secret>> connection : moving.entrySet()) {
                    Secrets own = target.of(connection.getKey());
                    for (Map.Entry<String, Secret> secret :
                            connection.getValue().entrySet()) {
                        own.put(secret.getKey(), secret.getValue());
                    }
                }
            }
            wishes.set(wish);
            chosen = null;
            done = true;
            int moved = 0;
            for (Map.Entry<String, Map<String, Secret>> connection : moving.entrySet()) {
                for (String key : connection.getValue().keySet()) {
                    discardElsewhere(target, connection.getKey(), key);
                    moved++;
                }
            }
            dropIfEmpty(target);
            return new Moved(moved, List.copyOf(left));
        } finally {
            if (!done) {
                master = before;
            }
        }
    }

    /** The store that the wish leads to, opened; fails where it can't be had, instead of taking another one. */
    private SecretStore target(Wish wish) throws AuthFailure {
        if (wish == Wish.MASTER_PASSWORD) {
            MasterPassword password = master.orElseThrow(() ->
                    PlatformFailures.problem("secrets.master-password-needed").failure());
            if (!Files.exists(masterVault)) {
                password.strongEnough();
            }
        }
        if (wish == Wish.SYSTEM) {
            Optional<String> obstacle = system.obstacle(systemVault);
            if (obstacle.isPresent()) {
                throw PlatformFailures.problem("secrets.key-store-unusable")
                        .with("reason", obstacle.get())
                        .failure();
            }
        }
        SecretStore target = choose(wish).store();
        if (target instanceof Vault vault) {
            vault.open();
        }
        return target;
    }

    /** All that lies elsewhere, newer over older: memory is the newest. */
    private Map<String, Map<String, Secret>> elsewhere(SecretStore target, Set<String> left) throws AuthFailure {
        Map<String, Map<String, Secret>> found = new TreeMap<>();
        if (place(target) != Durability.MASTER_PASSWORD) {
            collect(masterVault, ofMaster(), found, left);
        }
        if (place(target) != Durability.SYSTEM) {
            boolean open =
                    Files.exists(systemVault) && system.obstacle(systemVault).isEmpty();
            collect(systemVault, open ? Optional.of(ofSystem()) : Optional.empty(), found, left);
        }
        if (target != memory) {
            add(inMemory(), found);
        }
        return found;
    }

    private static void collect(
            Path file, Optional<Vault> vault, Map<String, Map<String, Secret>> found, Set<String> left)
            throws AuthFailure {
        Map<String, Set<String>> names = Vault.names(file);
        if (names.isEmpty()) {
            return;
        }
        if (vault.isEmpty()) {
            left.addAll(names.keySet());
            return;
        }
        add(vault.get().all(), found);
    }

    private static void add(Map<String, Map<String, Secret>> more, Map<String, Map<String, Secret>> found) {
        more.forEach((connection, own) ->
                found.computeIfAbsent(connection, id -> new TreeMap<>()).putAll(own));
    }

    private void dropIfEmpty(SecretStore target) throws AuthFailure {
        if (place(target) != Durability.MASTER_PASSWORD
                && Vault.names(masterVault).isEmpty()) {
            Vault.destroy(masterVault);
        }
        if (place(target) != Durability.SYSTEM && Vault.names(systemVault).isEmpty()) {
            dropSystemVault();
        }
    }

    private void dropSystemVault() throws AuthFailure {
        Optional<byte[]> salt = Vault.salt(systemVault);
        Vault.destroy(systemVault);
        salt.ifPresent(system::forget);
    }

    @Override
    public synchronized void unlock(Secret masterPassword) throws AuthFailure {
        MasterPassword password = MasterPassword.typed(masterPassword);
        if (!Files.exists(masterVault)) {
            password.strongEnough();
        }
        of(masterVault, password).open();
        master = Optional.of(password);
        chooseAnew();
    }

    @Override
    public void unlockKeyStore() throws AuthFailure {
        system.unlock();
        chooseAnew();
    }

    @Override
    public synchronized void changeMasterPassword(Secret old, Secret fresh) throws AuthFailure {
        if (!Files.exists(masterVault)) {
            throw PlatformFailures.problem("secrets.no-master-vault").failure();
        }
        MasterPassword next = MasterPassword.typed(fresh).strongEnough();
        of(masterVault, MasterPassword.typed(old)).rekey(next);
        master = Optional.of(next);
        chosen = null;
    }

    @Override
    public List<String> heldByMasterPassword() {
        return List.copyOf(Vault.names(masterVault).keySet());
    }

    @Override
    public synchronized void forgetMasterPassword() throws AuthFailure {
        Vault.destroy(masterVault);
        master = given; // where one is given from outside, it is that of the store to come
        chosen = null;
        if (wishes.get() == Wish.MASTER_PASSWORD && given.isEmpty()) {
            wishes.set(Wish.AUTOMATIC);
        }
    }

    @Override
    public synchronized void clear() throws AuthFailure {
        Vault.destroy(masterVault);
        dropSystemVault();
        memory.clear();
        chosen = null;
    }
}
