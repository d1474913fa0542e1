package org.drawbridge.browser.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.BrowserSettings.Kind;
import org.drawbridge.browser.ControlledBrowser;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserStartTest {

    @TempDir
    Path folder;

    private BrowserSettings settings(Kind kind) {
        return new BrowserSettings(
                kind, Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of(), List.of(), folder);
    }

    private Path program(String name) throws IOException {
        Path file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        return file;
    }

    private BrowserFinder finder() {
        return new BrowserFinder(Map.of("PATH", folder.toString()), "Linux");
    }

    @Test
    void automaticChoicePrefersChromeThenEdgeThenChromium() throws Exception {
        // The machine's own Chromium under /usr/bin must not decide this test.
        Path edge = program("microsoft-edge");
        assertEquals(edge, finder().find(settings(Kind.EDGE)).program());
        Path chrome = program("google-chrome");
        BrowserFinder.Found found = finder().find(settings(Kind.AUTOMATIC));
        assertEquals(chrome, found.program());
        assertEquals("first-found", found.why());
    }

    @Test
    void aProgramThatTheUserSetIsTakenAndAMissingOneIsNamed() throws Exception {
        Path own = program("my-chromium");
        BrowserSettings chosen = new BrowserSettings(
                Kind.AUTOMATIC,
                Optional.of(own),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                folder);
        assertEquals(Kind.CHROMIUM, finder().find(chosen).kind());
        BrowserSettings wrong = new BrowserSettings(
                Kind.AUTOMATIC,
                Optional.of(folder.resolve("nowhere")),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                folder);
        Problem problem =
                assertThrows(AuthFailure.class, () -> finder().find(wrong)).problem();
        assertEquals("browser.program-missing", problem.cause());
        assertTrue(problem.message().contains("nowhere"));
    }

    @Test
    void noBrowserAtAllSaysWhereItLooked() {
        Problem problem = assertThrows(AuthFailure.class, () -> finder().find(settings(Kind.EDGE)))
                .problem();
        assertEquals("browser.not-found", problem.cause());
        assertTrue(problem.remedy()
                .getFirst()
                .contains(folder.resolve("microsoft-edge").toString()));
    }

    @Test
    void windowsAndMacPlacesAreKnown() {
        BrowserFinder windows = new BrowserFinder(Map.of("ProgramFiles", folder.toString()), "Windows 11");
        Problem problem = assertThrows(AuthFailure.class, () -> windows.find(settings(Kind.CHROME)))
                .problem();
        assertTrue(problem.remedy().getFirst().contains("chrome.exe"));
    }

    @Test
    void argumentsCarryProxyAndOtherAddressesButNoSecret() {
        BrowserSettings full = new BrowserSettings(
                Kind.CHROME,
                Optional.empty(),
                Optional.empty(),
                List.of("--lang=de"),
                Optional.of(new Proxy(
                        "proxy.acme.test",
                        3128,
                        Optional.of("user"),
                        Optional.of(org.drawbridge.core.auth.Secret.of("planted-proxy-password")),
                        List.of(".intern.test", "10.0.0.0/8"))),
                List.of(),
                List.of(ConnectTo.parse("::127.0.0.1:8443"), ConnectTo.parse("wiki.acme.test:443:[::1]:9443")),
                folder);
        List<String> arguments = BrowserArguments.of(full, folder.resolve("profile"));
        assertTrue(arguments.contains("--proxy-server=http://proxy.acme.test:3128"));
        assertTrue(arguments.contains("--proxy-bypass-list=*.intern.test;10.0.0.0/8"));
        assertTrue(
                arguments.contains("--host-resolver-rules=MAP * 127.0.0.1:8443 , MAP wiki.acme.test:443 [::1]:9443"));
        assertTrue(arguments.contains("--lang=de"));
        assertFalse(String.join(" ", arguments).contains("planted"));
    }

    @Test
    void wordsAreSplitAtBlanksOutsideQuotes() {
        assertEquals(
                List.of("--no-sandbox", "--user-agent=a b", "x"),
                BrowserStart.words("--no-sandbox \"--user-agent=a b\"  x"));
    }

    @Test
    void whatABrowserSaysAtItsDeathIsExplained() {
        BrowserFinder.Found browser = new BrowserFinder.Found(Kind.CHROMIUM, Path.of("/usr/bin/chromium"), "set");
        Map<String, String> expected = Map.of(
                "Running as root without --no-sandbox is not supported.", "browser.root-sandbox",
                "Missing X server or $DISPLAY", "browser.no-display",
                "DevTools remote debugging is disallowed by the system admin.", "browser.debugging-forbidden",
                "No usable sandbox!", "browser.no-sandbox",
                "error while loading shared libraries: libnss3.so", "browser.libraries-missing",
                "Segmentation fault", "browser.died");
        expected.forEach((said, cause) -> {
            Problem problem = DirectStart.died(1, said, browser).problem();
            assertEquals(cause, problem.cause());
            assertFalse(problem.remedy().isEmpty(), cause);
        });
    }

    @Test
    void aProfileIsTheOwnersAloneAndGoneAtTheEnd() throws Exception {
        Path path;
        try (ProfileFolder profile = ProfileFolder.create(folder)) {
            path = profile.path();
            Files.writeString(path.resolve("Cookies"), "x");
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
        assertFalse(Files.exists(path));
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void leftoversOfACrashAreDeletedAndLivingProfilesAreNot() throws Exception {
        Path dead = Files.createDirectory(folder.resolve("browser-dead"));
        Files.writeString(dead.resolve("Cookies"), "x");
        Files.createFile(folder.resolve("browser-dead.lock"));
        Path living = Files.createDirectory(folder.resolve("browser-living"));
        try (RandomAccessFile handle = new RandomAccessFile(
                        folder.resolve("browser-living.lock").toFile(), "rw");
                FileLock lock = handle.getChannel().lock();
                ProfileFolder own = ProfileFolder.create(folder)) {
            assertTrue(lock.isValid());
            assertFalse(Files.exists(dead));
            assertTrue(Files.exists(living));
            assertTrue(Files.exists(own.path()));
        }
    }

    @Test
    void theProcessesOfACrashedProductAreEndedAndOthersOfTheSameNumberAreNot() throws Exception {
        Process left = new ProcessBuilder("sleep", "600").start();
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            Files.createDirectory(folder.resolve("browser-dead"));
            Files.writeString(
                    folder.resolve("browser-dead.lock"),
                    left.pid() + " " + left.info().startInstant().orElseThrow().toEpochMilli() + "\n" + other.pid()
                            + " " + Instant.now().minusSeconds(3600).toEpochMilli() + "\n");
            ProfileFolder.deleteLeftovers(folder);
            assertTrue(left.waitFor(10, TimeUnit.SECONDS), "the leftover runs on");
            assertTrue(other.isAlive(), "a stranger was ended");
            try (var rest = Files.list(folder)) {
                assertEquals(List.of(), rest.toList());
            }
        } finally {
            left.destroyForcibly();
            other.destroyForcibly();
        }
    }

    private Problem startOf(String script) throws IOException {
        Path program = program("chromium-as-here");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        BrowserSettings chosen = new BrowserSettings(
                Kind.AUTOMATIC,
                Optional.of(program),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                folder.resolve("profiles"));
        // Without a driver in reach.
        Files.writeString(folder.resolve("no-driver"), "");
        BrowserStart start = new BrowserStart(Map.of("PATH", folder.toString()), "Linux");
        Problem problem = assertThrows(AuthFailure.class, () -> start.start(chosen, Progress.none()))
                .problem();
        try (var left = Files.list(folder.resolve("profiles"))) {
            assertEquals(List.of(), left.toList());
        }
        return problem;
    }

    @Test
    void aDriverOfTheUsersThatDoesNotWorkIsNamedAndDoneWithout() throws Exception {
        Path driver = program("chromedriver-of-mine");
        Files.writeString(driver, "#!/bin/sh\nexit 1\n");
        for (Path given : List.of(driver, folder.resolve("nowhere"))) {
            List<String> notes = new ArrayList<>();
            Progress progress = new CancellableProgress() {
                @Override
                public void note(String text) {
                    notes.add(text);
                }
            };
            BrowserSettings chosen = new BrowserSettings(
                    Kind.AUTOMATIC,
                    Optional.empty(),
                    Optional.of(given),
                    List.of("--headless=new", "--no-sandbox", "--disable-gpu"),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    folder.resolve("profiles"));
            try (ControlledBrowser browser = new BrowserStart(System.getenv(), "Linux").start(chosen, progress)) {
                assertTrue(browser.description().contains("no driver needed"), browser.description());
            }
            assertTrue(notes.getFirst().contains(given.toString()), notes::toString);
        }
    }

    @Test
    void chromiumWithoutADisplayIsExplained() throws Exception {
        Problem problem =
                startOf("unset DISPLAY WAYLAND_DISPLAY XDG_SESSION_TYPE; exec /usr/bin/chromium --no-sandbox \"$@\"");
        assertEquals("browser.no-display", problem.cause(), problem::toString);
    }

    @Test
    void chromiumOfRootWithItsSandboxIsExplained() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")));
        Problem problem = startOf("exec /usr/bin/chromium --headless=new \"$@\"");
        assertEquals("browser.root-sandbox", problem.cause(), problem::toString);
    }

    @Test
    void aPolicyAgainstRemoteDebuggingIsExplained() throws Exception {
        Problem problem = startOf("echo 'DevTools remote debugging is disallowed by the system admin.' >&2; exit 1");
        assertEquals("browser.debugging-forbidden", problem.cause(), problem::toString);
        assertTrue(!problem.messageForAdmin().isEmpty());
    }

    @Test
    void anOldFolderWithoutALockIsALeftoverAndAYoungOneIsNot() throws Exception {
        Path old = Files.createDirectory(folder.resolve("browser-old"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(60)));
        Path young = Files.createDirectory(folder.resolve("browser-young"));
        ProfileFolder.deleteLeftovers(folder);
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(young));
    }
}
