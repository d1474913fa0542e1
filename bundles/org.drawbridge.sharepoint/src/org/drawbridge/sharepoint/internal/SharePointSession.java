package org.drawbridge.sharepoint.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.FailureCatalogue;
import org.drawbridge.core.http.BrokenTransfer;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;
import org.drawbridge.sharepoint.internal.entra.AccessToken;
import org.drawbridge.sharepoint.internal.entra.EntraFailures;
import org.drawbridge.sharepoint.internal.entra.Tenant;
import org.drawbridge.sharepoint.internal.entra.TokenCache;

/**
 * A session that serves SharePoint and Graph by one sign-in: each gets a token of its own, no other origin gets any.
 * Thread-safe.
 */
final class SharePointSession implements Session {

    private static final int LARGEST_REFUSAL = 64 * 1024;
    private static final Pattern CLAIMS = Pattern.compile("(?i)\\bclaims=\"([^\"]+)\"");
    private static final Pattern STALE = Pattern.compile("(?i)insufficient_claims|invalid_token|expired");
    private static final Pattern DECORATED = Pattern.compile("(NON)?ISV\\|.*");

    private final Http http;
    private final SharePointTarget target;
    private final Tenant tenant;
    private final TokenCache tokens;
    private final Account account;
    private final List<String> warnings;
    private final Optional<Instant> credentialEnds;
    private final String graph;

