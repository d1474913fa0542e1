package org.drawbridge.sandbox.internal;

import java.io.IOException;
import java.util.List;

/** A family of simulated services: its hosts, and what it puts into the sandbox folder. */
public interface Part {

    /** Makes its secrets and certificates and declares its connections. Called once, before the server listens. */
    void prepare(Workspace workspace) throws IOException;

    /** Its hosts. Called after {@link #prepare}. */
    List<VirtualHost> hosts();
}
