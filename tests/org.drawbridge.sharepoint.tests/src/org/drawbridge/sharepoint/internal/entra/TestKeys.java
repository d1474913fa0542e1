package org.drawbridge.sharepoint.internal.entra;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Keys and certificates made by the JDK's own keytool: no other tool is needed. */
public final class TestKeys {

    public static final String PASSWORD = "pass phrase 1";

    private TestKeys() {}

    /** Makes a self-signed certificate in a PFX file. Further options as keytool has them. */
    public static Path pfx(Path file, String name, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keypass",
                PASSWORD));
        command.addAll(List.of(options));
        if (!command.contains("-keyalg")) {
            command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048"));
        }
        keytool(command.toArray(String[]::new));
        return file;
    }

    public static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    public static KeyStore open(Path pfx) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(pfx)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    public static PrivateKey key(Path pfx) throws Exception {
        KeyStore store = open(pfx);
        return (PrivateKey) store.getKey(store.aliases().nextElement(), PASSWORD.toCharArray());
    }

    public static X509Certificate certificate(Path pfx) throws Exception {
        KeyStore store = open(pfx);
        return (X509Certificate) store.getCertificate(store.aliases().nextElement());
    }

    public static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + type + "-----\n";
    }

    public static String pem(Certificate certificate) throws Exception {
        return pem("CERTIFICATE", certificate.getEncoded());
    }
}
