package org.drawbridge.platform;

import java.nio.file.Path;
import java.util.Locale;

/** Where connections, preferences, the secret store and the desktop's state lie. */
public final class DataFolder {

    private static final String OPTION = "--data-dir";

    private DataFolder() {}

    /** The folder that the arguments name, or the user's own. */
    public static Path of(String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals(OPTION) && i + 1 < arguments.length) {
                return Path.of(arguments[i + 1]).toAbsolutePath();
            }
            if (arguments[i].startsWith(OPTION + "=")) {
                return Path.of(arguments[i].substring(OPTION.length() + 1)).toAbsolutePath();
            }
        }
        return ofUser();
    }

    private static Path ofUser() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String home = System.getProperty("user.home");
        if (os.startsWith("windows")) {
            return folder(System.getenv("APPDATA"), Path.of(home, "AppData", "Roaming"))
                    .resolve("Drawbridge");
        }
        if (os.startsWith("mac")) {
            return Path.of(home, "Library", "Application Support", "Drawbridge");
        }
        return folder(System.getenv("XDG_CONFIG_HOME"), Path.of(home, ".config"))
                .resolve("drawbridge");
    }

    private static Path folder(String named, Path otherwise) {
        return named == null || named.isBlank() ? otherwise : Path.of(named);
    }
}
