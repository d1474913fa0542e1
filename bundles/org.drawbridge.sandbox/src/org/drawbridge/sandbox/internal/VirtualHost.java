package org.drawbridge.sandbox.internal;

import java.io.IOException;

/** A service of the sandbox under one or more real host names. */
public interface VirtualHost {
    /** Whether it answers for that host (lower case, without port). */
    boolean serves(String host);

    void handle(Call call) throws IOException;
}
