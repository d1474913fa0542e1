package org.drawbridge.sandbox.internal.entra;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The Microsoft clouds with their hosts (reference: entra-sharepoint §C, Clouds). */
public enum Cloud {
    WORLDWIDE(
            "microsoftonline.com",
            "graph.microsoft.com",
            "sharepoint.com",
            "https://microsoft.com/devicelogin",
            List.of("login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net")),
    US_GOVERNMENT(
            "microsoftonline.us",
            "graph.microsoft.us",
            "sharepoint.us",
            "https://microsoft.com/deviceloginus",
            List.of("login.microsoftonline.us", "login.usgovcloudapi.net")),
    CHINA(
            "partner.microsoftonline.cn",
            "microsoftgraph.chinacloudapi.cn",
            "sharepoint.cn",
            "https://microsoft.com/deviceloginchina",
            List.of("login.partner.microsoftonline.cn", "login.chinacloudapi.cn"));

    private final String instance;
    private final String graphHost;
    private final String sharePointDomain;
    private final String deviceLogin;
    private final List<String> logins;

    Cloud(String instance, String graphHost, String sharePointDomain, String deviceLogin, List<String> logins) {
        this.instance = instance;
        this.graphHost = graphHost;
        this.sharePointDomain = sharePointDomain;
        this.deviceLogin = deviceLogin;
        this.logins = logins;
    }

    /** {@code cloud_instance_name} of the openid configuration. */
    String instance() {
        return instance;
    }

    public String graphHost() {
        return graphHost;
    }

    public String sharePointDomain() {
        return sharePointDomain;
    }

    /** Where people type the codes of devices. */
    String deviceLogin() {
        return deviceLogin;
    }

    /** The login hosts; the first is the preferred one. */
    List<String> logins() {
        return logins;
    }

    public String login() {
        return logins.getFirst();
    }

    static Optional<Cloud> ofLogin(String host) {
        for (Cloud cloud : values()) {
            if (cloud.logins.contains(host.toLowerCase(Locale.ROOT))) {
                return Optional.of(cloud);
            }
        }
        return Optional.empty();
    }
}