    /** @param credentialEnds when the secret or certificate behind it ends, if that is known */
    SharePointSession(
            Http http,
            SharePointTarget target,
            Tenant tenant,
            TokenCache tokens,
            Account account,
            List<String> warnings,
            Optional<Instant> credentialEnds) {
        this.http = http;
        this.target = target;
        this.tenant = tenant;
        this.tokens = tokens;
        this.account = account;
        this.warnings = List.copyOf(warnings);
        this.credentialEnds = credentialEnds;
        this.graph = tenant.cloud().graph();
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    /** When the credential ends: new tokens are got without the user until then. */
    @Override
    public Optional<Instant> expires() {
        return credentialEnds;
    }

    Tenant tenant() {
        return tenant;
    }

    @Override
    public Response send(Request request, Progress progress) throws AuthFailure {
        String address = absolute(request.target());
        String resource = resource(address);
        Request prepared = prepared(request, address, resource);
        AccessToken token = tokens.get(resource, progress);
        Response first = http.send(authorized(prepared, token), progress);
        if (first.status() != 401) {
            return first;
        }
        Response refused = buffered(first);
        Optional<String> claims = claims(refused);
        if (claims.isEmpty() && !stale(refused)) {
            return refused;
        }
        AccessToken renewed = tokens.renew(resource, token, claims, progress);
        Response second = http.send(authorized(prepared, renewed), progress);
        if (second.status() != 401) {
            return second;
        }
        Response again = buffered(second);
        if (claims(again).isEmpty() && !stale(again)) {
            return again;
        }
        throw ended(again);
    }

    private String absolute(String address) {
        return address.startsWith("/") ? target.site().url() + address : address;
    }

    /** The origin whose token an address gets. */
    private String resource(String address) throws AuthFailure {
        try {
            URI uri = new URI(address.replace(" ", "%20").replaceAll("[?#].*", ""));
            if (uri.getHost() != null && uri.getRawUserInfo() == null && uri.getScheme() != null) {
                String port = uri.getPort() == -1 || uri.getPort() == 443 ? "" : ":" + uri.getPort();
                String origin = (uri.getScheme() + "://" + uri.getHost() + port).toLowerCase(Locale.ROOT);
                if (origin.equals(target.site().origin())) {
                    return target.site().origin();
                }
                if (origin.equals(graph)) {
                    return graph;
                }
            }
        } catch (URISyntaxException e) {
            // Whatever it is, it is none of ours.
        }
        throw problem("entra.foreign-address")
                .with("url", address.replaceAll("[?#].*", ""))
                .failure();
    }

    private Request prepared(Request request, String address, String resource) {
        Request prepared = new Request(
                request.method(),
                address,
                request.headers(),
                request.body(),
                request.timeout(),
                request.redirects(),
                request.repeatable());
        if (prepared.header("Accept").isEmpty()) {
            prepared = prepared.with(
                    "Accept", resource.equals(graph) ? "application/json" : "application/json;odata=nometadata");
        }
        if (prepared.header("User-Agent").isEmpty()) {
            prepared = prepared.with("User-Agent", decorated(http.settings().userAgent()));
        }
        return prepared;
    }

    /** Undecorated traffic is throttled first (reference: entra-sharepoint §C "User-Agent"). */
    private static String decorated(String userAgent) {
        if (userAgent == null || userAgent.isBlank()) {
            return HttpSettings.DEFAULT_USER_AGENT;
        }
        return DECORATED.matcher(userAgent).matches() ? userAgent : "NONISV|Drawbridge|" + userAgent;
    }

    private static Request authorized(Request request, AccessToken token) {
        return request.replacing("Authorization", "Bearer " + token.value().reveal());
    }

    /** The same answer with its body in memory, so that it can be looked at and still be read by the caller. */
    private static Response buffered(Response response) throws AuthFailure {
        try (response) {
            String body = response.text(LARGEST_REFUSAL);
            return new Response(
                    response.uri(), response.status(), response.headers(), new RereadBody(body), response.redirects());
        } catch (BrokenTransfer e) {
            throw e.failure();
        } catch (IOException e) {
            throw CoreFailures.problem("answer.truncated")
                    .evidence("url", response.uri().toString())
                    .because(e)
                    .failure();
        }
    }

    /** A body that can also be looked at without reading it away. */
    private static final class RereadBody extends ByteArrayInputStream {
        private final String text;

        private RereadBody(String text) {
            super(text.getBytes(StandardCharsets.UTF_8));
            this.text = text;
        }
    }

    private static String challenge(Response response) {
        return String.join(" ", response.headers("WWW-Authenticate"));
    }

    /** Whether a new token can help: this one has expired or was revoked. */
    private static boolean stale(Response refused) {
        String body = refused.body() instanceof RereadBody reread ? reread.text : "";
        String said =
                challenge(refused) + " " + refused.header("x-ms-diagnostics").orElse("") + " " + body;
        return STALE.matcher(said).find();
    }

    /** The claims challenge of continuous access evaluation, decoded. */
    private static Optional<String> claims(Response refused) {
        Matcher matcher = CLAIMS.matcher(challenge(refused));
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(
                    Base64.getDecoder()
                            .decode(matcher.group(1).replace('-', '+').replace('_', '/')),
                    StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private AuthFailure ended(Response refused) {
        String words = refused.body() instanceof RereadBody reread
                ? ServiceError.of(reread.text).message()
                : "";
        return problem("entra.session-ended")
                .with("host", refused.uri().getHost())
                .with("entraText", words.isEmpty() ? "401" : words)
                .evidence("status", refused.status())
                .evidence("url", refused.uri().getPath())
                .evidence("diagnostics", refused.header("x-ms-diagnostics").orElse(null))
                .evidence(
                        "correlationId",
                        refused.header("SPRequestGuid")
                                .or(() -> refused.header("request-id"))
                                .orElse(null))
                .failure();
    }

    private FailureCatalogue.Builder problem(String cause) {
        FailureCatalogue.Builder builder = EntraFailures.problem(cause);
        Map<String, String> values = target.values(tenant);
        values.forEach(builder::with);
        return builder;
    }

    @Override
    public Optional<Secret> token(String resource, Progress progress) throws AuthFailure {
        String origin = switch (resource.toLowerCase(Locale.ROOT)) {
            case "sharepoint" -> target.site().origin();
            case "graph" -> graph;
            default -> resource.startsWith("https://") ? resource(resource) : null;
        };
        // A copy, so that closing the session does not wipe what another tool was given.
        return origin == null
                ? Optional.empty()
                : Optional.of(Secret.of(tokens.get(origin, progress).value().revealChars()));
    }

    @Override
    public void close() {
        tokens.clear();
    }
}
