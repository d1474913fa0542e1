package org.drawbridge.cli.internal;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.sandbox.SandboxService;
import org.drawbridge.platform.DrawbridgeRuntime;
import org.drawbridge.platform.RuntimeOptions;

/**
 * What surrounds the command line: the process's streams and environment, and the product's parts.
 *
 * @param dataDir the user's own data folder, where no option names another
 * @param ownProcess whether the process is ours: then the log is set up and Ctrl+C is heard
 */
public record Environment(
        InputStream in,
        OutputStream out,
        OutputStream err,
        Terminal terminal,
        Map<String, String> variables,
        Path dataDir,
        String version,
        RuntimeFactory runtimes,
        Supplier<Optional<SandboxService>> sandbox,
        boolean ownProcess) {

    /** Makes the product's runtime. */
    @FunctionalInterface
    public interface RuntimeFactory {
        DrawbridgeRuntime open(RuntimeOptions options) throws AuthFailure;
    }
}
