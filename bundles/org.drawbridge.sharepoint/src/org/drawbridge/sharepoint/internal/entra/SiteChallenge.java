package org.drawbridge.sharepoint.internal.entra;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Answers;
import org.drawbridge.core.http.BrokenTransfer;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * What a SharePoint site answers to an empty bearer: the tenant that it belongs to, without any credential (reference:
 * entra-sharepoint §C "Tenant from site").
 *
 * @param url the address that was asked
 * @param realm the tenant's GUID, lower case; empty if the answer names none
 * @param version of the SharePoint that answered; empty if it names none
 */
public record SiteChallenge(URI url, int status, Optional<String> realm, String version) {

    private static final Pattern REALM =
            Pattern.compile("(?i)\\brealm=\"?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");
    private static final int PAGE = 64 * 1024;

    /**
     * Asks the site, and the root site if that one does not answer with a realm.
     *
     * @throws AuthFailure if the host can't be reached, or a proxy's page answers
     */
    public static SiteChallenge of(Http http, URI site, Progress progress) throws AuthFailure {
        SiteChallenge own = ask(http, site, progress);
        URI root = site.resolve("/");
        if (own.realm.isPresent() || site.getPath().isEmpty() || site.getPath().equals("/")) {
            return own;
        }
        SiteChallenge ofRoot = ask(http, root, progress);
        return ofRoot.realm.isPresent() ? ofRoot : own;
    }

    private static SiteChallenge ask(Http http, URI site, Progress progress) throws AuthFailure {
        String base = site.toString().replaceAll("/+$", "");
        Request request = Request.get(base + "/_vti_bin/client.svc")
                .with("Authorization", "Bearer ")
                .notFollowing();
        try (Response response = http.send(request, progress)) {
            Optional<String> realm = Optional.empty();
            for (String challenge : response.headers("WWW-Authenticate")) {
                Matcher matcher = REALM.matcher(challenge);
                if (realm.isEmpty() && matcher.find()) {
                    realm = Optional.of(matcher.group(1).toLowerCase(Locale.ROOT));
                }
            }
            String version = response.header("MicrosoftSharePointTeamServices").orElse("");
            if (realm.isEmpty() && version.isEmpty() && response.mediaType().equals("text/html")) {
                checkBlocked(response);
            }
            return new SiteChallenge(response.uri(), response.status(), realm, version);
        }
    }

    /** Fails with {@code answer.proxy-page} if a proxy answered instead of SharePoint. */
    private static void checkBlocked(Response response) throws AuthFailure {
        String body;
        try {
            body = response.text(PAGE);
        } catch (BrokenTransfer e) {
            throw e.failure();
        } catch (IOException e) {
            return;
        }
        Response again = new Response(
                response.uri(),
                response.status(),
                response.headers(),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                response.redirects());
        if (Answers.page(again, body).filter(Answers.Page.PROXY_BLOCK::equals).isPresent()) {
            Answers.json(again);
        }
    }
}
