package org.drawbridge.platform.internal;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The keyring of a Linux desktop (GNOME keyring, KWallet) over libsecret.
 *
 * <p>Why not through Equinox: its provider keeps one password for all Equinox programs of the user and replaces it
 * whenever a new store is made (equinox.security.linux 1.1.400), so that a second data folder, or an Eclipse IDE, would
 * lose all that was encrypted with the first; and it unlocks by a prompt, which blocks where nobody sees it.
 */
final class LibSecret implements KeyStore {

    /** The functions used, of libsecret and of GLib below it. */
    interface Functions extends Library {
        Pointer secret_service_get_sync(int flags, Pointer cancellable, PointerByReference error);

        Pointer secret_collection_for_alias_sync(
                Pointer service, String alias, int flags, Pointer cancellable, PointerByReference error);

        int secret_collection_get_locked(Pointer collection);

        int secret_service_unlock_sync(
                Pointer service,
                Pointer objects,
                Pointer cancellable,
                PointerByReference unlocked,
                PointerByReference error);

        Pointer secret_password_lookup_sync(
                Pointer schema, Pointer cancellable, PointerByReference error, Object... attributes);

        int secret_password_store_sync(
                Pointer schema,
                String collection,
                String label,
                String password,
                Pointer cancellable,
                PointerByReference error,
                Object... attributes);

        int secret_password_clear_sync(
                Pointer schema, Pointer cancellable, PointerByReference error, Object... attributes);

        void secret_password_free(Pointer password);

        void g_error_free(Pointer error);

        void g_object_unref(Pointer object);
    }

    private static final String DEFAULT = "default";
    private static final String ATTRIBUTE = "vault";
    private static final int RTLD_NOW = 2;
    /** GLib keeps pointers into the library: once unloaded, as JNA does when nobody uses it, the next use would crash. */
    private static final int RTLD_NODELETE = 0x1000;

    /** SecretSchema: name, flags, 32 pairs of attribute name and type, reserved fields. */
    private static final int SCHEMA_SIZE = 16 + 32 * 16 + 8 + 7 * 8;

    private final Functions functions;
    private final Memory schemaName = text("org.drawbridge.Vault");
    private final Memory attributeName = text(ATTRIBUTE);
    private final Memory schema = new Memory(SCHEMA_SIZE);

    LibSecret() throws Unusable {
        if (!sessionBus()) {
            throw new Unusable(Obstacle.NO_SESSION, null, null);
        }
        functions = Native.load(
                "secret-1",
                Functions.class,
                Map.of(Library.OPTION_OPEN_FLAGS, RTLD_NOW | RTLD_NODELETE, Library.OPTION_STRING_ENCODING, "UTF-8"));
        schema.clear();
        schema.setPointer(0, schemaName);
        schema.setPointer(16, attributeName);
    }

    /** Where no D-Bus session is, asking for one would start a bus daemon that outlives us. */
    private static boolean sessionBus() {
        String address = System.getenv("DBUS_SESSION_BUS_ADDRESS");
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return address != null && !address.isBlank() || runtime != null && Files.exists(Path.of(runtime, "bus"));
    }

    private static Memory text(String text) {
        Memory memory = new Memory(text.length() + 1L);
        memory.setString(0, text, StandardCharsets.US_ASCII.name());
        return memory;
    }

    @Override
    public Optional<String> read(String name) throws Unusable {
        mustBeOpen();
        PointerByReference error = new PointerByReference();
        Pointer found = functions.secret_password_lookup_sync(schema, null, error, ATTRIBUTE, name);
        check(error);
        if (found == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(found.getString(0, StandardCharsets.UTF_8.name()));
        } finally {
            functions.secret_password_free(found);
        }
    }

    @Override
    public void write(String name, String text) throws Unusable {
        mustBeOpen();
        PointerByReference error = new PointerByReference();
        int stored =
                functions.secret_password_store_sync(schema, DEFAULT, "Drawbridge", text, null, error, ATTRIBUTE, name);
        check(error);
        if (stored == 0) {
            throw new Unusable(Obstacle.FAILED, "nothing was stored", null);
        }
    }

    @Override
    public void remove(String name) throws Unusable {
        mustBeOpen();
        PointerByReference error = new PointerByReference();
        functions.secret_password_clear_sync(schema, null, error, ATTRIBUTE, name);
        check(error);
    }

    @Override
    public void unlock() throws Unusable {
        collection((service, collection) -> {
            if (functions.secret_collection_get_locked(collection) != 0) {
                Memory list = new Memory(24); // GList: data, next, previous
                list.clear();
                list.setPointer(0, collection);
                PointerByReference error = new PointerByReference();
                functions.secret_service_unlock_sync(service, list, null, null, error);
                check(error);
            }
        });
        mustBeOpen();
    }

    /** A locked keyring would ask the user, and wait for ever where there is none to answer. */
    private void mustBeOpen() throws Unusable {
        collection((service, collection) -> {
            if (functions.secret_collection_get_locked(collection) != 0) {
                throw new Unusable(Obstacle.LOCKED, null, null);
            }
        });
    }

    @FunctionalInterface
    private interface Use {
        void of(Pointer service, Pointer collection) throws Unusable;
    }

    private void collection(Use use) throws Unusable {
        PointerByReference error = new PointerByReference();
        Pointer service = functions.secret_service_get_sync(0, null, error);
        check(error);
        try {
            Pointer collection = functions.secret_collection_for_alias_sync(service, DEFAULT, 0, null, error);
            check(error);
            if (collection == null) {
                throw new Unusable(Obstacle.NO_KEYRING, null, null);
            }
            try {
                use.of(service, collection);
            } finally {
                functions.g_object_unref(collection);
            }
        } finally {
            functions.g_object_unref(service);
        }
    }

    private void check(PointerByReference error) throws Unusable {
        Pointer found = error.getValue();
        if (found != null) {
            // GError: domain, code, message
            String message = found.getPointer(8).getString(0, StandardCharsets.UTF_8.name());
            functions.g_error_free(found);
            throw new Unusable(Obstacle.FAILED, message, null);
        }
    }
}
