package org.drawbridge.e2e;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** {@code drawbridge sandbox} as users start it, one for all tests of this run; ends with it. */
final class RunningSandbox {

    private static RunningSandbox instance;

    private final JsonObject description;

    private RunningSandbox(String... load) throws IOException {
        Path home = Files.createTempDirectory("drawbridge-e2e-");
        List<String> command = new ArrayList<>(List.of(
                "sandbox",
                "--json",
                "--folder",
                home.resolve("sandbox").toString(),
                "--secrets-log",
                Leaks.noteSandboxSecrets(home.resolve("handed-out")).toString()));
        command.addAll(List.of(load));
        Process process = new Product(home).start(command.toArray(String[]::new));
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        description = readDocument(process.getInputStream());
        try (Stream<Path> secrets = Files.list(folder().resolve("secrets"))) {
            for (Path secret : secrets.toList()) {
                Leaks.plant(Files.readString(secret).strip());
            }
        }
    }

    /** One more, that is large or slow. */
    static RunningSandbox with(String... load) throws IOException {
        return new RunningSandbox(load);
    }

    static synchronized RunningSandbox get() {
        if (instance == null) {
            try {
                instance = new RunningSandbox();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return instance;
    }

    /** The document comes first; the process goes on. */
    private static JsonObject readDocument(InputStream stream) throws IOException {
        byte[] buffer = new byte[1024 * 1024];
        int length = 0;
        while (true) {
            int count = stream.read(buffer, length, buffer.length - length);
            if (count < 0) {
                throw new IOException("the sandbox ended: " + new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
            length += count;
            String text = new String(Arrays.copyOf(buffer, length), StandardCharsets.UTF_8);
            try (JsonReader reader = Json.createReader(new StringReader(text))) {
                return reader.readObject();
            } catch (JsonException e) {
                // Not all of it is there yet.
            }
        }
    }

    /** What it said about itself. */
    JsonObject description() {
        return description;
    }

    /** The address of one of its connections. */
    String url(String id) throws IOException {
        try (JsonReader reader = Json.createReader(new StringReader(Files.readString(Path.of(connectionsFile()))))) {
            return reader.readObject().getJsonArray("connections").getValuesAs(JsonObject.class).stream()
                    .filter(connection -> connection.getString("id").equals(id))
                    .findFirst()
                    .orElseThrow()
                    .getString("url");
        }
    }

    Path folder() {
        return Path.of(description.getString("folder"));
    }

    String connectionsFile() {
        return description.getString("connectionsFile");
    }

    /** Options that lead to it without its connections file. */
    String[] network() {
        return new String[] {
            "--ca", folder().resolve("ca.pem").toString(), "--connect-to", "::127.0.0.1:" + description.getInt("port")
        };
    }

    /** Ends all sessions of one of its hosts, by its own page. */
    void endSessions(String host) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(folder().resolve("ca.pem"))) {
            trusted.setCertificateEntry(
                    "sandbox", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (Socket socket =
                tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), description.getInt("port"))) {
            socket.getOutputStream()
                    .write(("POST /sessions/end?host=" + host + " HTTP/1.1\r\nHost: sandbox.acme.test\r\n"
                                    + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200")) {
                throw new IOException(answer);
            }
        }
    }

    String secret(String name) throws IOException {
        return Files.readString(folder().resolve("secrets").resolve(name)).strip();
    }
}
