package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What helps where a sign-in can't: errors that were seen elsewhere, and the app registration. */
class HelpWithErrorsTest {

    @TempDir
    Path home;

    private Product product;

    @BeforeEach
    void product() {
        product = new Product(home);
    }

    @Test
    void pastedErrorIsExplainedWithTheConnectionsValues() {
        Product.Result result = product.run(
                "explain",
                "AADSTS700016: Application with identifier 'x' was not found in the directory 'Contoso'.",
                "--connections",
                RunningSandbox.get().connectionsFile(),
                "--connection",
                "spo-certificate",
                "--json");
        assertEquals(0, result.exitCode(), result::toString);
        JsonObject failure = result.json().getJsonObject("failure");
        assertEquals("entra.AADSTS700016", failure.getString("cause"));
        assertEquals("you", failure.getString("owner"));
        assertTrue(failure.getString("message").contains("1c0ffee0-0001-4a00-8000-000000000001"), result::toString);
        assertTrue(failure.getJsonArray("remedy").toString().contains("spo-certificate"), result::toString);
    }

    @Test
    void appRegistrationIsPrintedWithTheConnectionsValues() {
        Product.Result result = product.run(
                "app-registration",
                "--connections",
                RunningSandbox.get().connectionsFile(),
                "--connection",
                "spo-certificate",
                "--mode",
                "app-only",
                "--json");
        assertEquals(0, result.exitCode(), result::toString);
        String document = result.json().toString();
        assertTrue(document.contains("20d37865-089c-4dee-8c41-6967602d4ac8"), result::toString);
        assertTrue(document.contains("1c0ffee0-0001-4a00-8000-000000000001"), result::toString);
    }
}
