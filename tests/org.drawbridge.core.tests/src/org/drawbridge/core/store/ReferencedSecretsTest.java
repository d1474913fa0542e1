package org.drawbridge.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencedSecretsTest {

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final Secrets store = new MemorySecretStore().of("wiki");

    private Secrets secrets(SecretRef reference) {
        return new ReferencedSecrets(Map.of("token", reference), store, environment::get);
    }

    private Problem refused(String cause, SecretRef reference) {
        Problem problem = assertThrows(
                        AuthFailure.class, () -> secrets(reference).get("token"))
                .problem();
        assertEquals(cause, problem.cause());
        assertEquals(3, problem.kind().exitCode());
        return problem;
    }

    @Test
    void readsAVariable() throws Exception {
        environment.put("WIKI_TOKEN", "a secret ");
        assertEquals(
                "a secret ",
                secrets(new SecretRef.FromEnvironment("WIKI_TOKEN"))
                        .get("token")
                        .orElseThrow()
                        .reveal());
    }

    @Test
    void namesAVariableThatIsMissingOrEmpty() {
        SecretRef reference = new SecretRef.FromEnvironment("WIKI_TOKEN");
        assertTrue(refused("secret.env-missing", reference).message().contains("WIKI_TOKEN"));
        environment.put("WIKI_TOKEN", " ");
        assertTrue(refused("secret.env-empty", reference).message().contains("WIKI_TOKEN"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'tök' | 'tök'",
                "'tok\\n' | 'tok'",
                "'tok\\r\\n' | 'tok'",
                "'tok\\n\\n' | 'tok\\n'",
                "' tok ' | ' tok '"
            })
    void readsAFileWithoutTheLineFeedAtItsEnd(String content, String secret) throws Exception {
        Path file = folder.resolve("token.txt");
        for (Charset charset :
                new Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
            String mark = charset == StandardCharsets.UTF_8 && content.startsWith(" ") ? "" : "\uFEFF";
            Files.writeString(file, mark + content.replace("\\r", "\r").replace("\\n", "\n"), charset);
            assertEquals(
                    secret.replace("\\n", "\n"),
                    secrets(new SecretRef.FromFile(file))
                            .get("token")
                            .orElseThrow()
                            .reveal());
        }
    }

    @Test
    void namesAFileThatIsMissingEmptyOrNoFile() throws Exception {
        Path file = folder.resolve("token.txt");
        assertTrue(refused("secret.file-missing", new SecretRef.FromFile(file))
                .message()
                .contains(file.toString()));
        Files.writeString(file, "\n");
        refused("secret.file-empty", new SecretRef.FromFile(file));
        refused("secret.file-unreadable", new SecretRef.FromFile(folder));
    }

    @Test
    void whatIsNotReferencedComesFromTheStore() throws Exception {
        Secrets secrets = secrets(new SecretRef.FromEnvironment("X"));
        assertEquals(Optional.empty(), secrets.get("password"));
        secrets.put("password", Secret.of("stored"));
        assertEquals("stored", store.get("password").orElseThrow().reveal());
        secrets.remove("password");
        assertEquals(Optional.empty(), secrets.get("password"));
    }

    @Test
    void aReferencedSecretCantBeReplacedHere() {
        Problem problem = assertThrows(
                        AuthFailure.class,
                        () -> secrets(new SecretRef.FromEnvironment("X")).put("token", Secret.of("new-value")))
                .problem();
        assertEquals("secret.referenced", problem.cause());
        assertTrue(problem.message().contains("X"));
    }
}
