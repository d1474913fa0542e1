package org.drawbridge.sandbox.internal.confluence;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.VirtualHost;

/** A site of Confluence Cloud: {@code reference: confluence §3 Cloud}. */
final class CloudHost implements VirtualHost {

    /** What the credential of a call turned out to be. */
    enum Kind {
        NONE,
        WRONG,
        MALFORMED,
        PLAIN_TOKEN,
        SCOPED_TOKEN
    }

    /** A credential and, if it is good, its token. */
    record Credential(Kind kind, Optional<Tokens.Token> token) {}

    private static final String COOKIE = "tenant.session.token";

    private final Site site;
    private final String cloudId;
    private final MediaHost media;
    private final AtlassianAccountHost accounts;
    private final RateLimiter limiter = new RateLimiter();
    private final Router v1 = new Router();
    private final Router v2 = new Router();
    private final Router downloads = new Router();

    CloudHost(Site site, String cloudId, MediaHost media, AtlassianAccountHost accounts) {
        this.site = site;
        this.accounts = accounts;
        this.cloudId = cloudId;
        this.media = media;
        v1.get("/rest/api/settings/systemInfo", this::systemInfo)
                .get(
                        "/rest/api/content/{page}/child/attachment/{id}/download",
                        visit -> toMedia(visit, Contents.asked(visit)))
                .post("/rest/api/content/{id}/permission/check", this::permissionCheck)
                .on("POST", "/rest/api/space/{key}/permission", visit -> {
                    Spaces.asked(visit);
                    throw Refusal.forbidden("Not permitted to change permissions");
                });
        Users.cloudRoutes(v1);
        Users.routes(v1);
        Spaces.routes(v1);
        Search.routes(v1);
        Contents.routes(v1);
        CloudV2.routes(v2);
        downloads.get("/download/attachments/{id}/{name}", this::download);
    }

    @Override
    public boolean serves(String host) {
        return host.equals(site.profile().host());
    }

    String cloudId() {
        return cloudId;
    }

    Site site() {
        return site;
    }

    @Override
    public void handle(Call call) throws IOException {
        call.with("X-Content-Type-Options", "nosniff")
                .with("Atl-Traceid", Long.toHexString(System.nanoTime()))
                .with("Server", "AtlassianEdge");
        String path = call.path();
        if (site.switches().suspended()) {
            call.json(503, "{\"code\":503,\"message\":\"SUSPENDED_INACTIVITY\"}");
        } else if (path.equals("/_edge/tenant_info")) {
            call.json(200, Visit.object().add("cloudId", cloudId).build());
        } else if (path.equals("/") || path.equals("/wiki")) {
            call.redirect(302, site.at("/"));
        } else if (path.equals(AtlassianAccountHost.CALLBACK)) {
            callback(call);
        } else if (!path.startsWith("/wiki/")) {
            notFound(call);
        } else {
            atSite(call, path.substring("/wiki".length()));
        }
    }

    private void atSite(Call call, String path) throws IOException {
        Credential credential = credential(call);
        if (credential.kind() == Kind.MALFORMED || credential.kind() == Kind.SCOPED_TOKEN) {
            call.with(
                    "WWW-Authenticate",
                    "OAuth realm=\"" + Paged.encoded(site.profile().base()) + "\"");
            Tomcat.error(call, 401, "Basic authentication with passwords is deprecated.");
            return;
        }
        serve(
                call,
                path,
                credential
                        .token()
                        .map(Tokens.Token::owner)
                        .or(() -> site.sessions().remembered(call.cookies().get(COOKIE))));
    }

    /** Somebody comes back from signing in. */
    private void callback(Call call) throws IOException {
        Optional<Person> person = accounts.redeem(call.query().get("ticket"));
        if (person.isEmpty()) {
            call.redirect(302, AtlassianAccountHost.address(site.at("/")));
            return;
        }
        String wanted = call.query().getOrDefault("continue", "");
        boolean own = wanted.startsWith("https://" + site.profile().host() + "/");
        call.with(
                        "Set-Cookie",
                        COOKIE + "=" + site.sessions().remember(person.get())
                                + "; Max-Age=2592000; Path=/; Secure; HttpOnly")
                .redirect(302, own ? wanted : site.at("/"));
    }

