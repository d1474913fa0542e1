package org.drawbridge.sandbox.internal.sharepoint;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.sandbox.MicrosoftSwitches.SiteLock;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.VirtualHost;
import org.drawbridge.sandbox.internal.entra.Api;
import org.drawbridge.sandbox.internal.entra.Directory;
import org.drawbridge.sandbox.internal.entra.Jwt;
import org.drawbridge.sandbox.internal.entra.Tenant;
import org.drawbridge.sandbox.internal.entra.Tokens;

/** The SharePoint hosts of all tenants: who may call, and which web it is about (reference: entra-sharepoint §C). */
public final class SharePointHost implements VirtualHost {

    private static final Pattern ADDRESS = Pattern.compile("(.*?)/(_api|_vti_bin/client\\.svc)(?:/(.*))?");
    private static final String TRUSTED =
            "00000001-0000-0000-c000-000000000000@*,D3776938-3DBA-481F-A652-4BEDFCAB7CD8@*,"
                    + "https://sts.windows.net/*/,"
                    + "00000003-0000-0ff1-ce00-000000000000@90140122-8516-11e1-8eff-49304924019b";
    static final String UNAUTHORIZED = "-2147024891, System.UnauthorizedAccessException";

    private final Directory directory;
    private final Tokens tokens;
    private final Sites sites;
    private final RateLimit limit;
    private volatile boolean unmanagedDevices = true;

    public SharePointHost(Directory directory, Tokens tokens, Sites sites, Clock clock) {
        this.directory = directory;
        this.tokens = tokens;
        this.sites = sites;
        limit = new RateLimit(clock);
    }

    /** The switch for throttling by SharePoint itself. */
    public RateLimit limit() {
        return limit;
    }

    /** The switch for the access control of unmanaged devices. */
    public void unmanagedDevices(boolean allowed) {
        unmanagedDevices = allowed;
    }

    @Override
    public boolean serves(String host) {
        return directory.ofSharePointHost(host).isPresent();
    }

