package org.drawbridge.sharepoint.internal.entra;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The Entra tenant that a site belongs to.
 *
 * @param id its GUID, lower case
 * @param cloud where it lives
 * @param foundBy how it was found
 * @param evidence what the services said
 */
public record Tenant(String id, CloudEnvironment cloud, FoundBy foundBy, Map<String, Object> evidence) {

    /** How the tenant was found. */
    public enum FoundBy {
        /** The site named it. */
        SITE,
        /** The connection's setting names it, and the site names the same or none. */
        SETTING,
        /** Guessed from the host name. */
        HOST_NAME
    }

    public Tenant {
        evidence = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    }

    /** What MSAL4J calls the authority. */
    public String authority() {
        return cloud.authority() + "/" + id + "/";
    }
}
