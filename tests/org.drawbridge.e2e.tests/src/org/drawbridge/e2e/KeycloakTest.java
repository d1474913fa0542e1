package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sign-ins to SharePoint Online against an identity provider that is none of ours: Keycloak, under Entra's name and
 * addresses. Password and one-time code are typed in a real browser; each command is a new process.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class KeycloakTest {

    private static final String HOST = Keycloak.LOGIN_HOST;
    private static final String APP_PASSWORD = "the-password-of-the-key-file";

    @TempDir
    static Path folder;

    private static Keycloak keycloak;
    private static ProtectedSites sites;
    private static EntraFront front;
    private static UsersBrowser browser;

    @BeforeAll
    static void start() throws IOException {
        Path key = folder.resolve("app.p12");
        keycloak =
                new Keycloak(Files.createDirectory(folder.resolve("keycloak")), TestAuthority.app(key, APP_PASSWORD));
        sites = new ProtectedSites(keycloak);
        front = new EntraFront(
                keycloak,
                sites,
                new TestAuthority(Files.createDirectory(folder.resolve("authority")), EntraFront.hosts()));
        browser = front.browser(folder);
        Files.createDirectory(folder.resolve("home"));
        Path connections = folder.resolve("connections.json");
        JsonArrayBuilder all = Json.createArrayBuilder()
                .add(connection("person", "interactive", Keycloak.PUBLIC_APP, Map.of(), Map.of()))
                .add(connection("code", "devicecode", Keycloak.PUBLIC_APP, Map.of(), Map.of()))
                .add(connection(
                        "secret", "secret", Keycloak.SECRET_APP, Map.of(), Map.of("clientSecret", "APP_SECRET")))
                .add(connection(
                        "wrong-secret",
                        "secret",
                        Keycloak.SECRET_APP,
                        Map.of(),
                        Map.of("clientSecret", "WRONG_SECRET")))
                .add(connection(
                        "certificate",
                        "certificate",
                        Keycloak.CERTIFICATE_APP,
                        Map.of("certificate", key.toString()),
                        Map.of("certificatePassword", "APP_PASSWORD")));
        Files.writeString(
                connections,
                Json.createObjectBuilder()
                        .add("version", 1)
                        .add("connections", all)
                        .build()
                        .toString());
        run(0, "connection", "import", connections.toString());
    }

    private static JsonObjectBuilder connection(
            String id, String method, String app, Map<String, String> settings, Map<String, String> secrets) {
        JsonObjectBuilder all = Json.createObjectBuilder().add("clientId", app);
        settings.forEach(all::add);
        JsonObjectBuilder references = Json.createObjectBuilder();
        secrets.forEach((secret, variable) ->
                references.add(secret, Json.createObjectBuilder().add("env", variable)));
        return Json.createObjectBuilder()
                .add("id", id)
                .add("target", "sharepoint")
                .add("url", ProtectedSites.SITE)
                .add("method", "sharepoint." + method)
                .add("settings", all)
                .add("secrets", references);
    }

    @AfterAll
    static void stop() {
        if (front != null) {
            front.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    private static Product product() {
        return new Product(folder.resolve("home"))
                .with("DRAWBRIDGE_MASTER_PASSWORD", "correct horse battery staple")
                .with("APP_SECRET", Keycloak.SECRET)
                .with("WRONG_SECRET", "not-" + Keycloak.SECRET)
                .with("APP_PASSWORD", APP_PASSWORD);
    }

    private static String[] through(String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(front.network())).toArray(String[]::new);
    }

    /** Runs the product, in a process of its own, which must end so. */
    private static Product.Result run(int exitCode, String... arguments) {
        Product.Result result = product().run(through(arguments));
        assertEquals(exitCode, result.exitCode(), result::toString);
        return result;
    }

    private static Product.Result fine(Product.Result result) {
        assertEquals(0, result.exitCode(), result::toString);
        return result;
    }

    /** The product opens a browser by {@code --open-with}, somebody signs in there, and the product ends well. */
    private static Product.Result inTheBrowser(Consumer<Chromium> user, String... arguments) throws Exception {
        Product.Running running = product()
                .begin(through(Stream.concat(Stream.of(arguments), Stream.of("--open-with", browser.command()))
                        .toArray(String[]::new)));
        try {
            user.accept(browser.of(running.process()));
            return fine(running.end());
        } catch (AssertionError e) {
            running.process().destroy();
            throw new AssertionError(
                    e.getMessage() + "\n" + running.out().join() + running.err().join(), e);
        } finally {
            browser.close();
        }
    }

    private static void passwordAndCode(Chromium chromium) {
        chromium.submit(HOST, "#kc-login", "#username", Keycloak.USER, "#password", Keycloak.PASSWORD);
        chromium.submit(HOST, "#kc-login", "#otp", Keycloak.oneTimeCode());
    }

    /** How the requests for tokens went that something caused: grant and status each. */
    private static List<String> asked(Runnable action) {
        int before = front.asked().size();
        action.run();
        return front.asked().stream()
                .skip(before)
                .map(each -> each.grant() + " " + each.status())
                .toList();
    }

    private static void assertFullControl(String account, JsonObject test) {
        assertEquals("full-control", test.getString("level"), test::toString);
        assertEquals(account, test.getJsonObject("account").getString("name"), test::toString);
    }

    @Test
    @Order(1)
    void aPersonSignsInWithPasswordAndOneTimeCode() throws Exception {
        Product.Result login = inTheBrowser(KeycloakTest::passwordAndCode, "login", "person", "--json");

        assertEquals(Keycloak.USER, login.json().getJsonObject("account").getString("name"), login::toString);
        assertEquals("authorization_code", front.asked().getFirst().grant());
    }

    @Test
    @Order(2)
    void anotherProcessGetsItsTokensSilently() {
        List<String> asked = asked(() -> assertFullControl(
                Keycloak.USER, run(0, "test", "person", "--json").json()));

        // One for SharePoint, one for Graph.
        assertEquals(List.of("refresh_token 200", "refresh_token 200"), asked);
    }

    @Test
    @Order(3)
    void aTokenThatNoLongerCountsIsRenewedAtOnce() {
        sites.challengeTheNextToken();

        List<String> asked = asked(() -> run(0, "request", "person", "/_api/web"));

        assertEquals(List.of("refresh_token 200", "refresh_token 200"), asked);
    }

    @Test
    @Order(4)
    void onceTheSessionIsRevokedSigningInIsAskedForAndWorksAgain() throws Exception {
        keycloak.revoke(Keycloak.USER);

        JsonObject failure = run(4, "test", "person", "--json").failure();
        assertEquals("entra.sign-in-again", failure.getString("cause"), failure::toString);
        assertEquals("you", failure.getString("owner"));
        assertEquals("invalid_grant", failure.getJsonObject("evidence").getString("error"), failure::toString);

        // Not "--again": that the session has ended leads to the browser by itself.
        inTheBrowser(KeycloakTest::passwordAndCode, "login", "person");
        assertFullControl(Keycloak.USER, run(0, "test", "person", "--json").json());
    }

    private static List<Integer> polls(int before) {
        return front.asked().stream()
                .skip(before)
                .filter(each -> each.grant().endsWith("device_code"))
                .map(EntraFront.Asked::status)
                .toList();
    }

    @Test
    @Order(5)
    void aDeviceCodeIsApprovedInABrowserWhileTheProductPolls() throws Exception {
        int before = front.asked().size();

        Product.Result login = inTheBrowser(
                chromium -> {
                    passwordAndCode(chromium);
                    // It asks in vain while the code is not approved.
                    Chromium.await(
                            "poll",
                            () -> polls(before).stream()
                                    .filter(status -> status == 400)
                                    .findFirst());
                    chromium.submit(HOST, "[name=accept]");
                },
                "login",
                "code",
                "--json");

        assertEquals(Keycloak.USER, login.json().getJsonObject("account").getString("name"), login::toString);
        assertEquals(200, polls(before).getLast());
        List<String> asked = asked(() -> assertFullControl(
                Keycloak.USER, run(0, "test", "code", "--json").json()));
        assertEquals(List.of("refresh_token 200", "refresh_token 200"), asked);
    }

    @Test
    @Order(6)
    void anAppSignsInWithItsCertificate() {
        run(0, "login", "certificate");

        JsonObject test = run(0, "test", "certificate", "--json").json();

        assertEquals("full-control", test.getString("level"), test::toString);
    }

    @Test
    @Order(7)
    void anAppSignsInWithItsSecretWhichIsGoodForGraphOnly() {
        run(0, "login", "secret");

        JsonObject test = product().run(through("test", "secret", "--json")).json();
        assertEquals("insufficient", test.getString("level"), test::toString);
        assertEquals(Map.of("web", "limited", "graph", "ok"), states(test, "web", "graph"), test::toString);
    }

    @Test
    @Order(8)
    void aWrongSecretIsRefusedInTheProvidersOwnWords() {
        Product.Result test = product().run(through("test", "wrong-secret", "--json"));

        assertEquals(2, test.exitCode(), test::toString);
        assertTrue(test.failure().getString("message").contains("Invalid client credentials"), test::toString);
    }

    private static Map<String, String> states(JsonObject test, String... stages) {
        return test.getJsonArray("stages").getValuesAs(JsonObject.class).stream()
                .filter(stage -> List.of(stages).contains(stage.getString("id")))
                .collect(Collectors.toMap(stage -> stage.getString("id"), stage -> stage.getString("state")));
    }

    /** Were the sites open to all, the others would prove nothing. */
    @Test
    @Order(9)
    void theSitesTakeNoTokenButTheirOwn() throws Exception {
        String graph =
                run(0, "token", "certificate", "--resource", "graph").out().strip();
        String own =
                run(0, "token", "certificate", "--resource", "sharepoint").out().strip();

        assertEquals(200, front.get(ProtectedSites.SITE + "/_api/web", own));
        assertEquals(401, front.get(ProtectedSites.SITE + "/_api/web", graph));
        String[] parts = own.split("\\.");
        String other = graph.split("\\.")[2];
        assertEquals(401, front.get(ProtectedSites.SITE + "/_api/web", parts[0] + "." + parts[1] + "." + other));
        assertEquals(401, front.get(ProtectedSites.SITE + "/_api/web", ""));
    }
}
