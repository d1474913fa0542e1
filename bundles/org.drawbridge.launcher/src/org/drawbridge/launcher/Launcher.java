package org.drawbridge.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.drawbridge.platform.DataFolder;
import org.eclipse.core.runtime.adaptor.EclipseStarter;
import org.osgi.framework.BundleContext;

/**
 * Starts the framework inside the installation, runs the desktop or the command line, and ends the process with what
 * the application returned.
 *
 * <p>Arguments reach the application untouched: they are handed over as an object and never pass Equinox' own command
 * line, which would swallow {@code -data}, {@code -debug}, {@code -clean} and many more.
 */
public final class Launcher {

    private static final int INTERNAL_ERROR = 5;
    /** What the desktop returns that wants to be started anew, as Equinox' EXIT_RESTART. */
    private static final int RESTART = 23;

    private Launcher() {}

    /** The start scripts set {@code drawbridge.home} (the installation) and {@code drawbridge.desktop}. */
    public static void main(String[] arguments) {
        int exitCode = INTERNAL_ERROR;
        try {
            Path home = Path.of(System.getProperty("drawbridge.home")).toRealPath();
            exitCode = Boolean.getBoolean("drawbridge.desktop") ? desktop(home, arguments) : cli(home, arguments);
        } catch (Exception | Error e) {
            System.err.println("Drawbridge could not start: " + e);
        }
        System.exit(exitCode);
    }

    private static int desktop(Path home, String[] arguments) throws Exception {
        PlugIns plugIns = plugIns(home, arguments);
        int exitCode = run(home, FrameworkArea.ofDesktop(home, plugIns), plugIns, arguments);
        return exitCode == RESTART ? startAnew(home, arguments) : exitCode;
    }

    /**
     * By the start script, which alone knows Java's place and options. In a process of its own, since a native library
     * such as the toolkit's is loaded but once; what the ended desktop has held, it can have by now.
     */
    private static int startAnew(Path home, String[] arguments) throws IOException {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        List<String> command = new ArrayList<>(
                windows
                        ? List.of(home.resolve("drawbridge.cmd").toString())
                        : List.of("/bin/sh", home.resolve("drawbridge").toString()));
        command.addAll(List.of(arguments));
        new ProcessBuilder(command).inheritIO().start();
        return 0;
    }

    private static int cli(Path home, String[] arguments) throws Exception {
        PlugIns plugIns = plugIns(home, arguments);
        FrameworkArea area = FrameworkArea.ofCli(home, plugIns);
        int exitCode = run(home, area, plugIns, arguments);
        area.publish();
        return exitCode;
    }

    /** Beside the installation for all users, in the data folder for this one. */
    private static PlugIns plugIns(Path home, String[] arguments) {
        return PlugIns.in(home.resolve("dropins"), DataFolder.of(arguments).resolve("plugins"));
    }

    private static int run(Path home, FrameworkArea area, PlugIns plugIns, String[] arguments) throws Exception {
        Path configuration = home.resolve("configuration");
        // system properties, for these two know nothing of the framework's own
        System.setProperty("logback.configurationFile", uri(configuration.resolve("logback.xml")));
        System.setProperty(
                "java.util.logging.config.file",
                configuration.resolve("logging.properties").toString());
        Map<String, String> settings = area.settings();
        settings.put("osgi.install.area", uri(home));
        settings.put("osgi.user.area", "@none");
        EclipseStarter.setInitialProperties(settings);
        BundleContext context = EclipseStarter.startup(new String[0], null);
        if (area.fill()) {
            plugIns.install(context);
        }
        Object result = EclipseStarter.run(arguments);
        EclipseStarter.shutdown();
        return result instanceof Integer code ? code : 0;
    }

    static String uri(Path path) {
        return path.toUri().toString();
    }
}
