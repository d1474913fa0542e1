package org.drawbridge.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Starts other people's servers for tests, in the foreground, and runs their tools. */
final class Servers {

    private static final int SECONDS = 20;
    private static final int SLOW_SECONDS = 180;

    private Servers() {}

    /** A server that ends with the test, or with the tests' process. */
    record Running(Process process, Thread hook) implements AutoCloseable {
        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Administrators' programs are not on everybody's PATH. */
    private static String program(String name) {
        if (name.contains("/")) {
            return name;
        }
        return Stream.concat(
                        Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin", "/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is missing; please run: apt-get install"
                        + " --no-install-recommends krb5-kdc krb5-admin-server krb5-user apache2"
                        + " libapache2-mod-auth-gssapi libnss3-tools"));
    }

    private static Process begin(Map<String, String> environment, Path output, String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of(command));
        words.set(0, program(command[0]));
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs a tool that must succeed. */
    static void run(Map<String, String> environment, String input, String... command) throws IOException {
        run(SECONDS, environment, input, command);
    }

    /** Runs a tool that must succeed and needs minutes on a busy computer. */
    static void runSlowly(Map<String, String> environment, String... command) throws IOException {
        run(SLOW_SECONDS, environment, "", command);
    }

    private static void run(int seconds, Map<String, String> environment, String input, String... command)
            throws IOException {
        Path output = Files.createTempFile("drawbridge-tool-", ".txt");
        try {
            Process process = begin(environment, output, command);
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(command[0] + " failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(output);
        }
    }

    /** Starts a server and waits until it takes connections at that address. */
    static Running start(Path folder, Map<String, String> environment, String address, int port, String... command)
            throws IOException {
        return start(SECONDS, folder, environment, address, port, command);
    }

    /** As the other, for a server that needs minutes on a busy computer. */
    static Running startSlowly(Path folder, Map<String, String> environment, int port, String... command)
            throws IOException {
        return start(SLOW_SECONDS, folder, environment, "127.0.0.1", port, command);
    }

    private static Running start(
            int seconds, Path folder, Map<String, String> environment, String address, int port, String... command)
            throws IOException {
        Path output = folder.resolve(Path.of(command[0]).getFileName() + ".out");
        Process process = begin(environment, output, command);
        Thread hook = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(hook);
        Running running = new Running(process, hook);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!listens(address, port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                running.close();
                throw new IOException(command[0] + " does not start: " + Files.readString(output));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return running;
    }

    private static boolean listens(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
