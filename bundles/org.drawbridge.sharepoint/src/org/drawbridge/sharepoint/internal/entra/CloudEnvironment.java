package org.drawbridge.sharepoint.internal.entra;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One of Microsoft's clouds: where to sign in and where Graph is. Data only.
 *
 * @param id the word of the {@code cloud} setting
 * @param authority origin of the sign-in service, without a slash at the end
 * @param graph origin of Microsoft Graph
 * @param portal where app registrations are managed
 * @param siteSuffixes what host names of SharePoint sites end with
 * @param initialDomain what the tenant's first domain ends with
 * @param instanceName {@code cloud_instance_name} in the cloud's openid-configuration; empty if unknown
 * @param loginHosts all names of the sign-in service
 */
public record CloudEnvironment(
        String id,
        String authority,
        String graph,
        String portal,
        List<String> siteSuffixes,
        String initialDomain,
        String instanceName,
        List<String> loginHosts) {

    /** The setting's word for "by the host name of the site". */
    public static final String AUTO = "auto";

    /** The setting's word for a cloud that the user describes. */
    public static final String CUSTOM = "custom";

    // Reference: entra-sharepoint §C "Clouds"; sharepoint-mil.us and dps.mil: Microsoft 365 DoD endpoints,
    // learn.microsoft.com/microsoft-365/enterprise/microsoft-365-u-s-government-dod-endpoints
    private static final List<CloudEnvironment> KNOWN = List.of(
            new CloudEnvironment(
                    "worldwide",
                    "https://login.microsoftonline.com",
                    "https://graph.microsoft.com",
                    "https://entra.microsoft.com",
                    List.of(".sharepoint.com"),
                    ".onmicrosoft.com",
                    "microsoftonline.com",
                    List.of("login.microsoftonline.com", "login.windows.net", "sts.windows.net")),
            new CloudEnvironment(
                    "us-government",
                    "https://login.microsoftonline.us",
                    "https://graph.microsoft.us",
                    "https://portal.azure.us",
                    List.of(".sharepoint.us"),
                    ".onmicrosoft.us",
                    "microsoftonline.us",
                    List.of("login.microsoftonline.us")),
            new CloudEnvironment(
                    "us-dod",
                    "https://login.microsoftonline.us",
                    "https://dod-graph.microsoft.us",
                    "https://portal.azure.us",
                    List.of(".sharepoint-mil.us", ".dps.mil"),
                    ".onmicrosoft.us",
                    "microsoftonline.us",
                    List.of("login.microsoftonline.us")),
            new CloudEnvironment(
                    "china",
                    "https://login.partner.microsoftonline.cn",
                    "https://microsoftgraph.chinacloudapi.cn",
                    "https://portal.azure.cn",
                    List.of(".sharepoint.cn"),
                    ".partner.onmschina.cn",
                    "partner.microsoftonline.cn",
                    List.of("login.partner.microsoftonline.cn", "login.chinacloudapi.cn")));

    public static List<CloudEnvironment> known() {
        return KNOWN;
    }

    public static Optional<CloudEnvironment> of(String id) {
        return KNOWN.stream().filter(cloud -> cloud.id.equals(id)).findFirst();
    }

    /** The cloud that a site of this host name is in. */
    public static Optional<CloudEnvironment> ofHost(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return KNOWN.stream()
                .filter(cloud -> cloud.siteSuffixes.stream().anyMatch(name::endsWith))
                .findFirst();
    }

    /** A cloud that the user describes by two https origins. */
    public static CloudEnvironment custom(String authority, String graph) {
        return new CloudEnvironment(CUSTOM, authority, graph, authority, List.of(), ".onmicrosoft.com", "", List.of());
    }

    /** The cloud that an openid-configuration names, if it is a known one. */
    static Optional<CloudEnvironment> ofConfiguration(String instanceName, String graphHost) {
        List<CloudEnvironment> named = KNOWN.stream()
                .filter(cloud -> !instanceName.isEmpty() && cloud.instanceName.equals(instanceName))
                .toList();
        return named.stream()
                .filter(cloud -> cloud.graph.equals("https://" + graphHost))
                .findFirst()
                .or(() -> named.stream().findFirst());
    }

    public boolean custom() {
        return id.equals(CUSTOM);
    }
}
