package org.drawbridge.confluence.internal;

import java.net.URI;
import java.util.Optional;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.CookieJar;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * Calls with the cookies of a browser's session, by our own HTTP stack. Looks like that browser: some single sign-ons
 * bind a session to its user agent, and Confluence checks the origin of changes that come from browsers (reference:
 * confluence §6).
 */
final class CookieCarrier implements Carrier {

    private final Http http;
    private final CookieJar jar;
    private final Optional<String> userAgent;

    CookieCarrier(Http http, CookieJar jar, Optional<String> userAgent) {
        this.http = http;
        this.jar = jar;
        this.userAgent = userAgent;
    }

    CookieJar jar() {
        return jar;
    }

    @Override
    public Response send(Request request, Progress progress) throws AuthFailure {
        URI address = URI.create(request.target());
        Request outgoing = request;
        Optional<String> cookies = jar.header(address);
        if (cookies.isPresent()) {
            outgoing = outgoing.replacing("Cookie", cookies.get());
        }
        if (userAgent.isPresent() && request.header("User-Agent").isEmpty()) {
            outgoing = outgoing.replacing("User-Agent", userAgent.get());
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            URI origin = PastedAddress.originOf(address);
            outgoing = outgoing.replacing("Origin", origin.toString()).replacing("Referer", origin + "/");
        }
        Response response = http.send(outgoing, progress);
        jar.take(response);
        return response;
    }
}
