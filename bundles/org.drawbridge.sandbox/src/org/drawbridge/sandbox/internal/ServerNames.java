package org.drawbridge.sandbox.internal;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Picks, and makes when first asked for, the certificate of the host that the client names (SNI). */
final class ServerNames extends X509ExtendedKeyManager {

    private final Certificates certificates;
    private final Certificates stranger = new Certificates("Unknown Corporate CA");
    private final Map<String, Certificates.Identity> identities = new ConcurrentHashMap<>();

    ServerNames(Certificates certificates) {
        this.certificates = certificates;
    }

    private Certificates.Identity make(String host) {
        Instant now = Instant.now();
        return switch (host) {
            case "expired-tls.acme.test" ->
                certificates.server(host, now.minus(Duration.ofDays(90)), now.minus(Duration.ofDays(2)));
            case "not-yet-tls.acme.test" ->
                certificates.server(host, now.plus(Duration.ofDays(2)), now.plus(Duration.ofDays(90)));
            case "other-ca.acme.test" -> stranger.server(host);
            case "wrong-name-tls.acme.test" -> certificates.server("somebody-else.acme.test");
            default -> certificates.server(host);
        };
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        if (!keyType.startsWith("EC")) {
            return null;
        }
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return "127.0.0.1";
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.computeIfAbsent(alias, this::make).chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.computeIfAbsent(alias, this::make).key();
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }
}
