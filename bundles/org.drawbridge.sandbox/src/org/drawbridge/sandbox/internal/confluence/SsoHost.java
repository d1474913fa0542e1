package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.VirtualHost;

/**
 * A Confluence behind a proxy that sends everybody to the company's identity provider, and lets only bearer tokens
 * pass, and these only to REST: {@code reference: confluence §3}.
 */
final class SsoHost implements VirtualHost {

    static final String HOST = "sso.acme.test";
    private static final String IDP = "idp.acme.test";

    private final VirtualHost behind;

    SsoHost(VirtualHost behind) {
        this.behind = behind;
    }

    @Override
    public boolean serves(String host) {
        return host.equals(HOST) || host.equals(IDP);
    }

    @Override
    public void handle(Call call) throws IOException {
        if (call.host().equals(IDP)) {
            call.html(200, """
                    <!DOCTYPE html><html><head><title>Sign in - Acme ID</title></head><body><h1>Sign in to Acme</h1>
                    <form method="POST" action="/adfs/ls/"><input type="hidden" name="SAMLRequest" value="…"/>
                    <input name="UserName" type="text"/><input name="Password" type="password"/>
                    <input type="submit" value="Sign in"/></form></body></html>
                    """);
        } else if (call.path().startsWith("/rest/")
                && call.header("Authorization").orElse("").startsWith("Bearer ")) {
            behind.handle(call);
        } else {
            call.with(
                            "Set-Cookie",
                            "_oauth2_proxy_csrf=" + Long.toHexString(System.nanoTime()) + "; Path=/; Secure; HttpOnly")
                    .redirect(
                            302,
                            "https://" + IDP + "/oauth2/authorize?client_id=confluence&response_type=code&redirect_uri="
                                    + Paged.encoded("https://" + HOST + "/oauth2/callback") + "&state="
                                    + Paged.encoded(call.uri().toString()));
        }
    }
}
