package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {

    private static final int SPACES = 150;

    @TempDir
    Path folder;

    @Test
    void aRunThatWasKilledHardGoesOnWithoutAskingAgainAndEndsInTheSameReport() throws Exception {
        String drawbridge = Product.INSTALLATION.resolve("drawbridge").toString();

        ReadinessBench.Resumed resumed = new ReadinessBench(drawbridge, 8, folder).killedAtHalf(SPACES);

        assertTrue(resumed.finished() > 0 && resumed.finished() < SPACES, "finished " + resumed.finished());
        assertEquals(List.of(), resumed.again());
        assertEquals(resumed.before(), resumed.after());
    }
}
