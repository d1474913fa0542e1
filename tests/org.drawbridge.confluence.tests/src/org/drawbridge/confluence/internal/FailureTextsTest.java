package org.drawbridge.confluence.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.drawbridge.core.Texts;
import org.drawbridge.core.failure.Problem;
import org.junit.jupiter.api.Test;

class FailureTextsTest {

    private static final Pattern CAUSE = Pattern.compile("\"(confluence\\.[a-z0-9-]+(?:\\.[a-z0-9-]+)*)\"");
    private static final Pattern TEXT = Pattern.compile("TEXTS\\s*\\.get\\(\\s*\"([a-z][a-z.-]*[a-z])\"");

    @Test
    void everyFailureHasOwnerAndRemedy() {
        for (String cause : ConfluenceFailures.catalogue().causes()) {
            Problem problem = ConfluenceFailures.problem(cause)
                    .with("site", "https://wiki.acme.test")
                    .with("host", "h")
                    .with("wall", "w")
                    .with("version", "v")
                    .with("email", "e")
                    .with("user", "u")
                    .with("scope", "s")
                    .with("call", "c")
                    .with("note", "")
                    .with("target", "t")
                    .with("address", "a")
                    .with("newAddress", "n")
                    .with("what", "w")
                    .with("status", "403")
                    .with("answer", "no")
                    .with("url", "u")
                    .with("connection", "c")
                    .with("since", "s")
                    .with("minutes", 1)
                    .with("names", "n")
                    .with("tried", "t")
                    .with("outside", "o")
                    .with("error", "e")
                    .with("report", "r")
                    .with("principal", "p")
                    .problem();
            assertFalse(problem.remedy().isEmpty(), cause);
            assertFalse(problem.message().contains("{") || problem.message().contains("…"), problem.message());
            assertFalse(problem.remedy().toString().contains("{"), cause);
        }
    }

    @Test
    void everyCauseAndTextInTheSourcesExistsAndNoneIsLeftOver() throws IOException {
        Path sources = Path.of(System.getProperty("drawbridge.repository", "../.."))
                .resolve("bundles/org.drawbridge.confluence/src");
        Set<String> causes = new TreeSet<>();
        Texts texts = Texts.of(ConfluenceProbe.class);
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                Matcher cause = CAUSE.matcher(source);
                while (cause.find()) {
                    causes.add(cause.group(1));
                }
                Matcher text = TEXT.matcher(source);
                while (text.find()) {
                    assertTrue(texts.has(text.group(1)), text.group(1) + " in " + file.getFileName());
                }
            }
        }
        for (String cause : ConfluenceFailures.catalogue().causes()) {
            assertTrue(causes.contains(cause), "nobody reports " + cause);
        }
    }
}
