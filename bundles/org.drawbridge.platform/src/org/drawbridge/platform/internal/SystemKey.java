package org.drawbridge.platform.internal;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.internal.KeyStore.Obstacle;
import org.drawbridge.platform.internal.KeyStore.Unusable;

/**
 * The random key of a vault, kept in the operating system's key store under the vault's own name (its salt): vaults of
 * several data folders don't touch each other's. Every call ends within seconds, whatever the key store does.
 */
public final class SystemKey implements Vault.KeySource {

    /** Where keys lie; made anew for each use, since the key store may come and go. */
    @FunctionalInterface
    public interface Source {
        KeyStore open() throws Unusable;
    }

    private static final Texts TEXTS = Texts.of(SystemKey.class);
    /** Long enough for a key store, short enough for a script that has none. */
    private static final long PATIENCE_SECONDS = 4;
    /** A user needs longer to type a password. */
    private static final long USERS_PATIENCE_SECONDS = 120;

    private final Source source;

    public SystemKey(Source source) {
        this.source = source;
    }

    @FunctionalInterface
    private interface Call<T> {
        T on(KeyStore store) throws Unusable;
    }

    /** On a thread of its own: a key store may wait for something that never comes, and can't be interrupted. */
    private <T> T limited(long seconds, Call<T> call) throws Unusable {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(call.on(source.open()));
                    } catch (Unusable e) {
                        result.completeExceptionally(e);
                    } catch (RuntimeException | LinkageError e) {
                        result.completeExceptionally(new Unusable(Obstacle.FAILED, e.toString(), e));
                    }
                },
                "key store");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Unusable(Obstacle.NO_ANSWER, seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unusable(Obstacle.NO_ANSWER, null, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Unusable unusable
                    ? unusable
                    : new Unusable(Obstacle.FAILED, e.getCause().toString(), e);
        }
    }

    /** Why the key store can't serve this vault, in words; empty if it can, proved by reading the key or by writing. */
    Optional<String> obstacle(Path vault) {
        try {
            Optional<byte[]> salt = Vault.salt(vault);
            if (salt.isPresent()) {
                if (limited(PATIENCE_SECONDS, store -> store.read(name(salt.get())))
                        .isEmpty()) {
                    throw new Unusable(Obstacle.KEY_MISSING, null, null);
                }
                return Optional.empty();
            }
            String probe = "probe-" + Long.toHexString(new SecureRandom().nextLong());
            String read = limited(PATIENCE_SECONDS, store -> {
                store.write(probe, probe);
                String found = store.read(probe).orElse("");
                store.remove(probe);
                return found;
            });
            return read.equals(probe)
                    ? Optional.empty()
                    : Optional.of(text(new Unusable(Obstacle.FAILED, TEXTS.get("reason.not-kept"), null)));
        } catch (Unusable e) {
            return Optional.of(text(e));
        }
    }

    /** Lets the user unlock it. Waits for the user, at most two minutes. */
    void unlock() throws AuthFailure {
        try {
            limited(USERS_PATIENCE_SECONDS, store -> {
                store.unlock();
                return null;
            });
        } catch (Unusable e) {
            throw failure(e);
        }
    }

    /** Forgets the key of a vault that is gone; as well as can be done. */
    void forget(byte[] salt) {
        try {
            limited(PATIENCE_SECONDS, store -> {
                store.remove(name(salt));
                return null;
            });
        } catch (Unusable e) {
            // What it opened is gone.
        }
    }

    private static String name(byte[] salt) {
        return HexFormat.of().formatHex(salt);
    }

    private static String text(Unusable e) {
        String text = TEXTS.get("obstacle." + e.obstacle());
        return e.getMessage() == null ? text : text + " (" + e.getMessage() + ")";
    }

    private static AuthFailure failure(Unusable e) {
        return PlatformFailures.problem("secrets.key-store-unusable")
                .with("reason", text(e))
                .because(e)
                .failure();
    }

    @Override
    public SecretKey key(byte[] salt, boolean fresh) throws AuthFailure {
        try {
            String stored = limited(PATIENCE_SECONDS, store -> {
                Optional<String> found = store.read(name(salt));
                if (found.isPresent()) {
                    return found.get();
                }
                if (!fresh) {
                    throw new Unusable(Obstacle.KEY_MISSING, null, null);
                }
                byte[] key = new byte[32];
                new SecureRandom().nextBytes(key);
                String made = Base64.getEncoder().encodeToString(key);
                store.write(name(salt), made);
                return made;
            });
            return new SecretKeySpec(Base64.getDecoder().decode(stored), "AES");
        } catch (Unusable e) {
            throw failure(e);
        }
    }

    @Override
    public AuthFailure wrong(Path file) {
        return PlatformFailures.problem("secrets.damaged")
                .with("file", file)
                .with("reason", TEXTS.get("reason.other-key"))
                .failure();
    }

    @Override
    public String toString() {
        return "SystemKey";
    }
}
