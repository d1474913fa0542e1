package org.drawbridge.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How to run a sandbox.
 *
 * @param folder where it writes its CA, connections and secrets; made if it is not there, cleared when it stops
 * @param port of the loopback address to listen on; 0 for any free one
 * @param people whether to list the connections that people sign in with to SharePoint Online, besides those of apps
 */
public record SandboxOptions(Path folder, int port, boolean people) {

    public SandboxOptions(Path folder, int port) {
        this(folder, port, true);
    }

    public SandboxOptions {
        Objects.requireNonNull(folder, "folder");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
    }

    /** Any free port, and a new folder among the system's temporary files. */
    public static SandboxOptions temporary() throws IOException {
        Path folder = Files.createTempDirectory("drawbridge-sandbox-");
        // The sandbox makes it anew, and so deletes it when it stops.
        Files.delete(folder);
        return new SandboxOptions(folder, 0);
    }
}
