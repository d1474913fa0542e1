package org.drawbridge.cli.internal;

import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.platform.DrawbridgeRuntime;

/** Opens sessions as the connection test does: the settings are checked before any call. */
final class Sessions {

    private Sessions() {}

    static Session open(DrawbridgeRuntime runtime, SignIn signIn) throws AuthFailure {
        signIn.progress()
                .step(CliCommand.TEXTS.get(
                        "session.signing-in", signIn.connection().name()));
        return runtime.tester().checked(signIn).open(signIn);
    }
}
