package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that can be recognised go in wherever secrets may go in, and must come out nowhere. */
class PlantedSecretTest {

    private static final String MASTER = "PLANTED-master-4711-password";
    private static final String ENVIRONMENT = "PLANTED-environment-4711-token";
    private static final String INPUT = "PLANTED-input-4711-token";
    private static final String OPTION = "PLANTED-option-4711-value";
    private static final String SETTING = "PLANTED-setting-4711-value";
    private static final String PROXY = "PLANTED-proxy-4711-password";

    @TempDir
    Path folder;

    @Test
    void nothingThatARunLeavesBehindContainsASecret() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path given = Files.createDirectory(folder.resolve("given"));
        RunningSandbox sandbox = RunningSandbox.get();
        Map<String, String> planted = new LinkedHashMap<>();
        for (String secret : List.of(MASTER, ENVIRONMENT, INPUT, OPTION, SETTING, PROXY)) {
            planted.put(secret, secret);
        }
        try (Stream<Path> secrets = Files.list(sandbox.folder().resolve("secrets"))) {
            for (Path secret : secrets.toList()) {
                planted.put(
                        secret.getFileName().toString(),
                        Files.readString(secret).strip());
            }
        }
        Path master = Files.writeString(given.resolve("master"), MASTER + "\n");
        Path input = Files.writeString(given.resolve("input"), INPUT + "\n");
        Path literal = Files.writeString(given.resolve("literal.json"), """
                {"version":1,"connections":[{"id":"c","target":"confluence","url":"https://me:%s@wiki.acme.test",
                 "method":"confluence.token","settings":{"token":"%s"},"secrets":{"token":"%s"}}]}""".formatted(SETTING, SETTING, SETTING));

        Product product = new Product(home)
                .with("DRAWBRIDGE_PROXY_PASSWORD", PROXY)
                .with("PLANTED_TOKEN", ENVIRONMENT)
                .watchingArguments();
        String file = sandbox.connectionsFile();
        List<Product.Result> results = new ArrayList<>();
        for (String id : List.of(
                "wiki-admin",
                "wiki-expired-token",
                "wiki85-bad-token",
                "cloud-admin",
                "kerberos-wiki",
                "spo-certificate",
                "spo-certificate-wrong-password",
                "spo-secret",
                "spo-secret-wrong",
                "spo-secret-id")) {
            results.add(product.run("test", id, "-vv", "--connections", file));
        }
        results.add(product.run("test", "wiki-admin", "-vv", "--json", "--connections", file));
        results.add(product.run(
                "readiness",
                "--source",
                "wiki-admin",
                "--target",
                "spo-certificate",
                "-vv",
                "--connections",
                file,
                "--out",
                home.resolve("report.json").toString()));
        results.add(product.run("login", "cloud-admin", "-vv", "--connections", file));
        results.add(product.run("request", "wiki-admin", "/rest/api/user/current", "-vv", "--connections", file));
        results.add(product.run("test", "c", "-vv", "--connections", literal.toString()));
        results.add(product.run("methods", "--token=" + OPTION));
        results.add(product.run(
                "connection",
                "add",
                "typed",
                "--url",
                "https://wiki92.acme.test/confluence",
                "--method",
                "confluence.token",
                "--set",
                "token=" + OPTION,
                "-vv"));
        results.add(product.run(
                "connection",
                "add",
                "typed",
                "--url",
                "https://wiki92.acme.test/confluence",
                "--method",
                "confluence.token",
                "--secret",
                "token=" + OPTION,
                "-vv"));
        results.add(product.input(input)
                .run(
                        "connection",
                        "add",
                        "stored",
                        "--url",
                        "https://wiki92.acme.test/confluence",
                        "--method",
                        "confluence.token",
                        "--secret",
                        "token=-",
                        "-vv",
                        "--master-password-file",
                        master.toString()));
        assertEquals(0, results.getLast().exitCode(), results::toString);
        results.add(product.run(
                "connection",
                "add",
                "referenced",
                "--url",
                "https://wiki92.acme.test/confluence",
                "--method",
                "confluence.token",
                "--secret",
                "token=env:PLANTED_TOKEN",
                "-vv"));
        for (String id : List.of("stored", "referenced")) {
            results.add(product.run(
                    "test",
                    id,
                    "-vv",
                    "--ca",
                    sandbox.folder().resolve("ca.pem").toString(),
                    "--connect-to",
                    sandbox.network()[3],
                    "--master-password-file",
                    master.toString()));
            assertEquals(2, results.getLast().exitCode(), results.getLast()::toString);
        }
        results.add(
                product.run("test", "wiki-admin", "-vv", "--proxy", "http://me@127.0.0.1:9", "--connections", file));
        results.add(product.run("connection", "show", "stored", "-vv", "--master-password-file", master.toString()));
        results.add(product.run("connection", "export"));

        Map<String, String> places = new LinkedHashMap<>();
        for (int i = 0; i < results.size(); i++) {
            places.put("standard output of run " + i, results.get(i).out());
            places.put("standard error of run " + i, results.get(i).err());
        }
        places.put("process arguments", String.join("\n", product.seenArguments()));
        int files = 0;
        try (Stream<Path> left = Files.walk(home)) {
            for (Path path : left.filter(Files::isRegularFile).toList()) {
                places.put(path.toString(), new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
                files++;
            }
        }
        // Were nothing there, nothing could be found.
        assertTrue(files >= 4, places.keySet()::toString);
        assertTrue(
                places.entrySet().stream()
                        .filter(place -> place.getKey().endsWith(".log"))
                        .anyMatch(place -> place.getValue().length() > 1000),
                "no log");
        assertTrue(product.seenArguments().size() >= results.size(), "no arguments were seen");

        List<String> found = new ArrayList<>();
        places.forEach((place, text) -> planted.forEach((name, secret) -> {
            // What was typed as an argument is in the arguments; that is why it is refused.
            boolean typed = secret.equals(OPTION) && place.equals("process arguments");
            if (!typed && (text.contains(secret) || text.contains(base64(secret)))) {
                found.add(name + " in " + place);
            }
        }));
        assertEquals(List.of(), found);
        assertFalse(places.get("process arguments").isEmpty());
    }

    private static String base64(String secret) {
        return Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    }
}
