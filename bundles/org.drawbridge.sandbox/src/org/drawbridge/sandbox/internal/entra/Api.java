package org.drawbridge.sandbox.internal.entra;

import java.util.Map;

/** The two services that apps have permissions for, by their application ids. */
public enum Api {
    GRAPH(
            "00000003-0000-0000-c000-000000000000",
            "Sites.FullControl.All",
            Map.of(
                    "Sites.FullControl.All", "Have full control of all site collections",
                    "Sites.Manage.All", "Create, edit, and delete items and lists in all site collections",
                    "Sites.ReadWrite.All", "Edit or delete items in all site collections",
                    "Sites.Read.All", "Read items in all site collections",
                    "Sites.Selected", "Access selected site collections, on your behalf",
                    "User.Read", "Sign you in and read your profile")),
    SHAREPOINT(
            "00000003-0000-0ff1-ce00-000000000000",
            "AllSites.FullControl",
            Map.of(
                    "AllSites.FullControl", "Have full control of all site collections",
                    "AllSites.Manage", "Read and write items and lists in all site collections",
                    "AllSites.Write", "Read and write items in all site collections",
                    "AllSites.Read", "Read items in all site collections",
                    "Sites.Selected", "Access selected site collections, on your behalf",
                    "user_impersonation", "Access SharePoint as you"));

    private final String appId;
    private final String forAdmins;
    private final Map<String, String> scopes;

    Api(String appId, String forAdmins, Map<String, String> scopes) {
        this.appId = appId;
        this.forAdmins = forAdmins;
        this.scopes = scopes;
    }

    public String appId() {
        return appId;
    }

    /** Its delegated permissions, with what the consent page says of them. */
    Map<String, String> scopes() {
        return scopes;
    }

    /** Whether only an administrator can consent to a delegated permission (reference: entra-sharepoint §E). */
    boolean forAdmins(String scope) {
        return scope.equals(forAdmins);
    }
}
