package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A readiness run on a terminal whose browser session ends in the middle. */
class SignInAgainTest {

    @TempDir
    Path home;

    private Path dataDir;
    private RunningSandbox sandbox;

    private Product product() {
        return new Product(home)
                .with("DRAWBRIDGE_MASTER_PASSWORD", "a-master-password-for-tests")
                .with("DRAWBRIDGE_BROWSER_ARGUMENTS", "--headless=new --no-sandbox --disable-gpu");
    }

    private String[] with(String... arguments) {
        return Stream.of(
                        Stream.of(arguments), Stream.of("--data-dir", dataDir.toString()), Stream.of(sandbox.network()))
                .flatMap(each -> each)
                .toArray(String[]::new);
    }

    /** Signs in in the browser that a process has opened, and waits for the end of the process. */
    private Product.Result signIn(Process process) throws IOException, InterruptedException {
        CompletableFuture<String> out = Product.read(process.getInputStream());
        CompletableFuture<String> err = Product.read(process.getErrorStream());
        try {
            new Chromium(dataDir, process)
                    .submit(
                            "wiki713.acme.test",
                            "#loginButton",
                            "#os_username",
                            "sspace",
                            "#os_password",
                            sandbox.secret("sspace.password"));
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the product waits on");
        } catch (AssertionError e) {
            process.toHandle().destroy();
            throw new AssertionError(e.getMessage() + "\n" + out.join() + err.join(), e);
        }
        return new Product.Result(process.exitValue(), out.join(), err.join());
    }

    private long finishedSpaces() {
        Path folder = dataDir.resolve("readiness");
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> journals = Files.list(folder)) {
            long count = 0;
            for (Path journal : journals.toList()) {
                count += Files.readString(journal)
                        .lines()
                        .filter(line -> line.contains("\"kind\":\"space\""))
                        .count();
            }
            return count;
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void asksForTheSignInAndGoesOn() throws Exception {
        dataDir = home.resolve("data");
        sandbox = RunningSandbox.with("--spaces", "60", "--latency", "100");
        assertEquals(
                0,
                product()
                        .run(with("connection", "import", sandbox.connectionsFile()))
                        .exitCode());
        Product.Result login = signIn(product().start(with("login", "wiki-form")));
        assertEquals(0, login.exitCode(), login::toString);

        Path report = home.resolve("report.json");
        Process process = product()
                .onATerminal("")
                .start(with(
                        "readiness",
                        "--source",
                        "wiki-form",
                        "--target",
                        "spo-certificate",
                        "--spaces",
                        "all",
                        "--concurrency",
                        "1",
                        "--out",
                        report.toString()));
        long before = Chromium.await(
                "some spaces", () -> Optional.of(finishedSpaces()).filter(count -> count > 3));
        sandbox.endSessions("wiki713.acme.test");
        Product.Result result = signIn(process);

        assertEquals(1, result.exitCode(), result::toString);
        assertTrue(result.out().contains("signing in again"), result::toString);
        try (JsonReader reader = Json.createReader(new StringReader(Files.readString(report)))) {
            JsonObject json = reader.readObject();
            assertFalse(json.containsKey("failure"), result::toString);
            assertTrue(json.getJsonArray("spaces").size() > before, "it went on");
        }
    }
}
