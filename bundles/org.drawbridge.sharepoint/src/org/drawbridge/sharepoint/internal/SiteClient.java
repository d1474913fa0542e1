package org.drawbridge.sharepoint.internal;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Request;

/** The reading calls of test and checks (reference: entra-sharepoint §C "Calls"). Nothing here writes. */
final class SiteClient {

    static final String WEB = "/_api/web?$select=Id,Title,Url,ServerRelativeUrl,WebTemplate,EffectiveBasePermissions";
    static final String CURRENT_USER = "/_api/web/currentuser";
    static final String SITE = "/_api/site?$select=ReadOnly";

    private final Session session;
    private final Progress progress;
    private SiteAddress site;
    private int calls;
    private Reply throttled;

    SiteClient(Session session, SiteAddress site, Progress progress) {
        this.session = session;
        this.site = site;
        this.progress = progress;
    }

    /** The site, corrected by {@link #web}. */
    SiteAddress site() {
        return site;
    }

    /** How many calls there were. */
    int calls() {
        return calls;
    }

    /**
     * A refusal for too many calls, else the last answer that warned of it; its headers appear from 80 % of the allowance (reference:
     * entra-sharepoint §C "Errors").
     */
    Optional<Reply> throttled() {
        return Optional.ofNullable(throttled);
    }

    /** A call below the site. */
    Reply get(String path) throws AuthFailure {
        return at(site.url() + path);
    }

    Reply at(String address) throws AuthFailure {
        Reply reply = Reply.read(session.send(Request.get(address), progress));
        calls++;
        boolean told = reply.status() == 429
                || reply.header("RateLimit-Remaining").isPresent()
                || reply.header("Retry-After").isPresent();
        if (told && (throttled == null || throttled.status() != 429)) {
            throttled = reply;
        }
        progress.check();
        return reply;
    }

    /**
     * The site itself. Where the address may name a library or page below the site, SharePoint is asked which site it
     * is, and that one is used from then on.
     */
    Reply web() throws AuthFailure {
        Reply web = get(WEB);
        boolean deeper = !site.collection().url().equals(site.url());
        if (web.ok() || (web.status() == 404 && deeper)) {
            Optional<URI> actual = siteOf(web.ok() ? site : site.collection());
            if (actual.isPresent() && !site.same(actual.get())) {
                site = site.at(actual.get());
                return get(WEB);
            }
        }
        return web;
    }

    private Optional<URI> siteOf(SiteAddress asked) throws AuthFailure {
        String page = URLEncoder.encode(asked.pasted().toString().replace("'", "''"), StandardCharsets.UTF_8)
                .replace("+", "%20");
        Reply reply = at(asked.url() + "/_api/sp.web.getweburlfrompageurl(@v)?@v='" + page + "'");
        if (!reply.ok()) {
            return Optional.empty();
        }
        JsonObject json = reply.json();
        String url = Reply.text(json, json.containsKey("value") ? "value" : "GetWebUrlFromPageUrl");
        try {
            URI found = new URI(url.replace(" ", "%20"));
            boolean own = found.getHost() != null && found.getHost().equalsIgnoreCase(site.host());
            return own ? Optional.of(found) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The site by its path in Graph. */
    Reply graphSite(String graph) throws AuthFailure {
        return at(graph + "/v1.0/sites/" + site.graphPath());
    }
}
