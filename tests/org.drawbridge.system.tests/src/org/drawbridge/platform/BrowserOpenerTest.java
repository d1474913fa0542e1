package org.drawbridge.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.drawbridge.core.failure.AuthFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Opening addresses, and drawing them. */
class BrowserOpenerTest {

    private static final URI ADDRESS = URI.create("https://login.test/authorize?a=1&state=x%20y&b=$(id)");

    @TempDir
    Path folder;

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void commandGetsTheAddressAsItsLastArgumentAndNoShellReadsIt() throws Exception {
        Path script = folder.resolve("open it.sh");
        Path seen = folder.resolve("seen");
        Files.writeString(script, "#!/bin/sh\nfor each in \"$@\"; do echo \"$each\" >> '" + seen + "'; done\n");
        assertTrue(script.toFile().setExecutable(true));

        Process process = BrowserOpener.openWith("\"" + script + "\" -P \"two words\"", ADDRESS);
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals("-P\ntwo words\n" + ADDRESS + "\n", Files.readString(seen));

        Files.delete(seen);
        assertTrue(BrowserOpener.openWith(script.toString(), ADDRESS).waitFor(10, TimeUnit.SECONDS));
        assertEquals(ADDRESS + "\n", Files.readString(seen));
    }

    @Test
    void commandThatIsNotThereIsTold() {
        AuthFailure failure =
                assertThrows(AuthFailure.class, () -> BrowserOpener.openWith("/no/such/browser --new", ADDRESS));
        assertEquals("browser-opener.command", failure.problem().cause());
        assertEquals(3, failure.problem().kind().exitCode());
    }

    @Test
    void nothingIsOpenedWithoutADisplay() {
        assertFalse(new BrowserOpener(Map.of(), "Linux", "").open(ADDRESS));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void commandOfTheSettingsTakesThePlaceOfTheSystemsBrowserAndOneThatIsNotThereDoesNot() {
        assertTrue(new BrowserOpener(Map.of(), "Linux", "true").open(ADDRESS));
        assertFalse(new BrowserOpener(Map.of(), "Linux", "/no/such/browser").open(ADDRESS));
    }

    @Test
    void qrCodeHasItsFindersAndAQuietZone() {
        QrCode code = QrCode.of("https://microsoft.com/devicelogin");
        assertFalse(code.dark(0, 0) || code.dark(1, 1));
        for (int i = 0; i < 7; i++) {
            assertTrue(code.dark(2 + i, 2) && code.dark(2, 2 + i) && code.dark(code.size() - 3 - i, 2));
        }
        assertEquals((code.size() + 1) / 2, code.lines().size());
        assertThrows(IllegalArgumentException.class, () -> QrCode.of("x".repeat(5000)));
    }
}
