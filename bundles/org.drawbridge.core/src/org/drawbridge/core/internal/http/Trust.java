package org.drawbridge.core.internal.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertPathBuilderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom to trust: the JVM's authorities, those of the operating system, and those the user added. All checking is the
 * JDK's; this only adds authorities and remembers the chain that was shown, which Java hides when it refuses it.
 */
final class Trust {

    private static final Logger LOG = LoggerFactory.getLogger(Trust.class);
    private static final long LARGEST_FILE = 8L << 20;
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----(.*?)-----END (?:X509 |TRUSTED )?CERTIFICATE-----",
            Pattern.DOTALL);
    private static final List<Path> SYSTEM_BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"));

    private final SSLContext context;
    private final ThreadLocal<X509Certificate[]> shown = new ThreadLocal<>();
    private final ThreadLocal<Boolean> asked = new ThreadLocal<>();

    /** @param files PEM (or DER) files with further authorities */
    Trust(List<Path> files) throws AuthFailure {
        List<X509Certificate> added = new ArrayList<>();
        for (Path file : files) {
            added.addAll(read(file));
        }
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new NoCertificate()}, new TrustManager[] {new Recording(added)}, null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no usable TLS", e);
        }
    }

    SSLContext context() {
        return context;
    }

    /** The chain that the server showed in the last handshake on this thread, and forgets it; null if none. */
    X509Certificate[] takeShown() {
        X509Certificate[] chain = shown.get();
        shown.remove();
        return chain;
    }

    /** Whether the server asked for a client certificate in the last handshake on this thread, and forgets it. */
    boolean takeAsked() {
        boolean was = Boolean.TRUE.equals(asked.get());
        asked.remove();
        return was;
    }

    /** The certificates of a file; fails with {@code ca.…} naming the file and the place. */
    static List<X509Certificate> read(Path file) throws AuthFailure {
        byte[] content;
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw invalid(
                        file, CoreFailures.words("place.file"), CoreFailures.words("reason.larger", "8 MB"), null);
            }
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw CoreFailures.problem("ca.missing").evidence("file", file).failure();
        } catch (IOException e) {
            throw CoreFailures.problem("ca.unreadable")
                    .evidence("file", file)
                    .with("reason", e.getMessage())
                    .because(e)
                    .failure();
        }
        return content.length > 0 && content[0] == 0x30 ? List.of(der(file, content)) : pem(file, content);
    }

    private static X509Certificate der(Path file, byte[] content) throws AuthFailure {
        try {
            return certificate(content);
        } catch (CertificateException e) {
            throw invalid(file, CoreFailures.words("place.start"), CoreFailures.words("reason.no-certificate"), e);
        }
    }

    private static List<X509Certificate> pem(Path file, byte[] content) throws AuthFailure {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        List<X509Certificate> found = new ArrayList<>();
        Matcher block = PEM.matcher(text);
        int end = 0;
        while (block.find()) {
            end = block.end();
            try {
                found.add(certificate(Base64.getMimeDecoder().decode(block.group(1))));
            } catch (CertificateException | IllegalArgumentException e) {
                throw invalid(file, line(text, block.start()), CoreFailures.words("reason.certificate-damaged"), e);
            }
        }
        int open = text.indexOf("-----BEGIN CERTIFICATE", end);
        if (open >= 0) {
            throw invalid(file, line(text, open), CoreFailures.words("reason.certificate-open"), null);
        }
        if (found.isEmpty()) {
            throw CoreFailures.problem("ca.empty").evidence("file", file).failure();
        }
        return found;
    }

    private static X509Certificate certificate(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static String line(String text, int position) {
        long line = text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
        return CoreFailures.words("place.line", Long.toString(line));
    }

    private static AuthFailure invalid(Path file, String place, String reason, Exception cause) {
        return CoreFailures.problem("ca.invalid")
                .evidence("file", file)
                .evidence("place", place)
                .with("reason", reason)
                .because(cause)
                .failure();
    }

    private static X509ExtendedTrustManager manager(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = null;
        if (authorities != null) {
            store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), authorities.get(i));
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("no X.509 trust manager");
    }

    /** The authorities of the operating system, where companies put their own; none if the user chose a trust store. */
    private static List<X509Certificate> system() {
        if (System.getProperty("javax.net.ssl.trustStore") != null) {
            return List.of();
        }
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            return platform("Windows-ROOT");
        }
        if (os.startsWith("mac")) {
            List<X509Certificate> found = new ArrayList<>(platform("KeychainStore-ROOT"));
            found.addAll(platform("KeychainStore"));
            return found;
        }
        for (Path bundle : SYSTEM_BUNDLES) {
            if (Files.isReadable(bundle)) {
                try {
                    return read(bundle);
                } catch (AuthFailure e) {
                    LOG.warn("the system's authorities can't be used: {}", e.getMessage());
                }
            }
        }
        return List.of();
    }

    private static List<X509Certificate> platform(String type) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            for (String alias : Collections.list(store.aliases())) {
                Certificate certificate = store.isCertificateEntry(alias) ? store.getCertificate(alias) : null;
                if (certificate instanceof X509Certificate x509) {
                    found.add(x509);
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            LOG.debug("no key store {}: {}", type, e.getMessage());
        }
        return found;
    }

    /** Has no certificate to offer, but remembers that one was asked for: servers then fail in unclear ways. */
    private final class NoCertificate extends X509ExtendedKeyManager {
        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            asked.set(true);
            return null;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return null;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return null;
        }
    }

    private final class Recording extends X509ExtendedTrustManager {
        private final List<X509Certificate> added;
        private final X509ExtendedTrustManager usual;
        private X509ExtendedTrustManager wider;
        private boolean widened;

        Recording(List<X509Certificate> added) throws GeneralSecurityException, IOException {
            this.added = added;
            X509ExtendedTrustManager jvm = manager(null);
            if (added.isEmpty()) {
                usual = jvm;
            } else {
                List<X509Certificate> all = new ArrayList<>(List.of(jvm.getAcceptedIssuers()));
                all.addAll(added);
                usual = manager(all);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            shown.set(chain);
            try {
                usual.checkServerTrusted(chain, authType, socket);
            } catch (CertificateException e) {
                X509ExtendedTrustManager more = unknownIssuer(e) ? widened() : null;
                if (more == null) {
                    throw e;
                }
                more.checkServerTrusted(chain, authType, socket);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            shown.set(chain);
            usual.checkServerTrusted(chain, authType, engine);
        }

        /** Without a socket the JDK can't check the host's name, so this is never good enough. */
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("no connection to check the host name against");
        }

        /** With the operating system's authorities: read when first needed, since reading them takes time. */
        private synchronized X509ExtendedTrustManager widened() {
            if (!widened) {
                widened = true;
                List<X509Certificate> system = system();
                if (!system.isEmpty()) {
                    List<X509Certificate> all = new ArrayList<>(List.of(usual.getAcceptedIssuers()));
                    all.addAll(added);
                    all.addAll(system);
                    try {
                        wider = manager(all);
                    } catch (GeneralSecurityException | IOException e) {
                        LOG.warn("the system's authorities can't be used: {}", e.getMessage());
                    }
                }
            }
            return wider;
        }

        private static boolean unknownIssuer(Throwable thrown) {
            for (Throwable t = thrown; t != null; t = t.getCause()) {
                if (t instanceof CertPathBuilderException) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return usual.getAcceptedIssuers();
        }
    }
}
