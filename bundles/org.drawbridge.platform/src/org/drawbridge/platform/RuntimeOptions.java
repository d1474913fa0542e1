package org.drawbridge.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.drawbridge.core.http.ConnectTo;

/**
 * What the start of the program decides; the rest comes from the {@link Settings}.
 *
 * @param dataDir where everything is kept
 * @param connectionsFile use the connections in this file and keep nothing
 * @param authorities PEM files trusted besides the system's and those of the settings
 * @param proxy address of a proxy to use instead of that of the settings and the environment; a password comes from the
 *     environment variable {@value #PROXY_PASSWORD_VARIABLE}
 * @param connectTo other addresses for some hosts, before those of a connections file
 * @param timeout to connect and to answer, instead of the settings'
 * @param masterPasswordFile the first line of this file opens the master password's store; the environment variable
 *     {@value #MASTER_PASSWORD_VARIABLE} does so where none is given
 */
public record RuntimeOptions(
        Path dataDir,
        Optional<Path> connectionsFile,
        List<Path> authorities,
        Optional<String> proxy,
        List<ConnectTo> connectTo,
        Optional<Duration> timeout,
        Optional<Path> masterPasswordFile) {

    public static final String MASTER_PASSWORD_VARIABLE = "DRAWBRIDGE_MASTER_PASSWORD";

    public static final String PROXY_PASSWORD_VARIABLE = "DRAWBRIDGE_PROXY_PASSWORD";

    public RuntimeOptions {
        Objects.requireNonNull(dataDir, "dataDir");
        authorities = List.copyOf(authorities);
        connectTo = List.copyOf(connectTo);
    }

    /** Nothing but the data folder. */
    public static RuntimeOptions of(Path dataDir) {
        return new RuntimeOptions(
                dataDir, Optional.empty(), List.of(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }
}
