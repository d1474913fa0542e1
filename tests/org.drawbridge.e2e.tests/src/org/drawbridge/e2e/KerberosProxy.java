package org.drawbridge.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Apache with mod_auth_gssapi in front of the sandbox's {@value #HOST}, twice: on one port it wants Kerberos on every
 * request, on the other once, and then knows its own cookie. From Debian's packages {@code apache2
 * libapache2-mod-auth-gssapi}. Reference: identity-rigs, Kerberos.
 */
final class KerberosProxy implements AutoCloseable {

    static final String HOST = "intranet.acme.test";

    /** How often it wants to see a ticket. */
    enum Mode {
        EVERY_REQUEST,
        ONCE
    }

    private static final String MODULES = "/usr/lib/apache2/modules/mod_";

    private final Path folder;
    private final Map<Mode, Integer> ports;
    private final Servers.Running apache;

    /**
     * @param folder empty, and where the account of the web server can get in; not deleted at the end
     * @param secret that makes the sandbox believe the proxy
     */
    KerberosProxy(Path folder, KerberosRealm realm, RunningSandbox sandbox, String secret) throws IOException {
        this.folder = folder;
        ports = Map.of(Mode.EVERY_REQUEST, Servers.freePort(), Mode.ONCE, Servers.freePort());
        new TestAuthority(folder, HOST);
        Path keytab = realm.keytab(HOST);
        if (System.getProperty("user.name").equals("root")) {
            // Its workers give up being root before they read it.
            Files.setOwner(
                    keytab,
                    keytab.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("www-data"));
        }
        Path configuration = folder.resolve("apache.conf");
        StringBuilder text = new StringBuilder(common(sandbox.folder().resolve("ca.pem")));
        for (Mode mode : Mode.values()) {
            text.append(site(mode, keytab, sandbox.description().getInt("port"), secret));
        }
        Files.writeString(configuration, text);
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
        apache = Servers.start(
                folder,
                // Tickets are not remembered: where they would be is no place for tests.
                Map.of("KRB5_CONFIG", realm.configuration().toString(), "KRB5RCACHENAME", "none:"),
                "127.0.0.1",
                ports.get(Mode.ONCE),
                "apache2",
                "-f",
                configuration.toString(),
                "-D",
                "FOREGROUND");
    }

    private String common(Path sandboxAuthority) {
        StringBuilder text = new StringBuilder();
        for (String module : List.of(
                "mpm_event",
                "authn_core",
                "authz_core",
                "authz_user",
                "auth_gssapi",
                "headers",
                "proxy",
                "proxy_http",
                "session",
                "session_cookie",
                "ssl")) {
            text.append("LoadModule ").append(module).append("_module ");
            text.append(MODULES).append(module).append(".so\n");
        }
        return text + """
                ServerRoot %1$s
                DefaultRuntimeDir %1$s
                PidFile %1$s/apache.pid
                ErrorLog %1$s/error.log
                Mutex pthread
                ServerName %2$s
                User www-data
                Group www-data
                StartServers 1
                SSLProxyVerify require
                SSLProxyCACertificateFile %3$s
                LogFormat "%%u %%>s %%m %%U" asked
                """.formatted(folder, HOST, sandboxAuthority);
    }

    private String site(Mode mode, Path keytab, int sandboxPort, String secret) {
        return """
                Listen 127.0.0.1:%2$d
                <VirtualHost 127.0.0.1:%2$d>
                 ServerName %3$s
                 CustomLog %1$s/%4$s.log asked
                 SSLEngine On
                 SSLCertificateFile %1$s/server.pem
                 SSLCertificateKeyFile %1$s/server.key
                 SSLProxyEngine On
                 ProxyPreserveHost On
                 ProxyPass / https://127.0.0.1:%5$d/
                 <Location />
                  AuthType GSSAPI
                  AuthName "Acme"
                  GssapiCredStore keytab:%6$s
                  GssapiLocalName On
                  GssapiConnectionBound Off
                %7$s
                  Require valid-user
                  RequestHeader unset Authorization
                  RequestHeader set X-Remote-User "expr=%%{REMOTE_USER}"
                  RequestHeader set X-Proxy-Secret "%8$s"
                 </Location>
                </VirtualHost>
                """.formatted(
                        folder,
                        ports.get(mode),
                        HOST,
                        mode.name().toLowerCase(Locale.ROOT),
                        sandboxPort,
                        keytab,
                        mode == Mode.ONCE
                                ? "  GssapiUseSessions On\n  Session On\n"
                                        + "  SessionCookieName gssapi_session path=/;httponly;secure"
                                : "",
                        secret);
    }

    /** What leads a client to it. */
    String[] network(Mode mode) {
        return new String[] {
            "--ca", folder.resolve("ca.pem").toString(), "--connect-to", HOST + ":443:127.0.0.1:" + ports.get(mode)
        };
    }

    /** What it was asked, a line each: user or a hyphen, status, method and path. */
    List<String> asked(Mode mode) throws IOException {
        return Files.readAllLines(folder.resolve(mode.name().toLowerCase(Locale.ROOT) + ".log"));
    }

    @Override
    public void close() {
        apache.close();
    }
}
