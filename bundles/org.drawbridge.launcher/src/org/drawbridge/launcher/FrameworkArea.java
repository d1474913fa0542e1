package org.drawbridge.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Where the framework keeps what it has found out about the bundles (Equinox calls it the configuration area). It lies
 * in the user's cache folder, so the installation may be read-only; each installation has its own.
 *
 * <p>Any number of command lines may run at once: the first one fills a folder of its own and publishes it by renaming
 * when it ends; all later ones only read it.
 */
final class FrameworkArea {

    private static final Duration LEFTOVER = Duration.ofDays(1);

    private final Path folder;
    private final Path published;
    private final Map<String, String> settings = new HashMap<>();
    private boolean fill;

    private FrameworkArea(Path folder, Path published, Path configuration) {
        this.folder = folder;
        this.published = published;
        settings.put("osgi.configuration.area", Launcher.uri(folder));
        settings.put("osgi.sharedConfiguration.area", Launcher.uri(configuration));
        settings.put("osgi.configuration.cascaded", "true");
    }

    Map<String, String> settings() {
        return settings;
    }

    /** Whether it is new, so that the plug-ins are still to be put into it. */
    boolean fill() {
        return fill;
    }

    static FrameworkArea ofDesktop(Path home, PlugIns plugIns) throws IOException {
        Path configuration = home.resolve("configuration");
        Path folder = usable(userCache().resolve("desktop-" + hash(home.toString())));
        var area = new FrameworkArea(folder, folder, configuration);
        area.settings.put("osgi.instance.area", "@noDefault"); // the application sets it
        area.fill = isOutdated(folder, contentOf(configuration, plugIns));
        area.settings.put("osgi.clean", Boolean.toString(area.fill));
        return area;
    }

    static FrameworkArea ofCli(Path home, PlugIns plugIns) throws IOException {
        Path configuration = home.resolve("configuration/cli");
        Path caches = usable(userCache());
        Path published = caches.resolve("cli-" + hash(home.toString()) + "-" + contentOf(configuration, plugIns));
        boolean ready = Files.isDirectory(published);
        Path folder = ready ? published : Files.createTempDirectory(caches, published.getFileName() + "-");
        var area = new FrameworkArea(folder, published, configuration);
        area.fill = !ready;
        area.settings.put("osgi.configuration.area.readOnly", Boolean.toString(ready));
        area.settings.put("osgi.instance.area", "@none");
        area.settings.put("osgi.logfile", caches.resolve("cli.log").toString());
        if (!ready) {
            Path ours = caches.equals(userCache()) ? folder : caches;
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(ours)));
        }
        return area;
    }

    /** Lets later processes use the folder that this one has filled. To be called when the framework has stopped. */
    void publish() throws IOException {
        if (folder.equals(published)) {
            return;
        }
        try {
            Files.move(folder, published, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            return; // another process was faster; the shutdown hook deletes ours
        }
        String ofThisInstallation = published.getFileName().toString().replaceFirst("-[^-]+$", "-");
        for (Path other : list(published.getParent())) {
            boolean leftover = other.getFileName().toString().startsWith(ofThisInstallation)
                    && Files.getLastModifiedTime(other)
                            .toInstant()
                            .isBefore(Instant.now().minus(LEFTOVER));
            if (leftover && !other.equals(published)) {
                delete(other);
            }
        }
    }

    private static Path usable(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
            if (Files.isWritable(folder)) {
                return folder;
            }
        } catch (IOException e) {
            // below
        }
        return Files.createTempDirectory("drawbridge-");
    }

    private static Path userCache() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        Path home = Path.of(System.getProperty("user.home"));
        if (os.startsWith("windows")) {
            return named("LOCALAPPDATA", home.resolve("AppData/Local")).resolve("Drawbridge/cache");
        }
        if (os.startsWith("mac")) {
            return home.resolve("Library/Caches/Drawbridge");
        }
        return named("XDG_CACHE_HOME", home.resolve(".cache")).resolve("drawbridge");
    }

    private static Path named(String variable, Path otherwise) {
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? otherwise : Path.of(value);
    }

    /**
     * Changes with the bundles (config.ini names each with its version), with Java (bundles resolve against it), and with
     * the plug-ins.
     */
    private static String contentOf(Path configuration, PlugIns plugIns) throws IOException {
        return hash(Files.readString(configuration.resolve("config.ini"))
                + Runtime.version().feature()
                + plugIns.fingerprint());
    }

    private static boolean isOutdated(Path folder, String content) throws IOException {
        Path stamp = folder.resolve("installation");
        if (Files.exists(stamp) && Files.readString(stamp).equals(content)) {
            return false;
        }
        Files.writeString(stamp, content);
        return true;
    }

    private static String hash(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    private static void delete(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // it is a cache
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList();
        }
    }
}
