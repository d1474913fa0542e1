package org.drawbridge.sandbox.microsoft;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Talks to the simulated Microsoft as a client without any library does: plain requests and hand-made assertions. */
final class MicrosoftRig {

    static final String TENANT = "a3b5c7d9-1f2e-4d3c-8b4a-5c6d7e8f9012";
    static final String LOGIN = "https://login.microsoftonline.com/";
    static final String SHAREPOINT = "https://contoso.sharepoint.com";
    static final String WIKI = SHAREPOINT + "/sites/wiki";
    static final String GRAPH = "https://graph.microsoft.com";

    static final String FULL = "1c0ffee0-0001-4a00-8000-000000000001";
    static final String MANAGE = "1c0ffee0-0002-4a00-8000-000000000002";
    static final String SELECTED = "1c0ffee0-0003-4a00-8000-000000000003";
    static final String UNGRANTED = "1c0ffee0-0005-4a00-8000-000000000005";
    static final String READ = "1c0ffee0-0006-4a00-8000-000000000006";
    static final String UNCONSENTED = "1c0ffee0-0007-4a00-8000-000000000007";
    static final String SECRET = "1c0ffee0-0011-4a00-8000-000000000011";
    static final String SECRET_EXPIRED = "1c0ffee0-0012-4a00-8000-000000000012";

    /** What came back. */
    record Answer(int status, Map<String, String> headers, String body) {
        JsonObject json() {
            return parse(body);
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        /** The AADSTS number. */
        int code() {
            if (!json().containsKey("error_codes")) {
                throw new AssertionError("no error of Entra: " + status + ' ' + body);
            }
            return json().getJsonArray("error_codes").getInt(0);
        }
    }

    /** A private key with its certificate. */
    record Identity(PrivateKey key, X509Certificate certificate) {}

    private final int port;
    private final Path folder;
    private final SSLContext tls;

    MicrosoftRig(int port, Path folder) throws IOException, GeneralSecurityException {
        this.port = port;
        this.folder = folder;
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try (InputStream pem = Files.newInputStream(folder.resolve("ca.pem"))) {
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
    }

    String secretFile(String name) throws IOException {
        return Files.readString(folder.resolve("secrets").resolve(name)).strip();
    }

    Identity identity(String pfx) throws IOException, GeneralSecurityException {
        char[] password = secretFile("certificate.password").toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in =
                Files.newInputStream(folder.resolve("certificates").resolve(pfx))) {
            store.load(in, password);
        }
        String alias = store.aliases().nextElement();
        return new Identity((PrivateKey) store.getKey(alias, password), (X509Certificate) store.getCertificate(alias));
    }

    Answer get(String url, String... headers) throws IOException {
        return send("GET", url, "", headers);
    }

    /** GET with a bearer token, as JSON without metadata. */
    Answer as(String token, String url) throws IOException {
        return get(url, "Authorization", "Bearer " + token, "Accept", "application/json;odata=nometadata");
    }

    Answer send(String method, String url, String body, String... headers) throws IOException {
        URI uri = URI.create(url);
        StringBuilder head = new StringBuilder(method + ' ' + uri.getRawPath()
                + (uri.getRawQuery() == null ? "" : '?' + uri.getRawQuery()) + " HTTP/1.1\r\nHost: " + uri.getHost()
                + "\r\nConnection: close\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i] + ": " + headers[i + 1] + "\r\n");
        }
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        head.append("Content-Length: " + content.length + "\r\n\r\n");
        try (SSLSocket socket = connect(uri.getHost())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(content);
            out.flush();
            return answer(socket.getInputStream());
        }
    }

    private SSLSocket connect(String host) throws IOException {
        Socket plain = new Socket(InetAddress.getByName("127.0.0.1"), port);
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static Answer answer(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the connection ended in the head of the answer");
            }
            head.write(b);
        }
        String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n");
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        int status = Integer.parseInt(lines[0].split(" ")[1]);
        return new Answer(status, headers, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Asks contoso's token endpoint. */
    Answer token(Map<String, String> form) throws IOException {
        return token(LOGIN + TENANT, form);
    }

    Answer token(String authority, Map<String, String> form, String... headers) throws IOException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + '=' + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send("POST", authority + "/oauth2/v2.0/token", body, headers);
    }

