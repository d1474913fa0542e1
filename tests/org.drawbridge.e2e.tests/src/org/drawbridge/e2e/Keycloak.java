package org.drawbridge.e2e;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A real Keycloak as the identity provider of one tenant, on a free port of the loopback address, with its database in
 * memory. The build fetches it; what it does once and for all is kept beside it. Reference: identity-rigs, Keycloak.
 */
final class Keycloak implements AutoCloseable {

    static final String LOGIN_HOST = "login.microsoftonline.com";
    static final String SHAREPOINT = "https://contoso.sharepoint.com";
    static final String GRAPH = "https://graph.microsoft.com";
    static final String TENANT = "5b4a2c1e-7d0f-4a3b-9c8d-1e2f3a4b5c6d";

    static final String USER = "ada@contoso.com";
    static final String PASSWORD = "Open-Sesame-7";
    private static final String TOTP_KEY = "a-key-for-one-time-codes";

    static final String PUBLIC_APP = "11111111-aaaa-4bbb-8ccc-000000000001";
    static final String SECRET_APP = "11111111-aaaa-4bbb-8ccc-000000000002";
    static final String CERTIFICATE_APP = "11111111-aaaa-4bbb-8ccc-000000000003";
    static final String SECRET = "a-client-secret-for-tests";

    /** The ids of Microsoft's own APIs, each an audience with a role for apps. */
    private static final Map<String, String> APIS =
            Map.of(SHAREPOINT, "00000003-0000-0ff1-ce00-000000000000", GRAPH, "00000003-0000-0000-c000-000000000000");

    private static final String APP_ROLE = "Sites.FullControl.All";
    private static final String ADMIN_PASSWORD = "the-admin-of-the-test";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    private final int port;
    private final Servers.Running server;
    private final KeycloakAdmin administration;

