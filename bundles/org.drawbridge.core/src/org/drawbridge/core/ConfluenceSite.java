package org.drawbridge.core;

import java.util.Objects;

/** A Confluence (Server, Data Center or Cloud), by any address a user pastes. */
public record ConfluenceSite(String address) implements Target {

    public ConfluenceSite {
        Objects.requireNonNull(address, "address");
    }

    @Override
    public Kind kind() {
        return Kind.CONFLUENCE;
    }
}
