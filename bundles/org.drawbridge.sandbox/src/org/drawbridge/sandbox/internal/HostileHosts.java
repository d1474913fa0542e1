package org.drawbridge.sandbox.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;

/** Hosts where something stands between the client and a Confluence. */
public final class HostileHosts {

    private static final String BLOCKED = """
            <!DOCTYPE html><html><head><title>Access denied - Acme Web Gateway</title></head><body>
            <h1>Web page blocked</h1><p>The page you have requested has been blocked by the security policy of your
            organisation (category: <b>Collaboration</b>).</p><p>URL: %s<br>Client IP: 10.1.2.3<br>Policy: proxy-default</p>
            <p>Contact the proxy administrator, incident 4711.</p></body></html>
            """;

    private record Named(List<String> names, VirtualHost behaviour) implements VirtualHost {
        @Override
        public boolean serves(String host) {
            return names.contains(host);
        }

        @Override
        public void handle(Call call) throws IOException {
            behaviour.handle(call);
        }
    }

    /** What a host does; a {@link VirtualHost} that leaves the choice of names to others. */
    private interface Behaviour extends VirtualHost {
        @Override
        default boolean serves(String host) {
            return true;
        }
    }

    private HostileHosts() {}

    public static List<VirtualHost> all() {
        Behaviour silent = call -> {
            try {
                FaultSwitches.silence();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        };
        Behaviour blocked = call -> call.with("Via", "1.1 proxy.acme.test (squid/6.6)")
                .with("X-Cache", "MISS from proxy.acme.test")
                .html(
                        call.path().startsWith("/forbidden") ? 403 : 200,
                        BLOCKED.formatted(Html.escape(call.uri().toString())));
        Behaviour plain = call -> call.json(200, "{\"type\":\"anonymous\"}");
        Behaviour kerberos = call -> {
            if (call.header("Authorization").orElse("").startsWith("Negotiate ")) {
                call.json(200, "{\"type\":\"anonymous\"}");
            } else {
                call.with("WWW-Authenticate", "Negotiate")
                        .with("WWW-Authenticate", "NTLM")
                        .html(
                                401,
                                "<!DOCTYPE html><html><head><title>401 Unauthorized</title></head><body>"
                                        + "<h1>Unauthorized</h1><p>This server could not verify that you are authorized.</p></body></html>");
            }
        };
        return List.of(
                new Named(List.of("silent.acme.test"), silent),
                new Named(List.of("blocked.acme.test"), blocked),
                new Named(List.of("kerberos.acme.test"), kerberos),
                // A client that talks to these has not checked the certificate.
                new Named(
                        List.of(
                                "expired-tls.acme.test",
                                "not-yet-tls.acme.test",
                                "other-ca.acme.test",
                                "wrong-name-tls.acme.test"),
                        plain));
    }
}
