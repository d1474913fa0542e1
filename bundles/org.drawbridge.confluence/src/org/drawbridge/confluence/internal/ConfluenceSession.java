package org.drawbridge.confluence.internal;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * Calls to one site by a {@link Carrier}. One that carries a token keeps no cookie: Confluence makes a session of each
 * token call, and one that is kept would go on working after the token is gone (reference: confluence §3).
 */
class ConfluenceSession implements Session {

    /** Where Cloud keeps attachments; it redirects there with a signed address that wants no credential. */
    private static final String MEDIA_HOST = "api.media.atlassian.com";

    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie");

    private final Site site;
    private final URI apiBase;
    private final Http http;
    private final Carrier carrier;
    private final Account account;
    private final List<String> warnings;

    /**
     * @param apiBase where requests go: the site's base, or the gateway for a scoped token
     * @param http for what needs no credential
     */
    ConfluenceSession(Site site, URI apiBase, Http http, Carrier carrier, Account account, List<String> warnings) {
        this.site = site;
        this.apiBase = apiBase;
        this.http = http;
        this.carrier = carrier;
        this.account = account;
        this.warnings = List.copyOf(warnings);
    }

    ConfluenceSession(
            Site site, URI apiBase, Http http, Credential credential, Account account, List<String> warnings) {
        this(site, apiBase, http, Carrier.of(http, credential), account, warnings);
    }

    Site site() {
        return site;
    }

    /** Whether calls go through Atlassian's gateway. */
    boolean throughGateway() {
        return !apiBase.equals(site.base());
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public Response send(Request request, Progress progress) throws AuthFailure {
        URI address = resolve(request.target());
        Request outgoing = request.at(address);
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            // Confluence refuses changes without it as forged (reference: confluence §6).
            outgoing = outgoing.replacing("X-Atlassian-Token", "no-check");
        }
        Response response = carrier.send(outgoing, progress);
        Optional<URI> media = media(request, response);
        if (media.isEmpty()) {
            return response;
        }
        response.close();
        return http.send(
                new Request(
                        request.method(),
                        media.get().toString(),
                        request.headers().stream()
                                .filter(header ->
                                        !CREDENTIALS.contains(header.name().toLowerCase(Locale.ROOT)))
                                .toList(),
                        Optional.empty(),
                        request.timeout(),
                        request.redirects(),
                        request.repeatable()),
                progress);
    }

    /** The address of a target: below the base, or absolute and of this site. */
    URI resolve(String target) throws AuthFailure {
        try {
            if (target.startsWith("/")) {
                return URI.create(apiBase + withoutContext(target));
            }
            URI address = URI.create(target);
            if (SiteDiscovery.sameOrigin(address, apiBase)) {
                return address;
            }
            if (SiteDiscovery.sameOrigin(address, site.base())) {
                String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
                return URI.create(apiBase + withoutContext(address.getRawPath()) + query);
            }
        } catch (IllegalArgumentException e) {
            throw ConfluenceFailures.problem("confluence.request-address")
                    .with("target", target)
                    .because(e)
                    .failure();
        }
        throw ConfluenceFailures.problem("confluence.foreign-origin")
                .with("target", Answer.withoutQuery(URI.create(target)))
                .with("site", site.base())
                .failure();
    }

    /** Confluence's own links sometimes start at the context path and sometimes below it. */
    private String withoutContext(String path) {
        String context = site.contextPath();
        boolean below = !context.isEmpty()
                && path.startsWith(context)
                && (path.length() == context.length() || "/?".indexOf(path.charAt(context.length())) >= 0);
        return below ? path.substring(context.length()) : path;
    }

    private Optional<URI> media(Request request, Response response) {
        if (!site.cloud() || request.redirects() == Request.Redirects.NONE || response.status() / 100 != 3) {
            return Optional.empty();
        }
        return response.header("Location").flatMap(location -> {
            try {
                URI target = response.uri().resolve(location);
                return "https".equals(target.getScheme()) && MEDIA_HOST.equals(target.getHost())
                        ? Optional.of(target)
                        : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void close() {
        carrier.close();
    }
}
