package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.VirtualHost;

/** A Confluence Server or Data Center. */
final class DataCenterHost implements VirtualHost {

    private final Site site;
    private final Seraph seraph;
    private final RateLimiter limiter = new RateLimiter();
    /** Resources for everybody, even where anonymous access is off. */
    private final Router open = new Router();

    private final Router rest = new Router();
    private final Router pages = new Router();

    DataCenterHost(Site site) {
        this(site, call -> Optional.empty());
    }

    /** @param trusted whom something in front has signed in already */
    DataCenterHost(Site site, Function<Call, Optional<Person>> trusted) {
        this.site = site;
        seraph = new Seraph(site, trusted);
        LoginPages login = new LoginPages(site, seraph);
        About.openRoutes(open);
        login.restRoutes(open);
        About.routes(rest, site.profile());
        Users.routes(rest);
        Spaces.routes(rest);
        if (site.profile().hasPermissionsApi()) {
            Spaces.permissionRoutes(rest);
        }
        Search.routes(rest);
        Contents.routes(rest);
        login.routes(pages);
        HtmlPages.routes(pages);
        Downloads.routes(pages);
    }

    @Override
    public boolean serves(String host) {
        return host.equals(site.profile().host());
    }

    @Override
    public void handle(Call call) throws IOException {
        String context = site.profile().context();
        if (!call.path().equals(context) && !call.path().startsWith(context + "/")) {
            if (call.path().equals("/")) {
                call.redirect(302, site.at("/"));
            } else {
                Tomcat.error(call, 404, "The requested resource [" + call.path() + "] is not available");
            }
            return;
        }
        String path = call.path().substring(context.length());
        if (path.isEmpty()) {
            call.redirect(302, site.at("/"));
            return;
        }
        headers(call, path);
        Optional<Seraph.Caller> caller = seraph.authenticate(call, path);
        if (caller.isPresent()
                && HtmlPages.licence(call, site, path, caller.get().person())) {
            return;
        }
        if (caller.isPresent()) {
            serve(new Visit(
                    call,
                    site,
                    path,
                    caller.get().person(),
                    Optional.of(caller.get().session()),
                    Map.of()));
        }
    }

    private void headers(Call call, String path) {
        call.with("X-ASEN", "SEN-500000")
                .with("X-Confluence-Request-Time", Long.toString(System.currentTimeMillis()))
                .with("X-XSS-Protection", "1; mode=block")
                .with("X-Content-Type-Options", "nosniff")
                .with("X-Frame-Options", "SAMEORIGIN")
                .with("Content-Security-Policy", site.switches().contentSecurityPolicy())
                .with("Cache-Control", path.startsWith("/rest/") ? "no-cache, no-store, no-transform" : "no-store")
                .with("Expires", "Thu, 01 Jan 1970 00:00:00 GMT");
    }

    private void serve(Visit visit) throws IOException {
        String path = visit.path();
        boolean api = path.startsWith("/rest/") || path.startsWith(JsonRpc.PATH);
        if (api && !limiter.allows(visit)) {
            return;
        }
        if (path.startsWith(JsonRpc.PATH)) {
            if (visit.call().method().equals("POST")) {
                JsonRpc.handle(visit);
            } else {
                Tomcat.error(
                        visit.call(), 405, "Request method '" + visit.call().method() + "' not supported");
            }
        } else if (api) {
            rest(visit);
        } else {
            Optional<Router.Match> match = pages.find(visit.call().method(), path);
            if (match.isPresent()) {
                match.get().handler().handle(visit.with(match.get().variables()));
            } else {
                HtmlPages.notFound(visit);
            }
        }
    }

    private void rest(Visit visit) throws IOException {
        String method = visit.call().method();
        Optional<Router.Match> free = open.find(method, visit.path());
        Optional<Router.Match> match = free.or(() -> rest.find(method, visit.path()));
        if (match.isEmpty()) {
            if (rest.knows(visit.path())) {
                visit.call().json(405, "{\"message\":\"HTTP 405 Method Not Allowed\",\"status-code\":405}");
            } else {
                Answer.noResource(visit);
            }
        } else if (forged(visit.call())) {
            visit.call().text(403, "XSRF check failed");
        } else if (free.isEmpty() && !mayUse(visit)) {
            Answer.notPermitted(visit);
        } else {
            Answer.orRefusal(visit.with(match.get().variables()), match.get().handler());
        }
    }

    /**
     * Whether another site's page may have sent the call. Bodies that a plain form can send need the header; browsers
     * must also come from this site: {@code reference: confluence §6, XSRF}.
     */
    private boolean forged(Call call) {
        if (call.method().equals("GET") || call.method().equals("HEAD")) {
            return false;
        }
        String type = call.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        boolean formLike = type.isEmpty()
                || type.startsWith("application/x-www-form-urlencoded")
                || type.startsWith("multipart/form-data")
                || type.startsWith("text/plain");
        boolean unchecked = call.header("X-Atlassian-Token").orElse("").equals("no-check");
        boolean browser = call.header("User-Agent").orElse("").startsWith("Mozilla/");
        String own = "https://" + site.profile().host();
        boolean elsewhere =
                call.header("Origin").map(origin -> !origin.equals(own)).orElse(false);
        return formLike && call.method().equals("POST") && !unchecked || browser && elsewhere;
    }

    private boolean mayUse(Visit visit) {
        return visit.who().map(Person::mayUse).orElse(site.switches().anonymousAccess());
    }
}
