package org.drawbridge.sandbox.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.drawbridge.sandbox.Sandbox;
import org.drawbridge.sandbox.SandboxConnection;
import org.drawbridge.sandbox.SandboxOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest extends SandboxTests {

    @TempDir
    Path folder;

    private JsonObject connections() throws IOException {
        try (InputStream in = Files.newInputStream(sandbox.connectionsFile());
                JsonReader reader = Json.createReader(in)) {
            return reader.readObject();
        }
    }

    @Test
    void connectionsFileNamesTheCaThePortAndEveryConnection() throws IOException {
        JsonObject file = connections();
        assertEquals(1, file.getInt("version"));
        assertEquals("ca.pem", file.getJsonObject("network").getString("ca"));
        assertEquals(
                "::127.0.0.1:" + sandbox.port(),
                file.getJsonObject("network").getJsonArray("connectTo").getString(0));
        List<String> ids = file.getJsonArray("connections").getValuesAs(JsonObject.class).stream()
                .map(entry -> entry.getString("id"))
                .toList();
        assertEquals(sandbox.connections().stream().map(SandboxConnection::id).toList(), ids);
        assertEquals(ids.size(), new HashSet<>(ids).size(), "ids are unique");
        assertTrue(
                ids.containsAll(List.of("wiki-admin", "wiki85-bad-token", "cloud-scoped", "spo-certificate")),
                ids::toString);
    }

    @Test
    void everyFileThatAConnectionNamesIsThereAndNoSecretIsLiteral() throws IOException {
        for (JsonObject entry : connections().getJsonArray("connections").getValuesAs(JsonObject.class)) {
            for (JsonValue secret : entry.getJsonObject("secrets").values()) {
                assertEquals(Set.of("file"), secret.asJsonObject().keySet(), entry.getString("id"));
                Path file = sandbox.folder().resolve(secret.asJsonObject().getString("file"));
                assertFalse(Files.readString(file).isBlank(), file::toString);
            }
            for (String key : List.of("certificate", "privateKey")) {
                String file = entry.getJsonObject("settings").getString(key, null);
                assertTrue(file == null || Files.exists(sandbox.folder().resolve(file)), file);
            }
        }
    }

    @Test
    void onlyTheOwnerCanReadSecrets() throws IOException {
        try (Stream<Path> secrets = Files.walk(sandbox.folder().resolve("secrets"))) {
            for (Path path : secrets.toList()) {
                Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path);
                assertTrue(
                        rights.stream().allMatch(right -> right.name().startsWith("OWNER_")),
                        () -> path + " " + rights);
            }
        }
    }

    @Test
    void eachRunHasItsOwnSecretsAndCaAndLeavesNothing() throws IOException {
        Path place = folder.resolve("made/by/it");
        String password;
        String ca;
        try (Sandbox other = Sandbox.start(new SandboxOptions(place, 0))) {
            password = other.secret("uuser.password");
            ca = Files.readString(other.caFile());
            assertNotEquals(sandbox.port(), other.port());
        }
        assertNotEquals(sandbox.secret("uuser.password"), password);
        assertNotEquals(Files.readString(sandbox.caFile()), ca);
        assertFalse(Files.exists(folder.resolve("made")), "folders that it made are gone");
    }

    @Test
    void othersFilesInItsFolderStayAndLeftoversOfACrashGo() throws IOException {
        Path mine = Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.createDirectories(folder.resolve("secrets"));
        Path leftover = Files.writeString(folder.resolve("secrets/old.token"), "old");
        try (Sandbox other = Sandbox.start(new SandboxOptions(folder, 0))) {
            assertFalse(Files.exists(leftover));
            assertTrue(Files.exists(other.connectionsFile()));
        }
        try (Stream<Path> rest = Files.list(folder)) {
            assertEquals(List.of(mine), rest.toList());
        }
    }

    @Test
    void aTakenPortIsToldAndLeavesNothing() throws IOException {
        Path place = folder.resolve("second");
        assertThrows(BindException.class, () -> Sandbox.start(new SandboxOptions(place, sandbox.port())));
        assertFalse(Files.exists(place));
    }

    @Test
    void eachHostShowsACertificateInItsOwnName() throws Exception {
        try (SSLSocket socket = client().connect("wiki92.acme.test")) {
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            assertEquals(
                    List.of(List.of(2, "wiki92.acme.test")), List.copyOf(certificate.getSubjectAlternativeNames()));
        }
    }

    @Test
    void badCertificatesAreBadInTheirOwnWay() {
        assertTrue(tlsError("expired-tls.acme.test").contains("CertificateExpiredException"));
        assertTrue(tlsError("not-yet-tls.acme.test").contains("CertificateNotYetValidException"));
        assertTrue(tlsError("other-ca.acme.test").contains("unable to find valid certification path"));
        assertTrue(tlsError("wrong-name-tls.acme.test").contains("No subject alternative DNS name matching"));
    }

    private static String tlsError(String host) {
        SSLException error = assertThrows(SSLException.class, () -> client().get("https://" + host + "/"));
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        assertTrue(
                cause instanceof CertificateException || cause instanceof java.security.GeneralSecurityException,
                cause::toString);
        return cause.toString();
    }

    @Test
    void anUnknownHostIsCalledSo() throws IOException {
        TestClient.Answer answer = client().get("https://nowhere.acme.test/x");
        assertEquals(404, answer.status());
        assertTrue(answer.body().contains("simulates no host named <b>nowhere.acme.test</b>"), answer.body());
    }

    @Test
    void oneConnectionCarriesManyCalls() throws Exception {
        try (SSLSocket socket = client().connect("wiki85.acme.test")) {
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream()
                        .write("GET /rest/api/user/current HTTP/1.1\r\nHost: wiki85.acme.test\r\n\r\n".getBytes());
                assertEquals(200, TestClient.read(socket.getInputStream()).status());
            }
        }
    }

    @Test
    void closingEndsCallsThatWait() throws Exception {
        Sandbox other = Sandbox.start(new SandboxOptions(folder.resolve("closing"), 0));
        TestClient waiting = new TestClient(other);
        try (SSLSocket socket = waiting.connect("silent.acme.test")) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: silent.acme.test\r\n\r\n".getBytes());
            socket.getOutputStream().flush();
            other.close();
            assertThrows(IOException.class, () -> TestClient.read(socket.getInputStream()));
        }
        other.close();
    }
}
