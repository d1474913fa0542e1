package org.drawbridge.core.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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

        /** Makes every Confluence large, slow or strict. Once, after the start. */
        default void apply(Load load) throws IOException {
            if (!load.equals(Load.NONE)) {
                throw new IOException("this sandbox knows no load");
            }
        }

        /**
         * Writes every session cookie, token and code that it hands out from now on to a file, one in a line, so that tests
         * can look for them where they must not be. Once.
         */
        default void noteSecrets(Path file) throws IOException {
            throw new IOException("this sandbox notes no secrets");
        }

        /** Stops the server, drops its connections and deletes what it wrote. */
        @Override
        void close();
    }

    /**
     * How large, slow and strict the simulated Confluences are.
     *
     * @param spaces so many more of them
     * @param latency by which each answer comes later
     * @param callsPerSecond of each user; 0 for no limit
     * @param faults what goes wrong
     * @param log where each answered call is written: milliseconds, status, method, address
     */
    record Load(int spaces, Duration latency, int callsPerSecond, List<Trouble> faults, Optional<Path> log) {

        public static final Load NONE = new Load(0, Duration.ZERO, 0, List.of(), Optional.empty());

        public Load {
            faults = List.copyOf(faults);
        }
    }

    /**
     * Some calls get no proper answer.
     *
     * @param path what the path of the call begins with
     * @param status of the answer; empty for none at all: the connection stays open
     * @param times for how many calls
     */
    record Trouble(String path, OptionalInt status, int times) {}

    /**
     * A ready-made connection.
     *
     * @param shows one line: what to expect of {@code test}
     * @param expectedExit the exit code that {@code test} ends with
     * @param signIn whether somebody must have signed in before; else {@code test} ends with 4
     */
    record Sample(String id, String shows, int expectedExit, boolean signIn) {}
}
