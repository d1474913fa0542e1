package org.drawbridge.browser.internal;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.drawbridge.browser.BrowserSettings;
import org.drawbridge.core.auth.Progress;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.manager.SeleniumManager;
import org.openqa.selenium.manager.SeleniumManagerOutput.Result;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts Chrome or Chromium through ChromeDriver: the one that the user set, the one on the PATH, or the one that Selenium
 * Manager finds or fetches. A driver is a convenience here: whatever goes wrong with it, the browser is started without
 * one. Edge is always started without, since Selenium's module for it is not available to this build.
 */
final class DriverStart {

    private static final Logger LOG = LoggerFactory.getLogger(DriverStart.class);
    /** Held, since its level lasts no longer than it does. */
    private static final java.util.logging.Logger SELENIUM = java.util.logging.Logger.getLogger("org.openqa.selenium");

    static {
        // It warns on standard error of a DevTools module that is not needed here.
        SELENIUM.setLevel(java.util.logging.Level.SEVERE);
    }

    private static final int MANAGER_SECONDS = 12;
    /** How long a failure of Selenium Manager is believed, so that not every sign-in waits for it. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private static final int VERSION_SECONDS = 5;
    private static final Pattern MAJOR = Pattern.compile("(\\d+)\\.\\d+\\.\\d+");

    private final Map<String, String> environment;

    DriverStart(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Empty if no matching driver can be had, or if it fails. */
    Optional<StartedBrowser> start(
            BrowserFinder.Found browser,
            BrowserSettings settings,
            List<String> arguments,
            Map<String, String> changed,
            ProfileFolder profile,
            Progress progress) {
        if (browser.kind() == BrowserSettings.Kind.EDGE) {
            return Optional.empty();
        }
        Optional<Path> driver =
                settings.driver().or(() -> onPath(browser)).or(() -> managed(browser, settings, progress));
        if (driver.isEmpty() || progress.cancelled()) {
            return Optional.empty();
        }
        if (!Files.isExecutable(driver.get())) {
            failed(settings, driver.get(), "no program", progress);
            return Optional.empty();
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.program().toFile());
        options.addArguments(arguments);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.get().toFile())
                .usingAnyFreePort()
                .withEnvironment(changed)
                .withSilent(true)
                .build();
        try {
            ProcessHandle process = started(service, driver.get());
            profile.owns(process);
            try (Progress.Registration hook = progress.onCancel(profile::endProcesses)) {
                ChromeDriver session = new ChromeDriver(service, options);
                for (ProcessHandle child : process.children().toList()) {
                    profile.owns(child);
                }
                return Optional.of(new StartedBrowser(endpoint(session), "driver", () -> forget(session)));
            }
        } catch (WebDriverException | IOException e) {
            failed(settings, driver.get(), firstLine(e.getMessage()), progress);
            profile.endProcesses();
            return Optional.empty();
        }
    }

    private static void failed(BrowserSettings settings, Path driver, String why, Progress progress) {
        LOG.info("the driver {} did not start the browser: {}", driver, why);
        if (settings.driver().isPresent()) {
            progress.note(BrowserStart.TEXTS.get("browser.driver-failed", driver, why));
        }
    }

    /** Starts the driver; Selenium does not tell its process, so it is found as the one that is new. */
    private static ProcessHandle started(ChromeDriverService service, Path driver) throws IOException {
        synchronized (DriverStart.class) {
            Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());
            service.start();
            return ProcessHandle.current()
                    .children()
                    .filter(child -> !before.contains(child))
                    .filter(child -> child.info()
                            .command()
                            .map(command -> Path.of(command).getFileName().equals(driver.getFileName()))
                            .orElse(true))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the driver ended at once"));
        }
    }

    /** Its processes have ended already; Selenium takes its time to find that out. */
    private static void forget(ChromeDriver session) {
        Thread.ofVirtual().name("driver-end").start(() -> {
            try {
                session.quit();
            } catch (WebDriverException e) {
                LOG.debug("the driver's session has ended already", e);
            }
        });
    }

    private static URI endpoint(ChromeDriver session) throws IOException {
        Object own = session.getCapabilities().getCapability("goog:chromeOptions");
        if (own instanceof Map<?, ?> map && map.get("debuggerAddress") instanceof String address) {
            String at = address.replace("localhost", "127.0.0.1");
            try (InputStream in =
                            URI.create("http://" + at + "/json/version").toURL().openStream();
                    JsonReader reader = Json.createReader(in)) {
                return URI.create(reader.readObject().getString("webSocketDebuggerUrl"));
            }
        }
        throw new IOException("the driver names no DevTools address");
    }

    private Optional<Path> onPath(BrowserFinder.Found browser) {
        String name = File.separatorChar == '\\' ? "chromedriver.exe" : "chromedriver";
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (folder.isBlank()) {
                continue;
            }
            Path candidate = Path.of(folder, name);
            if (Files.isExecutable(candidate)) {
                if (matches(candidate, browser.program())) {
                    return Optional.of(candidate);
                }
                LOG.info("{} is of another version than the browser", candidate);
            }
        }
        return Optional.empty();
    }

    /** Compares the major versions where both programs tell theirs; a Windows browser does not, so it is tried. */
    private static boolean matches(Path driver, Path browser) {
        if (File.separatorChar == '\\') {
            return true;
        }
        Optional<String> own = major(driver);
        return own.isPresent() && own.equals(major(browser));
    }

    private static Optional<String> major(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(VERSION_SECONDS, TimeUnit.SECONDS)) {
                    return Optional.empty();
                }
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                Matcher matcher = MAJOR.matcher(said);
                return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Path> managed(BrowserFinder.Found browser, BrowserSettings settings, Progress progress) {
        Path failed = settings.folder().resolveSibling("no-driver");
        if (isYoung(failed)) {
            LOG.info("Selenium Manager found no driver a short while ago, so it is not asked again");
            return Optional.empty();
        }
        Optional<Path> found = asked(browser, settings, progress);
        if (found.isEmpty() && !progress.cancelled()) {
            try {
                Files.writeString(failed, "");
            } catch (IOException e) {
                LOG.debug("not remembered", e);
            }
        }
        return found;
    }

    private static boolean isYoung(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant().plus(REMEMBERED).isAfter(Instant.now());
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> asked(BrowserFinder.Found browser, BrowserSettings settings, Progress progress) {
        List<String> arguments = new ArrayList<>(List.of(
                "--browser",
                "chrome",
                "--browser-path",
                browser.program().toString(),
                "--avoid-browser-download",
                "--avoid-stats",
                "--timeout",
                String.valueOf(MANAGER_SECONDS)));
        settings.proxy().ifPresent(proxy -> {
            arguments.add("--proxy");
            arguments.add("http://" + BrowserArguments.host(proxy.host()) + ":" + proxy.port());
        });
        CompletableFuture<Result> asked = new CompletableFuture<>();
        Thread.ofVirtual().name("selenium-manager").start(() -> {
            try {
                asked.complete(SeleniumManager.getInstance().getBinaryPaths(arguments));
            } catch (RuntimeException e) {
                asked.completeExceptionally(e);
            }
        });
        try (Progress.Registration hook = progress.onCancel(() -> asked.cancel(true))) {
            Path driver = Path.of(asked.get(MANAGER_SECONDS, TimeUnit.SECONDS).getDriverPath());
            return Files.isExecutable(driver) ? Optional.of(driver) : Optional.empty();
        } catch (ExecutionException e) {
            LOG.info(
                    "Selenium Manager found no driver: {}",
                    firstLine(e.getCause().getMessage()));
        } catch (TimeoutException e) {
            LOG.info("Selenium Manager found no driver within {} s", MANAGER_SECONDS);
        } catch (java.util.concurrent.CancellationException e) {
            LOG.debug("cancelled while looking for a driver", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
