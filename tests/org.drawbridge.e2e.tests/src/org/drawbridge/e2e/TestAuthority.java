package org.drawbridge.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate authority of a test's own and a server's certificate by it, made with the JDK's keytool: the files
 * {@code ca.pem}, {@code server.pem} and {@code server.key} of a folder.
 */
final class TestAuthority {

    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    private final Path folder;
    private final KeyStore keys;

    /** @param hosts of the server, the first one its name */
    TestAuthority(Path folder, String... hosts) throws IOException {
        this.folder = folder;
        Path store = folder.resolve("keys.p12");
        keytool(store, STORE_PASSWORD, "ca", true, "-ext", "bc:c", "-ext", "ku:c=keyCertSign", "-dname", "CN=Test CA");
        String names = Stream.of(hosts).map(host -> "dns:" + host).collect(Collectors.joining(","));
        keytool(
                store,
                STORE_PASSWORD,
                "server",
                true,
                "-signer",
                "ca",
                "-ext",
                "san=" + names,
                "-ext",
                "eku=serverAuth",
                "-dname",
                "CN=" + hosts[0]);
        keys = load(store, STORE_PASSWORD);
        try {
            Files.writeString(
                    certificate(), pem("CERTIFICATE", keys.getCertificate("ca").getEncoded()));
            Files.writeString(
                    folder.resolve("server.pem"),
                    pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
            Path key = folder.resolve("server.key");
            Files.writeString(
                    key,
                    pem("PRIVATE KEY", keys.getKey("server", STORE_PASSWORD).getEncoded()));
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What clients are to trust. */
    Path certificate() {
        return folder.resolve("ca.pem");
    }

    /** For a server in Java. */
    SSLContext context() {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry(
                    "server",
                    keys.getKey("server", STORE_PASSWORD),
                    STORE_PASSWORD,
                    keys.getCertificateChain("server"));
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(own, STORE_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a client in Java that trusts this authority only. */
    SSLContext client() {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", keys.getCertificate("ca"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What makes Chromium take this server's key, and no other, without the authority. */
    String pin() {
        try {
            byte[] key = keys.getCertificate("server").getPublicKey().getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a file with an app's key and self-signed certificate, as one uploads to Entra. @return the certificate */
    static Certificate app(Path file, String password) throws IOException {
        keytool(file, password.toCharArray(), "app", false, "-validity", "365", "-dname", "CN=Migration");
        try {
            return load(file, password.toCharArray()).getCertificate("app");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore load(Path store, char[] password) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password);
            return keys;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store, char[] password, String alias, boolean elliptic, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(password),
                "-alias",
                alias));
        command.addAll(
                elliptic
                        ? List.of("-keyalg", "EC", "-groupname", "secp256r1")
                        : List.of("-keyalg", "RSA", "-keysize", "2048"));
        command.addAll(Arrays.asList(more));
        Servers.run(Map.of(), "", command.toArray(String[]::new));
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + what + "-----\n";
    }
}