    static Map<String, String> bySecret(String clientId, String secret, String scope) {
        return new LinkedHashMap<>(Map.of(
                "grant_type", "client_credentials", "client_id", clientId, "client_secret", secret, "scope", scope));
    }

    static Map<String, String> byAssertion(String clientId, String assertion, String scope) {
        return new LinkedHashMap<>(Map.of(
                "grant_type",
                "client_credentials",
                "client_id",
                clientId,
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                assertion,
                "scope",
                scope));
    }

    /** An access token for an app, got with its certificate. */
    String accessToken(String clientId, String resource) throws IOException, GeneralSecurityException {
        return accessToken(clientId, resource, Instant.now());
    }

    String accessToken(String clientId, String resource, Instant now) throws IOException, GeneralSecurityException {
        String assertion = new Assertion(clientId, now).signed(identity("app.pfx"));
        Answer answer = token(byAssertion(clientId, assertion, resource + "/.default"));
        if (answer.status() != 200) {
            throw new AssertionError("no token: " + answer.body());
        }
        return answer.json().getString("access_token");
    }

    static JsonObject parse(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    static JsonObject claims(String token) {
        return parse(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
    }

    /** A client assertion in the making: right unless changed. */
    static final class Assertion {
        private final Map<String, Object> claims = new LinkedHashMap<>();
        private String algorithm = "RS256";
        private String thumbprint = "x5t#S256";

        Assertion(String clientId, Instant now) {
            claims.put("aud", LOGIN + TENANT + "/oauth2/v2.0/token");
            claims.put("iss", clientId);
            claims.put("sub", clientId);
            claims.put("jti", UUID.randomUUID().toString());
            claims.put("nbf", now.getEpochSecond());
            claims.put("exp", now.plus(Duration.ofMinutes(10)).getEpochSecond());
        }

        Assertion with(String claim, Object value) {
            claims.put(claim, value);
            return this;
        }

        Assertion algorithm(String name) {
            algorithm = name;
            return this;
        }

        /** Which header names the certificate: {@code x5t#S256}, {@code x5t}, {@code kid} or none. */
        Assertion thumbprint(String header) {
            thumbprint = header;
            return this;
        }

        String signed(Identity identity) throws GeneralSecurityException {
            return signed(identity.key(), identity.certificate());
        }

        String signed(PrivateKey key, X509Certificate named) throws GeneralSecurityException {
            JsonObjectBuilder header =
                    Json.createObjectBuilder().add("alg", algorithm).add("typ", "JWT");
            byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(named.getEncoded());
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(named.getEncoded());
            Map<String, Consumer<JsonObjectBuilder>> ways = Map.of(
                    // MSAL4J writes standard Base64 here.
                    "x5t#S256",
                            builder ->
                                    builder.add("x5t#S256", Base64.getEncoder().encodeToString(sha256)),
                    "x5t",
                            builder -> builder.add(
                                    "x5t",
                                    Base64.getUrlEncoder().withoutPadding().encodeToString(sha1)),
                    "kid",
                            builder -> builder.add(
                                    "kid", HexFormat.of().withUpperCase().formatHex(sha1)),
                    "none", builder -> {});
            ways.get(thumbprint).accept(header);
            JsonObjectBuilder body = Json.createObjectBuilder();
            claims.forEach((name, value) -> {
                if (value instanceof Long number) {
                    body.add(name, number);
                } else {
                    body.add(name, value.toString());
                }
            });
            String text = encode(header.build()) + '.' + encode(body.build());
            Signature signature = Signature.getInstance(algorithm.equals("PS256") ? "RSASSA-PSS" : "SHA256withRSA");
            if (algorithm.equals("PS256")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        }

        private static String encode(JsonObject json) {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
