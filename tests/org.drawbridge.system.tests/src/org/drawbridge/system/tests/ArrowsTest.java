package org.drawbridge.system.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.eclipse.osgi.util.ManifestElement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.BundleException;

/** The arrows of the house: which bundle may need which, as in docs/architecture.md. Reads the manifests. */
class ArrowsTest {

    private static final String OURS = "org.drawbridge.";

    /** What each bundle may need. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("core", Set.of()),
            Map.entry("browser", Set.of("core")),
            Map.entry("confluence", Set.of("core", "browser")),
            Map.entry("sharepoint", Set.of("core")),
            Map.entry("readiness", Set.of("core")),
            Map.entry("platform", Set.of("core")),
            Map.entry("sandbox", Set.of("core")),
            Map.entry("cli", Set.of("core", "platform", "readiness")),
            Map.entry("ui", Set.of("core", "browser", "platform", "readiness")),
            Map.entry("jface.nl", Set.of()), // fragments: German for what is the platform's
            Map.entry("renderers.nl", Set.of()),
            Map.entry("launcher", Set.of("platform"))); // one class without needs: where the data folder is

    private static final Set<String> FREE_OF_ECLIPSE =
            Set.of("core", "browser", "confluence", "sharepoint", "readiness", "sandbox");

    private static final Set<String> HEADLESS = Set.of("platform", "cli");
    private static final List<String> WINDOWS = List.of("org.eclipse.swt", "org.eclipse.jface", "org.eclipse.e4.ui");

    /** The bundles that a library is confined to. */
    private static final Map<String, Set<String>> LIBRARIES = Map.of(
            "ch.qos.logback", Set.of("platform"),
            "com.azure", Set.of("sharepoint"), // MSAL4J's JSON
            "com.google.zxing", Set.of("platform"),
            "com.microsoft.aad.msal4j", Set.of("sharepoint"),
            "com.sun.jna", Set.of("platform"), // the key stores
            "org.apache.hc", Set.of("core"),
            "org.bouncycastle", Set.of("sandbox"),
            "org.commonmark", Set.of("ui"),
            "org.openqa.selenium", Set.of("browser"),
            "picocli", Set.of("cli"));

    private static final List<String> ANYWHERE = List.of(
            "com.sun.net.httpserver",
            "jakarta.annotation",
            "jakarta.inject",
            "jakarta.json",
            "javax",
            "org.osgi",
            "org.slf4j",
            "org.w3c.dom",
            "org.xml.sax");

    record Bundle(String name, List<ManifestElement> exported, List<String> needed, Path folder) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bundle> bundles() throws IOException {
        Path folder = Path.of(System.getProperty("drawbridge.repository"), "bundles");
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(bundle -> Files.exists(bundle.resolve("META-INF/MANIFEST.MF")))
                    .map(ArrowsTest::read)
                    .toList();
        }
    }

    @Test
    void theBundlesAreFound() throws IOException {
        assertTrue(
                bundles().size() >= 9,
                () -> "Is drawbridge.repository set? Found only the bundles of "
                        + System.getProperty("drawbridge.repository"));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void needsOnlyWhatTheArrowsAllow(Bundle bundle) {
        assertTrue(ARROWS.containsKey(bundle.name()), "a new bundle: add its arrows here and to docs/architecture.md");
        none(
                bundle,
                needed -> ours(needed)
                        .filter(other -> !other.equals(bundle.name()))
                        .filter(other -> !ARROWS.get(bundle.name()).contains(other))
                        .isPresent());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void staysFreeOfEclipse(Bundle bundle) {
        if (FREE_OF_ECLIPSE.contains(bundle.name())) {
            none(bundle, needed -> isIn(needed, "org.eclipse"));
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void opensNoWindow(Bundle bundle) {
        if (HEADLESS.contains(bundle.name())) {
            none(bundle, needed -> WINDOWS.stream().anyMatch(window -> isIn(needed, window)));
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void keepsLibrariesBehindOneBundle(Bundle bundle) {
        none(
                bundle,
                needed -> LIBRARIES.entrySet().stream()
                        .filter(library -> isIn(needed, library.getKey()))
                        .anyMatch(library -> !library.getValue().contains(bundle.name())));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void usesNoUnknownLibrary(Bundle bundle) {
        none(
                bundle,
                needed -> ours(needed).isEmpty()
                        && !isIn(needed, "org.eclipse")
                        && LIBRARIES.keySet().stream().noneMatch(library -> isIn(needed, library))
                        && ANYWHERE.stream().noneMatch(known -> isIn(needed, known)));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void exportsNothingInternal(Bundle bundle) {
        List<String> open = bundle.exported().stream()
                .filter(exported -> exported.getValue().contains(".internal"))
                .filter(exported -> exported.getDirective("x-friends") == null)
                .map(ManifestElement::getValue)
                .toList();
        assertEquals(List.of(), open, "internal packages of " + bundle + " that anybody can use");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void exportsOnlyWhatItHas(Bundle bundle) {
        List<String> missing = bundle.exported().stream()
                .map(ManifestElement::getValue)
                .filter(name ->
                        !Files.isDirectory(bundle.folder().resolve("src").resolve(name.replace('.', '/'))))
                .toList();
        assertEquals(List.of(), missing, "packages that " + bundle + " exports without having them");
    }

    private static void none(Bundle bundle, java.util.function.Predicate<String> forbidden) {
        assertEquals(List.of(), bundle.needed().stream().filter(forbidden).toList(), bundle + " must not need this");
    }

    /** The short name of our bundle that is named or that has the package, if it is one of ours. */
    private static Optional<String> ours(String needed) {
        return needed.startsWith(OURS)
                ? Optional.of(needed.substring(OURS.length()).replaceFirst("\\..*", ""))
                : Optional.empty();
    }

    private static boolean isIn(String name, String prefix) {
        return name.equals(prefix) || name.startsWith(prefix + ".");
    }

    private static Bundle read(Path folder) {
        try (InputStream in = Files.newInputStream(folder.resolve("META-INF/MANIFEST.MF"))) {
            var manifest = new Manifest(in);
            List<String> needed = Stream.of(
                            "Require-Bundle", "Import-Package", "Fragment-Host", "DynamicImport-Package")
                    .flatMap(header -> elements(manifest, header).stream())
                    .map(ManifestElement::getValue)
                    .toList();
            String name = folder.getFileName().toString().substring(OURS.length());
            return new Bundle(name, elements(manifest, "Export-Package"), needed, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ManifestElement> elements(Manifest manifest, String header) {
        try {
            ManifestElement[] parsed = ManifestElement.parseHeader(
                    header, manifest.getMainAttributes().getValue(header));
            return parsed == null ? List.of() : Arrays.asList(parsed);
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }
}
