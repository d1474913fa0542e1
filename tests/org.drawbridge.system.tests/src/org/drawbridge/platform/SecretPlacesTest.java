package org.drawbridge.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.SecretStore.Durability;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.SecretPlaces.Moved;
import org.drawbridge.platform.SecretPlaces.Wish;
import org.drawbridge.platform.internal.KeyStore;
import org.drawbridge.platform.internal.MasterPassword;
import org.drawbridge.platform.internal.Rungs;
import org.drawbridge.platform.internal.SystemKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three places of secrets, over a key store that fails as key stores do. */
class SecretPlacesTest {

    private static final String PASSWORD = "Meisterwort-4711";

    @TempDir
    Path folder;

    /** The user's keyring: all processes and data folders see the same one. */
    private final Map<String, String> keyring = new HashMap<>();

    private KeyStore.Obstacle broken;
    private boolean hanging;
    private Wish wish = Wish.AUTOMATIC;

    private KeyStore open() throws KeyStore.Unusable {
        if (hanging) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (broken != null && broken != KeyStore.Obstacle.LOCKED) {
            throw new KeyStore.Unusable(broken, null, null);
        }
        return new KeyStore() {
            private void mustBeOpen() throws Unusable {
                if (broken == Obstacle.LOCKED) {
                    throw new Unusable(Obstacle.LOCKED, null, null);
                }
            }

            @Override
            public Optional<String> read(String name) throws Unusable {
                mustBeOpen();
                return Optional.ofNullable(keyring.get(name));
            }

            @Override
            public void write(String name, String text) throws Unusable {
                mustBeOpen();
                keyring.put(name, text);
            }

            @Override
            public void remove(String name) throws Unusable {
                mustBeOpen();
                keyring.remove(name);
            }

            @Override
            public void unlock() {
                broken = null;
            }
        };
    }

    /** What a new process has of that data folder. */
    private Rungs process(String data, String master) {
        Optional<MasterPassword> given = Optional.ofNullable(master).map(text -> MasterPassword.typed(Secret.of(text)));
        return new Rungs(folder.resolve(data), given, new SystemKey(this::open), new Rungs.Wishes() {
            @Override
            public Wish get() {
                return wish;
            }

            @Override
            public void set(Wish changed) {
                wish = changed;
            }
        });
    }

    private Rungs process() {
        return process("data", null);
    }

    private static String reveal(Rungs rungs, String connection, String key) throws AuthFailure {
        return rungs.of(connection).get(key).map(Secret::reveal).orElse(null);
    }

    private static String cause(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(AuthFailure.class, executable).problem().cause();
    }

    private Path vault(String name) {
        return folder.resolve("data/secrets-" + name + ".json");
    }

    @Test
    void keyStoreKeepsAcrossProcessesAndShowsNothingInItsFile() throws Exception {
        Rungs first = process();
        first.of("wiki").put("token", Secret.of("kennzeichen-4711"));
        assertEquals(Durability.SYSTEM, first.current());

        assertEquals("kennzeichen-4711", reveal(process(), "wiki", "token"));
        assertFalse(Files.readString(vault("key-store")).contains("kennzeichen-4711"));
        assertEquals(1, keyring.size(), "one key, and no probe left behind");
    }

    @Test
    void dataFoldersOfOneUserDoNotTouchEachOthersKeys() throws Exception {
        process("one", null).of("wiki").put("token", Secret.of("erstes-4711"));
        process("two", null).of("wiki").put("token", Secret.of("zweites-4711"));

        assertEquals("erstes-4711", reveal(process("one", null), "wiki", "token"));
        assertEquals("zweites-4711", reveal(process("two", null), "wiki", "token"));
    }

    @Test
    void lockedKeyStoreLosesNothingAndIsSaidToBeLocked() throws Exception {
        process().of("wiki").put("token", Secret.of("kennzeichen-4711"));
        String before = Files.readString(vault("key-store"));
        broken = KeyStore.Obstacle.LOCKED;

        Rungs locked = process();
        assertEquals(Durability.SESSION_ONLY, locked.current());
        assertTrue(locked.reason().contains("locked"), locked::reason);
        assertEquals("secrets.key-store-away", cause(() -> locked.of("wiki").get("token")));
        locked.of("wiki").put("token", Secret.of("neu-getippt-4711"));
        locked.of("site").put("password", Secret.of("anderes-4711"));
        assertEquals("neu-getippt-4711", reveal(locked, "wiki", "token"));
        assertEquals(before, Files.readString(vault("key-store")), "nothing is written over what is locked");

        locked.unlockKeyStore();
        assertEquals(Durability.SYSTEM, locked.current());
        assertEquals("neu-getippt-4711", reveal(process(), "wiki", "token"), "what was typed meanwhile moves there");
        assertEquals("anderes-4711", reveal(process(), "site", "password"));
    }

