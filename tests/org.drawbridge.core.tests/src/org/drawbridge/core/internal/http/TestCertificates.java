package org.drawbridge.core.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** A CA and certificates of every kind of wrong, made by the JDK's keytool once per run. */
final class TestCertificates {

    static final TestCertificates INSTANCE = make();

    private final KeyStore store;
    final Path caFile;

    private TestCertificates(KeyStore store, Path caFile) {
        this.store = store;
        this.caFile = caFile;
    }

    private static TestCertificates make() {
        try {
            Path folder = Files.createTempDirectory("certificates");
            Path file = folder.resolve("store.p12");
            keytool(file, "ca", "CN=Test Root CA, O=Acme", "-ext", "bc:c", "-ext", "ku:c=kCS,cRLS");
            keytool(
                    file,
                    "good",
                    "CN=wiki.acme.test",
                    "-signer",
                    "ca",
                    "-ext",
                    "san=dns:wiki.acme.test,dns:localhost,ip:127.0.0.1");
            keytool(
                    file,
                    "expired",
                    "CN=old.acme.test",
                    "-signer",
                    "ca",
                    "-ext",
                    "san=dns:wiki.acme.test",
                    "-startdate",
                    "-400d",
                    "-validity",
                    "100");
            keytool(
                    file,
                    "future",
                    "CN=young.acme.test",
                    "-signer",
                    "ca",
                    "-ext",
                    "san=dns:wiki.acme.test",
                    "-startdate",
                    "+30d",
                    "-validity",
                    "100");
            keytool(
                    file,
                    "other",
                    "CN=other.acme.test",
                    "-signer",
                    "ca",
                    "-ext",
                    "san=dns:other.acme.test,dns:third.acme.test");
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, "changeit".toCharArray());
            }
            Path caFile = folder.resolve("ca.pem");
            Files.writeString(caFile, pem(store.getCertificate("ca")));
            Files.delete(file);
            caFile.toFile().deleteOnExit();
            folder.toFile().deleteOnExit();
            return new TestCertificates(store, caFile);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path file, String alias, String name, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-alias",
                alias,
                "-dname",
                name));
        command.addAll(Arrays.asList(more));
        if (!command.contains("-validity")) {
            command.addAll(List.of("-startdate", "-1d", "-validity", "365"));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    static String pem(Certificate certificate) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    X509Certificate certificate(String alias) throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate(alias);
    }

    /** A server's side of TLS with one of the certificates. */
    SSLContext server(String alias) throws GeneralSecurityException {
        PrivateKey key = (PrivateKey) store.getKey(alias, "changeit".toCharArray());
        X509Certificate[] chain = Arrays.stream(store.getCertificateChain(alias))
                .map(X509Certificate.class::cast)
                .toArray(X509Certificate[]::new);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new One(key, chain)}, null, null);
        return context;
    }

    /** Shows the same certificate to everybody; the usual key manager would refuse to show an expired one. */
    private static final class One extends X509ExtendedKeyManager {
        private final PrivateKey key;
        private final X509Certificate[] chain;

        One(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        private String alias(String type) {
            return type.equals("EC") || type.equals("EC_EC") ? "one" : null;
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return alias(type);
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return alias(type);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"one"};
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] type, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
