package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.Html;
import org.drawbridge.sandbox.internal.VirtualHost;

/**
 * A Confluence behind a proxy that sends everybody to the company's identity provider, and lets only bearer tokens
 * pass, and these only to REST: {@code reference: confluence §3}. In its other form the Confluence itself opens the
 * identity provider in a pop-up window, and its session is a partitioned cookie.
 */
final class SsoHost implements VirtualHost {

    static final String HOST = "sso.acme.test";
    static final String POP_UP_HOST = "popup.acme.test";
    private static final String CALLBACK = "/oauth2/callback";
    private static final String COOKIE = "_oauth2_proxy";

    private final Site site;
    private final IdentityProvider provider;
    private final boolean popUp;
    private final VirtualHost behind;

    SsoHost(Site site, IdentityProvider provider, boolean popUp) {
        this.site = site;
        this.provider = provider;
        this.popUp = popUp;
        behind = new DataCenterHost(site, this::who);
    }

    static String callback(String host) {
        return "https://" + host + CALLBACK;
    }

    private Optional<Person> who(Call call) {
        return site.sessions().remembered(call.cookies().get(COOKIE));
    }

    @Override
    public boolean serves(String host) {
        return host.equals(site.profile().host());
    }

    @Override
    public void handle(Call call) throws IOException {
        boolean token = call.path().startsWith("/rest/")
                && call.header("Authorization").orElse("").startsWith("Bearer ");
        if (call.path().equals(CALLBACK)) {
            callback(call);
        } else if (who(call).isPresent() || token) {
            behind.handle(call);
        } else if (popUp) {
            if (call.path().equals("/login.action")) {
                popUpPage(call);
            } else {
                behind.handle(call);
            }
        } else {
            call.with(
                            "Set-Cookie",
                            "_oauth2_proxy_csrf=" + Long.toHexString(System.nanoTime()) + "; Path=/; Secure; HttpOnly")
                    .redirect(
                            302,
                            IdentityProvider.address(
                                    callback(call.host()), call.uri().toString()));
        }
    }

    private void callback(Call call) throws IOException {
        Optional<Person> person = provider.redeem(call.query().get("code"));
        if (person.isEmpty()) {
            call.html(403, "<!DOCTYPE html><html><body><h1>Invalid code</h1></body></html>");
            return;
        }
        call.with(
                "Set-Cookie",
                COOKIE + "=" + site.sessions().remember(person.get()) + "; Path=/; Secure; HttpOnly"
                        + (popUp ? "; SameSite=None; Partitioned" : ""));
        if (popUp) {
            call.html(200, """
                    <!DOCTYPE html><html><head><title>Signed in</title></head><body><p>You are signed in.</p>
                    <script>opener.location.href = '/index.action'; close();</script></body></html>
                    """);
        } else {
            call.redirect(302, own(call.query().getOrDefault("state", "")));
        }
    }

    /** Back to where it began, but nowhere else. */
    private String own(String wanted) {
        boolean ours;
        try {
            ours = site.profile().host().equals(URI.create(wanted).getHost());
        } catch (IllegalArgumentException e) {
            ours = false;
        }
        return ours ? wanted : site.at("/");
    }

    private void popUpPage(Call call) throws IOException {
        call.html(200, """
                <!DOCTYPE html><html><head><title>Log In - Acme Wiki</title></head><body>
                <h1>Log in</h1><button id="sso-button" type="button">Sign in with Acme ID</button>
                <script>document.getElementById('sso-button').addEventListener('click', () =>
                  open('%s', 'acme-id', 'popup,width=500,height=400'));</script></body></html>
                """.formatted(Html.escape(IdentityProvider.address(callback(call.host()), "popup"))
                .replace("&amp;", "&")));
    }
}
