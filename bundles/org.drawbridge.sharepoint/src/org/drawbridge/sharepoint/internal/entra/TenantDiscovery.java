package org.drawbridge.sharepoint.internal.entra;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.BrokenTransfer;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.drawbridge.sharepoint.internal.entra.Tenant.FoundBy;

/**
 * Finds the tenant of a site: by what the site itself says, checked against the connection's setting and against
 * Entra's openid-configuration (reference: entra-sharepoint §B and §C).
 */
public final class TenantDiscovery {

    private static final Pattern GUID =
            Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern ISSUER = Pattern.compile("https://([^/]+)/(" + GUID.pattern() + ")/v2\\.0/?");

    private final Http http;
    private final CloudEnvironment cloud;
    private final boolean fixedCloud;
    private final Map<String, String> values;
    private final Progress progress;

    /**
     * @param fixedCloud whether the user chose the cloud; if not, Entra may correct it
     * @param values the user's own values for the remedies
     */
    public TenantDiscovery(
            Http http, CloudEnvironment cloud, boolean fixedCloud, Map<String, String> values, Progress progress) {
        this.http = http;
        this.cloud = cloud;
        this.fixedCloud = fixedCloud;
        this.values = values;
        this.progress = progress;
    }

    /** Whether a text can be a tenant: a GUID or a domain name. */
    public static boolean plausible(String tenant) {
        return GUID.matcher(tenant).matches()
                || tenant.matches("(?i)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");
    }

    public static boolean guid(String text) {
        return GUID.matcher(text).matches();
    }

    /**
     * Finds the tenant.
     *
     * @param setting the connection's {@code tenant}: a GUID or a domain
     * @param hostName the tenant's name as the site's host has it, the last resort
     * @throws AuthFailure {@code entra.…}: unknown tenant, tenant of another site, other cloud
     */
    public Tenant find(SiteChallenge challenge, Optional<String> setting, String hostName) throws AuthFailure {
        FoundBy foundBy = setting.isPresent()
                ? FoundBy.SETTING
                : challenge.realm().isPresent() ? FoundBy.SITE : FoundBy.HOST_NAME;
        String asked = setting.or(challenge::realm).orElse(hostName + cloud.initialDomain());
        Configuration found = configuration(asked, foundBy);
        String id = found.tenant;
        if (challenge.realm().isPresent() && !challenge.realm().get().equals(id)) {
            throw problem("entra.tenant-mismatch")
                    .with("tenantSetting", asked)
                    .with("settingTenant", id)
                    .with("siteTenant", challenge.realm().get())
                    .evidence("url", challenge.url().toString())
                    .evidence("siteTenant", challenge.realm().get())
                    .evidence("settingTenant", id)
                    .failure();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("tenant", id);
        evidence.put("foundBy", foundBy.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        challenge.realm().ifPresent(realm -> evidence.put("realm", realm));
        evidence.put("challengeStatus", challenge.status());
        evidence.put("issuer", found.issuer);
        evidence.put("cloud", found.cloud.id());
        evidence.put("login", found.cloud.authority());
        return new Tenant(id, found.cloud, foundBy, evidence);
    }

    private record Configuration(String tenant, String issuer, CloudEnvironment cloud) {}

    private Configuration configuration(String tenant, FoundBy foundBy) throws AuthFailure {
        String url = cloud.authority() + "/" + URLEncoder.encode(tenant, StandardCharsets.UTF_8)
                + "/v2.0/.well-known/openid-configuration";
        EntraAnswer answer;
        try (Response response = http.send(Request.get(url).json().notFollowing(), progress)) {
            answer = EntraAnswer.read(response);
        } catch (BrokenTransfer e) {
            throw e.failure();
        } catch (IOException e) {
            throw problem("entra.unusable-answer")
                    .because(e)
                    .evidence("url", url)
                    .failure();
        }
        if (!answer.successful()) {
            Map<String, String> filled = new LinkedHashMap<>(values);
            filled.put("tenant", tenant);
            throw foundBy == FoundBy.HOST_NAME
                            && answer.status() < 429
                            && answer.json().isPresent()
                    ? problem("entra.tenant-not-found")
                            .with("guess", tenant)
                            .evidence("status", answer.status())
                            .evidence("url", url)
                            .failure()
                    : answer.explain(filled);
        }
        JsonObject json = answer.json().orElse(null);
        if (json == null || json.getString("issuer", "").isEmpty()) {
            throw answer.incomplete(values);
        }
        return checked(url, json);
    }

    private Configuration checked(String url, JsonObject json) throws AuthFailure {
        String issuer = json.getString("issuer", "");
        Matcher matcher = ISSUER.matcher(issuer);
        if (!matcher.matches()) {
            throw untrusted(url, "issuer", issuer);
        }
        String instance = json.getString("cloud_instance_name", "");
        Optional<CloudEnvironment> named =
                CloudEnvironment.ofConfiguration(instance, json.getString("msgraph_host", ""));
        CloudEnvironment actual = cloud;
        if (!cloud.custom() && named.isPresent() && !named.get().id().equals(cloud.id())) {
            boolean otherLogin = !named.get().authority().equals(cloud.authority());
            if (!fixedCloud) {
                actual = named.get();
            } else if (otherLogin) {
                throw problem("entra.cloud-mismatch")
                        .with("chosenCloud", cloud.id())
                        .with("tenantCloud", named.get().id())
                        .evidence("url", url)
                        .evidence("cloudInstanceName", instance)
                        .failure();
            }
        }
        // The token must be asked for where it is trusted: no other host may slip in here.
        String tokenHost = host(json.getString("token_endpoint", ""));
        boolean own = tokenHost.equals(host(actual.authority()))
                || actual.loginHosts().contains(tokenHost)
                || cloud.loginHosts().contains(tokenHost);
        if (!own) {
            throw untrusted(url, "token_endpoint", json.getString("token_endpoint", ""));
        }
        return new Configuration(matcher.group(2).toLowerCase(Locale.ROOT), issuer, actual);
    }

    private AuthFailure untrusted(String url, String field, String value) {
        return problem("entra.configuration-untrusted")
                .with("field", field)
                .with("value", value)
                .evidence("url", url)
                .evidence(field, value)
                .failure();
    }

    private static String host(String url) {
        try {
            String host = URI.create(url).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private FailureCatalogue.Builder problem(String cause) {
        FailureCatalogue.Builder builder = EntraFailures.problem(cause);
        values.forEach(builder::with);
        return builder.with("loginHost", host(cloud.authority()));
    }
}
