package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that hold for all commands. */
class SettingsTest {

    @TempDir
    Path home;

    private Product product;

    @BeforeEach
    void product() {
        product = new Product(home);
    }

    private Product.Result fine(String... arguments) {
        Product.Result result = product.run(arguments);
        assertEquals(0, result.exitCode(), result::toString);
        return result;
    }

    private String log() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(found -> found.toString().endsWith(".log"))
                    .filter(found -> found.getParent().endsWith("logs"))
                    .toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void logLevelHoldsForTheNextCommand() throws Exception {
        product.without("DRAWBRIDGE_LOG_LEVEL");
        product.run("test", "none");
        assertFalse(log().contains("DEBUG"), this::home);
        fine("settings", "set", "logging.level", "verbose");
        product.run("test", "none");
        assertTrue(log().contains("DEBUG"), this::home);
    }

    private String home() {
        return home.toString();
    }

    @Test
    void settingsAreListedChangedAndReset() {
        List<JsonObject> all = fine("settings", "list", "--json")
                .json()
                .getJsonArray("settings")
                .getValuesAs(JsonObject.class);
        assertTrue(all.size() > 20, all::toString);
        assertTrue(all.stream().noneMatch(setting -> setting.getBoolean("changed", false)));
        fine("settings", "set", "browser.kind", "edge");
        assertEquals("edge", fine("settings", "get", "browser.kind").out().strip());
        assertEquals(
                1,
                fine("settings", "list", "--changed", "--json")
                        .json()
                        .getJsonArray("settings")
                        .size());
        JsonObject browser = fine("methods", "confluence.browser", "--json")
                .json()
                .getJsonArray("methods")
                .getJsonObject(0);
        assertTrue(browser.toString().contains("\"default\":\"edge\""), browser::toString);
        fine("settings", "reset", "--all");
        assertEquals("auto", fine("settings", "get", "browser.kind").out().strip());
    }

    @Test
    void wrongKeysAndValuesAreExplainedAndSecretsAreNoArguments() {
        Product.Result key = product.run("settings", "set", "browser.kin", "edge", "--json");
        assertEquals(3, key.exitCode());
        assertTrue(key.failure().toString().contains("browser.kind"), key::toString);
        Product.Result value = product.run("settings", "set", "browser.kind", "opera", "--json");
        assertEquals("cli.setting-invalid", value.failure().getString("cause"));
        Product.Result secret = product.run("settings", "set", "network.proxyPassword", "typed-by-mistake", "--json");
        assertEquals("cli.secret-argument", secret.failure().getString("cause"));
        assertFalse((secret.out() + secret.err()).contains("typed-by-mistake"));
    }
}
