package org.drawbridge.sandbox.internal.sharepoint;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.sandbox.MicrosoftSwitches.SiteLock;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.VirtualHost;
import org.drawbridge.sandbox.internal.entra.Api;
import org.drawbridge.sandbox.internal.entra.Cloud;
import org.drawbridge.sandbox.internal.entra.Directory;
import org.drawbridge.sandbox.internal.entra.Jwt;
import org.drawbridge.sandbox.internal.entra.Person;
import org.drawbridge.sandbox.internal.entra.Tokens;
import org.drawbridge.sandbox.internal.sharepoint.Site.AppGrant;
import org.drawbridge.sandbox.internal.sharepoint.Site.Web;

/** Microsoft Graph: sites and the grants of apps on them (reference: entra-sharepoint §C, calls 4 and 5). */
public final class GraphHost implements VirtualHost {

    private static final String SITES = "/v1.0/sites";
    private static final Pattern BY_PATH = Pattern.compile("([^:/]+):(/[^:]*)(?::(/.*)?)?");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Directory directory;
    private final Tokens tokens;
    private final Sites sites;
    private final Clock clock;
    private final RateLimit limit;
    private volatile boolean licensed = true;

    public GraphHost(Directory directory, Tokens tokens, Sites sites, Clock clock) {
        this.directory = directory;
        this.tokens = tokens;
        this.sites = sites;
        this.clock = clock;
        limit = new RateLimit(clock);
    }

    /** The switch for throttling by Graph itself. */
    public RateLimit limit() {
        return limit;
    }

    /** The switch for the tenants' licences. */
    public void licensed(boolean on) {
        licensed = on;
    }

    @Override
    public boolean serves(String host) {
        return cloud(host).isPresent();
    }

    private static Optional<Cloud> cloud(String host) {
        return List.of(Cloud.values()).stream()
                .filter(cloud -> cloud.graphHost().equals(host))
                .findFirst();
    }

    @Override
    public void handle(Call call) throws IOException {
        new Answer(call).answer();
    }

    /** One call: Graph repeats its ids in headers and in error bodies. */
    private final class Answer {
        private final Call call;
        private final String requestId = UUID.randomUUID().toString();
        private final String clientRequestId;

        Answer(Call call) {
            this.call = call;
            clientRequestId = call.header("client-request-id").orElse(requestId);
            call.with("request-id", requestId)
                    .with("client-request-id", clientRequestId)
                    .with("Cache-Control", "private")
                    .with("Strict-Transport-Security", "max-age=31536000")
                    .with("x-ms-ags-diagnostic", "{\"ServerInfo\":{\"DataCenter\":\"Sandbox\",\"Slice\":\"E\"}}");
        }

        void answer() throws IOException {
            Optional<Caller> caller = authenticate();
            if (caller.isEmpty()) {
                return;
            }
            if (!limit.admits(call, caller.get().clientId())) {
                error(429, "activityLimitReached", "The request has been throttled");
                return;
            }
            String path = URLDecoder.decode(call.path().replace("+", "%2B"), StandardCharsets.UTF_8);
            if (path.equals("/v1.0/me")) {
                me(caller.get());
                return;
            }
            if (!path.startsWith(SITES + '/')) {
                error(
                        400,
                        "BadRequest",
                        "Resource not found for the segment '" + path.replaceFirst("^/v1\\.0/", "") + "'.");
                return;
            }
            site(caller.get(), path.substring(SITES.length() + 1));
        }

