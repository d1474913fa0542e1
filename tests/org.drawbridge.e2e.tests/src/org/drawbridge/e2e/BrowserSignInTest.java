package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code drawbridge login} in real Chromium, and what later commands make of it. */
class BrowserSignInTest {

    private static final String MASTER = "a-master-password-for-tests";

    @TempDir
    static Path home;

    private static Path dataDir;
    private static RunningSandbox sandbox;
    private final List<String> said = new ArrayList<>();

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
                        Stream.of(arguments),
                        Stream.of("--data-dir", dataDir.toString()),
                        Stream.of(sandbox.network()))
                .flatMap(each -> each)
                .toArray(String[]::new);
    }

    private static Product.Result run(Product product, String... arguments) {
        return product.run(with(arguments));
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
                    String environment =
                            Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
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
        Process process = product.start(with("login", id, "-vv"));
        CompletableFuture<String> out = text(process.getInputStream());
        CompletableFuture<String> err = text(process.getErrorStream());
        long signedIn = 0;
        try {
            user.accept(new Chromium(dataDir, process));
            signedIn = System.nanoTime();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the product waits on");
        } catch (AssertionError e) {
            process.destroy();
            throw new AssertionError(e.getMessage() + "\n" + out.join() + err.join(), e);
        }
        long millis = Duration.ofNanos(System.nanoTime() - signedIn).toMillis();
        return new Login(new Product.Result(process.exitValue(), out.join(), err.join()), millis);
    }

    @FunctionalInterface
    private interface ThrowingConsumer {
        void accept(Chromium browser) throws Exception;
    }

    private static CompletableFuture<String> text(java.io.InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static String password(String user) throws IOException {
        return sandbox.secret(user + ".password");
    }

    private static void signIn(String id, Chromium browser, String user) throws IOException {
        switch (id) {
            case "wiki-form" ->
                browser.submit(
                        "wiki713.acme.test",
                        "#loginButton",
                        "#os_username",
                        user,
                        "#os_password",
                        password(user));
            case "wiki-csp" ->
                browser.submit(
                        "csp.acme.test", "#loginButton", "#os_username", user, "#os_password", password(user));
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
        browser.submit(
                "idp.acme.test", "#submitButton", "#userNameInput", user, "#passwordInput", password(user));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "wiki-form, sspace, sspace",
        "wiki-twostep, aadmin, aadmin",
        "wiki-sso, aadmin, aadmin",
        "wiki-popup, uuser, uuser",
        "wiki-csp, sspace, sspace",
        "cloud-browser, aadmin, 5b10a2844c20165700ede21g",
    })
    void laterCommandsUseTheSessionOfALogin(String id, String user, String account) throws Exception {
        Login login = login(product(), id, browser -> signIn(id, browser, user));

        assertEquals(0, login.result().exitCode(), login::toString);
        assertTrue(login.result().err().contains("controlled by automated test software"), login::toString);
        assertTrue(login.result().err().contains("driven by ChromeDriver"), login::toString);
        goesOn(id, user, account, login.result());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"wiki-form, uuser", "wiki-csp, aadmin"})
    void withoutADriverItIsTheSame(String id, String user) throws Exception {
        Product product = product().with("PATH", pathWithoutDriver().toString());
        Login login = login(product, id, browser -> signIn(id, browser, user));

        assertEquals(0, login.result().exitCode(), login::toString);
        assertTrue(login.result().err().contains("no driver needed"), login::toString);
        goesOn(id, user, user, login.result());
    }

    /** What is on the PATH, without the driver. */
    private static Path pathWithoutDriver() throws IOException {
        Path folder = Files.createTempDirectory(home, "path");
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

    /** New processes are signed in, without a browser; and the session lies nowhere in the open. */
    private void goesOn(String id, String user, String account, Product.Result login) throws Exception {
        nothingIsLeft();
        Product.Result test = run(product(), "test", id, "--json", "-vv");
        assertTrue(test.exitCode() <= 1, test::toString);
        assertEquals(account, test.json().getJsonObject("account").getString("name"));
        String current = id.startsWith("cloud") ? "/wiki/rest/api/user/current" : "/rest/api/user/current";
        Product.Result request = run(product(), "request", id, current, "-vv");
        assertEquals(0, request.exitCode(), request::toString);
        assertTrue(request.out().contains(account), request::toString);
        Product.Result again = run(product(), "login", id);
        assertEquals(0, again.exitCode(), again::toString);
        assertTrue(again.out().contains("still works"), again::toString);

        Product.Result cookies = run(product(), "cookies", id, "--json");
        List<String> secrets = new ArrayList<>(List.of(password(user)));
        for (JsonValue cookie : cookies.json().getJsonArray("cookies")) {
            String value = ((JsonObject) cookie).getString("value");
            if (value.length() >= 16) {
                secrets.add(value);
            }
        }
        assertTrue(secrets.size() > 1, cookies::toString);
        said.addAll(List.of(login.out(), login.err(), test.out(), test.err(), request.out(), request.err()));
        try (Stream<Path> left = Files.walk(home)) {
            for (Path file : left.filter(Files::isRegularFile).toList()) {
                said.add(file + ": " + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        for (String secret : secrets) {
            said.forEach(text -> assertFalse(
                    text.contains(secret), () -> "a secret in " + text.substring(0, Math.min(200, text.length()))));
        }
    }

    @Test
    void aSessionThatHasEndedNamesTheWayBack() throws Exception {
        Login login = login(product(), "wiki-form", browser -> signIn("wiki-form", browser, "rreader"));
        assertEquals(0, login.result().exitCode(), login::toString);
        assertEquals(
                0,
                run(product(), "logout", "wiki-form").exitCode());
        Product.Result test = run(product(), "test", "wiki-form", "--json");
        assertEquals(4, test.exitCode(), test::toString);
        assertTrue(test.failure().getJsonArray("remedy").toString().contains("drawbridge login wiki-form"));
    }
}