    @Override
    public void handle(Call call) throws IOException {
        Tenant tenant = directory.ofSharePointHost(call.host()).orElseThrow();
        String requestId = UUID.randomUUID().toString();
        call.with("SPRequestGuid", requestId)
                .with("request-id", requestId)
                .with("MicrosoftSharePointTeamServices", "16.0.0.26720")
                .with("X-SharePointHealthScore", "0")
                .with("SPIisLatency", "0")
                .with("X-Content-Type-Options", "nosniff")
                .with("X-MS-InvokeApp", "1; RequireReadOnly")
                .with("Cache-Control", "private, max-age=0");
        Matcher address = ADDRESS.matcher(URLDecoder.decode(call.path().replace("+", "%2B"), StandardCharsets.UTF_8));
        boolean service = address.matches();
        Optional<Caller> caller = service ? authenticate(call, tenant) : Optional.empty();
        if (!service) {
            pages(call);
            return;
        }
        if (caller.isEmpty()) {
            return;
        }
        if (!limit.admits(call, caller.get().clientId())) {
            call.send(429, "text/plain; charset=utf-8", "429 TOO MANY REQUESTS".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        Optional<Site.Web> web =
                call.host().equals(tenant.sharePointHost()) ? sites.web(tenant, address.group(1)) : Optional.empty();
        if (web.isEmpty()) {
            // The text is a guess; the reference has none.
            call.text(404, "404 FILE NOT FOUND");
            return;
        }
        if (web.get().site().lock() == SiteLock.NO_ACCESS) {
            OData.error(
                    call,
                    403,
                    "-2130575322, Microsoft.SharePoint.SPException",
                    "Access to this Web site has been blocked. Please contact the administrator to resolve this problem.");
            return;
        }
        if (!unmanagedDevices && !caller.get().appOnly()) {
            // The header is from github.com/vgrem/office365-rest-python-client/pull/339.
            call.with(
                    "X-MSDAVEXT_Error",
                    "917656; Access+denied.+Before+opening+files+in+this+location%2c+you+must+first+browse+to+the+web+"
                            + "site+and+select+the+option+to+login+automatically.");
            OData.error(call, 403, UNAUTHORIZED, "Access denied.");
            return;
        }
        Rights rights = caller.get().rightsOn(web.get().site());
        if (rights.none()) {
            OData.error(call, 403, UNAUTHORIZED, "Attempted to perform an unauthorized operation.");
            return;
        }
        String resource = address.group(3) == null ? "" : address.group(3);
        new WebApi(call, caller.get(), web.get(), rights, sites).answer(resource);
    }

    /** Everything that is no service address is a page, for which SharePoint sends people to sign in. */
    private void pages(Call call) throws IOException {
        call.with("X-Forms_Based_Auth_Required", "https://" + call.host() + "/_forms/default.aspx")
                .with("X-MSDAVEXT_Error", "917656; Access+denied.")
                .text(403, "403 FORBIDDEN");
    }

    /** The caller, or empty once the call has been refused. */
    private Optional<Caller> authenticate(Call call, Tenant tenant) throws IOException {
        String authorization = call.header("Authorization").orElse("").strip();
        if (!authorization.regionMatches(true, 0, "Bearer", 0, 6)) {
            call.with("X-Forms_Based_Auth_Required", "https://" + call.host() + "/_forms/default.aspx")
                    .with("X-MSDAVEXT_Error", "917656; Access+denied.");
            OData.error(
                    call,
                    403,
                    UNAUTHORIZED,
                    "Access denied. You do not have permission to perform this action or access this resource.");
            return Optional.empty();
        }
        String token = authorization.substring(6).strip();
        if (token.isEmpty()) {
            challenge(call, tenant, "");
            call.empty(401);
            return Optional.empty();
        }
        Optional<Jwt> jwt = Jwt.parse(token);
        if (jwt.isEmpty()) {
            return refuse(call, tenant, "Invalid JWT token. The token is malformed.");
        }
        String audience = jwt.get().claim("aud");
        // Graph tokens can be checked by Graph only, so that SharePoint complains of the signature
        // (reference: entra-sharepoint §C, Errors).
        if (!tokens.signed(jwt.get())
                || !audience.contains("sharepoint") && !audience.startsWith(Api.SHAREPOINT.appId())) {
            return refuse(call, tenant, "Invalid issuer or signature.");
        }
        if (!audiences(tenant, call.host()).contains(audience.replaceAll("/+$", ""))) {
            return refuse(
                    call,
                    tenant,
                    "Exception of type 'Microsoft.IdentityModel.Tokens.AudienceUriValidationFailedException' was"
                            + " thrown.");
        }
        if (tokens.expired(jwt.get())) {
            return refuse(call, tenant, "Invalid JWT token. The token is expired.");
        }
        Optional<Caller> caller = Caller.of(jwt.get(), directory);
        if (caller.isEmpty() || !jwt.get().claim("iss").equals(tenant.issuer())) {
            return refuse(call, tenant, "Invalid issuer or signature.");
        }
        if (tokens.challenged(jwt.get())) {
            challenge(call, tenant, ',' + tokens.challenge());
            call.empty(401);
            return Optional.empty();
        }
        if (caller.get().any("user_impersonation")) {
            // What the client ids of Microsoft's own apps get (reference: entra-sharepoint §C, Errors).
            return refuse(call, tenant, "3001003", "App is not allowed to call SPO with user_impersonation scope");
        }
        if (caller.get().appOnly() && !caller.get().proof().equals("2")) {
            return refuse(call, tenant, "Unsupported app only token.");
        }
        if (caller.get().permissions().isEmpty()) {
            // That it is refused is known; status and text are a guess, the reference has none.
            return refuse(call, tenant, "There has been an error authenticating the request.");
        }
        return caller;
    }

    private static List<String> audiences(Tenant tenant, String host) {
        return List.of(
                "https://" + host, Api.SHAREPOINT.appId(), Api.SHAREPOINT.appId() + '/' + host + '@' + tenant.id());
    }

    private static Optional<Caller> refuse(Call call, Tenant tenant, String why) throws IOException {
        return refuse(call, tenant, "3000003", why);
    }

    private static Optional<Caller> refuse(Call call, Tenant tenant, String number, String why) throws IOException {
        challenge(call, tenant, "");
        call.with("x-ms-diagnostics", number + ";reason=\"" + why + "\";category=\"invalid_client\"");
        call.send(
                401,
                "application/json; charset=utf-8",
                Json.createObjectBuilder()
                        .add("error_description", why)
                        .build()
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
        return Optional.empty();
    }

    private static void challenge(Call call, Tenant tenant, String more) {
        call.with(
                "WWW-Authenticate",
                "Bearer realm=\"" + tenant.id() + "\",client_id=\"" + Api.SHAREPOINT.appId()
                        + "\",trusted_issuers=\"" + TRUSTED
                        + "\",authorization_uri=\"https://login.windows.net/common/oauth2/authorize\"" + more);
    }
}
