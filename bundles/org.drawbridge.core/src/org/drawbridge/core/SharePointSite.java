package org.drawbridge.core;

import java.util.Objects;

/** A SharePoint Online site, by any address a user pastes. */
public record SharePointSite(String address) implements Target {

    public SharePointSite {
        Objects.requireNonNull(address, "address");
    }

    @Override
    public Kind kind() {
        return Kind.SHAREPOINT;
    }
}
