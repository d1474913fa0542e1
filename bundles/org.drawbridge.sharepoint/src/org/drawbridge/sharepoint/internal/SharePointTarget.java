package org.drawbridge.sharepoint.internal;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.Connection;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.Http;
import org.drawbridge.sharepoint.internal.entra.AuthorizeCheck;
import org.drawbridge.sharepoint.internal.entra.CloudEnvironment;
import org.drawbridge.sharepoint.internal.entra.EntraFailures;
import org.drawbridge.sharepoint.internal.entra.SiteChallenge;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.TenantDiscovery;

/**
 * What a connection's settings say before any call.
 *
 * @param cloud by the setting, or by the site's host name
 * @param fixedCloud whether the user chose the cloud
 */
record SharePointTarget(Connection connection, SiteAddress site, CloudEnvironment cloud, boolean fixedCloud) {

    static final String TENANT = "tenant";
    static final String CLIENT_ID = "clientId";
    static final String CLOUD = "cloud";
    static final String AUTHORITY = "authority";
    static final String GRAPH_HOST = "graphHost";

    /** The redirect address that is to be registered. */
    static final String REDIRECT = AuthorizeCheck.REDIRECT;

    /** Reads the settings; fails with a cause of kind {@code settings}. */
    static SharePointTarget of(Connection connection) throws AuthFailure {
        String chosen = connection.setting(CLOUD, CloudEnvironment.AUTO);
        boolean custom = chosen.equals(CloudEnvironment.CUSTOM);
        SiteAddress site = SiteAddress.parse(connection.target().address(), custom);
        CloudEnvironment cloud;
        if (custom) {
            Optional<String> authority = connection.setting(AUTHORITY).flatMap(SharePointTarget::origin);
            Optional<String> graph = connection.setting(GRAPH_HOST).flatMap(SharePointTarget::origin);
            if (authority.isEmpty() || graph.isEmpty()) {
                throw EntraFailures.problem("entra.cloud-incomplete")
                        .with("connection", connection.id())
                        .failure();
            }
            cloud = CloudEnvironment.custom(authority.get(), graph.get());
        } else {
            // A host without a cloud has been refused by the address.
            cloud = CloudEnvironment.of(chosen)
                    .or(() -> CloudEnvironment.ofHost(site.host()))
                    .orElseThrow();
        }
        SharePointTarget target = new SharePointTarget(connection, site, cloud, !chosen.equals(CloudEnvironment.AUTO));
        Optional<String> tenant = target.tenantSetting();
        if (tenant.isPresent() && !TenantDiscovery.plausible(tenant.get())) {
            throw target.problem("entra.tenant-malformed").failure();
        }
        return target;
    }

    /** The https origin of a host name or an address; empty if it is none. */
    static Optional<String> origin(String text) {
        String stripped = text.strip().replaceAll("/+$", "");
        URI uri;
        try {
            uri = URI.create(stripped.contains("://") ? stripped : "https://" + stripped);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        boolean plain = uri.getHost() != null
                && "https".equalsIgnoreCase(uri.getScheme())
                && uri.getRawUserInfo() == null
                && uri.getRawPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        return plain ? Optional.of("https://" + uri.getRawAuthority().toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    Optional<String> tenantSetting() {
        return connection.setting(TENANT).map(tenant -> tenant.strip().toLowerCase(Locale.ROOT));
    }

    /** The app's id, which must be a GUID. */
    String clientId() throws AuthFailure {
        String id = connection.setting(CLIENT_ID, "").strip();
        if (!TenantDiscovery.guid(id)) {
            throw problem("entra.client-id-malformed").failure();
        }
        return id.toLowerCase(Locale.ROOT);
    }

    /** Finds the tenant, by up to three calls without any credential. */
    Tenant findTenant(Http http, SiteChallenge challenge, Progress progress) throws AuthFailure {
        return new TenantDiscovery(http, cloud, fixedCloud, values(null), progress)
                .find(challenge, tenantSetting(), site.tenantName());
    }

    /**
     * The user's own values, for the remedies.
     *
     * @param found the tenant, null if it is not known yet
     */
    Map<String, String> values(Tenant found) {
        Map<String, String> values = new LinkedHashMap<>();
        CloudEnvironment actual = found == null ? cloud : found.cloud();
        values.put("connection", connection.id());
        values.put("site", site.toString());
        values.put("siteOrigin", site.origin());
        values.put("graph", actual.graph());
        values.put("sitePath", site.graphPath());
        values.put("portal", actual.portal());
        String tenant = found == null ? tenantSetting().orElse(null) : found.id();
        if (tenant != null) {
            values.put("tenant", tenant);
        }
        values.put("redirect", REDIRECT);
        connection.setting(CLIENT_ID).ifPresent(clientId -> {
            values.put("clientId", clientId);
            values.put(
                    "account",
                    connection
                            .setting("account")
                            .or(() -> connection.setting("user"))
                            .orElse(clientId));
            if (tenant != null) {
                values.put("consentUrl", consentUrl(actual, tenant, clientId));
            }
        });
        return values;
    }

    /** Where an administrator approves the app (reference: entra-sharepoint §E "Admin consent"). */
    static String consentUrl(CloudEnvironment cloud, String tenant, String clientId) {
        return cloud.authority() + "/" + tenant + "/v2.0/adminconsent?client_id="
                + (clientId.startsWith("<") ? clientId : URLEncoder.encode(clientId, StandardCharsets.UTF_8))
                + "&scope=" + cloud.graph() + "/.default&redirect_uri=" + REDIRECT;
    }

    private FailureCatalogue.Builder problem(String cause) {
        FailureCatalogue.Builder builder = EntraFailures.problem(cause);
        values(null).forEach(builder::with);
        return builder;
    }
}
