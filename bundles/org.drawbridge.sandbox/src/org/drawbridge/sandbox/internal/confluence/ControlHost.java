package org.drawbridge.sandbox.internal.confluence;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drawbridge.sandbox.internal.Call;
import org.drawbridge.sandbox.internal.Html;
import org.drawbridge.sandbox.internal.VirtualHost;

/** The sandbox's own page: ends sessions, so that everybody can see what happens then. */
final class ControlHost implements VirtualHost {

    static final String HOST = "sandbox.acme.test";

    private final Map<String, Site> sites;
    private final IdentityProvider provider;

    ControlHost(Map<String, Site> sites, IdentityProvider provider) {
        this.sites = sites;
        this.provider = provider;
    }

    @Override
    public boolean serves(String host) {
        return host.equals(HOST);
    }

    @Override
    public void handle(Call call) throws IOException {
        if (call.method().equals("POST") && call.path().equals("/sessions/end")) {
            String host = call.query().getOrDefault("host", "");
            if (host.equals(IdentityProvider.HOST)) {
                provider.endSessions();
            } else if (sites.containsKey(host)) {
                sites.get(host).sessions().endAll();
            } else {
                call.text(404, "No such host: " + host + "\n");
                return;
            }
            call.text(200, "All sessions of " + host + " have ended.\n");
            return;
        }
        String buttons = Stream.concat(sites.keySet().stream(), Stream.of(IdentityProvider.HOST))
                .map(Html::escape)
                .map(host -> "<li><form method=\"POST\" action=\"/sessions/end?host=" + host
                        + "\"><button>End all sessions of " + host + "</button></form></li>")
                .collect(Collectors.joining());
        call.html(
                200,
                "<!DOCTYPE html><html><head><title>Sandbox</title></head><body><h1>Sandbox</h1><ul>" + buttons
                        + "</ul></body></html>");
    }
}
