package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars dropped into the plug-in folder of the packaged product, good ones and bad ones. */
class PluginFolderTest {

    @TempDir
    Path home;

    private Product product;
    private Path plugins;

    @BeforeEach
    void product() throws IOException {
        product = new Product(home);
        plugins = Files.createDirectories(home.resolve(".config/drawbridge/plugins"));
    }

    /** The sample as the build has made it; it is not part of the product. */
    static Path sample() throws IOException {
        Path target =
                Path.of(System.getProperty("drawbridge.repository"), "tests/org.drawbridge.sample.gateway/target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches("org\\.drawbridge\\.sample.*\\.jar"))
                    .filter(file -> !file.toString().contains("sources"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("build the module org.drawbridge.sample.gateway first"));
        }
    }

    private void drop() throws IOException {
        Files.copy(sample(), plugins.resolve("gateway.jar"));
    }

    private static String[] onSandbox(String... arguments) {
        return Stream.concat(
                        Stream.of(arguments), Stream.of(RunningSandbox.get().network()))
                .toArray(String[]::new);
    }

    private Product.Result fine(String... arguments) {
        Product.Result result = product.run(arguments);
        assertEquals(0, result.exitCode(), result::toString);
        return result;
    }

    private List<JsonObject> methods() {
        return fine("methods", "--json").json().getJsonArray("methods").getValuesAs(JsonObject.class);
    }

    private List<String> ids() {
        return methods().stream().map(method -> method.getString("id")).toList();
    }

    @Test
    void sampleIsFoundWithItsOriginAndFieldsAndGoesWithItsJar() throws Exception {
        assertFalse(ids().contains("confluence.gateway"));
        drop();
        JsonObject method = methods().stream()
                .filter(found -> found.getString("id").equals("confluence.gateway"))
                .findFirst()
                .orElseThrow();
        assertTrue(method.getString("contributor").startsWith("org.drawbridge.sample.gateway 0.1.0"), method::toString);
        assertEquals(3, method.getJsonArray("fields").size());
        assertTrue(ids().contains("confluence.gateway"), "the second start reads what the first has prepared");
        JsonObject listed =
                fine("plugins", "--json").json().getJsonArray("plugins").getJsonObject(0);
        assertTrue(listed.getBoolean("works"), listed::toString);

        Files.delete(plugins.resolve("gateway.jar"));
        assertFalse(ids().contains("confluence.gateway"));
        assertTrue(ids().contains("confluence.token"));
    }

    @Test
    void sampleSignsInTestsAndReportsReadiness() throws Exception {
        drop();
        product.with("GATEWAY_KEY", RunningSandbox.get().secret("wiki92-aadmin.token"))
                .with("DRAWBRIDGE_MASTER_PASSWORD", "a master password");
        fine(
                "connection",
                "add",
                "gate",
                "--url",
                RunningSandbox.get().url("wiki-admin"),
                "--method",
                "confluence.gateway",
                "--set",
                "gatewayScheme=Bearer",
                "--secret",
                "gatewayKey=env:GATEWAY_KEY");
        Product.Result test = product.run(onSandbox("test", "gate", "--json"));
        assertEquals(0, test.exitCode(), test::toString);
        assertEquals("aadmin", test.json().getJsonObject("account").getString("name"));
        assertEquals("admin", test.json().getString("level"));

        fine("connection", "import", RunningSandbox.get().connectionsFile(), "--replace");
        Product.Result readiness =
                product.run(onSandbox("readiness", "--source", "gate", "--target", "spo-certificate", "--json"));
        assertTrue(List.of(0, 1).contains(readiness.exitCode()), readiness::toString);
        assertTrue(readiness.out().contains("aadmin"), readiness::out);

        product.with("GATEWAY_KEY", "not-a-key-4711");
        Product.Result refused = product.run(onSandbox("test", "gate", "--json"));
        assertEquals(2, refused.exitCode(), refused::toString);
        assertEquals("gateway.key-refused", refused.failure().getString("cause"), refused::toString);
    }

    private static final String POINT = "org.drawbridge.core.authMethods";

    private void jar(String file, String name, String needs, String id, String type) throws IOException {
        jar(plugins.resolve(file), name, needs, id, type);
    }

    /** @param name the bundle's; null for a jar that is none. @param needs a package that it imports; null for none */
    static void jar(Path file, String name, String needs, String id, String type) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (name != null) {
            main.putValue("Bundle-ManifestVersion", "2");
            main.putValue("Bundle-SymbolicName", name + ";singleton:=true");
            main.putValue("Bundle-Version", "1.0.0");
            main.putValue("Require-Bundle", "org.drawbridge.core");
            if (needs != null) {
                main.putValue("Import-Package", needs);
            }
        }
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new JarEntry("plugin.xml"));
            jar.write(("<?xml version=\"1.0\"?><?eclipse version=\"3.4\"?><plugin><extension point=\"" + POINT
                            + "\"><method id=\"" + id + "\" label=\"X\" target=\"confluence\" order=\"901\" class=\""
                            + type + "\"/></extension></plugin>")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void brokenOnesAreReportedAndDisturbNobody() throws Exception {
        drop();
        jar("a-missing-class.jar", "acme.missing", null, "confluence.missing", "com.acme.Missing");
        jar("b-missing-package.jar", "acme.package", "com.acme.nowhere", "confluence.package", "com.acme.X");
        jar("c-taken-id.jar", "acme.taken", null, "confluence.token", "com.acme.X");
        jar("d-no-bundle.jar", null, null, "confluence.plain", "com.acme.X");
        Files.writeString(plugins.resolve("e-corrupt.jar"), "this is no jar");
        Files.writeString(plugins.resolve("readme.txt"), "and this is not looked at");

        for (int start = 0; start < 2; start++) {
            Product.Result result = product.run("plugins", "--json");
            assertEquals(1, result.exitCode(), result::toString);
            List<JsonObject> found = result.json().getJsonArray("plugins").getValuesAs(JsonObject.class);
            List<String> words =
                    List.of("com.acme.Missing", "com.acme.nowhere", "is taken by", "no OSGi bundle", "no jar");
            assertEquals(words.size() + 1, found.size(), result::toString);
            for (int i = 0; i < words.size(); i++) {
                assertTrue(found.get(i).getString("problem").contains(words.get(i)), found.get(i)::toString);
            }
            assertTrue(found.getLast().getBoolean("works"), found::toString);
        }
        Product.Result methods = fine("methods", "--json");
        assertTrue(ids().containsAll(List.of("confluence.token", "confluence.gateway", "sharepoint.certificate")));
        assertTrue(methods.err().contains("e-corrupt.jar"), methods::err);
        assertFalse(methods.err().contains("\tat "), "a stack trace");

        product.with("TOKEN", RunningSandbox.get().secret("wiki92-aadmin.token"));
        fine(
                "connection",
                "add",
                "wiki",
                "--url",
                RunningSandbox.get().url("wiki-admin"),
                "--method",
                "confluence.token",
                "--secret",
                "token=env:TOKEN");
        assertEquals(0, product.run(onSandbox("test", "wiki")).exitCode());
    }

    @Test
    void installationMayBeReadOnlyAndDataFoldersHaveTheirOwnPlugIns() throws Exception {
        drop();
        assertTrue(ids().contains("confluence.gateway"));
        Path other = Files.createDirectory(home.resolve("other"));
        List<String> there = fine("methods", "--json", "--data-dir", other.toString())
                .json()
                .getJsonArray("methods")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(method -> method.getString("id"))
                .toList();
        assertFalse(there.contains("confluence.gateway"));
        try (Stream<Path> files = Files.walk(Product.INSTALLATION)) {
            assertTrue(files.noneMatch(file -> file.toString().contains("sample.gateway")));
        }
    }
}
