package org.drawbridge.platform.internal;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.Reasons;

/**
 * Encrypted secrets in one file that all processes share. Each value stands alone under AES-256-GCM, bound to its
 * connection and key; those names are readable, so that a store that is locked can still say what it would hold. The
 * file is read anew for each look-up: another process may have changed it.
 *
 * <p>Why not Equinox' own storage file: it is read once per process and rewritten whole without a lock, so two processes
 * lose each other's entries, and it stretches a password by ten rounds only (equinox.security 1.4.700). Equinox keeps
 * the key for the key store's rung instead, see {@link SystemKey}.
 */
final class Vault implements SecretStore {

    /** Where the key comes from. Called once per process, unless the file is made anew. */
    interface KeySource {
        SecretKey key(byte[] salt) throws AuthFailure;

        /** What to say if the key does not fit. */
        AuthFailure wrong(Path file);
    }

    private static final int VERSION = 1;
    private static final int IV_LENGTH = 12;
    private static final int TAG_BITS = 128;
    private static final int SALT_LENGTH = 16;
    private static final String CHECK = "check";

    private final SharedFile file;
    private final KeySource source;
    private final Durability durability;
    private final SecureRandom random = new SecureRandom();
    private String keySalt;
    private SecretKey key;

    Vault(Path file, KeySource source, Durability durability) {
        this.file = new SharedFile(file);
        this.source = source;
        this.durability = durability;
    }

    /** Whether the file holds such a secret; needs no key. */
    static boolean holds(Path file, String connection, String name) {
        try {
            return new SharedFile(file)
                    .read()
                    .map(Vault::parsed)
                    .map(root -> root.getJsonObject("secrets"))
                    .map(all -> all.getJsonObject(connection))
                    .filter(own -> own.containsKey(name))
                    .isPresent();
        } catch (IOException | JsonException | ClassCastException e) {
            return false;
        }
    }

    @Override
    public Durability durability() {
        return durability;
    }

    @Override
    public Secrets of(String connectionId) {
        return new Secrets() {
            @Override
            public Optional<Secret> get(String name) throws AuthFailure {
                return Vault.this.get(connectionId, name);
            }

            @Override
            public void put(String name, Secret value) throws AuthFailure {
                update(root -> {
                    JsonObject own = child(child(root, "secrets"), connectionId);
                    String sealed = seal(root, connectionId + "\n" + name, value);
                    return with(
                            root,
                            connectionId,
                            Json.createObjectBuilder(own).add(name, sealed).build());
                });
            }

            @Override
            public void remove(String name) throws AuthFailure {
                update(root -> {
                    JsonObject own = child(child(root, "secrets"), connectionId);
                    return with(
                            root,
                            connectionId,
                            Json.createObjectBuilder(own).remove(name).build());
                });
            }
        };
    }

    @Override
    public void forget(String connectionId) throws AuthFailure {
        update(root -> with(root, connectionId, JsonValue.EMPTY_JSON_OBJECT));
    }

    /** Opens the store, making it if there is none; fails if the key does not fit. */
    void open() throws AuthFailure {
        update(root -> root);
    }

    private Optional<Secret> get(String connection, String name) throws AuthFailure {
        try {
            Optional<JsonObject> root = load();
            if (root.isEmpty()) {
                return Optional.empty();
            }
            String sealed = child(child(root.get(), "secrets"), connection).getString(name, null);
            return sealed == null
                    ? Optional.empty()
                    : Optional.of(unseal(root.get(), connection + "\n" + name, sealed));
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    @FunctionalInterface
    private interface Change {
        JsonObject apply(JsonObject root) throws AuthFailure;
    }

    private void update(Change change) throws AuthFailure {
        try {
            file.locked(() -> {
                Optional<JsonObject> before = load();
                JsonObject root = before.isPresent() ? before.get() : fresh();
                JsonObject after = change.apply(root);
                if (before.isEmpty() || !after.equals(root)) {
                    file.replace(after.toString().getBytes(StandardCharsets.UTF_8));
                }
                return null;
            });
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static JsonObject with(JsonObject root, String connection, JsonObject own) {
        JsonObjectBuilder secrets = Json.createObjectBuilder(child(root, "secrets"));
        if (own.isEmpty()) {
            secrets.remove(connection);
        } else {
            secrets.add(connection, own);
        }
        return Json.createObjectBuilder(root).add("secrets", secrets).build();
    }

    private static JsonObject child(JsonObject object, String name) {
        return object.get(name) instanceof JsonObject found ? found : JsonValue.EMPTY_JSON_OBJECT;
    }

    private Optional<JsonObject> load() throws IOException, AuthFailure {
        Optional<byte[]> content = file.read();
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonObject root = parsed(content.get());
            if (root.getInt("version") != VERSION) {
                throw damaged("version " + root.getInt("version"));
            }
            unlock(root);
            return Optional.of(root);
        } catch (JsonException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private static JsonObject parsed(byte[] content) {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(content))) {
            return reader.readObject();
        }
    }

    private JsonObject fresh() throws AuthFailure {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        JsonObject root = Json.createObjectBuilder()
                .add("version", VERSION)
                .add("salt", Base64.getEncoder().encodeToString(salt))
                .build();
        try (Secret check = Secret.of(CHECK)) {
            return Json.createObjectBuilder(root)
                    .add(CHECK, seal(root, CHECK, check))
                    .build();
        }
    }

    private void unlock(JsonObject root) throws AuthFailure {
        try {
            unseal(root, CHECK, root.getString(CHECK));
        } catch (AuthFailure e) {
            forgetKey();
            throw source.wrong(file.path());
        }
    }

    private synchronized SecretKey key(JsonObject root) throws AuthFailure {
        String salt = root.getString("salt");
        if (!salt.equals(keySalt)) {
            key = source.key(Base64.getDecoder().decode(salt));
            keySalt = salt;
        }
        return key;
    }

    private synchronized void forgetKey() {
        keySalt = null;
        key = null;
    }

    private String seal(JsonObject root, String name, Secret value) throws AuthFailure {
        byte[] iv = new byte[IV_LENGTH];
        random.nextBytes(iv);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, root, name, iv);
            byte[] sealed = cipher.doFinal(value.reveal().getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(iv.length + sealed.length)
                            .put(iv)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java", e);
        }
    }

    private Secret unseal(JsonObject root, String name, String sealed) throws AuthFailure {
        byte[] bytes = Base64.getDecoder().decode(sealed);
        if (bytes.length < IV_LENGTH) {
            throw damaged("truncated");
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, root, name, Arrays.copyOf(bytes, IV_LENGTH));
            byte[] clear = cipher.doFinal(bytes, IV_LENGTH, bytes.length - IV_LENGTH);
            return Secret.of(new String(clear, StandardCharsets.UTF_8));
        } catch (AEADBadTagException e) {
            throw damaged(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every Java", e);
        }
    }

    private Cipher cipher(int mode, JsonObject root, String name, byte[] iv)
            throws GeneralSecurityException, AuthFailure {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(root), new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private AuthFailure damaged(Object reason) {
        return PlatformFailures.problem("secrets.damaged")
                .with("file", file.path())
                .with("reason", reason instanceof IOException e ? Reasons.of(e) : reason)
                .because(reason instanceof Throwable thrown ? thrown : null)
                .failure();
    }
}
