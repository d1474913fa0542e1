package org.drawbridge.sandbox.internal.entra;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.sandbox.EntraSwitches;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.VirtualHost;

/** The login hosts of all clouds: discovery, keys, the token endpoint, and the pages (reference: entra-sharepoint §B). */
public final class EntraHost implements VirtualHost {

    private static final Set<String> SHARED = Set.of("common", "organizations", "consumers");
    private static final Set<String> DEVICE_HOSTS = Set.of("microsoft.com", "www.microsoft.com");

    private final Directory directory;
    private final Tokens tokens;
    private final Clock clock;
    private final EntraSwitches switches;
    private final Map<String, Grant> grants;
    private final Pages pages;

    /** What browsers open. */
    record Pages(
            Authorize authorize,
            DeviceLogin devices,
            AdminConsent adminConsent,
            SignIns signIns,
            BrowserSessions sessions) {}

    EntraHost(
            Directory directory,
            Tokens tokens,
            Clock clock,
            EntraSwitches switches,
            Map<String, Grant> grants,
            Pages pages) {
        this.directory = directory;
        this.tokens = tokens;
        this.clock = clock;
        this.switches = switches;
        this.grants = Map.copyOf(grants);
        this.pages = pages;
    }

    @Override
    public boolean serves(String host) {
        return Cloud.ofLogin(host).isPresent() || DEVICE_HOSTS.contains(host);
    }

