package org.drawbridge.core.failure;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.auth.Secret;
import org.junit.jupiter.api.Test;

class FailureCatalogueTest {

    private static final FailureCatalogue CATALOGUE = CoreFailures.catalogue();

    @Test
    void everyCauseIsComplete() {
        assertTrue(CATALOGUE.causes().size() > 50);
        for (String cause : CATALOGUE.causes()) {
            Problem problem = assertDoesNotThrow(() -> CATALOGUE.problem(cause).problem(), cause);
            assertFalse(problem.message().isBlank(), cause);
            assertFalse(problem.message().contains("{"), () -> cause + ": " + problem.message());
            // Without values, steps that need one are left out; so look at the texts themselves.
            assertTrue(has(cause + ".remedy.1"), () -> cause + " has no remedy");
            if (problem.owner() != Owner.YOU && problem.kind() != Problem.Kind.CANCELLED) {
                assertTrue(
                        has(cause + ".admin") || has(cause + ".remedy.1"),
                        () -> cause + " tells somebody else nothing");
            }
        }
    }

    @Test
    void everyKeyBelongsToACauseAndStepsAreNumberedWithoutGap() {
        Pattern form = Pattern.compile("(.+)\\.(kind|owner|message|admin|setting|remedy\\.(\\d+))");
        for (String key : bundle().keySet()) {
            Matcher matcher = form.matcher(key);
            assertTrue(matcher.matches(), key);
            assertTrue(CATALOGUE.knows(matcher.group(1)), key);
            if (matcher.group(3) != null && !matcher.group(3).equals("1")) {
                assertTrue(has(matcher.group(1) + ".remedy." + (Integer.parseInt(matcher.group(3)) - 1)), key);
            }
        }
    }

    @Test
    void aProblemNamesTheSettingThatItComesFrom() {
        assertEquals(
                Optional.of("network.proxy"),
                CATALOGUE.problem("proxy.unreachable").problem().setting());
        assertEquals(
                Optional.empty(), CATALOGUE.problem("answer.empty").problem().setting());
    }

    @Test
    void everyCauseThatTheCodeNamesExists() throws IOException {
        Pattern literal = Pattern.compile(
                "CoreFailures\\s*\\.problem\\(\\s*\"([^\"]+)\"|\\b(?:at|described|fails|problem)\\(\\s*\"([a-z-]+\\.[a-z.-]+)\"|\"(answer\\.[a-z-]+)\"");
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources())) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = literal.matcher(Files.readString(file));
                while (matcher.find()) {
                    for (int group = 1; group <= 3; group++) {
                        // What ends with a dot is put together at run time.
                        if (matcher.group(group) != null
                                && !matcher.group(group).endsWith(".")) {
                            used.add(matcher.group(group));
                        }
                    }
                }
            }
        }
        assertTrue(used.size() > 40, used::toString);
        Set<String> unknown = new HashSet<>(used);
        unknown.removeAll(CATALOGUE.causes());
        assertEquals(Set.of(), unknown);
    }

    private static Path sources() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path sources = folder.resolve("bundles/org.drawbridge.core/src");
            if (Files.isDirectory(sources)) {
                return sources;
            }
        }
        throw new IllegalStateException("the sources are not there");
    }

    private static ResourceBundle bundle() {
        return ResourceBundle.getBundle(
                "org.drawbridge.core.failure.failures", Locale.ROOT, CoreFailures.class.getClassLoader());
    }

    private static boolean has(String key) {
        return bundle().containsKey(key) && !bundle().getString(key).isBlank();
    }

    @Test
    void valuesAndEvidenceFillTheTexts() {
        Problem problem = CATALOGUE
                .problem("network.refused")
                .evidence("host", "wiki.acme.test")
                .evidence("port", 8443)
                .problem();
        assertEquals("wiki.acme.test refuses connections on port 8443.", problem.message());
        assertEquals(8443, problem.evidence().get("port"));
        // The step on --connect-to has no value and is left out.
        assertEquals(2, problem.remedy().size());
        assertEquals(2, problem.kind().exitCode());
    }

    @Test
    void aMessageShowsWhatItKnowsWhereAValueIsMissing() {
        assertEquals(
                "wiki refuses connections on port ….",
                CATALOGUE
                        .problem("network.refused")
                        .with("host", "wiki")
                        .problem()
                        .message());
    }

    @Test
    void valuesAreNotTakenForPlaceholders() {
        assertEquals(
                "{port} $1 \\ refuses connections on port 1.",
                CATALOGUE
                        .problem("network.refused")
                        .with("host", "{port} $1 \\")
                        .with("port", 1)
                        .problem()
                        .message());
    }

    @Test
    void secretsAreMaskedInEverything() {
        Secret secret = Secret.of("very-secret-value");
        AuthFailure failure = CATALOGUE
                .problem("network.reset")
                .evidence("host", "h")
                .evidence("port", 1)
                .evidence("phase", "very-secret-value")
                .with("x", "very-secret-value")
                .because(new IOException("x"))
                .failure();
        assertFalse(failure.problem().toString().contains("very-secret-value"));
        assertTrue(failure.getMessage().contains(Redactor.MASK));
        assertFalse(secret.toString().contains("very"));
    }

    @Test
    void anUnknownCauseIsAProgrammingError() {
        assertThrows(IllegalArgumentException.class, () -> CATALOGUE.problem("no.such.cause"));
    }

    @Test
    void cancelledIsNoErrorOfAnybody() {
        Problem problem = new Cancelled().problem();
        assertEquals(Problem.Kind.CANCELLED, problem.kind());
        assertEquals(4, problem.kind().exitCode());
        assertEquals(List.of("Start it again when you are ready."), problem.remedy());
    }

    @Test
    void germansReadGermanAndAllOthersEnglishWhateverTheMachineSpeaks() {
        Problem german = FailureCatalogue.of(CoreFailures.class, Locale.GERMANY)
                .problem("cancelled")
                .problem();
        assertEquals("Abgebrochen.", german.message());
        assertEquals(Problem.Kind.CANCELLED, german.kind(), "kind and owner are not translated");
        Locale machine = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertEquals(
                    "Cancelled.",
                    FailureCatalogue.of(CoreFailures.class, Locale.FRENCH)
                            .problem("cancelled")
                            .problem()
                            .message());
        } finally {
            Locale.setDefault(machine);
        }
    }
}
