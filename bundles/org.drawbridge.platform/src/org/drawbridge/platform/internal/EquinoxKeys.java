package org.drawbridge.platform.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.drawbridge.core.failure.AuthFailure;
import org.eclipse.core.runtime.IExtension;
import org.eclipse.core.runtime.IExtensionPoint;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.equinox.security.storage.ISecurePreferences;
import org.eclipse.equinox.security.storage.SecurePreferencesFactory;
import org.eclipse.equinox.security.storage.StorageException;
import org.eclipse.equinox.security.storage.provider.IProviderHints;

/**
 * The data protection of Windows through Equinox secure storage, whose provider there keeps what it encrypts with in the
 * same file, so that no other program's file is touched.
 */
final class EquinoxKeys implements KeyStore {

    private static final String POINT = "org.eclipse.equinox.security.secureStorage";
    private static final String NODE = "drawbridge";

    private final SharedFile file;

    EquinoxKeys(Path dataDir) {
        file = new SharedFile(dataDir.resolve("key-store"));
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(ISecurePreferences node) throws StorageException, IOException;
    }

    private <T> T node(Use<T> use) throws Unusable {
        String module = module().orElseThrow(() -> new Unusable(Obstacle.NO_LIBRARY, null, null));
        Map<String, Object> hints =
                Map.of(IProviderHints.REQUIRED_MODULE_ID, module, IProviderHints.PROMPT_USER, false);
        try {
            return file.locked(() -> {
                OwnerOnly.file(file.path());
                ISecurePreferences root =
                        SecurePreferencesFactory.open(file.path().toUri().toURL(), hints);
                if (root == null) {
                    throw new IOException("Equinox secure storage is not running");
                }
                try {
                    return use.of(root.node(NODE));
                } catch (StorageException e) {
                    throw new IOException(e.getMessage(), e);
                }
            });
        } catch (IOException | AuthFailure | RuntimeException | LinkageError e) {
            throw new Unusable(Obstacle.FAILED, e.getMessage(), e);
        }
    }

    private static Optional<String> module() {
        IExtensionPoint point = RegistryFactory.getRegistry() == null
                ? null
                : RegistryFactory.getRegistry().getExtensionPoint(POINT);
        return point == null
                ? Optional.empty()
                : Stream.of(point.getExtensions())
                        .filter(extension -> extension.getUniqueIdentifier() != null)
                        .max(Comparator.comparingInt(EquinoxKeys::priority))
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

    @Override
    public Optional<String> read(String name) throws Unusable {
        return Files.exists(file.path()) ? node(node -> Optional.ofNullable(node.get(name, null))) : Optional.empty();
    }

    @Override
    public void write(String name, String text) throws Unusable {
        node(node -> {
            node.put(name, text, true);
            node.flush();
            return null;
        });
    }

    @Override
    public void remove(String name) throws Unusable {
        node(node -> {
            node.remove(name);
            node.flush();
            return null;
        });
    }

    @Override
    public void unlock() {
        // It is open as long as the user is signed in to Windows.
    }
}
