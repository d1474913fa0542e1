package org.drawbridge.browser;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.drawbridge.browser.internal.BrowserStart;
import org.drawbridge.browser.internal.FreshWindow;
import org.drawbridge.core.auth.FreshBrowser;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.http.HttpSettings;

/** Starts external browsers. Background threads only. */
public final class Browsers {

    /** Extra arguments for the browser, separated by blanks; quotes keep blanks together. Added to those of the settings. */
    public static final String ARGUMENTS_VARIABLE = "DRAWBRIDGE_BROWSER_ARGUMENTS";

    private static final AtomicReference<Embedded> EMBEDDED = new AtomicReference<>();

    /** A browser inside the desktop. */
    @FunctionalInterface
    public interface Embedded {
        ControlledBrowser open(BrowserSettings settings, Progress progress) throws AuthFailure;
    }

    private Browsers() {}

    /** Makes an embedded browser known; the desktop does so when it starts. */
    public static Progress.Registration offer(Embedded embedded) {
        EMBEDDED.set(embedded);
        return () -> EMBEDDED.compareAndSet(embedded, null);
    }

    /** Whether there is an embedded browser. */
    public static boolean embedding() {
        return EMBEDDED.get() != null;
    }

    /** Whether a Chrome, Edge or Chromium is found on this machine. Looks at a few files only. */
    public static boolean found() {
        return new BrowserStart(Map.copyOf(System.getenv()), System.getProperty("os.name")).found();
    }

    /**
     * Opens the desktop's embedded browser.
     *
     * @throws AuthFailure {@code browser.no-embedded} where there is none
     */
    public static ControlledBrowser embedded(BrowserSettings settings, Progress progress) throws AuthFailure {
        Embedded offered = EMBEDDED.get();
        if (offered == null) {
            throw BrowserFailures.problem("browser.no-embedded").failure();
        }
        return offered.open(settings, progress);
    }

    /**
     * Opens a single page in the desktop's embedded browser, as {@link FreshBrowser} does in an external one.
     *
     * @throws AuthFailure {@code browser.no-embedded} where there is none, {@code browser.embedded-busy} and others
     */
    public static FreshBrowser.Window embeddedWindow(URI address, HttpSettings network, Progress progress)
            throws AuthFailure {
        return FreshWindow.shown(embedded(FreshWindow.settings(address, network), progress), address);
    }

    /** Where profile folders go unless the settings say otherwise: the user's folder for what may be thrown away. */
    public static Path profileFolder() {
        Path home = Path.of(System.getProperty("user.home"));
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        Path caches;
        if (system.contains("win")) {
            caches = variable("LOCALAPPDATA").orElse(home.resolve("AppData/Local"));
        } else if (system.contains("mac")) {
            caches = home.resolve("Library/Caches");
        } else {
            caches = variable("XDG_CACHE_HOME").orElse(home.resolve(".cache"));
        }
        return caches.resolve("drawbridge").resolve("browser");
    }

    private static Optional<Path> variable(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    /**
     * Starts a browser with a fresh profile: through a driver where one that matches can be had, else by the DevTools
     * protocol alone. Cancelling ends what was started.
     *
     * @throws AuthFailure {@code browser.…}: none found, no display, remote debugging forbidden by policy, …
     */
    public static ControlledBrowser start(BrowserSettings settings, Progress progress) throws AuthFailure {
        return new BrowserStart(Map.copyOf(System.getenv()), System.getProperty("os.name")).start(settings, progress);
    }
}
