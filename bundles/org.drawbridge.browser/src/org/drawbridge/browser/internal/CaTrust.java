package org.drawbridge.browser.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.core.failure.AuthFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a started browser trust the user's additional CAs, and no more than these.
 *
 * <p>On Linux, Chromium reads CAs from an NSS database below the home folder: the browser gets a private home with a copy
 * of the user's database and the CAs added by {@code certutil}. Elsewhere, and where {@code certutil} is missing, the keys
 * of the sites' own certificates are pinned after our TLS stack has verified them with the additional CAs. A CA's key is
 * never pinned: the browser would then accept any chain that merely has that CA's certificate in it.
 */
final class CaTrust {

    /** What to start the browser with. */
    record Prepared(List<String> arguments, Map<String, String> environment) {}

    private static final Logger LOG = LoggerFactory.getLogger(CaTrust.class);
    private static final int SECONDS = 20;
    private static final int HANDSHAKE_MILLIS = 10_000;

    private final BrowserSettings settings;
    private final Path profile;
    private final Map<String, String> environment;
    private final String system;

    CaTrust(BrowserSettings settings, Path profile, Map<String, String> environment, String system) {
        this.settings = settings;
        this.profile = profile;
        this.environment = environment;
        this.system = system;
    }

    Prepared prepare() throws AuthFailure {
        if (settings.authorities().isEmpty()) {
            return new Prepared(List.of(), Map.of());
        }
        List<X509Certificate> authorities = authorities();
        Optional<Path> certutil =
                system.toLowerCase(Locale.ROOT).contains("linux") ? onPath("certutil") : Optional.empty();
        if (certutil.isPresent()) {
            try {
                return new Prepared(List.of(), privateHome(certutil.get(), authorities));
            } catch (IOException e) {
                LOG.warn("the browser's own list of CAs could not be made: {}", e.getMessage());
            }
        }
        return new Prepared(pinned(authorities), Map.of());
    }

    private List<X509Certificate> authorities() throws AuthFailure {
        List<X509Certificate> all = new ArrayList<>();
        for (Path file : settings.authorities()) {
            try (InputStream in = Files.newInputStream(file)) {
                Collection<? extends Certificate> read =
                        CertificateFactory.getInstance("X.509").generateCertificates(in);
                read.forEach(certificate -> all.add((X509Certificate) certificate));
            } catch (IOException | GeneralSecurityException e) {
                throw BrowserFailures.problem("browser.authority")
                        .with("file", file)
                        .evidence("error", e.getMessage())
                        .because(e)
                        .failure();
            }
        }
        return all;
    }

