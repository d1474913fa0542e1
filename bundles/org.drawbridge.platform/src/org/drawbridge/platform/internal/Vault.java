package org.drawbridge.platform.internal;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * lose each other's entries, and it stretches a password by ten rounds only (equinox.security 1.4.700).
 */
public final class Vault implements SecretStore {

    /** Where the key comes from. Called once per process, unless the file is made anew. */
    public interface KeySource {
        /**
         * @param salt random, and so the name of this vault, too
         * @param fresh whether the vault is just being made, so that the key may be made with it
         */
        SecretKey key(byte[] salt, boolean fresh) throws AuthFailure;

        /** What to say if the key does not fit. */
        AuthFailure wrong(Path file);
    }

    private static final int VERSION = 1;
    private static final int IV_LENGTH = 12;
    private static final int TAG_BITS = 128;
    private static final int SALT_LENGTH = 16;
    private static final String CHECK = "check";
    private static final String SECRETS = "secrets";

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

    /** What the file holds, by connection; needs no key. Empty if there is no file, or none that can be understood. */
    static Map<String, Set<String>> names(Path file) {
        Map<String, Set<String>> names = new TreeMap<>();
        try {
            Optional<JsonObject> root = new SharedFile(file).read().map(Vault::parsed);
            root.map(found -> child(found, SECRETS))
                    .ifPresent(all -> all.forEach((connection, own) -> names.put(
                            connection, new TreeSet<>(own.asJsonObject().keySet()))));
        } catch (IOException | JsonException | ClassCastException e) {
            return Map.of();
        }
        return names;
    }

    /** What makes this vault different from all others; empty if there is none that can be understood. */
    static Optional<byte[]> salt(Path file) {
        try {
            return new SharedFile(file)
                    .read()
                    .map(Vault::parsed)
                    .map(root -> Base64.getDecoder().decode(root.getString("salt", "")))
                    .filter(salt -> salt.length > 0);
        } catch (IOException | JsonException | ClassCastException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the file holds such a secret; needs no key. */
    static boolean holds(Path file, String connection, String name) {
        return names(file).getOrDefault(connection, Set.of()).contains(name);
    }

    /**
     * Drops the secret of that name, or all of the connection where the name is null, without the key: what the user
     * forgets, or has stored anew elsewhere. A file that can't be understood is left alone.
     */
    static void discard(Path path, String connection, String name) throws AuthFailure {
        Set<String> held = names(path).getOrDefault(connection, Set.of());
        if (name == null ? held.isEmpty() : !held.contains(name)) {
            return;
        }
        SharedFile file = new SharedFile(path);
        try {
            file.locked(() -> {
                Optional<JsonObject> root = file.read().map(Vault::parsed);
                if (root.isPresent()) {
                    JsonObjectBuilder own = Json.createObjectBuilder(child(child(root.get(), SECRETS), connection));
                    JsonObject left = name == null
                            ? JsonValue.EMPTY_JSON_OBJECT
                            : own.remove(name).build();
                    file.replace(with(root.get(), connection, left).toString().getBytes(StandardCharsets.UTF_8));
                }
                return null;
            });
        } catch (IOException e) {
            throw damaged(path, e);
        }
    }

    /** Takes the file away with all that is in it; needs no key. */
    static void destroy(Path path) throws AuthFailure {
        try {
            new SharedFile(path).locked(() -> Files.deleteIfExists(path));
        } catch (IOException e) {
            throw damaged(path, e);
        }
    }

    /** Everything, in clear. */
    Map<String, Map<String, Secret>> all() throws AuthFailure {
        try {
            Optional<JsonObject> root = load();
            return root.isEmpty() ? Map.of() : all(root.get());
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private Map<String, Map<String, Secret>> all(JsonObject root) throws AuthFailure {
        Map<String, Map<String, Secret>> all = new TreeMap<>();
        for (String connection : child(root, SECRETS).keySet()) {
            Map<String, Secret> own = new TreeMap<>();
            for (Map.Entry<String, JsonValue> entry :
                    child(child(root, SECRETS), connection).entrySet()) {
                String sealed = ((JsonString) entry.getValue()).getString();
                own.put(entry.getKey(), unseal(root, connection + "\n" + entry.getKey(), sealed));
            }
            all.put(connection, own);
        }
        return all;
    }

    /** Adds all of these at once, over those of the same names: the file has all of them or none. */
    void putAll(Map<String, Map<String, Secret>> added) throws AuthFailure {
        update(root -> with(root, added));
    }

    private JsonObject with(JsonObject root, Map<String, Map<String, Secret>> added) throws AuthFailure {
        JsonObject changed = root;
        for (Map.Entry<String, Map<String, Secret>> connection : added.entrySet()) {
            JsonObjectBuilder own = Json.createObjectBuilder(child(child(changed, SECRETS), connection.getKey()));
            for (Map.Entry<String, Secret> secret : connection.getValue().entrySet()) {
                own.add(
                        secret.getKey(),
                        seal(changed, connection.getKey() + "\n" + secret.getKey(), secret.getValue()));
            }
            changed = with(changed, connection.getKey(), own.build());
        }
        return changed;
    }

    /** Encrypts everything anew under another key, in one replacement of the file. */
    void rekey(KeySource another) throws AuthFailure {
        try {
            file.locked(() -> {
                Optional<JsonObject> before = load();
                Vault next = new Vault(file.path(), another, durability);
                JsonObject fresh = next.fresh();
                if (before.isPresent()) {
                    fresh = next.with(fresh, all(before.get()));
                }
                file.replace(fresh.toString().getBytes(StandardCharsets.UTF_8));
                return null;
            });
        } catch (IOException e) {
            throw damaged(e);
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
                    JsonObject own = child(child(root, SECRETS), connectionId);
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
                    JsonObject own = child(child(root, SECRETS), connectionId);
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
            String sealed = child(child(root.get(), SECRETS), connection).getString(name, null);
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
        JsonObjectBuilder secrets = Json.createObjectBuilder(child(root, SECRETS));
        if (own.isEmpty()) {
            secrets.remove(connection);
        } else {
            secrets.add(connection, own);
        }
        return Json.createObjectBuilder(root).add(SECRETS, secrets).build();
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
        key(root); // a key that can't be had is another failure than one that does not fit
        try {
            // Closed at once: the word would be masked wherever it stands.
            unseal(root, CHECK, root.getString(CHECK)).close();
        } catch (AuthFailure e) {
            forgetKey();
            throw source.wrong(file.path());
        }
    }

    private synchronized SecretKey key(JsonObject root) throws AuthFailure {
        String salt = root.getString("salt");
        if (!salt.equals(keySalt)) {
            // Only a vault that is just being made has no check yet.
            key = source.key(Base64.getDecoder().decode(salt), !root.containsKey(CHECK));
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
        return damaged(file.path(), reason);
    }

    private static AuthFailure damaged(Path path, Object reason) {
        return PlatformFailures.problem("secrets.damaged")
                .with("file", path)
                .with("reason", reason instanceof IOException e ? Reasons.of(e) : reason)
                .because(reason instanceof Throwable thrown ? thrown : null)
                .failure();
    }
}
