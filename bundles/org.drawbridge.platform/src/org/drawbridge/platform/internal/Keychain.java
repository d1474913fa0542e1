package org.drawbridge.platform.internal;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The login keychain of macOS. Not through Equinox, for the reason that {@link LibSecret} gives: its provider has one
 * entry for all programs.
 */
final class Keychain implements KeyStore {

    /** Security/SecKeychain.h. */
    interface Functions extends Library {
        int SecKeychainFindGenericPassword(
                Pointer keychain,
                int serviceLength,
                byte[] service,
                int accountLength,
                byte[] account,
                IntByReference length,
                PointerByReference data,
                PointerByReference item);

        int SecKeychainAddGenericPassword(
                Pointer keychain,
                int serviceLength,
                byte[] service,
                int accountLength,
                byte[] account,
                int length,
                byte[] data,
                PointerByReference item);

        int SecKeychainItemDelete(Pointer item);

        int SecKeychainItemFreeContent(Pointer attributes, Pointer data);

        int SecKeychainUnlock(Pointer keychain, int length, Pointer password, byte usePassword);

        int SecKeychainSetUserInteractionAllowed(byte state);
    }

    private static final byte[] SERVICE = bytes("Drawbridge");
    private static final int NOT_FOUND = -25300;
    private static final int INTERACTION_NOT_ALLOWED = -25308;

    private final Functions functions = Native.load("Security", Functions.class);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized Optional<String> read(String name) throws Unusable {
        IntByReference length = new IntByReference();
        PointerByReference data = new PointerByReference();
        if (!find(name, length, data, null)) {
            return Optional.empty();
        }
        byte[] found = data.getValue().getByteArray(0, length.getValue());
        functions.SecKeychainItemFreeContent(null, data.getValue());
        String text = new String(found, StandardCharsets.UTF_8);
        Arrays.fill(found, (byte) 0);
        return Optional.of(text);
    }

    private boolean find(String name, IntByReference length, PointerByReference data, PointerByReference item)
            throws Unusable {
        quietly();
        byte[] account = bytes(name);
        int status = functions.SecKeychainFindGenericPassword(
                null, SERVICE.length, SERVICE, account.length, account, length, data, item);
        if (status == NOT_FOUND) {
            return false;
        }
        check(status);
        return true;
    }

    private void quietly() throws Unusable {
        check(functions.SecKeychainSetUserInteractionAllowed((byte) 0));
    }

    @Override
    public synchronized void write(String name, String text) throws Unusable {
        remove(name);
        byte[] account = bytes(name);
        byte[] data = bytes(text);
        check(functions.SecKeychainAddGenericPassword(
                null, SERVICE.length, SERVICE, account.length, account, data.length, data, null));
    }

    @Override
    public synchronized void remove(String name) throws Unusable {
        PointerByReference item = new PointerByReference();
        if (find(name, null, null, item)) {
            check(functions.SecKeychainItemDelete(item.getValue()));
        }
    }

    @Override
    public synchronized void unlock() throws Unusable {
        check(functions.SecKeychainSetUserInteractionAllowed((byte) 1));
        check(functions.SecKeychainUnlock(null, 0, null, (byte) 0));
    }

    private static void check(int status) throws Unusable {
        if (status != 0) {
            throw new Unusable(
                    status == INTERACTION_NOT_ALLOWED ? Obstacle.LOCKED : Obstacle.FAILED, "OSStatus " + status, null);
        }
    }
}