    private Optional<Path> onPath(String program) {
        for (String folder : environment.getOrDefault("PATH", "").split(":")) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, program);
            if (!folder.isBlank() && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    // ---- an NSS database of its own

    private Map<String, String> privateHome(Path certutil, List<X509Certificate> authorities) throws IOException {
        Path home = Files.createDirectories(profile.resolve("home"));
        // Newer versions look below XDG_DATA_HOME, older ones below the home itself.
        Path data = Files.createDirectories(home.resolve(".local/share"));
        Path database = Files.createDirectories(home.resolve(".pki/nssdb"));
        Path own = Path.of(environment.getOrDefault("HOME", "/nonexistent"));
        copyUsers(own, database);
        if (!Files.exists(database.resolve("cert9.db"))) {
            run(certutil, "-N", "-d", "sql:" + database, "--empty-password");
        }
        int number = 0;
        for (X509Certificate authority : authorities) {
            Path file = profile.resolve("ca-" + ++number + ".der");
            try {
                Files.write(file, authority.getEncoded());
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
            run(
                    certutil,
                    "-A",
                    "-d",
                    "sql:" + database,
                    "-n",
                    "drawbridge-" + number,
                    "-t",
                    "C,,",
                    "-i",
                    file.toString());
        }
        Path newer = Files.createDirectories(data.resolve("pki"));
        Files.createSymbolicLink(newer.resolve("nssdb"), database);
        Map<String, String> changed = new HashMap<>();
        changed.put("HOME", home.toString());
        changed.put("XDG_DATA_HOME", data.toString());
        // What is found by the home folder otherwise.
        keep(changed, "XAUTHORITY", own.resolve(".Xauthority"));
        keep(changed, "XDG_CONFIG_HOME", own.resolve(".config"));
        // Which of several Kerberos identities goes to which server.
        Path identities = own.resolve(".k5identity");
        if (Files.exists(identities)) {
            Files.createSymbolicLink(home.resolve(".k5identity"), identities.toAbsolutePath());
        }
        return changed;
    }

    private void keep(Map<String, String> changed, String variable, Path usual) {
        if (!environment.containsKey(variable) && Files.exists(usual)) {
            changed.put(variable, usual.toString());
        }
    }

    /** So that the user's own CAs and client certificates stay in use. */
    private static void copyUsers(Path home, Path database) throws IOException {
        for (String place : List.of(".local/share/pki/nssdb", ".pki/nssdb")) {
            Path from = home.resolve(place);
            if (!Files.isReadable(from.resolve("cert9.db"))) {
                continue;
            }
            for (String name : List.of("cert9.db", "key4.db")) {
                if (Files.isReadable(from.resolve(name))) {
                    Files.copy(from.resolve(name), database.resolve(name));
                }
            }
            if (Files.isReadable(from.resolve("pkcs11.txt"))) {
                String modules = Files.readString(from.resolve("pkcs11.txt"));
                Files.writeString(
                        database.resolve("pkcs11.txt"), modules.replace(from.toString(), database.toString()));
            }
            return;
        }
    }

    private static void run(Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readNBytes(4000), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(program.getFileName() + ": " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    // ---- pins

    private List<String> pinned(List<X509Certificate> authorities) {
        List<String> pins = new ArrayList<>();
        for (URI site : settings.sites()) {
            if (!"https".equals(site.getScheme())) {
                continue;
            }
            try {
                byte[] key = leaf(site, authorities).getPublicKey().getEncoded();
                pins.add(Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(key)));
                LOG.info("the browser is told to trust the verified certificate of {}", site.getHost());
            } catch (IOException | GeneralSecurityException e) {
                LOG.warn(
                        "the certificate of {} could not be verified for the browser: {}",
                        site.getHost(),
                        e.toString());
            }
        }
        return pins.isEmpty() ? List.of() : List.of("--ignore-certificate-errors-spki-list=" + String.join(",", pins));
    }

    /** The site's certificate, verified with the system's and the additional CAs, name included. */
    private X509Certificate leaf(URI site, List<X509Certificate> authorities)
            throws IOException, GeneralSecurityException {
        String host = site.getHost();
        int port = site.getPort() < 0 ? 443 : site.getPort();
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust(authorities), null);
        try (Socket plain = connect(host, port);
                SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true)) {
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static javax.net.ssl.TrustManager[] trust(List<X509Certificate> authorities)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (X509Certificate known : ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()) {
            store.setCertificateEntry("system-" + ++number, known);
        }
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("own-" + ++number, authority);
        }
        factory.init(store);
        return factory.getTrustManagers();
    }

    private Socket connect(String host, int port) throws IOException {
        InetSocketAddress address = settings.proxy()
                .map(proxy -> new InetSocketAddress(proxy.host(), proxy.port()))
                .orElseGet(() -> settings.connectTo().stream()
                        .filter(rule -> rule.matches(host, port))
                        .findFirst()
                        .map(rule -> new InetSocketAddress(
                                rule.address().isEmpty() ? host : rule.address(),
                                rule.addressPort().orElse(port)))
                        .orElseGet(() -> new InetSocketAddress(host, port)));
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(HANDSHAKE_MILLIS);
            socket.connect(address, HANDSHAKE_MILLIS);
            if (settings.proxy().isPresent()) {
                tunnel(socket, host + ":" + port);
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void tunnel(Socket socket, String to) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (!head.toString().endsWith("\r\n\r\n") && head.length() < 16_384) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the proxy closed the connection");
            }
            head.append((char) next);
        }
        if (!head.toString().matches("(?s)HTTP/1\\.[01] 200.*")) {
            throw new IOException(
                    "the proxy refused: " + head.toString().lines().findFirst().orElse(""));
        }
    }
}
