package org.drawbridge.sandbox.microsoft;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox for all tests of a class, with its switches reset after each. */
abstract class RunningMicrosoft {

    @TempDir
    static Path temp;

    static Sandbox sandbox;
    static MicrosoftRig rig;

    @BeforeAll
    static void startSandbox() throws IOException, GeneralSecurityException {
        sandbox = Sandbox.start(new SandboxOptions(temp.resolve("box"), 0, true));
        rig = new MicrosoftRig(sandbox.port(), sandbox.folder());
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @AfterEach
    void resetSwitches() {
        sandbox.microsoft().clock(Duration.ZERO);
        sandbox.microsoft().limit(3000, Duration.ofMinutes(1));
        sandbox.microsoft().accept(MicrosoftRig.FULL);
        sandbox.microsoft().entra().reset();
    }
}
