package org.drawbridge.platform.internal;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;

/**
 * The best secret store that works: under the master password if one was given, else in the operating system's key
 * store, else in memory. Chosen when first used, since looking for a key store takes time.
 */
final class Rungs implements SecretStore {

    private final Path systemVault;
    private final Path masterVault;
    private final Optional<MasterPassword> master;
    private final Supplier<Optional<? extends Vault.KeySource>> system;
    private SecretStore chosen;

    Rungs(Path dataDir, Optional<MasterPassword> master, Supplier<Optional<? extends Vault.KeySource>> system) {
        systemVault = dataDir.resolve("secrets-key-store.json");
        masterVault = dataDir.resolve("secrets-master-password.json");
        this.master = master;
        this.system = system;
    }

    private synchronized SecretStore store() {
        if (chosen == null) {
            chosen = master.<SecretStore>map(password -> new Vault(masterVault, password, Durability.MASTER_PASSWORD))
                    .or(() -> system.get().map(key -> new Vault(systemVault, key, Durability.SYSTEM)))
                    .orElseGet(SessionOnly::new);
        }
        return chosen;
    }

    @Override
    public Secrets of(String connectionId) {
        return new Secrets() {
            @Override
            public Optional<Secret> get(String key) throws AuthFailure {
                return store().of(connectionId).get(key);
            }

            @Override
            public void put(String key, Secret value) throws AuthFailure {
                store().of(connectionId).put(key, value);
            }

            @Override
            public void remove(String key) throws AuthFailure {
                store().of(connectionId).remove(key);
            }
        };
    }

    @Override
    public void forget(String connectionId) throws AuthFailure {
        store().forget(connectionId);
    }

    @Override
    public Durability durability() {
        return store().durability();
    }

    /** Memory; says so if a store that can't be opened here holds what is asked for. */
    private final class SessionOnly implements SecretStore {
        private final MemorySecretStore memory = new MemorySecretStore();

        @Override
        public Secrets of(String connectionId) {
            Secrets own = memory.of(connectionId);
            return new Secrets() {
                @Override
                public Optional<Secret> get(String key) throws AuthFailure {
                    Optional<Secret> found = own.get(key);
                    if (found.isEmpty() && Vault.holds(masterVault, connectionId, key)) {
                        throw PlatformFailures.problem("secrets.locked")
                                .with("connection", connectionId)
                                .evidence("key", key)
                                .failure();
                    }
                    if (found.isEmpty() && Vault.holds(systemVault, connectionId, key)) {
                        throw PlatformFailures.problem("secrets.key-store-away")
                                .with("connection", connectionId)
                                .evidence("key", key)
                                .failure();
                    }
                    return found;
                }

                @Override
                public void put(String key, Secret value) throws AuthFailure {
                    own.put(key, value);
                }

                @Override
                public void remove(String key) throws AuthFailure {
                    own.remove(key);
                }
            };
        }

        @Override
        public void forget(String connectionId) {
            memory.forget(connectionId);
        }

        @Override
        public Durability durability() {
            return Durability.SESSION_ONLY;
        }
    }
}