    /** Judges the credential of a call. Wrong ones are not refused here: they count as none. */
    Credential credential(Call call) {
        String authorization = call.header("Authorization").orElse("");
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return new Credential(authorization.isEmpty() ? Kind.NONE : Kind.WRONG, Optional.empty());
        }
        String pair;
        try {
            pair = new String(
                    Base64.getDecoder().decode(authorization.substring(6).strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return new Credential(Kind.MALFORMED, Optional.empty());
        }
        int colon = pair.indexOf(':');
        if (colon < 1 || colon == pair.length() - 1) {
            return new Credential(Kind.MALFORMED, Optional.empty());
        }
        Optional<Tokens.Token> token = site.tokens()
                .valid(pair.substring(colon + 1))
                .filter(each -> each.owner().email().equalsIgnoreCase(pair.substring(0, colon)));
        return new Credential(
                token.map(each -> each.scoped() ? Kind.SCOPED_TOKEN : Kind.PLAIN_TOKEN)
                        .orElse(Kind.WRONG),
                token);
    }

    /** Answers for a path below {@code /wiki}, on behalf of somebody. */
    void serve(Call call, String path, Optional<Person> who) throws IOException {
        Visit visit = new Visit(call, site, path, who, Optional.empty(), Map.of());
        boolean mayUse = who.map(Person::mayUse).orElse(site.switches().anonymousAccess());
        boolean api = path.startsWith("/rest/") || path.startsWith("/api/v2/");
        if (api && !limiter.allows(visit)) {
            return;
        }
        if (path.startsWith("/api/v2/")) {
            second(visit, mayUse);
        } else if (path.startsWith("/rest/")) {
            first(visit, mayUse);
        } else if (path.startsWith("/download/attachments/") && mayUse) {
            Optional<Router.Match> match = downloads.find(call.method(), path);
            if (match.isPresent()) {
                match.get().handler().handle(visit.with(match.get().variables()));
            } else {
                notFound(call);
            }
        } else if (mayUse) {
            // A page that builds itself by script: no metas, no sign of the user.
            call.html(
                    200,
                    "<!DOCTYPE html><html><head><title>Confluence</title></head><body><div id=\"root\"></div></body></html>");
        } else {
            call.redirect(302, AtlassianAccountHost.address(call.uri().toString()));
        }
    }

    private void first(Visit visit, boolean mayUse) throws IOException {
        Call call = visit.call();
        if (!mayUse) {
            boolean search = visit.path().equals("/rest/api/search");
            call.json(
                    403,
                    Visit.object()
                            .add("statusCode", 403)
                            .add(
                                    "message",
                                    search
                                            ? "Current user not permitted to use Confluence"
                                            : "com.atlassian.confluence.mvc.rest.common.exception.StacklessResponseStatusException: 403 FORBIDDEN "
                                                    + "\"Request rejected because caller cannot access Confluence\"")
                            .build());
            return;
        }
        Optional<Router.Match> match = v1.find(call.method(), visit.path());
        if (match.isPresent()) {
            boolean fromBrowser = call.header("User-Agent").orElse("").startsWith("Mozilla/");
            if (call.method().equals("POST")
                    && fromBrowser
                    && call.header("X-Atlassian-Token").isEmpty()) {
                call.text(403, "XSRF check failed");
                return;
            }
            Answer.orRefusal(visit.with(match.get().variables()), match.get().handler());
        } else if (v1.knows(visit.path())) {
            call.json(405, "{\"statusCode\":405,\"message\":\"405 METHOD_NOT_ALLOWED\"}");
        } else {
            Answer.noResource(visit);
        }
    }

    private void second(Visit visit, boolean mayUse) throws IOException {
        Optional<Router.Match> match = v2.find(visit.call().method(), visit.path());
        if (!mayUse || match.isEmpty()) {
            CloudV2.refusal(visit.call(), 404, "Not Found");
            return;
        }
        try {
            match.get().handler().handle(visit.with(match.get().variables()));
        } catch (Refusal refusal) {
            CloudV2.refusal(visit.call(), refusal.status(), refusal.getMessage());
        }
    }

    private void systemInfo(Visit visit) throws IOException {
        visit.answer(Visit.object()
                .add("cloudId", cloudId)
                .add("commitHash", "5f2c7d1a9b0e")
                .add("baseUrl", visit.profile().base())
                .add("edition", "premium")
                .add("siteTitle", "Acme Confluence")
                .add("defaultLocale", "en_GB")
                .add("defaultTimeZone", "Europe/Berlin")
                .build());
    }

    private void permissionCheck(Visit visit) throws IOException {
        Content content = Contents.asked(visit);
        JsonObject body = About.body(visit);
        JsonObject subject = body.getJsonObject("subject");
        if (subject == null) {
            throw Refusal.badRequest("subject is required");
        }
        Optional<Person> person = visit.site().people().byAccountId(subject.getString("identifier", ""));
        if (person.isEmpty()) {
            throw Refusal.notFound("No user found with account id : " + subject.getString("identifier", ""));
        }
        Set<Right> rights = site.rights(person, content.space());
        boolean has = person.get().mayUse()
                && switch (body.getString("operation", "")) {
                    case "read" -> site.maySee(person, content);
                    case "update" -> site.maySee(person, content) && rights.contains(Right.CREATE_PAGE);
                    case "delete" -> site.maySee(person, content) && rights.contains(Right.DELETE_PAGE);
                    default -> throw Refusal.badRequest("Invalid operation");
                };
        visit.answer(Visit.object()
                .add("hasPermission", has)
                .add("errors", Visit.array())
                .build());
    }

    private void download(Visit visit) throws IOException {
        Optional<Content> attachment = Downloads.find(visit);
        if (attachment.isPresent()) {
            toMedia(visit, attachment.get());
        } else {
            notFound(visit.call());
        }
    }

    private static void notFound(Call call) throws IOException {
        call.html(404, "<!DOCTYPE html><html><head><title>Page not found</title></head><body>404</body></html>");
    }

    private void toMedia(Visit visit, Content attachment) throws IOException {
        visit.call().redirect(302, media.address(attachment));
    }
}