    @Test
    void keyStoreThatNeverAnswersIsGivenUpWithinSeconds() {
        hanging = true;
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            Rungs rungs = process();
            rungs.of("wiki").put("token", Secret.of("kennzeichen-4711"));
            assertEquals(Durability.SESSION_ONLY, rungs.current());
            assertTrue(rungs.reason().contains("does not answer"), rungs::reason);
        });
    }

    @Test
    void missingLibraryLeadsToTheNextRungThatWorks() throws Exception {
        broken = KeyStore.Obstacle.NO_LIBRARY;
        assertEquals(Durability.SESSION_ONLY, process().current());
        wish = Wish.SYSTEM;
        Rungs rungs = process("data", PASSWORD);
        assertEquals(Durability.MASTER_PASSWORD, rungs.current());
        assertTrue(rungs.reason().contains("libsecret is not installed"), rungs::reason);
        assertEquals("secrets.key-store-unusable", cause(() -> rungs.use(Wish.SYSTEM, Optional.empty())));
    }

    @Test
    void keyThatIsGoneIsNotMadeAnew() throws Exception {
        process().of("wiki").put("token", Secret.of("kennzeichen-4711"));
        String before = Files.readString(vault("key-store"));
        keyring.clear();

        Rungs rungs = process();
        rungs.of("site").put("password", Secret.of("anderes-4711"));
        assertEquals(Durability.SESSION_ONLY, rungs.current());
        assertEquals(before, Files.readString(vault("key-store")));
        assertTrue(keyring.isEmpty());
    }

    @Test
    void changingThePlaceMovesEverything() throws Exception {
        Rungs rungs = process();
        rungs.of("wiki").put("token", Secret.of("eins-4711"));
        rungs.of("site").put("password", Secret.of("zwei-4711"));

        Moved moved = rungs.use(Wish.MASTER_PASSWORD, Optional.of(Secret.of(PASSWORD)));
        assertEquals(new Moved(2, List.of()), moved);
        assertEquals(Durability.MASTER_PASSWORD, rungs.current());
        assertFalse(Files.exists(vault("key-store")));
        assertTrue(keyring.isEmpty(), keyring::toString);
        assertEquals("eins-4711", reveal(process("data", PASSWORD), "wiki", "token"));
        assertEquals("secrets.locked", cause(() -> process().of("wiki").get("token")));

        assertEquals(2, rungs.use(Wish.SYSTEM, Optional.empty()).moved());
        assertFalse(Files.exists(vault("master-password")));
        assertEquals("zwei-4711", reveal(process(), "site", "password"));

        assertEquals(2, rungs.use(Wish.SESSION_ONLY, Optional.empty()).moved());
        assertFalse(Files.exists(vault("key-store")));
        assertEquals("eins-4711", reveal(rungs, "wiki", "token"), "this process still has them");
        assertEquals(null, reveal(process(), "wiki", "token"), "the next one has not");
    }

    @Test
    void whatCanNotBeReadStaysAndIsNamed() throws Exception {
        process("data", PASSWORD).of("wiki").put("token", Secret.of("eins-4711"));
        Rungs rungs = process();
        rungs.of("site").put("password", Secret.of("zwei-4711"));

        assertEquals(new Moved(0, List.of("wiki")), rungs.use(Wish.SYSTEM, Optional.empty()));
        assertEquals("secrets.locked", cause(() -> rungs.of("wiki").get("token")));
        rungs.unlock(Secret.of(PASSWORD));
        assertEquals("eins-4711", reveal(rungs, "wiki", "token"));
        assertEquals(new Moved(1, List.of()), rungs.use(Wish.SYSTEM, Optional.empty()));
    }

    @Test
    void changeThatFailsChangesNothing() throws Exception {
        Rungs rungs = process();
        rungs.of("wiki").put("token", Secret.of("eins-4711"));
        assertEquals(
                "secrets.weak-master-password",
                cause(() -> rungs.use(Wish.MASTER_PASSWORD, Optional.of(Secret.of("kurz-47")))));
        assertEquals("secrets.master-password-needed", cause(() -> rungs.use(Wish.MASTER_PASSWORD, Optional.empty())));
        assertEquals(Wish.AUTOMATIC, wish);
        assertEquals("eins-4711", reveal(process(), "wiki", "token"));
    }

    @Test
    void newestValueWinsWhereverTheOldOneLies() throws Exception {
        process("data", PASSWORD).of("wiki").put("token", Secret.of("alt-4711"));
        process().of("wiki").put("token", Secret.of("neu-4711"));
        assertEquals("neu-4711", reveal(process("data", PASSWORD), "wiki", "token"));
    }

    @Test
    void forgettingAConnectionForgetsItOnLockedRungsToo() throws Exception {
        process("data", PASSWORD).of("wiki").put("token", Secret.of("alt-4711"));
        process().forget("wiki");
        assertEquals(null, reveal(process("data", PASSWORD), "wiki", "token"));
    }

    @Test
    void masterPasswordIsChangedInOneStep() throws Exception {
        Rungs rungs = process("data", PASSWORD);
        rungs.of("wiki").put("token", Secret.of("eins-4711"));
        String before = Files.readString(vault("master-password"));
        assertEquals(
                "secrets.wrong-master-password",
                cause(() -> rungs.changeMasterPassword(Secret.of("geraten-4711"), Secret.of("Neues-Wort-4711"))));
        assertEquals(before, Files.readString(vault("master-password")));

        rungs.changeMasterPassword(Secret.of(PASSWORD), Secret.of("Neues-Wort-4711"));
        assertEquals("eins-4711", reveal(rungs, "wiki", "token"));
        assertEquals("eins-4711", reveal(process("data", "Neues-Wort-4711"), "wiki", "token"));
        assertEquals(
                "secrets.wrong-master-password",
                cause(() -> process("data", PASSWORD).of("wiki").get("token")));
    }

    @Test
    void forgottenMasterPasswordSaysWhatIsLostAndGivesANewStart() throws Exception {
        process("data", PASSWORD).of("wiki").put("token", Secret.of("eins-4711"));
        wish = Wish.MASTER_PASSWORD;
        Rungs rungs = process();
        assertEquals(List.of("wiki"), rungs.heldByMasterPassword());

        rungs.forgetMasterPassword();
        assertEquals(List.of(), rungs.heldByMasterPassword());
        rungs.use(Wish.MASTER_PASSWORD, Optional.of(Secret.of("Neues-Wort-4711")));
        rungs.of("wiki").put("token", Secret.of("zwei-4711"));
        assertEquals("zwei-4711", reveal(process("data", "Neues-Wort-4711"), "wiki", "token"));
    }

    @Test
    void clearLeavesNothingAnywhere() throws Exception {
        process("data", PASSWORD).of("wiki").put("token", Secret.of("eins-4711"));
        Rungs rungs = process();
        rungs.of("site").put("password", Secret.of("zwei-4711"));
        rungs.clear();
        assertEquals(null, reveal(rungs, "site", "password"));
        assertEquals(null, reveal(process("data", PASSWORD), "wiki", "token"));
        assertTrue(keyring.isEmpty(), keyring::toString);
    }

    @Test
    void everyRungSaysWhetherItCanBeUsedAndWhatItHolds() throws Exception {
        process("data", PASSWORD).of("wiki").put("token", Secret.of("eins-4711"));
        broken = KeyStore.Obstacle.LOCKED;
        List<SecretPlaces.Rung> rungs = process().rungs();
        assertEquals(
                List.of(Durability.SYSTEM, Durability.MASTER_PASSWORD, Durability.SESSION_ONLY),
                rungs.stream().map(SecretPlaces.Rung::place).toList());
        assertEquals(
                List.of(false, false, true),
                rungs.stream().map(SecretPlaces.Rung::available).toList());
        assertEquals(1, rungs.get(1).stored());
        assertTrue(rungs.getFirst().reason().contains("locked"));
    }
}
