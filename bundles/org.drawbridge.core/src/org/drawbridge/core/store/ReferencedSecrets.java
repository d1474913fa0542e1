package org.drawbridge.core.store;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.FailureCatalogue;

/**
 * Secrets of which some come from environment variables or files as the connection says, the rest from a store. A
 * reference that leads nowhere is a failure, never a look into the store. Thread-safe if the store is.
 */
public final class ReferencedSecrets implements Secrets {

    private static final int LARGEST = 1 << 20;

    private final Map<String, SecretRef> references;
    private final Secrets store;
    private final UnaryOperator<String> environment;

    public ReferencedSecrets(Map<String, SecretRef> references, Secrets store) {
        this(references, store, System::getenv);
    }

    ReferencedSecrets(Map<String, SecretRef> references, Secrets store, UnaryOperator<String> environment) {
        this.references = Map.copyOf(references);
        this.store = store;
        this.environment = environment;
    }

    @Override
    public Optional<Secret> get(String key) throws AuthFailure {
        SecretRef reference = references.get(key);
        if (reference == null) {
            return store.get(key);
        }
        return Optional.of(
                switch (reference) {
                    case SecretRef.FromEnvironment from -> environment(key, from.variable());
                    case SecretRef.FromFile from -> file(key, from.file());
                });
    }

    private Secret environment(String key, String variable) throws AuthFailure {
        String value = environment.apply(variable);
        if (value == null || value.isBlank()) {
            throw CoreFailures.problem(value == null ? "secret.env-missing" : "secret.env-empty")
                    .evidence("key", key)
                    .evidence("variable", variable)
                    .failure();
        }
        return Secret.of(value);
    }

    private static Secret file(String key, Path file) throws AuthFailure {
        byte[] content;
        try {
            if (Files.size(file) > LARGEST) {
                throw problem("secret.file-unreadable", key, file)
                        .with("reason", CoreFailures.words("reason.larger", "1 MB"))
                        .failure();
            }
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw problem("secret.file-missing", key, file).failure();
        } catch (IOException e) {
            throw problem("secret.file-unreadable", key, file)
                    .with("reason", Reasons.of(e))
                    .because(e)
                    .failure();
        }
        String text = decoded(content);
        Arrays.fill(content, (byte) 0);
        // Editors and echo end a file with one line feed that is no part of the secret.
        if (text.endsWith("\n")) {
            text = text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1));
        }
        if (text.isBlank()) {
            throw problem("secret.file-empty", key, file).failure();
        }
        return Secret.of(text);
    }

    /** Windows tools like to write a byte order mark, PowerShell even UTF-16. */
    private static String decoded(byte[] content) {
        Charset charset = StandardCharsets.UTF_8;
        int skipped = 0;
        if (content.length >= 3
                && content[0] == (byte) 0xEF
                && content[1] == (byte) 0xBB
                && content[2] == (byte) 0xBF) {
            skipped = 3;
        } else if (content.length >= 2 && content[0] == (byte) 0xFF && content[1] == (byte) 0xFE) {
            charset = StandardCharsets.UTF_16LE;
            skipped = 2;
        } else if (content.length >= 2 && content[0] == (byte) 0xFE && content[1] == (byte) 0xFF) {
            charset = StandardCharsets.UTF_16BE;
            skipped = 2;
        }
        return new String(content, skipped, content.length - skipped, charset);
    }

    private static FailureCatalogue.Builder problem(String cause, String key, Path file) {
        return CoreFailures.problem(cause).evidence("key", key).evidence("file", file);
    }

    /** Stores a secret; fails with {@code secret.referenced} for one that comes from elsewhere. */
    @Override
    public void put(String key, Secret value) throws AuthFailure {
        SecretRef reference = references.get(key);
        if (reference != null) {
            throw CoreFailures.problem("secret.referenced")
                    .evidence("key", key)
                    .evidence(
                            "source",
                            switch (reference) {
                                case SecretRef.FromEnvironment from ->
                                    CoreFailures.words("source.environment", from.variable());
                                case SecretRef.FromFile from -> CoreFailures.words("source.file", from.file());
                            })
                    .failure();
        }
        store.put(key, value);
    }

    /** Forgets what is stored; a variable or file that is referenced stays as it is. */
    @Override
    public void remove(String key) throws AuthFailure {
        store.remove(key);
    }
}
