package org.drawbridge.ui.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.drawbridge.ui.tests.swtbot.SWTBot;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.Platform;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * Starts the product's own desktop once for all test classes and stops it after the last. The desktop has its display
 * on a thread of its own, as in SWTBot; tests stay on theirs and reach the widgets through the {@link SWTBot}, which
 * is handed to them as a parameter. A failed test leaves a picture in target/screenshots.
 */
public final class Desktop implements BeforeAllCallback, ParameterResolver, TestExecutionExceptionHandler {

    private static final String APPLICATION = "org.drawbridge.ui.app";

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SWTBot.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return new SWTBot(running(context).display);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        String test = context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName();
        try {
            new SWTBot(running(context).display).captureScreenshot(Path.of("target", "screenshots", test + ".png"));
            // The next test does not find its windows.
            new SWTBot(running(context).display).closeDialogs();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }

    /** The folder that the desktop was started with by --data-dir. */
    public static Path dataFolder() {
        return Path.of(System.getProperty("drawbridge.test.data", "target/data"))
                .toAbsolutePath();
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Desktop.class))
                .computeIfAbsent(Running.class, key -> new Running(), Running.class);
    }

    /** A desktop that is open. Closed by JUnit after the last test. */
    private static final class Running implements AutoCloseable {

        private final CompletableFuture<Object> result = new CompletableFuture<>();
        private final Thread thread = new Thread(this::run, "desktop");
        private final Display display;
        private final Watchdog watchdog;
        private volatile IApplication application;

        Running() {
            thread.setDaemon(true);
            thread.start();
            display = waitForWindow();
            watchdog = new Watchdog(display, thread);
        }

        private void run() {
            try {
                startAfresh();
                application = application();
                result.complete(application.start(new Context(context())));
            } catch (Exception | LinkageError e) {
                result.completeExceptionally(e);
            }
        }

        /** What an earlier run has left must not help this one. */
        private static void startAfresh() throws IOException {
            if (Files.exists(dataFolder())) {
                try (Stream<Path> files = Files.walk(dataFolder())) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(dataFolder());
        }

        private Display waitForWindow() {
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < end) {
                Display found = Display.findDisplay(thread);
                if (result.isDone()) {
                    throw new IllegalStateException("The desktop has ended: " + result.join());
                }
                if (found != null && hasWindow(found)) {
                    return found;
                }
                SWTBot.pause();
            }
            throw new IllegalStateException("The desktop has shown no window within a minute");
        }

        private static boolean hasWindow(Display display) {
            var found = new boolean[1];
            display.syncExec(() -> {
                for (Shell shell : display.getShells()) {
                    found[0] |= shell.isVisible() && shell.getChildren().length > 0;
                }
            });
            return found[0];
        }

        @Override
        public void close() throws Exception {
            watchdog.close();
            display.asyncExec(application::stop);
            result.get(20, TimeUnit.SECONDS);
            if (!watchdog.faults().isEmpty()) {
                throw new AssertionError("The desktop froze: " + watchdog.faults());
            }
        }
    }

    private static IApplication application() throws CoreException {
        for (IConfigurationElement element :
                Platform.getExtensionRegistry().getExtension(APPLICATION).getConfigurationElements()) {
            for (IConfigurationElement run : element.getChildren("run")) {
                return (IApplication) run.createExecutableExtension("class");
            }
        }
        throw new IllegalStateException("No application " + APPLICATION);
    }

    private static IApplicationContext context() {
        BundleContext bundles = FrameworkUtil.getBundle(Desktop.class).getBundleContext();
        return bundles.getService(bundles.getServiceReference(IApplicationContext.class));
    }

    /** The test run's context, which is branded as the product, with the desktop's arguments. */
    private record Context(IApplicationContext running) implements IApplicationContext {

        @Override
        public Map<String, Object> getArguments() {
            Map<String, Object> arguments = new HashMap<>();
            arguments.put(
                    APPLICATION_ARGS, new String[] {"--data-dir", dataFolder().toString()});
            return arguments;
        }

        @Override
        public void applicationRunning() {
            // nothing waits for it
        }

        @Override
        public String getBrandingApplication() {
            return running.getBrandingApplication();
        }

        @Override
        public String getBrandingName() {
            return running.getBrandingName();
        }

        @Override
        public String getBrandingDescription() {
            return running.getBrandingDescription();
        }

        @Override
        public String getBrandingId() {
            return running.getBrandingId();
        }

        @Override
        public String getBrandingProperty(String key) {
            return running.getBrandingProperty(key);
        }

        @Override
        public Bundle getBrandingBundle() {
            return running.getBrandingBundle();
        }

        @Override
        public void setResult(Object result, IApplication application) {
            throw new IllegalStateException("The desktop gives its result by returning");
        }
    }
}
