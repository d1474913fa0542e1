package org.drawbridge.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Kerberos realm with its KDC on a free port of the loopback address; nothing of the system's own Kerberos is touched.
 * From Debian's packages {@code krb5-kdc krb5-admin-server krb5-user}. Reference: identity-rigs, Kerberos.
 */
final class KerberosRealm implements AutoCloseable {

    static final String NAME = "ACME.TEST";
    private static final String PASSWORD = "Open-Sesame-7";

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final Servers.Running kdc;

    /** @param folder empty; not deleted at the end */
    KerberosRealm(Path folder, List<String> users) throws IOException {
        this.folder = folder;
        int port = Servers.freePort();
        Files.writeString(folder.resolve("krb5.conf"), """
                [libdefaults]
                 default_realm = %1$s
                 dns_lookup_kdc = false
                 dns_lookup_realm = false
                 dns_canonicalize_hostname = false
                 rdns = false
                 udp_preference_limit = 1
                [realms]
                 %1$s = {
                  kdc = 127.0.0.1:%2$d
                 }
                [domain_realm]
                 .acme.test = %1$s
                """.formatted(NAME, port));
        Files.writeString(folder.resolve("kdc.conf"), """
                [kdcdefaults]
                 kdc_listen = 127.0.0.1:%2$d
                 kdc_tcp_listen = 127.0.0.1:%2$d
                [realms]
                 %1$s = {
                  database_name = %3$s/principal
                  key_stash_file = %3$s/stash
                  acl_file = %3$s/kadm5.acl
                  supported_enctypes = aes256-cts-hmac-sha1-96:normal
                 }
                [logging]
                 kdc = FILE:%3$s/kdc.log
                 admin_server = FILE:%3$s/kadmin.log
                 default = FILE:%3$s/krb5.log
                """.formatted(NAME, port, folder));
        environment.put("KRB5_CONFIG", folder.resolve("krb5.conf").toString());
        environment.put("KRB5_KDC_PROFILE", folder.resolve("kdc.conf").toString());
        run("kdb5_util", "create", "-s", "-r", NAME, "-P", "master-of-the-test");
        for (String user : users) {
            run("kadmin.local", "-q", "addprinc -pw " + PASSWORD + " " + user);
        }
        kdc = Servers.start(folder, environment, "127.0.0.1", port, "krb5kdc", "-n");
    }

    /** Makes the service of a web server known and writes its key. */
    Path keytab(String host) throws IOException {
        Path keytab = folder.resolve("http.keytab");
        run("kadmin.local", "-q", "addprinc -randkey HTTP/" + host);
        run("kadmin.local", "-q", "ktadd -k " + keytab + " HTTP/" + host);
        return keytab;
    }

    private void run(String... command) throws IOException {
        Servers.run(environment, "", command);
    }

    Path configuration() {
        return folder.resolve("krb5.conf");
    }

    @Override
    public void close() {
        kdc.close();
    }

    /** A user's ticket cache, empty at first. */
    final class Tickets {
        private final Map<String, String> variables;

        Tickets(Path cache) {
            variables = Map.of("KRB5_CONFIG", configuration().toString(), "KRB5CCNAME", "FILE:" + cache);
        }

        /** What a process needs in its environment to see it. */
        Map<String, String> environment() {
            return variables;
        }

        void get(String user, String... options) throws IOException {
            List<String> command = new ArrayList<>(List.of("kinit"));
            command.addAll(List.of(options));
            command.add(user);
            Servers.run(variables, PASSWORD + "\n", command.toArray(String[]::new));
        }

        void destroy() throws IOException {
            Servers.run(variables, "", "kdestroy", "-q");
        }

        /** Gets one that lives for a moment, and waits until it is over. */
        void getExpired(String user) throws IOException, InterruptedException {
            get(user, "-l", "1s");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (valid()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("the ticket does not expire");
                }
            }
        }

        private boolean valid() throws IOException, InterruptedException {
            ProcessBuilder builder = new ProcessBuilder("klist", "-s");
            builder.environment().putAll(variables);
            return builder.start().waitFor() == 0;
        }
    }

    /** For messages of failing tests. */
    String log() throws IOException {
        Path log = folder.resolve("kdc.log");
        return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
    }
}
