package org.drawbridge.platform.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.drawbridge.core.failure.AuthFailure;
import org.eclipse.core.runtime.IExtension;
import org.eclipse.core.runtime.IExtensionPoint;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.equinox.security.storage.ISecurePreferences;
import org.eclipse.equinox.security.storage.SecurePreferencesFactory;
import org.eclipse.equinox.security.storage.StorageException;
import org.eclipse.equinox.security.storage.provider.IProviderHints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The random key of the vault, protected by the operating system's key store through Equinox secure storage. Equinox'
 * file holds this one entry, written once under our lock.
 */
record SystemKey(SecretKey value) implements Vault.KeySource {

    private static final Logger LOG = LoggerFactory.getLogger(SystemKey.class);
    private static final String POINT = "org.eclipse.equinox.security.secureStorage";
    private static final String NODE = "drawbridge";
    private static final String ENTRY = "vault-key";
    /** Long enough for a key store, short enough for a script that has none. */
    private static final long PATIENCE_SECONDS = 4;

    /** The key, made if there is none yet; empty if no key store works here. Never takes longer than a few seconds. */
    static Optional<SystemKey> find(Path dataDir) {
        if (!sessionBus() || module().isEmpty()) {
            return Optional.empty();
        }
        // A thread of its own: a key store may wait for a prompt that nobody sees, and can't be interrupted.
        CompletableFuture<SystemKey> found = new CompletableFuture<>();
        Thread thread = new Thread(() -> load(dataDir, found), "key store");
        thread.setDaemon(true);
        thread.start();
        try {
            return Optional.of(found.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            LOG.warn("The key store did not answer within {} s and is not used.", PATIENCE_SECONDS);
        } catch (ExecutionException e) {
            LOG.info("The key store can't be used: {}", e.getCause().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    /** Where no D-Bus session is, asking for one would start a bus daemon that outlives us. */
    private static boolean sessionBus() {
        if (!System.getProperty("os.name").startsWith("Linux")) {
            return true;
        }
        String address = System.getenv("DBUS_SESSION_BUS_ADDRESS");
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return address != null && !address.isBlank() || runtime != null && Files.exists(Path.of(runtime, "bus"));
    }

    private static Optional<String> module() {
        IExtensionPoint point = RegistryFactory.getRegistry() == null
                ? null
                : RegistryFactory.getRegistry().getExtensionPoint(POINT);
        return point == null
                ? Optional.empty()
                : Stream.of(point.getExtensions())
                        .filter(extension -> extension.getUniqueIdentifier() != null)
                        .max(Comparator.comparingInt(SystemKey::priority))
                        .map(IExtension::getUniqueIdentifier);
    }

    private static int priority(IExtension extension) {
        return Stream.of(extension.getConfigurationElements())
                .map(element -> element.getAttribute("priority"))
                .filter(text -> text != null && text.matches("\\d+"))
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(0);
    }

    private static void load(Path dataDir, CompletableFuture<SystemKey> found) {
        SharedFile file = new SharedFile(dataDir.resolve("key-store"));
        try {
            found.complete(file.locked(() -> load(file.path())));
        } catch (IOException | AuthFailure | RuntimeException | LinkageError e) {
            // LinkageError: libsecret is missing.
            found.completeExceptionally(e);
        }
    }

    private static SystemKey load(Path file) throws IOException {
        Map<String, Object> hints =
                Map.of(IProviderHints.REQUIRED_MODULE_ID, module().orElseThrow(), IProviderHints.PROMPT_USER, false);
        OwnerOnly.file(file);
        ISecurePreferences root = SecurePreferencesFactory.open(file.toUri().toURL(), hints);
        if (root == null) {
            throw new IOException("Equinox secure storage is not running");
        }
        ISecurePreferences node = root.node(NODE);
        try {
            String stored = node.get(ENTRY, null);
            if (stored == null) {
                byte[] key = new byte[32];
                new SecureRandom().nextBytes(key);
                stored = Base64.getEncoder().encodeToString(key);
                node.put(ENTRY, stored, true);
                root.flush();
            }
            return new SystemKey(new SecretKeySpec(Base64.getDecoder().decode(stored), "AES"));
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public SecretKey key(byte[] salt) {
        return value;
    }

    @Override
    public AuthFailure wrong(Path file) {
        return PlatformFailures.problem("secrets.damaged")
                .with("file", file)
                .with("reason", "it was made with another key of the key store")
                .failure();
    }

    @Override
    public String toString() {
        return "SystemKey";
    }
}
