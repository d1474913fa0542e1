package org.drawbridge.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for secrets in what each run of the product has said and logged, at the most detailed level: those that a test has
 * {@link #plant planted}, and every session cookie, token and code that the sandbox has handed out.
 */
final class Leaks {

    /** These print what their users ask for: a session's cookies, a token, an answer. */
    private static final Set<String> PRINT_SECRETS = Set.of("cookies", "token", "request");

    private static final Pattern TOKEN =
            Pattern.compile("\"(?:access_token|refresh_token|id_token|device_code)\"\\s*:\\s*\"([^\"]+)\"");

    private static final Set<String> PLANTED = ConcurrentHashMap.newKeySet();
    private static final List<Path> NOTED = new CopyOnWriteArrayList<>();

    private Leaks() {}

    /** A value to look for from now on. */
    static void plant(String secret) {
        PLANTED.add(secret);
    }

    /** Plants each token of an OAuth answer. */
    static void plantTokens(String json) {
        TOKEN.matcher(json).results().map(found -> found.group(1)).forEach(Leaks::plant);
    }

    /** A file to which somebody writes what he hands out, one in a line; it need not be there yet. */
    static Path noteSandboxSecrets(Path file) {
        NOTED.add(file);
        return file;
    }

    /** Fails with the places in which a run has left a secret; never with the secret. */
    static void assertNone(Path home, List<String> arguments, Product.Result result) {
        List<String> secrets = secrets();
        List<String> found = new ArrayList<>();
        look("standard error", result.err(), secrets, found);
        if (arguments.isEmpty() || !PRINT_SECRETS.contains(arguments.getFirst())) {
            look("standard output", result.out(), secrets, found);
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                look(
                        home.relativize(file).toString(),
                        Files.readString(file, StandardCharsets.ISO_8859_1),
                        secrets,
                        found);
            }
        } catch (IOException | UncheckedIOException e) {
            // A folder that a browser is just tidying up holds no log of ours.
        }
        if (!found.isEmpty()) {
            throw new AssertionError("secrets in what " + arguments + " has left: " + found);
        }
    }

    private static void look(String place, String text, List<String> secrets, List<String> found) {
        for (String secret : secrets) {
            int at = text.indexOf(secret);
            if (at >= 0) {
                String line = text.substring(text.lastIndexOf('\n', at) + 1, at);
                found.add(place + " after “" + line.substring(Math.max(0, line.length() - 120)) + "”");
            }
        }
    }

    private static List<String> secrets() {
        List<String> secrets = new ArrayList<>(PLANTED);
        for (Path file : NOTED) {
            try {
                Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                        .filter(line -> !line.isBlank())
                        .distinct()
                        .forEach(secrets::add);
            } catch (IOException e) {
                // Nothing has been handed out yet.
            }
        }
        return secrets;
    }
}
