package org.drawbridge.browser.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.drawbridge.browser.BrowserFailures;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.browser.BrowserSettings.Kind;
import org.drawbridge.core.failure.AuthFailure;

/** Finds Chrome, Edge and Chromium where they are usually installed. */
final class BrowserFinder {

    /** A browser on this machine. {@code why} is a text key's suffix: how it came to be chosen. */
    record Found(Kind kind, Path program, String why) {}

    private final Map<String, String> environment;
    private final String system;

    BrowserFinder(Map<String, String> environment, String osName) {
        this.environment = environment;
        String name = osName.toLowerCase(Locale.ROOT);
        system = name.contains("win") ? "windows" : name.contains("mac") ? "mac" : "linux";
    }

    /** By the settings; fails with {@code browser.not-found}, naming where it looked. */
    Found find(BrowserSettings settings) throws AuthFailure {
        if (settings.executable().isPresent()) {
            Path program = settings.executable().get();
            if (!Files.isRegularFile(program) || !Files.isExecutable(program)) {
                throw BrowserFailures.problem("browser.program-missing")
                        .with("program", program)
                        .evidence("program", program)
                        .failure();
            }
            return new Found(kindOf(program), program, "set");
        }
        List<Kind> wanted = settings.browser() == Kind.AUTOMATIC
                ? List.of(Kind.CHROME, Kind.EDGE, Kind.CHROMIUM)
                : List.of(settings.browser());
        List<String> looked = new ArrayList<>();
        for (Kind kind : wanted) {
            for (Path candidate : candidates(kind)) {
                looked.add(candidate.toString());
                if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return new Found(
                            kind, candidate, settings.browser() == Kind.AUTOMATIC ? "first-found" : "kind-set");
                }
            }
        }
        throw BrowserFailures.problem("browser.not-found")
                .with("looked", String.join(", ", looked))
                .evidence("looked", String.join(", ", looked))
                .failure();
    }

    /** Whether there is any. */
    boolean any() {
        return Stream.of(Kind.CHROME, Kind.EDGE, Kind.CHROMIUM)
                .flatMap(kind -> candidates(kind).stream())
                .anyMatch(Files::isExecutable);
    }

    private static Kind kindOf(Path program) {
        String name = program.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.contains("edge") ? Kind.EDGE : name.contains("chromium") ? Kind.CHROMIUM : Kind.CHROME;
    }

    private List<Path> candidates(Kind kind) {
        List<Path> paths = new ArrayList<>();
        switch (system) {
            case "windows" -> {
                String inside = switch (kind) {
                    case EDGE -> "Microsoft\\Edge\\Application\\msedge.exe";
                    case CHROMIUM -> "Chromium\\Application\\chrome.exe";
                    default -> "Google\\Chrome\\Application\\chrome.exe";
                };
                for (String root : List.of("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA")) {
                    Optional.ofNullable(environment.get(root)).ifPresent(value -> paths.add(Path.of(value, inside)));
                }
            }
            case "mac" -> {
                String inside = switch (kind) {
                    case EDGE -> "Microsoft Edge.app/Contents/MacOS/Microsoft Edge";
                    case CHROMIUM -> "Chromium.app/Contents/MacOS/Chromium";
                    default -> "Google Chrome.app/Contents/MacOS/Google Chrome";
                };
                paths.add(Path.of("/Applications", inside));
                Optional.ofNullable(environment.get("HOME"))
                        .ifPresent(home -> paths.add(Path.of(home, "Applications", inside)));
            }
            default -> {
                List<String> names = switch (kind) {
                    case EDGE -> List.of("microsoft-edge", "microsoft-edge-stable");
                    case CHROMIUM -> List.of("chromium", "chromium-browser");
                    default -> List.of("google-chrome", "google-chrome-stable", "chrome");
                };
                String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
                for (String name : names) {
                    for (String folder : path.split(":")) {
                        if (!folder.isBlank()) {
                            paths.add(Path.of(folder, name));
                        }
                    }
                    paths.add(Path.of("/usr/bin", name));
                }
            }
        }
        return paths.stream().distinct().toList();
    }
}
