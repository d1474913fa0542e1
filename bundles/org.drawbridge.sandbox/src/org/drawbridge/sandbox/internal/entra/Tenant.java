package org.drawbridge.sandbox.internal.entra;

import java.util.List;
import java.util.Locale;

/**
 * An Entra directory.
 *
 * @param id its GUID
 * @param name what its administrators call it
 * @param prefix the SharePoint name: {@code contoso} of contoso.sharepoint.com
 * @param domains the verified domains, the initial one first
 */
public record Tenant(String id, String name, String prefix, Cloud cloud, List<String> domains) {

    public Tenant {
        domains = List.copyOf(domains);
    }

    /** Whether a segment of a login address means this tenant. */
    boolean answersTo(String segment) {
        String lower = segment.toLowerCase(Locale.ROOT);
        return lower.equals(id) || domains.contains(lower);
    }

    public String sharePointHost() {
        return prefix + '.' + cloud.sharePointDomain();
    }

    /** Whether a host is one of the tenant's SharePoint hosts: the main one, {@code -my} or {@code -admin}. */
    boolean ownsSharePointHost(String host) {
        return host.equals(sharePointHost())
                || host.equals(prefix + "-my." + cloud.sharePointDomain())
                || host.equals(prefix + "-admin." + cloud.sharePointDomain());
    }

    /** The issuer of v1 access tokens, which SharePoint and Graph get (reference: entra-sharepoint §B, Claims). */
    public String issuer() {
        return "https://sts.windows.net/" + id + "/";
    }
}
