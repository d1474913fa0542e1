package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code drawbridge login} in real Chromium, and what later commands make of it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserSignInTest {

    private static final String MASTER = "a-master-password-for-tests";

    private static final List<String> SAID = new ArrayList<>();
    private static final List<Path> PATHS = new ArrayList<>();

    @TempDir
    static Path home;

    private static Path dataDir;
    private static RunningSandbox sandbox;

    @BeforeAll
    static void takeOverTheConnections() {
        dataDir = home.resolve("data");
        sandbox = RunningSandbox.get();
        Product.Result imported = run(product(), "connection", "import", sandbox.connectionsFile());
        assertEquals(0, imported.exitCode(), imported::toString);
    }

    private static Product product() {
        return new Product(home)
                .with("DRAWBRIDGE_MASTER_PASSWORD", MASTER)
                .with("DRAWBRIDGE_BROWSER_ARGUMENTS", "--headless=new --no-sandbox --disable-gpu");
    }

    private static String[] with(String... arguments) {
        return Stream.of(
                        Stream.of(arguments), Stream.of("--data-dir", dataDir.toString()), Stream.of(sandbox.network()))
                .flatMap(each -> each)
                .toArray(String[]::new);
    }

    private static Product.Result run(Product product, String... arguments) {
        return product.run(with(arguments));
    }

    /** Links to programs elsewhere. */
    @AfterAll
    static void deleteThePathWithoutADriver() throws IOException {
        for (Path folder : PATHS) {
            try (Stream<Path> links = Files.list(folder)) {
                for (Path link : links.toList()) {
                    Files.delete(link);
                }
            }
        }
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertEquals(List.of(), Chromium.profiles(dataDir), "profiles are left");
        assertEquals(List.of(), browsers(), "processes are left");
    }

    /** Browsers and drivers of this test, by what stands in their arguments. */
    private static List<String> browsers() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList()) {
                try {
                    String arguments = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
                    String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
                    boolean ours = arguments.contains(home.toString()) || environment.contains("HOME=" + home);
                    if (ours && arguments.contains("chrom") && !arguments.contains("org.drawbridge")) {
                        found.add(arguments.replace('\0', ' '));
                    }
                } catch (IOException e) {
                    // It has ended, or belongs to somebody else.
                }
            }
        }
        return found;
    }

    // ---- signing in

    private record Login(Product.Result result, long millis) {}

    /** Runs {@code login} in a process of its own while somebody signs in. */
    private Login login(Product product, String id, ThrowingConsumer user) throws Exception {
        Process process = product.start(with("login", id, "--again", "-vv"));
        CompletableFuture<String> out = Product.read(process.getInputStream());
        CompletableFuture<String> err = Product.read(process.getErrorStream());
        long signedIn = 0;
        try {
            user.accept(new Chromium(dataDir, process));
            signedIn = System.nanoTime();
            assertTrue(process.waitFor(90, TimeUnit.SECONDS), "the product waits on");
        } catch (AssertionError e) {
            // The process' own method would close what it has said.
            process.toHandle().destroy();
            throw new AssertionError(e.getMessage() + "\n" + out.join() + err.join(), e);
        }
        long millis = Duration.ofNanos(System.nanoTime() - signedIn).toMillis();
        Product.Result result = new Product.Result(process.exitValue(), out.join(), err.join());
        Leaks.assertNone(home, List.of("login"), result);
        return new Login(result, millis);
    }

    @FunctionalInterface
    private interface ThrowingConsumer {
        void accept(Chromium browser) throws Exception;
    }

    private static String password(String user) throws IOException {
        return sandbox.secret(user + ".password");
    }

    private static void signIn(String id, Chromium browser, String user) throws IOException {
        switch (id) {
            case "wiki-form" ->
                browser.submit(
                        "wiki713.acme.test", "#loginButton", "#os_username", user, "#os_password", password(user));
            case "wiki-csp" ->
                browser.submit("csp.acme.test", "#loginButton", "#os_username", user, "#os_password", password(user));
            case "wiki-twostep" -> {
                String host = "twostep.acme.test";
                browser.submit(host, "#login-button", "#username-field", user, "#password-field", password(user));
                browser.when(
                        host,
                        "document.querySelector('#totp-code-field').offsetParent",
                        "document.querySelector('#totp-code-field').value ="
                                + " document.querySelector('#sandbox-hint').textContent.match(/[0-9]{6}/)[0];"
                                + " document.querySelector('#totp-button').click()");
            }
            case "wiki-sso" -> acmeId(browser, user);
            case "wiki-popup" -> {
                browser.submit("popup.acme.test", "#sso-button");
                acmeId(browser, user);
            }
            case "cloud-browser" ->
                browser.submit(
                        "id.atlassian.com",
                        "#login-submit",
                        "#username",
                        "anna.admin@acme.test",
                        "#password",
                        password(user));
            default -> throw new IllegalArgumentException(id);
        }
    }

    private static void acmeId(Chromium browser, String user) throws IOException {
        browser.submit("idp.acme.test", "#submitButton", "#userNameInput", user, "#passwordInput", password(user));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "wiki-form, sspace, sspace",
        "wiki-twostep, aadmin, aadmin",
        "wiki-sso, aadmin, aadmin",
        "wiki-popup, aadmin, aadmin",
        "wiki-csp, sspace, sspace",
        "cloud-browser, aadmin, 5b10a2844c20165700ede21g",
    })
    @Order(0)
    void laterCommandsUseTheSessionOfALogin(String id, String user, String account) throws Exception {
        Login login = login(product(), id, browser -> signIn(id, browser, user));

        assertEquals(0, login.result().exitCode(), login::toString);
        assertTrue(login.result().err().contains("controlled by automated test software"), login::toString);
        assertTrue(login.result().err().contains("driven by ChromeDriver"), login::toString);
        SAID.addAll(List.of(login.result().out(), login.result().err()));
        goesOn(id, account);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"wiki-csp, aadmin", "wiki-popup, uuser"})
    @Order(1)
    void withoutADriverItIsTheSame(String id, String user) throws Exception {
        Product product = product().with("PATH", pathWithoutDriver().toString());
        Login login = login(product, id, browser -> signIn(id, browser, user));

        assertEquals(0, login.result().exitCode(), login::toString);
        assertTrue(login.result().err().contains("no driver needed"), login::toString);
        goesOn(id, user);
    }

    /** What is on the PATH, without the driver. */
    private static Path pathWithoutDriver() throws IOException {
        Path folder = Files.createTempDirectory(home, "path");
        PATHS.add(folder);
        for (String from : System.getenv("PATH").split(":")) {
            if (!Files.isDirectory(Path.of(from))) {
                continue;
            }
            try (Stream<Path> programs = Files.list(Path.of(from))) {
                for (Path program : programs.toList()) {
                    Path link = folder.resolve(program.getFileName());
                    if (!program.getFileName().toString().equals("chromedriver")
                            && Files.notExists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                        Files.createSymbolicLink(link, program);
                    }
                }
            }
        }
        return folder;
    }

    /** New processes are signed in, without a browser. */
    private void goesOn(String id, String account) throws Exception {
        nothingIsLeft();
        Product.Result test = run(product(), "test", id, "--json", "-vv");
        assertTrue(test.exitCode() <= 1, test::toString);
        assertEquals(account, test.json().getJsonObject("account").getString("name"));
        Product.Result request = run(product(), "request", id, "/rest/api/user/current", "-vv");
        assertEquals(0, request.exitCode(), request::toString);
        assertTrue(request.out().contains(account), request::toString);
        SAID.addAll(List.of(test.out(), test.err(), request.err()));
    }

    @Test
    @Order(2)
    void theSessionLiesNowhereInTheOpen() throws Exception {
        Product.Result again = run(product(), "login", "wiki-form");
        assertEquals(0, again.exitCode(), again::toString);
        assertTrue(again.out().contains("still works"), again::toString);

        Set<String> secrets = new HashSet<>();
        for (String id : List.of("wiki-form", "wiki-sso", "cloud-browser")) {
            Product.Result cookies = run(product(), "cookies", id, "--json");
            assertEquals(0, cookies.exitCode(), cookies::toString);
            for (JsonObject cookie : cookies.json().getJsonArray("cookies").getValuesAs(JsonObject.class)) {
                secrets.add(cookie.getString("value"));
            }
        }
        secrets.removeIf(value -> value.length() < 16);
        assertTrue(secrets.size() >= 3, "cookies of three sessions");
        for (String user : List.of("aadmin", "sspace", "uuser")) {
            secrets.add(password(user));
        }
        assertTrue(SAID.size() > 10, "nothing was said");
        SAID.forEach(said -> assertHoldsNone(said, secrets, "what was said"));
        boolean log = false;
        try (Stream<Path> left = Files.walk(home)) {
            for (Path file : left.filter(Files::isRegularFile).toList()) {
                log |= file.toString().endsWith(".log");
                // One at a time: a browser's files are large.
                assertHoldsNone(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1), secrets, file);
            }
        }
        assertTrue(log, "no log was looked at");
    }

    private static void assertHoldsNone(String text, Set<String> secrets, Object where) {
        secrets.forEach(secret -> assertFalse(text.contains(secret), () -> "a secret in " + where));
    }

    @Test
    @Order(3)
    void aSessionThatHasEndedOrWasForgottenNamesTheWayBack() throws Exception {
        sandbox.endSessions("wiki713.acme.test");
        Product.Result ended = run(product(), "test", "wiki-form", "--json");
        assertEquals(4, ended.exitCode(), ended::toString);
        assertEquals("confluence.session.ended", ended.failure().getString("cause"));
        assertTrue(
                ended.failure().getJsonArray("remedy").toString().contains("drawbridge login wiki-form"),
                ended::toString);

        assertEquals(0, run(product(), "logout", "wiki-sso").exitCode());
        Product.Result forgotten = run(product(), "cookies", "wiki-sso", "--json");
        assertEquals(4, forgotten.exitCode(), forgotten::toString);
        assertEquals("sign-in.needed", forgotten.failure().getString("cause"));
    }

    @Test
    @Order(4)
    void aKilledProductsBrowserEndsAtTheNextStartAndAnInterruptedOnesAtOnce() throws Exception {
        Process killed = product().start(with("login", "wiki-csp", "--again"));
        new Chromium(dataDir, killed).when("csp.acme.test", "document.querySelector('#os_username')", "");
        List<Path> left = Chromium.profiles(dataDir);
        List<String> orphans = browsers();
        killed.destroyForcibly().waitFor();
        assertFalse(orphans.isEmpty(), "the test sees no browsers");
        assertTrue(browsers().stream().anyMatch(orphans::contains), "nothing was left to be ended");

        Process interrupted = product().start(with("login", "wiki-csp", "--again"));
        Chromium.await(
                "end of what was left",
                () -> left.stream().noneMatch(Files::exists) ? Optional.of(true) : Optional.empty());
        new Chromium(dataDir, interrupted).when("csp.acme.test", "document.querySelector('#os_username')", "");
        assertTrue(browsers().stream().noneMatch(orphans::contains), "a browser of the killed product still runs");

        long begun = System.nanoTime();
        new ProcessBuilder("kill", "-INT", Long.toString(interrupted.pid()))
                .start()
                .waitFor();
        assertTrue(interrupted.waitFor(10, TimeUnit.SECONDS), "still running");
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        assertEquals(4, interrupted.exitValue());
        // InterruptTest measures exactly; here other tests run beside it.
        assertTrue(millis < 4000, "took " + millis + " ms");
        // What was kept before is kept still.
        assertEquals(
                0,
                run(product(), "request", "wiki-csp", "/rest/api/user/current").exitCode());
    }
}