    @Override
    public void handle(Call call) throws IOException {
        if (call.path().equals("/device") || DEVICE_HOSTS.contains(call.host())) {
            toDevicePage(call);
            return;
        }
        Incident incident = new Incident(call, clock.instant(), switches);
        call.with("x-ms-request-id", incident.traceId())
                .with("x-ms-ests-server", "2.1.22102.6 - SANDBOX ProdSlices")
                .with("Cache-Control", "no-store, no-cache")
                .with("Pragma", "no-cache")
                .with("Expires", "-1")
                .with("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                .with("X-Content-Type-Options", "nosniff")
                .with("P3P", "CP=\"DSP CUR OTPi IND OTRi ONL FIN\"");
        if (call.header("return-client-request-id")
                .filter("true"::equalsIgnoreCase)
                .isPresent()) {
            call.with("client-request-id", incident.correlationId());
        }
        String[] parts = call.path().split("/", 3);
        String tenant = parts.length > 1 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "";
        String rest = parts.length > 2 ? parts[2] : "";
        incident.with("tenant", tenant).with("loginHost", call.host());
        try {
            if (!page(call, incident, tenant, rest)) {
                service(call, incident, tenant, rest);
            }
        } catch (Refused refused) {
            String error = refused.error() == EntraError.TENANT_UNKNOWN
                            && !call.method().equals("POST")
                    ? "invalid_tenant"
                    : refused.error().error();
            call.with("x-ms-clitelem", "1," + refused.error().code() + ",0,,");
            json(call, refused.error().status(), incident.body(refused, error));
        }
    }

    private void service(Call call, Incident incident, String tenant, String rest) throws Refused, IOException {
        switch (rest) {
            case "discovery/instance" -> get(call, instances(call));
            case "v2.0/.well-known/openid-configuration", ".well-known/openid-configuration" ->
                get(call, configuration(call, tenant, rest.startsWith("v2.0")));
            case "discovery/v2.0/keys", "discovery/keys" -> get(call, tokens.keys());
            case "oauth2/v2.0/token" -> token(call, tenant, incident);
            case "oauth2/v2.0/devicecode" -> deviceCode(call, tenant, incident);
            default -> {
                if (rest.toLowerCase(Locale.ROOT).startsWith("userrealm/")) {
                    get(call, realm(URLDecoder.decode(rest.substring("userrealm/".length()), StandardCharsets.UTF_8)));
                } else {
                    notFound(call);
                }
            }
        }
    }

    /** Answers what browsers open, with pages for errors too; false if it is something else. */
    private boolean page(Call call, Incident incident, String tenant, String rest) throws IOException {
        try {
            switch (rest) {
                case "oauth2/v2.0/authorize" -> {
                    Map<String, String> request = call.method().equals("POST") ? call.form() : call.query();
                    pages.authorize().handle(call, incident, app(call, tenant, request, incident), request);
                }
                case "adminconsent", "v2.0/adminconsent" ->
                    pages.adminConsent()
                            .handle(call, incident, app(call, tenant, call.query(), incident), call.query());
                case "login" -> pages.signIns().proceed(call, incident);
                case "oauth2/deviceauth" -> pages.devices().page(call, incident);
                case "oauth2/nativeclient" -> call.html(200, "<!DOCTYPE html><html><body></body></html>");
                case "oauth2/v2.0/logout" -> {
                    pages.sessions().end(call);
                    SignInPages.message(
                            call, "You signed out of your account", "It's a good idea to close all browser windows.");
                }
                default -> {
                    return false;
                }
            }
        } catch (Refused refused) {
            new SignInPages("").trouble(call, incident, refused);
        }
        return true;
    }

    private static void toDevicePage(Call call) throws IOException {
        Cloud cloud = List.of(Cloud.values()).stream()
                .filter(each -> each.deviceLogin().endsWith(call.path()))
                .findFirst()
                .or(() -> Cloud.ofLogin(call.host()))
                .orElse(Cloud.WORLDWIDE);
        call.redirect(302, "https://" + cloud.login() + "/common/oauth2/deviceauth");
    }

    private void token(Call call, String segment, Incident incident) throws Refused, IOException {
        if (!call.method().equals("POST")) {
            notFound(call);
            return;
        }
        Map<String, String> form = call.form();
        String type = form.getOrDefault("grant_type", "");
        incident.with("grant", type);
        if (type.isEmpty()) {
            throw new Refused(EntraError.GRANT_TYPE_MISSING).with("parameter", "grant_type");
        }
        Grant grant = grants.get(type);
        if (grant == null) {
            throw new Refused(EntraError.GRANT_TYPE_UNSUPPORTED);
        }
        App app = app(call, segment, form, incident);
        json(call, 200, grant.redeem(new Grant.Request(app.tenant(), app, form, call.host())));
    }

    private void deviceCode(Call call, String segment, Incident incident) throws Refused, IOException {
        if (!call.method().equals("POST")) {
            notFound(call);
            return;
        }
        Map<String, String> form = call.form();
        json(call, 200, pages.devices().issue(app(call, segment, form, incident), form));
    }

    /** The app of a request, which must belong to the tenant of its address. */
    private App app(Call call, String segment, Map<String, String> request, Incident incident) throws Refused {
        String scope = request.getOrDefault("scope", "");
        incident.with("scope", scope)
                .with("resource", Resource.named(scope))
                .with("user", request.getOrDefault("username", ""))
                .with("redirect", request.getOrDefault("redirect_uri", ""));
        String clientId = ClientProof.clientId(request);
        boolean itself = "client_credentials".equals(request.get("grant_type"));
        incident.with("app", clientId);
        if (SHARED.contains(segment)) {
            if (itself) {
                throw new Refused(EntraError.TENANT_NOT_GIVEN);
            }
            App any = directory
                    .app(clientId)
                    .orElseThrow(() -> new Refused(EntraError.APP_UNKNOWN).with("tenantName", "Microsoft Services"));
            throw new Refused(EntraError.SINGLE_TENANT_APP).with("name", any.name());
        }
        Tenant tenant = directory.tenant(segment).orElseThrow(() -> new Refused(EntraError.TENANT_UNKNOWN));
        if (!Cloud.ofLogin(call.host()).filter(tenant.cloud()::equals).isPresent()) {
            throw new Refused(itself ? EntraError.CLOUD_WRONG : EntraError.CLOUD_REDIRECT)
                    .with("cloud", tenant.cloud().instance());
        }
        incident.with("tenantName", tenant.name());
        App app = directory.app(tenant, clientId).orElseThrow(() -> new Refused(EntraError.APP_UNKNOWN));
        incident.with("name", app.name());
        return app;
    }

    /** Who checks the password of an account: Entra, another system, or nobody known (as MSAL asks before it sends one). */
    private JsonObject realm(String user) {
        String domain = user.substring(user.indexOf('@') + 1).toLowerCase(Locale.ROOT);
        Optional<Tenant> tenant = directory.tenant(domain);
        JsonObjectBuilder realm = Json.createObjectBuilder().add("ver", "1.0");
        if (tenant.isEmpty()) {
            return realm.add("account_type", "Unknown").build();
        }
        if (directory.federated(domain)) {
            realm.add("account_type", "Federated")
                    .add("federation_protocol", "WSTrust")
                    .add("federation_metadata_url", "https://sts." + domain + "/adfs/services/trust/mex")
                    .add(
                            "federation_active_auth_url",
                            "https://sts." + domain + "/adfs/services/trust/2005/usernamemixed");
        } else {
            realm.add("account_type", "Managed");
        }
        return realm.add("domain_name", domain)
                .add("cloud_instance_name", tenant.get().cloud().instance())
                .add("cloud_audience_urn", "urn:federation:MicrosoftOnline")
                .build();
    }

    private static void get(Call call, JsonObject answer) throws IOException {
        if (call.method().equals("GET") || call.method().equals("HEAD")) {
            json(call.with("Access-Control-Allow-Origin", "*"), 200, answer);
        } else {
            notFound(call);
        }
    }

    private static void json(Call call, int status, JsonObject body) throws IOException {
        call.send(status, "application/json; charset=utf-8", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void notFound(Call call) throws IOException {
        call.html(
                404,
                "<!DOCTYPE html><html><head><title>404 - File or directory not found.</title></head>"
                        + "<body><h1>Server Error</h1><h2>404 - File or directory not found.</h2></body></html>");
    }

    /** Instance discovery: which hosts are the same login service. */
    private static JsonObject instances(Call call) {
        String endpoint = call.query().getOrDefault("authorization_endpoint", "");
        JsonArrayBuilder metadata = Json.createArrayBuilder();
        for (Cloud cloud : Cloud.values()) {
            metadata.add(Json.createObjectBuilder()
                    .add("preferred_network", cloud.login())
                    .add("preferred_cache", cloud == Cloud.WORLDWIDE ? "login.windows.net" : cloud.login())
                    .add("aliases", Json.createArrayBuilder(cloud.logins())));
        }
        JsonObjectBuilder answer = Json.createObjectBuilder();
        if (endpoint.startsWith("https://")) {
            int end = endpoint.indexOf("/oauth2/");
            answer.add(
                    "tenant_discovery_endpoint",
                    (end < 0 ? endpoint : endpoint.substring(0, end)) + "/v2.0/.well-known/openid-configuration");
        }
        return answer.add("api-version", "1.1").add("metadata", metadata).build();
    }

    /** The openid configuration; a tenant of another cloud is answered with its own cloud's addresses. */
    private JsonObject configuration(Call call, String segment, boolean v2) throws Refused {
        Cloud cloud;
        String id;
        if (SHARED.contains(segment)) {
            cloud = Cloud.ofLogin(call.host()).orElseThrow();
            id = segment;
        } else {
            Tenant tenant = directory.tenant(segment).orElseThrow(() -> new Refused(EntraError.TENANT_UNKNOWN));
            cloud = tenant.cloud();
            id = tenant.id();
        }
        String base = "https://" + cloud.login() + '/' + id;
        String issued = SHARED.contains(id) ? "{tenantid}" : id;
        String oauth = base + (v2 ? "/oauth2/v2.0/" : "/oauth2/");
        return Json.createObjectBuilder()
                .add("token_endpoint", oauth + "token")
                .add(
                        "token_endpoint_auth_methods_supported",
                        Json.createArrayBuilder(
                                List.of("client_secret_post", "private_key_jwt", "client_secret_basic")))
                .add("jwks_uri", base + (v2 ? "/discovery/v2.0/keys" : "/discovery/keys"))
                .add("response_modes_supported", Json.createArrayBuilder(List.of("query", "fragment", "form_post")))
                .add("subject_types_supported", Json.createArrayBuilder(List.of("pairwise")))
                .add("id_token_signing_alg_values_supported", Json.createArrayBuilder(List.of("RS256")))
                .add(
                        "response_types_supported",
                        Json.createArrayBuilder(List.of("code", "id_token", "code id_token", "id_token token")))
                .add(
                        "scopes_supported",
                        Json.createArrayBuilder(List.of("openid", "profile", "email", "offline_access")))
                .add(
                        "issuer",
                        v2
                                ? "https://" + cloud.login() + '/' + issued + "/v2.0"
                                : "https://sts.windows.net/" + issued + '/')
                .add("request_uri_parameter_supported", false)
                .add("userinfo_endpoint", "https://" + cloud.graphHost() + "/oidc/userinfo")
                .add("authorization_endpoint", oauth + "authorize")
                .add("device_authorization_endpoint", oauth + "devicecode")
                .add("http_logout_supported", true)
                .add("frontchannel_logout_supported", true)
                .add("end_session_endpoint", oauth + "logout")
                .add("kerberos_endpoint", base + "/kerberos")
                .add("tenant_region_scope", cloud == Cloud.US_GOVERNMENT ? "USGov" : "WW")
                .add("cloud_instance_name", cloud.instance())
                .add("cloud_graph_host_name", cloud == Cloud.WORLDWIDE ? "graph.windows.net" : cloud.graphHost())
                .add("msgraph_host", cloud.graphHost())
                .add("rbac_url", "https://pas.windows.net")
                .build();
    }
}
