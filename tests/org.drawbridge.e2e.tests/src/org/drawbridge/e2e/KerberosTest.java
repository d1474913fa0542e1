package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.drawbridge.e2e.KerberosProxy.Mode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Confluence behind a real Kerberos: a KDC, Apache with mod_auth_gssapi, Chromium with its own window, and a new process
 * of the product for each command.
 */
@Timeout(300)
class KerberosTest {

    private static final String USER = "aadmin";
    private static final String ME = "/rest/api/user/current";

    private static Path folder;
    private static KerberosRealm realm;
    private static KerberosProxy proxy;

    @TempDir
    Path home;

    private KerberosRealm.Tickets tickets;
    private Product product;

    @BeforeAll
    static void start() throws IOException {
        folder = Files.createTempDirectory("drawbridge-kerberos-");
        // The web server's own account must get in.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        RunningSandbox sandbox = RunningSandbox.get();
        realm = new KerberosRealm(Files.createDirectory(folder.resolve("realm")), List.of(USER));
        proxy = new KerberosProxy(
                Files.createDirectory(folder.resolve("proxy")),
                realm,
                sandbox,
                sandbox.secret("intranet-proxy.secret"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
        if (realm != null) {
            realm.close();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(each);
            }
        }
    }

    @BeforeEach
    void user() {
        tickets = realm.new Tickets(home.resolve("tickets"));
        product = new Product(home)
                .with("DRAWBRIDGE_MASTER_PASSWORD", "correct horse battery staple")
                .with("DRAWBRIDGE_BROWSER_ARGUMENTS", "--no-sandbox");
        for (String variable : List.of("DISPLAY", "XAUTHORITY")) {
            product.with(variable, String.valueOf(System.getenv(variable)));
        }
        tickets.environment().forEach(product::with);
    }

    private void add(String method) {
        fine(product.run("connection", "add", "wiki", "--url", "https://" + KerberosProxy.HOST, "--method", method));
    }

    private static String[] through(Mode mode, String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of(proxy.network(mode)))
                .toArray(String[]::new);
    }

    private Product.Result run(Mode mode, String... arguments) {
        return product.run(through(mode, arguments));
    }

    private Product.Result fine(Product.Result result) {
        assertEquals(0, result.exitCode(), result::toString);
        return result;
    }

    /** What was asked at the proxy while something happened. */
    private static List<String> asked(Mode mode, Runnable meanwhile) throws IOException {
        int before = proxy.asked(mode).size();
        meanwhile.run();
        List<String> lines = proxy.asked(mode);
        return lines.subList(before, lines.size());
    }

    private static JsonObject assertNamed(String cause, Product.Result result) {
        assertEquals(4, result.exitCode(), result::toString);
        JsonObject failure = result.failure();
        assertEquals(cause, failure.getString("cause"), failure::toString);
        assertEquals("you", failure.getString("owner"));
        return failure;
    }

