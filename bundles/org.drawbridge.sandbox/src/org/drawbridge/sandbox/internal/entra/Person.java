package org.drawbridge.sandbox.internal.entra;

/**
 * An account of a tenant. What it may do on a site stands at the site.
 *
 * @param upn the sign-in name
 * @param id its object id
 */
public record Person(Tenant tenant, String upn, String displayName, String id) {

    /** SharePoint's name for it (reference: entra-sharepoint §C, call 2). */
    public String loginName() {
        return "i:0#.f|membership|" + upn;
    }
}
