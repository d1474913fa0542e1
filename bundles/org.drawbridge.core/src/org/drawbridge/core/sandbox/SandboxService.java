package org.drawbridge.core.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts the sandbox: a local Confluence, Entra and SharePoint. A service of the sandbox bundle, so that command line
 * and desktop can offer it without needing that bundle.
 */
public interface SandboxService {

    /**
     * Starts one.
     *
     * @param folder where its CA, secrets and connections file go; made if missing
     * @param port on 127.0.0.1; 0 for any free one
     * @throws IOException if the folder can't be written or the port is taken
     */
    Running start(Path folder, int port) throws IOException;

    /** A running sandbox. Thread-safe. */
    interface Running extends AutoCloseable {
        int port();

        Path folder();

        /** A connections file with everything in it. */
        Path connectionsFile();

        List<Sample> samples();

        /** Stops the server, drops its connections and deletes what it wrote. */
        @Override
        void close();
    }

    /**
     * A ready-made connection.
     *
     * @param shows one line: what to expect of {@code test}
     * @param expectedExit the exit code that {@code test} ends with
     * @param signIn whether somebody must have signed in before; else {@code test} ends with 4
     */
    record Sample(String id, String shows, int expectedExit, boolean signIn) {}
}
