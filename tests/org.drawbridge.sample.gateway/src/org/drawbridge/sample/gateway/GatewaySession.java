package org.drawbridge.sample.gateway;

import java.net.URI;
import org.drawbridge.core.auth.Account;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/** Sends requests with the gateway's key, to the gateway and to nobody else. */
final class GatewaySession implements Session {

    private final URI base;
    private final String header;
    private final Secret value;
    private final Http http;
    private Account account = Account.of("", "");

    GatewaySession(URI base, String header, Secret value, Http http) {
        this.base = base;
        this.header = header;
        this.value = value;
        this.http = http;
    }

    GatewaySession of(Account signedIn) {
        account = signedIn;
        return this;
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public Response send(Request request, Progress progress) throws AuthFailure {
        String target = request.target();
        URI address = URI.create(target.startsWith("/") ? base + below(target) : target);
        if (!address.getScheme().equals(base.getScheme())
                || !address.getAuthority().equals(base.getAuthority())) {
            throw GatewayMethod.FAILURES
                    .problem("gateway.foreign-origin")
                    .with("target", address.getAuthority())
                    .with("site", base)
                    .failure();
        }
        Request outgoing = request.at(address).replacing(header, value.reveal());
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            outgoing = outgoing.replacing("X-Atlassian-Token", "no-check");
        }
        return http.send(outgoing, progress);
    }

    /** Confluence's own links start at the context path, others below it. */
    private String below(String path) {
        String context = base.getRawPath();
        return !context.isEmpty() && path.startsWith(context + "/") ? path.substring(context.length()) : path;
    }
}
