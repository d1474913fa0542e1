package org.drawbridge.e2e;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real GNOME keyring on a message bus of its own, as a desktop session has it, but without a desktop. */
final class Keyring implements AutoCloseable {

    private static final String PASSWORD = "keyring password";
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    private final Map<String, String> environment;
    private final Process bus;
    private Process daemon;

    /** The bus alone; the keyring is not started yet. */
    Keyring(Path home) throws IOException {
        Path runtime = Files.createDirectory(
                home.resolve("runtime"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        ProcessBuilder builder =
                new ProcessBuilder("dbus-daemon", "--session", "--nopidfile", "--nofork", "--print-address=1");
        builder.environment().keySet().removeIf(name -> name.startsWith("DBUS") || name.contains("DISPLAY"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_RUNTIME_DIR", runtime.toString());
        bus = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String address =
                new BufferedReader(new InputStreamReader(bus.getInputStream(), StandardCharsets.UTF_8)).readLine();
        environment = Map.of(
                "DBUS_SESSION_BUS_ADDRESS", address, "HOME", home.toString(), "XDG_RUNTIME_DIR", runtime.toString());
    }

    /** For the product. */
    Product enter(Product product) {
        environment.forEach(product::with);
        return product;
    }

    void startUnlocked() throws IOException, InterruptedException {
        start(true);
    }

    /** As after a sign-in whose password does not open the keyring: it is there, and locked. */
    void startLocked() throws IOException, InterruptedException {
        start(false);
    }

    private void start(boolean unlock) throws IOException, InterruptedException {
        stop();
        List<String> command = new ArrayList<>(List.of("gnome-keyring-daemon", "--foreground", "--components=secrets"));
        if (unlock) {
            command.add("--unlock");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.contains("DISPLAY"));
        builder.environment().putAll(environment);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        daemon = builder.start();
        try (var in = daemon.getOutputStream()) {
            in.write(PASSWORD.getBytes(StandardCharsets.UTF_8));
        }
        await(true);
    }

    private void stop() throws IOException, InterruptedException {
        if (daemon != null) {
            daemon.destroy();
            daemon.waitFor();
            daemon = null;
            await(false);
        }
    }

    private void await(boolean there) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE;
        while (owned() != there) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the keyring is " + (there ? "not coming" : "not going"));
            }
        }
    }

    private boolean owned() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "dbus-send",
                "--session",
                "--print-reply",
                "--dest=org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets");
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out.contains("boolean true");
    }

    @Override
    public void close() {
        if (daemon != null) {
            daemon.destroy();
        }
        bus.destroy();
    }
}
