package org.drawbridge.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A newcomer's way through the packaged desktop, by keyboard alone: empty data folder, sandbox, two connections by the
 * wizard, both green, readiness. The keys are pressed by a plug-in, the class FirstRun of the UI tests. A picture of each
 * step is left in target/pictures/first-run; releng/pictures.sh copies them into the documentation.
 */
class FirstRunTest {

    private static final String DRIVER = "org.drawbridge.ui.tests.firstrun";
    private static final Path CLASSES =
            Path.of(System.getProperty("drawbridge.repository"), "tests/org.drawbridge.ui.tests/target/classes");
    private static final Path PICTURES = Path.of("target", "pictures", "first-run");
    private static final int STEPS = 15;

    /** Its path can be read on the pictures. */
    static final class Plain implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.createTempDirectory("drawbridge");
        }
    }

    @TempDir(factory = Plain.class)
    Path home;

    @ParameterizedTest
    @CsvSource({"light, Adwaita", "dark, Adwaita:dark", "contrast, HighContrastInverse"})
    void fromAnEmptyFolderToTwoGreenConnectionsAndReadinessByKeyboard(String theme, String system) throws Exception {
        Path data = home.resolve("data");
        dropDriver(Files.createDirectories(data.resolve("plugins")));
        Product product = new Product(home)
                .with("GTK_THEME", system)
                .with("DRAWBRIDGE_FIRST_RUN", home.toString())
                .onADisplay();

        Product.Running desktop = product.begin("--data-dir", data.toString());

        assertTrue(desktop.process().waitFor(10, TimeUnit.MINUTES), "the desktop has not ended");
        Path result = home.resolve("result.txt");
        String said =
                Files.exists(result) ? Files.readString(result) : desktop.err().join();
        List<Path> pictures = keepPictures(theme);
        assertEquals("done", said);
        assertEquals(0, desktop.process().exitValue(), () -> desktop.err().join());
        assertEquals(STEPS, pictures.size(), pictures::toString);
        for (Path picture : pictures) {
            double brightness = brightness(picture);
            assertTrue(theme.equals("light") ? brightness > 180 : brightness < 90, picture + ": " + brightness);
        }
        List<String> names = new Product(home)
                        .run(
                                "connection",
                                "list",
                                "--json",
                                "--data-dir",
                                data.resolve("sandbox").toString())
                        .json()
                        .getJsonArray("connections")
                        .getValuesAs(JsonObject.class)
                        .stream()
                        .map(connection -> connection.getString("name"))
                        .toList();
        assertTrue(names.containsAll(List.of("Acme wiki", "contoso / wiki")), names::toString);
        try (Stream<Path> logs = Files.walk(data.resolve("logs"))) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                String lines = Files.readString(log);
                assertTrue(!lines.contains(" ERROR "), lines);
            }
        }
    }

    /** The newcomer and the helpers that find widgets, as a plug-in. */
    private static void dropDriver(Path plugins) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", DRIVER + ";singleton:=true");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Bundle-Activator", DRIVER + ".FirstRun");
        main.putValue("Require-Bundle", "org.drawbridge.sandbox,org.eclipse.swt");
        main.putValue("Import-Package", "org.osgi.framework");
        try (OutputStream out = Files.newOutputStream(plugins.resolve("first-run.jar"));
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (String folder : List.of("firstrun", "swtbot")) {
                try (Stream<Path> files =
                        Files.list(CLASSES.resolve("org/drawbridge/ui/tests").resolve(folder))) {
                    for (Path file : files.sorted().toList()) {
                        jar.putNextEntry(
                                new JarEntry(CLASSES.relativize(file).toString().replace('\\', '/')));
                        Files.copy(file, jar);
                    }
                }
            }
        }
    }

    /** What was taken, also of a way that ended too early. */
    private List<Path> keepPictures(String theme) throws IOException {
        Path folder = Files.createDirectories(PICTURES.resolve(theme));
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        try (Stream<Path> taken = Files.walk(home, 2)) {
            for (Path file :
                    taken.filter(path -> path.toString().endsWith(".png")).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (Stream<Path> kept = Files.list(folder)) {
            return kept.sorted().toList();
        }
    }

    /** The mean of all pixels: 0 black, 255 white. */
    private static double brightness(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        long sum = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int pixel = image.getRGB(x, y);
                sum += (pixel >> 16 & 255) + (pixel >> 8 & 255) + (pixel & 255);
            }
        }
        return sum / 3.0 / image.getWidth() / image.getHeight();
    }
}
