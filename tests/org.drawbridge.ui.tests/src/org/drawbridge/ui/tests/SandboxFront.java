package org.drawbridge.ui.tests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.drawbridge.core.sandbox.SandboxService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * One of the sandbox's Confluences under a plain address of this computer: the embedded browser can be led neither to
 * another port nor to another CA.
 */
final class SandboxFront implements AutoCloseable {

    private static final int HEAD = 64 << 10;

    private final SandboxService.Running sandbox;
    private final String host;
    private final ServerSocket listening;
    private final SSLContext tls;

    SandboxFront(Path folder, String host) throws IOException, GeneralSecurityException {
        BundleContext bundles = FrameworkUtil.getBundle(SandboxFront.class).getBundleContext();
        sandbox = bundles.getService(bundles.getServiceReference(SandboxService.class))
                .start(folder, 0);
        this.host = host;
        tls = trusting(folder.resolve("ca.pem"));
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "sandbox", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    String address() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    String secret(String name) throws IOException {
        return Files.readString(sandbox.folder().resolve("secrets").resolve(name))
                .strip();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> forward(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void forward(Socket client) {
        try (client;
                Socket raw = new Socket(InetAddress.getLoopbackAddress(), sandbox.port());
                SSLSocket server = (SSLSocket) tls.getSocketFactory().createSocket(raw, host, sandbox.port(), true)) {
            SSLParameters parameters = server.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            server.setSSLParameters(parameters);
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            String asked = head.replace(address(), "https://" + host)
                    .replaceAll("(?im)^host: .*$", "Host: " + host)
                    .replaceAll("(?im)^connection: .*\r\n", "")
                    .replaceAll("(?im)^accept-encoding: .*\r\n", "")
                    .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
            OutputStream out = server.getOutputStream();
            out.write(asked.getBytes(StandardCharsets.ISO_8859_1));
            out.write(client.getInputStream().readNBytes(length(head)));
            out.flush();
            String answer = head(server.getInputStream())
                    .replace("https://" + host, address())
                    .replaceAll("(?im)^(set-cookie: .*?); *secure", "$1")
                    .replaceAll("(?im)^strict-transport-security: .*\r\n", "");
            OutputStream back = client.getOutputStream();
            back.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            server.getInputStream().transferTo(back);
            back.flush();
        } catch (IOException e) {
            // Whoever asked has gone away.
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (head.size() < HEAD) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            if (next == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static int length(String head) {
        return head.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        sandbox.close();
    }
}
