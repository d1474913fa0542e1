package org.drawbridge.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.drawbridge.core.Redactor;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.ConnectionsFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/**
 * What helps to find a fault, without any secret: versions, settings, connections, and the log's latest part. Every item
 * passes the {@link Redactor}; the user's home folder and name are left out. Background threads only.
 */
public final class Diagnostics {

    private static final int LOG_BYTES = 2 << 20;
    private static final int LOGS = 3;

    private Diagnostics() {}

    /** One file of the bundle, as it will be written. */
    public record Item(String name, String text) {}

    /** Collects; what can't be read stands in its item as the reason. */
    public static List<Item> collect(DrawbridgeRuntime runtime) {
        List<Item> items = new ArrayList<>();
        items.add(item("product.txt", product(runtime)));
        items.add(item("bundles.txt", bundles()));
        items.add(item("settings.json", file(runtime.dataDir().resolve("settings.json"))));
        items.add(item("connections.json", connections(runtime)));
        items.add(item("network.txt", network(runtime)));
        logs(runtime.dataDir().resolve("logs")).forEach((name, text) -> items.add(item("logs/" + name, text)));
        return items;
    }

    /** Writes a zip file with the items; replaces an existing one only when all is written. */
    public static void write(List<Item> items, Path zip) throws IOException {
        Path fresh = zip.resolveSibling(zip.getFileName() + ".part");
        try {
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(fresh))) {
                for (Item item : items) {
                    out.putNextEntry(new ZipEntry(item.name()));
                    out.write(item.text().getBytes(StandardCharsets.UTF_8));
                    out.closeEntry();
                }
            }
            Files.move(fresh, zip, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Item item(String name, String text) {
        String masked = Redactor.mask(text);
        String home = System.getProperty("user.home", "");
        if (home.length() > 3) {
            masked = masked.replace(home, "~");
        }
        String user = System.getProperty("user.name", "");
        if (user.length() > 3) {
            masked = masked.replace(user, "(user)");
        }
        return new Item(name, masked);
    }

    private static String product(DrawbridgeRuntime runtime) {
        Map<String, String> facts = new TreeMap<>();
        for (String key : List.of(
                "java.runtime.version",
                "java.vendor",
                "os.name",
                "os.version",
                "os.arch",
                "user.language",
                "file.encoding")) {
            facts.put(key, System.getProperty(key, ""));
        }
        facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("heap limit", (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
        facts.put(
                "display",
                String.valueOf(System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null));
        facts.put("data folder", runtime.dataDir().toString());
        StringBuilder text = new StringBuilder();
        facts.forEach(
                (key, value) -> text.append(key).append(": ").append(value).append('\n'));
        text.append("\nsign-in methods:\n");
        for (MethodInfo method : runtime.methods().all()) {
            text.append("  ")
                    .append(method.id())
                    .append(" from ")
                    .append(method.contributor())
                    .append('\n');
        }
        return text.toString();
    }

    private static String bundles() {
        Bundle own = FrameworkUtil.getBundle(Diagnostics.class);
        if (own == null || own.getBundleContext() == null) {
            return "no framework";
        }
        return Stream.of(own.getBundleContext().getBundles())
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion() + " " + state(bundle))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.RESOLVED -> "resolved";
            case Bundle.INSTALLED -> "NOT RESOLVED";
            default -> "stopping";
        };
    }

    private static String connections(DrawbridgeRuntime runtime) {
        try {
            return ConnectionsFile.format(runtime.entries());
        } catch (AuthFailure e) {
            return e.problem().message();
        }
    }

    private static String network(DrawbridgeRuntime runtime) {
        try {
            return String.join("\n", runtime.notices());
        } catch (AuthFailure e) {
            return e.problem().message();
        }
    }

    private static String file(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "(none)";
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Map<String, String> logs(Path folder) {
        Map<String, String> logs = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return logs;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".log"))
                    .sorted(Comparator.comparing(Diagnostics::changed).reversed())
                    .limit(LOGS)
                    .forEach(file -> logs.put(file.getFileName().toString(), tail(file)));
        } catch (IOException e) {
            logs.put("none.txt", e.toString());
        }
        return logs;
    }

    private static long changed(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    private static String tail(Path file) {
        try (var channel = Files.newByteChannel(file)) {
            long size = channel.size();
            channel.position(Math.max(0, size - LOG_BYTES));
            byte[] bytes = java.nio.channels.Channels.newInputStream(channel).readAllBytes();
            String text = new String(bytes, StandardCharsets.UTF_8);
            return size > LOG_BYTES ? text.substring(text.indexOf('\n') + 1) : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