    /** Neither a browser nor its profile; the profiles are below the user's home. */
    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.walk(home)) {
            assertEquals(
                    List.of(),
                    left.filter(path -> path.getFileName().toString().startsWith("browser-"))
                            .toList());
        }
        assertFalse(ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .anyMatch(line -> line.contains(home.toString())));
    }

    @Test
    void kerberosOnEveryRequestGoesThroughTheBrowserAlsoInNewProcesses() throws Exception {
        add("confluence.browser");
        tickets.get(USER);

        Product.Result[] login = new Product.Result[1];
        List<String> asked =
                asked(Mode.EVERY_REQUEST, () -> login[0] = fine(run(Mode.EVERY_REQUEST, "login", "wiki", "--json")));

        assertEquals(USER, login[0].json().getJsonObject("account").getString("name"));
        assertEquals("through the browser", login[0].json().getString("way"));
        assertTrue(login[0].err().contains("works inside the browser only"), login[0].err());
        int page = asked.indexOf(USER + " 200 GET /");
        assertEquals("- 401 GET /", asked.get(page - 1));
        assertNotEquals("- 401 GET /", asked.get(page - 2), () -> "the page was loaded more than once: " + asked);
        assertNothingIsLeft();

        JsonObject test =
                fine(run(Mode.EVERY_REQUEST, "test", "wiki", "--json")).json();
        assertEquals(USER, test.getJsonObject("account").getString("name"));
        assertEquals("admin", test.getString("level"));
        assertEquals("9.2.21", test.getJsonObject("product").getString("version"));

        assertTrue(fine(run(Mode.EVERY_REQUEST, "request", "wiki", ME)).out().contains("\"" + USER + "\""));
        assertNothingIsLeft();
    }

    @Test
    void aMissingTicketIsNamedAndItGoesOnAfterKinit() throws Exception {
        add("confluence.browser");
        JsonObject atLogin =
                assertNamed("confluence.kerberos.ticket-missing", run(Mode.EVERY_REQUEST, "login", "wiki", "--json"));
        assertTrue(atLogin.getJsonArray("remedy").getString(0).contains("kinit"), atLogin::toString);
        assertNothingIsLeft();

        tickets.get(USER);
        fine(run(Mode.EVERY_REQUEST, "login", "wiki"));
        tickets.destroy();

        JsonObject later = assertNamed(
                "confluence.kerberos.ticket-missing", run(Mode.EVERY_REQUEST, "request", "wiki", ME, "--json"));
        assertTrue(later.getJsonArray("remedy").getString(0).contains("kinit " + USER), later::toString);
        assertNothingIsLeft();

        tickets.getExpired(USER);
        JsonObject expired =
                assertNamed("confluence.kerberos.ticket-expired", run(Mode.EVERY_REQUEST, "test", "wiki", "--json"));
        assertTrue(expired.getString("message").contains(USER + "@" + KerberosRealm.NAME), expired::toString);

        tickets.get(USER);
        assertTrue(fine(run(Mode.EVERY_REQUEST, "request", "wiki", ME)).out().contains("\"" + USER + "\""));
    }

    @Test
    void whereKerberosIsWantedOncePlainCookiesWork() throws Exception {
        add("confluence.browser");
        tickets.get(USER);

        Product.Result login = fine(run(Mode.ONCE, "login", "wiki", "--json"));
        assertEquals("with the browser's cookies", login.json().getString("way"), login::toString);
        assertNothingIsLeft();

        tickets.destroy();
        product.with("DISPLAY", "").with("PATH", "/usr/bin:/bin");
        JsonObject test = fine(run(Mode.ONCE, "test", "wiki", "--json")).json();
        assertEquals(USER, test.getJsonObject("account").getString("name"));
        assertTrue(fine(run(Mode.ONCE, "request", "wiki", ME)).out().contains("\"" + USER + "\""));
    }

    @Test
    void onATerminalTheUserIsAskedAndMayDecline() throws Exception {
        add("confluence.browser");
        tickets.get(USER);

        Product.Result login = product.onATerminal("2\n").run(through(Mode.EVERY_REQUEST, "login", "wiki"));

        assertEquals(2, login.exitCode(), login::toString);
        assertTrue(login.out().contains("1. Use the browser"), login::toString);
        assertTrue(login.out().replaceAll("\\s+", " ").contains("only inside the browser"), login::toString);
        assertNothingIsLeft();
    }

    @Test
    void whatCannotBringATicketIsToldSo() throws Exception {
        add("confluence.anonymous");

        Product.Result anonymous = run(Mode.EVERY_REQUEST, "test", "wiki", "--json");

        assertEquals(2, anonymous.exitCode(), anonymous::toString);
        assertEquals(
                "confluence.anonymous-blocked-by-sso",
                anonymous.json().getJsonObject("failure").getString("cause"));
        assertTrue(
                anonymous.json().getJsonObject("failure").getString("message").contains("Kerberos"),
                anonymous::toString);
    }
}