    /** @param folder empty; not deleted at the end @param app that signs in with this certificate */
    Keycloak(Path folder, Certificate app) throws IOException {
        Path home = Path.of(System.getProperty("drawbridge.keycloak"));
        prepare(home);
        port = Servers.freePort();
        server = Servers.startSlowly(
                folder,
                Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS_KC_HEAP",
                        "-Xms64m -Xmx384m",
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        "admin",
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        ADMIN_PASSWORD),
                port,
                home.resolve("bin/kc.sh").toString(),
                "start",
                "--optimized",
                "--cache=local",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--proxy-headers=xforwarded",
                "--hostname=https://" + LOGIN_HOST);
        administration =
                new KeycloakAdmin(address(), ADMIN_PASSWORD, request -> send(request, BodyHandlers.ofString()));
        try {
            realm(app);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw new IOException(e.getMessage() + "\n" + Files.readString(folder.resolve("kc.sh.out")), e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The code that the user's telephone shows now. */
    static String oneTimeCode() {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(TOTP_KEY.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8)
                    .putLong(Instant.now().getEpochSecond() / 30)
                    .array());
            int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 15) & Integer.MAX_VALUE;
            return "%06d".formatted(number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends all sessions of the user and what renews them, as an administrator does who revokes them. */
    void revoke(String user) throws IOException {
        String id = user(user).getString("id");
        admin("POST", "users/" + id + "/logout", null);
        // That alone spares what was issued within this second.
        admin("DELETE", "users/" + id + "/consents/" + PUBLIC_APP, null);
    }

    private JsonObject user(String name) throws IOException {
        return admin("GET", "users?exact=true&username=" + encoded(name), null)
                .asJsonArray()
                .getJsonObject(0);
    }

    @Override
    public void close() {
        server.close();
    }

    // ---- once for each version

    private static void prepare(Path home) throws IOException {
        Path source = Path.of(System.getProperty("drawbridge.repository"), "tests/org.drawbridge.e2e.tests/keycloak")
                .resolve("EntraAssertions.java");
        Path stamp = home.resolve("prepared");
        String wanted = Files.readString(source);
        try (FileChannel lock =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) {
                return;
            }
            Files.deleteIfExists(stamp);
            provider(home, source);
            Servers.runSlowly(
                    Map.of("JAVA_HOME", System.getProperty("java.home")),
                    home.resolve("bin/kc.sh").toString(),
                    "build",
                    "--db=dev-mem",
                    "--health-enabled=false");
            Files.writeString(stamp, wanted);
        }
    }

    /** Compiles the provider against the Keycloak that is there. */
    private static void provider(Path home, Path source) throws IOException {
        Path classes = Files.createTempDirectory("drawbridge-provider-");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
                Stream<Path> jars = Files.list(home.resolve("lib/lib/main"))) {
            String path = String.join(":", jars.map(Path::toString).toList());
            boolean good = compiler.getTask(
                            null,
                            files,
                            null,
                            List.of("-proc:none", "-cp", path, "-d", classes.toString(), "--release", "17"),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            if (!good) {
                throw new IOException(source + " can't be compiled");
            }
        }
        Path jar = home.resolve("providers/entra-assertions.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> all = Files.walk(classes)) {
            out.putNextEntry(new JarEntry("META-INF/services/org.keycloak.authentication.ClientAuthenticatorFactory"));
            out.write("org.drawbridge.e2e.keycloak.EntraAssertions".getBytes(StandardCharsets.US_ASCII));
            for (Path each : all.sorted((one, other) -> other.compareTo(one)).toList()) {
                if (Files.isRegularFile(each)) {
                    out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                    Files.copy(each, out);
                }
                Files.delete(each);
            }
        }
    }

    // ---- the tenant

    private void realm(Certificate certificate) throws IOException {
        administration.call(
                "POST",
                "/admin/realms",
                Json.createObjectBuilder()
                        .add("realm", TENANT)
                        .add("enabled", true)
                        .add("accessTokenLifespan", 3600)
                        // Without the type the rest of the policy is not looked at.
                        .add("otpPolicyType", "totp")
                        .add("otpPolicyAlgorithm", "HmacSHA1")
                        .add("otpPolicyDigits", 6)
                        .add("otpPolicyPeriod", 30)
                        .add("otpPolicyLookAheadWindow", 1)
                        .add("otpPolicyCodeReusable", true)
                        .add("oauth2DevicePollingInterval", 2)
                        .add(
                                "groups",
                                array(Json.createObjectBuilder()
                                        .add("name", "migration")
                                        .add(
                                                "attributes",
                                                Json.createObjectBuilder()
                                                        .add(
                                                                SHAREPOINT,
                                                                Json.createArrayBuilder()
                                                                        .add("AllSites.FullControl"))
                                                        .add(
                                                                GRAPH,
                                                                Json.createArrayBuilder()
                                                                        .add("Sites.FullControl.All User.Read")))))
                        .add(
                                "users",
                                array(Json.createObjectBuilder()
                                        .add("username", USER)
                                        .add("email", USER)
                                        .add("firstName", "Ada")
                                        .add("lastName", "Admin")
                                        .add("enabled", true)
                                        .add("emailVerified", true)
                                        .add("groups", Json.createArrayBuilder().add("/migration"))
                                        .add(
                                                "realmRoles",
                                                Json.createArrayBuilder().add("default-roles-" + TENANT))
                                        .add(
                                                "credentials",
                                                Json.createArrayBuilder()
                                                        .add(Json.createObjectBuilder()
                                                                .add("type", "password")
                                                                .add("value", PASSWORD))
                                                        .add(Json.createObjectBuilder()
                                                                .add("type", "otp")
                                                                .add(
                                                                        "secretData",
                                                                        Json.createObjectBuilder()
                                                                                .add("value", TOTP_KEY)
                                                                                .build()
                                                                                .toString())
                                                                .add(
                                                                        "credentialData",
                                                                        Json.createObjectBuilder()
                                                                                .add("subType", "totp")
                                                                                .add("digits", 6)
                                                                                .add("counter", 0)
                                                                                .add("period", 30)
                                                                                .add("algorithm", "HmacSHA1")
                                                                                .build()
                                                                                .toString())))))
                        .build());
        for (Map.Entry<String, String> api : APIS.entrySet()) {
            admin(
                    "POST",
                    "clients",
                    Json.createObjectBuilder()
                            .add("clientId", api.getValue())
                            .add("name", api.getKey())
                            .build());
            admin(
                    "POST",
                    "clients/" + id(api.getValue()) + "/roles",
                    Json.createObjectBuilder().add("name", APP_ROLE).build());
            scope(api.getKey(), api.getValue());
        }
        app(
                PUBLIC_APP,
                "0",
                Json.createObjectBuilder()
                        .add("publicClient", true)
                        .add("standardFlowEnabled", true)
                        .add(
                                "redirectUris",
                                Json.createArrayBuilder()
                                        .add("http://localhost")
                                        .add("http://localhost/"))
                        .add(
                                "attributes",
                                Json.createObjectBuilder().add("oauth2.device.authorization.grant.enabled", "true")));
        app(SECRET_APP, "1", confidential("client-secret").add("secret", SECRET));
        try {
            app(
                    CERTIFICATE_APP,
                    "2",
                    confidential("client-jwt")
                            .add(
                                    "attributes",
                                    Json.createObjectBuilder()
                                            .add(
                                                    "jwt.credential.certificate",
                                                    Base64.getEncoder().encodeToString(certificate.getEncoded()))
                                            .add("token.endpoint.auth.signing.max.exp", "900")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        for (String app : List.of(SECRET_APP, CERTIFICATE_APP)) {
            String account = admin("GET", "clients/" + id(app) + "/service-account-user", null)
                    .asJsonObject()
                    .getString("id");
            for (String api : APIS.values()) {
                JsonObject role = admin("GET", "clients/" + id(api) + "/roles/" + APP_ROLE, null)
                        .asJsonObject();
                admin(
                        "POST",
                        "users/" + account + "/role-mappings/clients/" + id(api),
                        Json.createArrayBuilder().add(role).build());
            }
        }
    }

    private static JsonObjectBuilder confidential(String authenticator) {
        return Json.createObjectBuilder()
                .add("standardFlowEnabled", false)
                .add("serviceAccountsEnabled", true)
                .add("clientAuthenticatorType", authenticator);
    }

    /** The scope for all that was consented to for a resource: what the token for it says then. */
    private void scope(String resource, String api) throws IOException {
        admin(
                "POST",
                "client-scopes",
                Json.createObjectBuilder()
                        .add("name", resource + "/.default")
                        .add("protocol", "openid-connect")
                        .add("attributes", Json.createObjectBuilder().add("include.in.token.scope", "true"))
                        .add(
                                "protocolMappers",
                                Json.createArrayBuilder()
                                        .add(mapper(
                                                "audience",
                                                "oidc-audience-mapper",
                                                "access",
                                                Map.of("included.custom.audience", resource)))
                                        .add(mapper(
                                                "scp",
                                                "oidc-usermodel-attribute-mapper",
                                                "access",
                                                Map.of(
                                                        "user.attribute",
                                                        resource,
                                                        "claim.name",
                                                        "scp",
                                                        "jsonType.label",
                                                        "String")))
                                        .add(mapper(
                                                "roles",
                                                "oidc-usermodel-client-role-mapper",
                                                "access",
                                                Map.of(
                                                        "usermodel.clientRoleMapping.clientId",
                                                        api,
                                                        "claim.name",
                                                        "roles",
                                                        "jsonType.label",
                                                        "String",
                                                        "multivalued",
                                                        "true"))))
                        .build());
    }

    private void app(String clientId, String proof, JsonObjectBuilder how) throws IOException {
        String clientInfo = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("{\"uid\":\"" + user(USER).getString("id") + "\",\"utid\":\"" + TENANT + "\"}")
                        .getBytes(StandardCharsets.US_ASCII));
        admin(
                "POST",
                "clients",
                how.add("clientId", clientId)
                        .add(
                                "defaultClientScopes",
                                Json.createArrayBuilder().add("basic").add("profile"))
                        .add(
                                "optionalClientScopes",
                                Json.createArrayBuilder()
                                        .add("offline_access")
                                        .add(SHAREPOINT + "/.default")
                                        .add(GRAPH + "/.default"))
                        .add(
                                "protocolMappers",
                                Json.createArrayBuilder()
                                        .add(constant("tid", TENANT, "access id"))
                                        .add(constant("appid", clientId, "access"))
                                        .add(constant("appidacr", proof, "access"))
                                        .add(constant("client_info", clientInfo, "response"))
                                        .add(mapper(
                                                "oid",
                                                "oidc-usermodel-property-mapper",
                                                "access id",
                                                Map.of(
                                                        "user.attribute",
                                                        "id",
                                                        "claim.name",
                                                        "oid",
                                                        "jsonType.label",
                                                        "String"))))
                        .build());
    }

    private static JsonObjectBuilder constant(String claim, String value, String where) {
        return mapper(
                claim,
                "oidc-hardcoded-claim-mapper",
                where,
                Map.of("claim.name", claim, "claim.value", value, "jsonType.label", "String"));
    }

    /** @param where of: access, id (tokens), response (to the token request) */
    private static JsonObjectBuilder mapper(String name, String kind, String where, Map<String, String> settings) {
        JsonObjectBuilder config = Json.createObjectBuilder();
        settings.forEach(config::add);
        config.add("access.token.claim", String.valueOf(where.contains("access")))
                .add("id.token.claim", String.valueOf(where.contains("id")))
                .add("userinfo.token.claim", "false")
                .add("access.tokenResponse.claim", String.valueOf(where.equals("response")));
        return Json.createObjectBuilder()
                .add("name", name)
                .add("protocol", "openid-connect")
                .add("protocolMapper", kind)
                .add("config", config);
    }

    private static JsonArrayBuilder array(JsonObjectBuilder only) {
        return Json.createArrayBuilder().add(only);
    }

    private String id(String clientId) throws IOException {
        return admin("GET", "clients?clientId=" + clientId, null)
                .asJsonArray()
                .getJsonObject(0)
                .getString("id");
    }

    // ---- its administration

    private JsonStructure admin(String method, String path, JsonStructure body) throws IOException {
        return administration.call(method, "/admin/realms/" + TENANT + "/" + path, body);
    }

    /** Sends a request to it, not following redirects. */
    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return client.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Reads one of the tenant's public documents. */
    JsonObject document(String path) {
        try (InputStream in = send(
                                HttpRequest.newBuilder(address().resolve("/realms/" + TENANT + "/" + path))
                                        .build(),
                                BodyHandlers.ofInputStream())
                        .body();
                JsonReader reader = Json.createReader(in)) {
            return reader.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
