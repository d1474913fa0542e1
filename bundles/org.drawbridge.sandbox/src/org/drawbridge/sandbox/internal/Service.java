package org.drawbridge.sandbox.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.drawbridge.core.sandbox.SandboxService;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxOptions;

/** The sandbox for command line and desktop, which do not need this bundle. */
public final class Service implements SandboxService {

    @Override
    public Running start(Path folder, int port) throws IOException {
        Sandbox sandbox = Sandbox.start(new SandboxOptions(folder, port));
        return new Running() {
            @Override
            public int port() {
                return sandbox.port();
            }

            @Override
            public Path folder() {
                return sandbox.folder();
            }

            @Override
            public Path connectionsFile() {
                return sandbox.connectionsFile();
            }

            @Override
            public List<Sample> samples() {
                return sandbox.connections().stream()
                        .map(connection -> new Sample(
                                connection.id(),
                                connection.shows(),
                                connection.expectedExit(),
                                connection.signIn()))
                        .toList();
            }

            @Override
            public void close() {
                sandbox.close();
            }
        };
    }
}
