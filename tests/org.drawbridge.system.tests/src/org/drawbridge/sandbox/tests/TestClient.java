package org.drawbridge.sandbox.tests;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.drawbridge.sandbox.Sandbox;

/**
 * Speaks HTTP/1.1 over a socket of its own, so that the sandbox is not judged by the product's own HTTP stack. Follows
 * no redirects. Each instance keeps the cookies that it was given, by host, if asked to.
 */
final class TestClient {

    /** What came back. */
    record Answer(int status, List<String> headerLines, byte[] bytes) {
        String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        List<String> headers(String name) {
            String start = name.toLowerCase(java.util.Locale.ROOT) + ":";
            return headerLines.stream()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
        }

        JsonObject json() {
            try (JsonReader reader = Json.createReader(new StringReader(body()))) {
                return reader.readObject();
            }
        }

        JsonArray array() {
            try (JsonReader reader = Json.createReader(new StringReader(body()))) {
                return reader.readArray();
            }
        }

        String location() {
            return header("Location").orElse("");
        }
    }

    private final int port;
    private final SSLContext tls;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> cookies = new LinkedHashMap<>();
    private boolean keepingCookies;

    TestClient(Sandbox sandbox) {
        port = sandbox.port();
        tls = trusting(sandbox.caFile());
    }

    private static SSLContext trusting(Path ca) {
        try (InputStream pem = Files.newInputStream(ca)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    TestClient with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    TestClient without(String name) {
        headers.remove(name);
        return this;
    }

    TestClient bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    TestClient basic(String user, String password) {
        return with(
                "Authorization",
                "Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    TestClient keepingCookies() {
        keepingCookies = true;
        return this;
    }

    Answer get(String url) throws IOException {
        return send("GET", url, null, null);
    }

    Answer post(String url, String contentType, String body) throws IOException {
        return send("POST", url, contentType, body);
    }

    Answer postJson(String url, String body) throws IOException {
        return post(url, "application/json", body);
    }

    Answer postForm(String url, String body) throws IOException {
        return post(url, "application/x-www-form-urlencoded", body);
    }

    Answer send(String method, String url, String contentType, String body) throws IOException {
        URI uri = URI.create(url);
        try (SSLSocket socket = connect(uri.getHost())) {
            StringBuilder head = new StringBuilder(method + " " + uri.getRawPath()
                    + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()) + " HTTP/1.1\r\nHost: " + uri.getHost()
                    + "\r\nConnection: close\r\n");
            headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
            Map<String, String> own = cookies.getOrDefault(uri.getHost(), Map.of());
            if (!own.isEmpty()) {
                List<String> pairs = new ArrayList<>();
                own.forEach((name, value) -> pairs.add(name + "=" + value));
                head.append("Cookie: " + String.join("; ", pairs) + "\r\n");
            }
            byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
            if (body != null) {
                head.append((contentType == null ? "" : "Content-Type: " + contentType + "\r\n") + "Content-Length: "
                        + content.length + "\r\n");
            }
            socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(content);
            socket.getOutputStream().flush();
            Answer answer = read(socket.getInputStream());
            if (keepingCookies) {
                remember(uri.getHost(), answer);
            }
            return answer;
        }
    }

    SSLSocket connect(String host) throws IOException {
        Socket plain = new Socket(InetAddress.getByName("127.0.0.1"), port);
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private void remember(String host, Answer answer) {
        Map<String, String> own = cookies.computeIfAbsent(host, name -> new LinkedHashMap<>());
        for (String line : answer.headers("Set-Cookie")) {
            String pair = line.split(";")[0];
            int equals = pair.indexOf('=');
            if (line.contains("Max-Age=0")) {
                own.remove(pair.substring(0, equals));
            } else {
                own.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
    }

    static Answer read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int end = -1;
        while (end < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no answer, only " + all.size() + " bytes");
            }
            all.write(b);
            if (b == '\n' && all.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                end = all.size();
            }
        }
        List<String> lines =
                List.of(all.toString(StandardCharsets.UTF_8).strip().split("\r\n"));
        int status = Integer.parseInt(lines.getFirst().split(" ")[1]);
        Answer head = new Answer(status, lines.subList(1, lines.size()), new byte[0]);
        byte[] body;
        if (head.header("Transfer-Encoding").isPresent()) {
            body = chunks(in);
        } else {
            int length = head.header("Content-Length").map(Integer::parseInt).orElse(0);
            body = in.readNBytes(length);
            if (body.length < length) {
                throw new IOException("cut off after " + body.length + " of " + length + " bytes");
            }
        }
        return new Answer(status, head.headerLines(), body);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("cut off");
                }
                line.append((char) b);
            }
            int size = Integer.parseInt(line.toString().strip(), 16);
            all.write(in.readNBytes(size));
            in.readNBytes(2);
            if (size == 0) {
                return all.toByteArray();
            }
        }
    }
}