        private void me(Caller caller) throws IOException {
            if (caller.person().isEmpty()) {
                error(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
                return;
            }
            if (!caller.any("User.Read")) {
                error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
                return;
            }
            Person person = caller.person().get();
            get(() -> json(
                    200,
                    Json.createObjectBuilder()
                            .add("@odata.context", "https://" + call.host() + "/v1.0/$metadata#users/$entity")
                            .add("businessPhones", JsonValue.EMPTY_JSON_ARRAY)
                            .add("displayName", person.displayName())
                            .addNull("jobTitle")
                            .add("mail", person.upn())
                            .addNull("preferredLanguage")
                            .add("userPrincipalName", person.upn())
                            .add("id", person.id())
                            .build()));
        }

        private void site(Caller caller, String address) throws IOException {
            if (caller.permissions().isEmpty()) {
                error(403, "AccessDenied", "Either scp or roles claim need to be present in the token.");
                return;
            }
            if (!licensed) {
                // Recorded in github.com/alcionai/corso/issues/3671.
                error(400, "BadRequest", "Tenant does not have a SPO license.");
                return;
            }
            String host = caller.tenant().sharePointHost();
            String rest;
            Optional<Web> web;
            Matcher byPath = BY_PATH.matcher(address);
            if (byPath.matches()) {
                if (!byPath.group(1).equalsIgnoreCase(host)) {
                    error(400, "invalidRequest", "Invalid hostname for this tenancy");
                    return;
                }
                rest = Optional.ofNullable(byPath.group(3)).orElse("");
                web = sites.web(caller.tenant(), byPath.group(2));
            } else {
                int slash = address.indexOf('/');
                String id = slash < 0 ? address : address.substring(0, slash);
                rest = slash < 0 ? "" : address.substring(slash);
                web = id.equals("root") || id.equalsIgnoreCase(host)
                        ? sites.web(caller.tenant(), "/")
                        : sites.of(caller.tenant()).stream()
                                .flatMap(site -> site.webs().values().stream())
                                .filter(each -> id.equalsIgnoreCase(each.site().graphId(each))
                                        || id.equalsIgnoreCase(each.site().id()))
                                .findFirst();
                if (web.isEmpty() && id.contains(".") && !id.contains(",")) {
                    error(400, "invalidRequest", "Invalid hostname for this tenancy");
                    return;
                }
            }
            if (web.isEmpty()) {
                error(404, "itemNotFound", "Requested site could not be found");
            } else if (web.get().site().lock() == SiteLock.NO_ACCESS) {
                error(423, "notAllowed", "Access to this site has been blocked.");
            } else if (caller.rightsOn(web.get().site()).none()) {
                error(403, "accessDenied", "Access denied");
            } else if (rest.isEmpty()) {
                get(() -> json(200, siteBody(web.get())));
            } else if (rest.equals("/permissions") || rest.startsWith("/permissions/")) {
                permissions(
                        caller,
                        web.get(),
                        rest.substring("/permissions".length()).replaceFirst("^/", ""));
            } else {
                error(400, "BadRequest", "Resource not found for the segment '" + rest.substring(1) + "'.");
            }
        }

        /** Lists, shows, makes and deletes the grants of apps; people never appear here. */
        private void permissions(Caller caller, Web web, String id) throws IOException {
            if (!caller.any("Sites.FullControl.All")) {
                error(403, "accessDenied", "Access denied");
                return;
            }
            Site site = web.site();
            if (id.isEmpty() && call.method().equals("POST")) {
                grant(site);
                return;
            }
            if (id.isEmpty()) {
                get(() -> {
                    JsonArrayBuilder all = Json.createArrayBuilder();
                    site.grants().forEach(grant -> all.add(grantBody(grant, false)));
                    json(200, Json.createObjectBuilder().add("value", all).build());
                });
                return;
            }
            Optional<AppGrant> found = site.grants().stream()
                    .filter(grant -> grant.id().equals(id))
                    .findFirst();
            if (found.isEmpty()) {
                error(404, "itemNotFound", "Item not found");
            } else if (call.method().equals("DELETE")) {
                site.revoke(id);
                call.empty(204);
            } else {
                get(() -> json(200, grantBody(found.get(), true)));
            }
        }

        private void grant(Site site) throws IOException {
            try (JsonReader reader = Json.createReader(new StringReader(call.body()))) {
                JsonObject body = reader.readObject();
                String role = ((JsonString) body.getJsonArray("roles").getFirst()).getString();
                JsonArray to = body.containsKey("grantedToIdentitiesV2")
                        ? body.getJsonArray("grantedToIdentitiesV2")
                        : body.getJsonArray("grantedToIdentities");
                JsonObject application = to.getJsonObject(0).getJsonObject("application");
                if (List.of("read", "write", "owner", "fullcontrol", "manage").contains(role)) {
                    json(
                            201,
                            grantBody(
                                    site.grant(
                                            application.getString("id"),
                                            application.getString("displayName", ""),
                                            role),
                                    true));
                    return;
                }
            } catch (JsonException
                    | NullPointerException
                    | ClassCastException
                    | java.util.NoSuchElementException
                    | IndexOutOfBoundsException e) {
                // Answered below.
            }
            error(400, "invalidRequest", "Invalid request");
        }

        private JsonObject grantBody(AppGrant grant, boolean withRoles) {
            JsonObject application = Json.createObjectBuilder()
                    .add(
                            "application",
                            Json.createObjectBuilder()
                                    .add("displayName", grant.name())
                                    .add("id", grant.clientId()))
                    .build();
            var body = Json.createObjectBuilder().add("id", grant.id());
            if (withRoles) {
                body.add("roles", Json.createArrayBuilder().add(grant.role()));
            }
            return body.add("grantedToIdentitiesV2", Json.createArrayBuilder().add(application))
                    .add("grantedToIdentities", Json.createArrayBuilder().add(application))
                    .build();
        }

        private JsonObject siteBody(Web web) {
            Site site = web.site();
            String name = web.path().equals("/")
                    ? ""
                    : web.path().substring(web.path().lastIndexOf('/') + 1);
            var body = Json.createObjectBuilder()
                    .add("@odata.context", "https://" + call.host() + "/v1.0/$metadata#sites/$entity")
                    .add("createdDateTime", site.created().toString())
                    .add("description", "")
                    .add("id", site.graphId(web))
                    .add("lastModifiedDateTime", site.created().toString())
                    .add("name", name)
                    .add("webUrl", web.url())
                    .add("displayName", web.title());
            if (web == site.root()) {
                body.add("root", JsonObject.EMPTY_JSON_OBJECT)
                        .add("siteCollection", Json.createObjectBuilder().add("hostname", site.host()));
            }
            return body.build();
        }

        /** The caller, or empty once the call has been refused. */
        private Optional<Caller> authenticate() throws IOException {
            String authorization = call.header("Authorization").orElse("").strip();
            String token = authorization.regionMatches(true, 0, "Bearer", 0, 6)
                    ? authorization.substring(6).strip()
                    : "";
            if (token.isEmpty()) {
                return unauthenticated("Access token is empty.");
            }
            Optional<Jwt> jwt = Jwt.parse(token);
            if (jwt.isEmpty()) {
                return unauthenticated("IDX14100: JWT is not well formed, there are no dots (.).");
            }
            if (!tokens.signed(jwt.get())) {
                return unauthenticated("Access token validation failure. Invalid signature.");
            }
            String audience = jwt.get().claim("aud").replaceAll("/+$", "");
            if (!audience.equals("https://" + call.host()) && !audience.equals(Api.GRAPH.appId())) {
                return unauthenticated("Access token validation failure. Invalid audience.");
            }
            if (tokens.expired(jwt.get())) {
                return unauthenticated("Lifetime validation failed, the token is expired.");
            }
            if (tokens.challenged(jwt.get())) {
                return unauthenticated(
                        "Continuous access evaluation resulted in challenge with result: InteractionRequired and code:"
                                + " TokenIssuedBeforeRevocationTimestamp",
                        ", " + tokens.challenge());
            }
            Optional<Caller> caller = Caller.of(jwt.get(), directory);
            return caller.isPresent() ? caller : unauthenticated("Access token validation failure. Invalid issuer.");
        }

        private Optional<Caller> unauthenticated(String why) throws IOException {
            return unauthenticated(why, "");
        }

        private Optional<Caller> unauthenticated(String why, String challenge) throws IOException {
            call.with(
                    "WWW-Authenticate",
                    "Bearer realm=\"\", authorization_uri=\"https://"
                            + cloud(call.host()).orElseThrow().login() + "/common/oauth2/authorize\", client_id=\""
                            + Api.GRAPH.appId() + '"' + challenge);
            error(401, "InvalidAuthenticationToken", why);
            return Optional.empty();
        }

        private interface Sender {
            void send() throws IOException;
        }

        private void get(Sender answer) throws IOException {
            if (call.method().equals("GET") || call.method().equals("HEAD")) {
                answer.send();
            } else {
                error(405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.");
            }
        }

        private void json(int status, JsonObject body) throws IOException {
            call.send(
                    status,
                    "application/json;odata.metadata=minimal;odata.streaming=true;charset=utf-8",
                    body.toString().getBytes(StandardCharsets.UTF_8));
        }

        private void error(int status, String code, String message) throws IOException {
            call.send(
                    status,
                    "application/json",
                    Json.createObjectBuilder()
                            .add(
                                    "error",
                                    Json.createObjectBuilder()
                                            .add("code", code)
                                            .add("message", message)
                                            .add(
                                                    "innerError",
                                                    Json.createObjectBuilder()
                                                            .add("date", DATE.format(clock.instant()))
                                                            .add("request-id", requestId)
                                                            .add("client-request-id", clientRequestId)))
                            .build()
                            .toString()
                            .getBytes(StandardCharsets.UTF_8));
        }
    }
}
