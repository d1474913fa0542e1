package org.drawbridge.platform;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.store.Reasons;
import org.drawbridge.platform.internal.PlatformFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens addresses in the user's own browser, or with a command of the user's. No shell is involved. Thread-safe. */
public final class BrowserOpener {

    private static final Logger LOG = LoggerFactory.getLogger(BrowserOpener.class);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private final Map<String, String> environment;
    private final String system;
    private final String command;

    /** @param settings name the command that opens sign-in pages, if any */
    public BrowserOpener(Settings settings) {
        this(Map.copyOf(System.getenv()), System.getProperty("os.name"), settings.value(Preferences.OPEN_WITH));
    }

    /**
     * For another system or environment than this one.
     *
     * @param command the user's own command; empty for the browser that the system prefers
     */
    public BrowserOpener(Map<String, String> environment, String system, String command) {
        this.environment = Map.copyOf(environment);
        this.system = system.toLowerCase(Locale.ROOT);
        this.command = command;
    }

    /**
     * Opens an address with the command of the settings, else in the browser that the system prefers. A command that
     * can't be started is logged, and the system's browser takes its place: a sign-in shall go on.
     *
     * @return false where nothing can be opened, such as without a display
     */
    public boolean open(URI address) {
        if (!command.isBlank()) {
            try {
                openWith(command, address);
                return true;
            } catch (AuthFailure e) {
                LOG.warn("{}", e.problem().message());
            }
        }
        for (List<String> command : commands()) {
            try {
                start(command, address);
                return true;
            } catch (IOException e) {
                // The next one.
            }
        }
        return false;
    }

    private List<List<String>> commands() {
        if (system.contains("win")) {
            return List.of(List.of("rundll32", "url.dll,FileProtocolHandler"));
        }
        if (system.contains("mac")) {
            return List.of(List.of("/usr/bin/open"));
        }
        if (blank("DISPLAY") && blank("WAYLAND_DISPLAY")) {
            return List.of();
        }
        return List.of(
                List.of("xdg-open"),
                List.of("gio", "open"),
                List.of("gnome-open"),
                List.of("kde-open"),
                List.of("wslview"),
                List.of("sensible-browser"));
    }

    private boolean blank(String variable) {
        return environment.getOrDefault(variable, "").isBlank();
    }

    /**
     * Opens an address with a command, whose last argument it becomes.
     *
     * @param command a program, perhaps with arguments; double quotes keep blanks
     * @return the process
     * @throws AuthFailure {@code browser-opener.command} if it can't be started
     */
    public static Process openWith(String command, URI address) throws AuthFailure {
        try {
            return start(words(command), address);
        } catch (IOException e) {
            throw PlatformFailures.problem("browser-opener.command")
                    .with("command", command)
                    .with("reason", Reasons.of(e))
                    .because(e)
                    .failure();
        }
    }

    static List<String> words(String command) {
        // A path with blanks need not be quoted if it is all there is.
        if (command.contains(File.separator) && Files.isRegularFile(Path.of(command.strip()))) {
            return List.of(command.strip());
        }
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words;
    }

    private static Process start(List<String> command, URI address) throws IOException {
        if (command.isEmpty()) {
            throw new IOException(Preferences.TEXTS.get("open.no-command"));
        }
        List<String> all = new ArrayList<>(command);
        all.add(address.toString());
        // What the browser has to say would stand in the middle of our own output.
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
