package org.drawbridge.sharepoint.internal.entra;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.Request;
import org.drawbridge.core.http.Response;

/**
 * Asks Entra's authorization endpoint for a sign-in without anybody being there ({@code prompt=none}). A good
 * registration gets "nobody is signed in" sent to its redirect address; a wrong client id, tenant or redirect address
 * gets the page that a browser would show and a program never hears of (reference: entra-sharepoint §B, end of the
 * table). So these errors are known before a browser opens.
 */
public final class AuthorizeCheck {

    /** What the page says about the registration. */
    public enum Verdict {
        /** Entra took the client id and the redirect address. */
        ACCEPTED,
        /** Something else came, such as a page of a proxy or of another identity provider: nothing is known. */
        UNKNOWN
    }

    /** The redirect address that desktop programs register; Entra ignores the port that is added to it. */
    public static final String REDIRECT = "http://localhost";

    private static final int LARGEST = 1 << 20;

    private AuthorizeCheck() {}

    /**
     * One call without credentials.
     *
     * @param values the user's own values for the remedy
     * @throws AuthFailure an error that would stay in the browser; errors of the network count as unknown
     */
    public static Verdict run(Http http, Tenant tenant, String clientId, Map<String, String> values, Progress progress)
            throws AuthFailure {
        String address = tenant.cloud().authority() + "/" + tenant.id() + "/oauth2/v2.0/authorize?client_id="
                + encoded(clientId) + "&response_type=code&response_mode=query&prompt=none&scope=openid&redirect_uri="
                + encoded(REDIRECT)
                // Without PKCE some registrations are refused for another reason. The verifier is never used.
                + "&code_challenge=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU&code_challenge_method=S256";
        Request request = Request.get(address).with("Accept", "text/html").notFollowing();
        int status;
        String text;
        try (Response response = http.send(request, progress)) {
            status = response.status();
            Optional<String> location = response.header("Location");
            if (location.isPresent()) {
                return location.get().startsWith(REDIRECT) ? Verdict.ACCEPTED : Verdict.UNKNOWN;
            }
            text = response.text(LARGEST);
        } catch (Cancelled e) {
            throw e;
        } catch (AuthFailure | IOException e) {
            // The sign-in itself will tell.
            return Verdict.UNKNOWN;
        }
        Optional<EntraRefusal> refusal = SeenText.of(text).refusal();
        Optional<String> cause =
                refusal.flatMap(EntraRefusal::knownCause).filter(EntraFailures.staysInBrowser()::contains);
        if (cause.isEmpty()) {
            return Verdict.UNKNOWN;
        }
        throw refusal.get()
                .explain(values)
                .with("loginHost", tenant.cloud().authority().replaceFirst("^https://", ""))
                .evidence("status", status)
                .evidence("url", address.replaceAll("\\?.*", ""))
                .evidence("seenIn", "authorize page, prompt=none")
                .failure();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
