package org.drawbridge.sharepoint.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.Cancelled;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.failure.Problem;
import org.drawbridge.core.http.ConnectTo;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.http.HttpSettings;
import org.drawbridge.core.probe.ConnectionTester;
import org.drawbridge.core.probe.StageResult;
import org.drawbridge.core.probe.TestResult;
import org.drawbridge.core.store.ConnectionEntry;
import org.drawbridge.core.store.ConnectionsFile;
import org.drawbridge.core.store.ReferencedSecrets;
import org.drawbridge.sandbox.Sandbox;

/** What the tests have in common: the methods as the product registers them, and sign-ins against a loopback port. */
final class Rig {

    static final AuthMethods METHODS = new AuthMethods() {
        @Override
        public List<MethodInfo> all() {
            return List.of(
                    method("sharepoint.certificate"),
                    method("sharepoint.secret"),
                    method("sharepoint.interactive"),
                    method("sharepoint.devicecode"),
                    method("sharepoint.password"));
        }

        private MethodInfo method(String id) {
            return new MethodInfo(id, id, Target.Kind.SHAREPOINT, 300, false, "test");
        }

        @Override
        public AuthMethod load(String id) throws AuthFailure {
            return switch (id) {
                case "sharepoint.certificate" -> new CertificateMethod();
                case "sharepoint.secret" -> new SecretMethod();
                case "sharepoint.interactive" -> new InteractiveMethod();
                case "sharepoint.devicecode" -> new DeviceCodeMethod();
                case "sharepoint.password" -> new PasswordMethod();
                default ->
                    throw CoreFailures.problem("method.unknown")
                            .with("method", id)
                            .failure();
            };
        }
    };

    private Rig() {}

    /** Patient: on a busy computer the sandbox, too, may take its time. */
    static Http http(int port, Path authority) throws AuthFailure {
        return http(port, authority, Duration.ofSeconds(30));
    }

    static Http http(int port, Path authority, Duration timeout) throws AuthFailure {
        return Http.create(HttpSettings.defaults()
                .withTimeouts(Duration.ofSeconds(5), timeout)
                .withAuthorities(List.of(authority))
                .withConnectTo(List.of(ConnectTo.parse("::127.0.0.1:" + port))));
    }

    /** A sign-in during which somebody cancels. */
    interface Cancellable {
        /** @param cancel to be given what cancels */
        void signIn(Consumer<Runnable> cancel) throws Exception;
    }

    /**
     * Asserts that a sign-in ends within a second from the call that cancels it. One such run of three proves it, since
     * what waits for something else does so each time, while a busy computer may hold up the one or the other.
     */
    static void assertCancelsWithinASecond(Cancellable signIn) {
        Duration shortest = Duration.ofDays(1);
        for (int i = 0; i < 3 && shortest.toMillis() >= 1000; i++) {
            AtomicLong cancelled = new AtomicLong();
            assertThrows(
                    Cancelled.class,
                    () -> signIn.signIn(cancel -> {
                        cancelled.set(System.nanoTime());
                        cancel.run();
                    }));
            Duration took = Duration.ofNanos(System.nanoTime() - cancelled.get());
            assertTrue(took.toSeconds() < 10, "took " + took);
            shortest = took.compareTo(shortest) < 0 ? took : shortest;
        }
        assertTrue(shortest.toMillis() < 1000, "took " + shortest);
    }

    /**
     * Asserts that a port is closed, or about to be: a socket that a virtual thread waits on ends with that thread. To
     * take the port instead would fail where another program has just got it.
     */
    static void assertNobodyListens(int port) throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertTrue(i < 199, "somebody still listens on " + socket.getPort());
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (ConnectException e) {
                return;
            }
        }
    }

    /** An entry of the sandbox's connections file. Those of other bundles and methods are left out. */
    static ConnectionEntry entry(Path file, String id) throws AuthFailure, IOException {
        return entries(file).find(id).orElseThrow();
    }

    private static ConnectionsFile entries(Path file) throws AuthFailure, IOException {
        Path own = file.resolveSibling("sharepoint.json");
        if (Files.notExists(own)) {
            JsonObject all;
            try (JsonReader reader = Json.createReader(Files.newBufferedReader(file))) {
                all = reader.readObject();
            }
            JsonArrayBuilder ours = Json.createArrayBuilder();
            all.getJsonArray("connections").getValuesAs(JsonObject.class).stream()
                    .filter(one -> METHODS.info(one.getString("method")).isPresent())
                    .forEach(ours::add);
            Files.writeString(
                    own,
                    Json.createObjectBuilder(all)
                            .add("connections", ours)
                            .build()
                            .toString());
        }
        return ConnectionsFile.read(own, METHODS);
    }

    /** The ids of the sandbox's connections by one of {@link #METHODS}. */
    static Set<String> ids(Path file) throws AuthFailure, IOException {
        return entries(file).entries().stream()
                .map(entry -> entry.connection().id())
                .collect(Collectors.toSet());
    }

    static SignIn signIn(ConnectionEntry entry, Http http, Progress progress) {
        return signIn(
                entry.connection(),
                new ReferencedSecrets(
                        entry.secrets(),
                        new MemorySecretStore().of(entry.connection().id())),
                http,
                progress);
    }

    /** As somebody at the computer signs in: interactive methods get a browser, as the account that is expected. */
    static SignIn attended(Sandbox sandbox, String id, Secrets secrets, Http http) throws AuthFailure, IOException {
        ConnectionEntry entry = entry(sandbox.connectionsFile(), id);
        Connection connection = entry.connection();
        return connection.method().equals("sharepoint.interactive")
                ? People.who(sandbox, connection.setting("account").orElseThrow())
                        .signIn(connection, secrets, http, Progress.none())
                : signIn(entry, http, Progress.none());
    }

    static SignIn signIn(Connection connection, Secrets secrets, Http http, Progress progress) {
        return new SignIn(connection, secrets, http, Interaction.none(), progress, Clock.systemDefaultZone());
    }

    static Secrets secrets(String... keysAndValues) throws AuthFailure {
        Secrets secrets = new MemorySecretStore().of("test");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            secrets.put(keysAndValues[i], Secret.of(keysAndValues[i + 1]));
        }
        return secrets;
    }

    static Connection connection(String url, String method, String... settings) {
        Map<String, String> map = new java.util.LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return new Connection("test", "Test", Target.of(Target.Kind.SHAREPOINT, url), method, map);
    }

    static TestResult test(SignIn signIn) {
        return new ConnectionTester(METHODS, () -> List.of(new SharePointProbe())).test(signIn, stage -> {});
    }

    static StageResult stage(TestResult result, String id) {
        return result.stages().stream()
                .filter(stage -> stage.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no stage " + id + " in " + result.stages()));
    }

    static String cause(TestResult result) {
        return result.failure().map(Problem::cause).orElse("-");
    }

    /** Collects what checks report. */
    static final class Findings implements CheckRun {
        private final SignIn signIn;
        private final Session session;
        private final List<Finding> findings = new ArrayList<>();

        Findings(SignIn signIn, Session session) {
            this.signIn = signIn;
            this.session = session;
        }

        @Override
        public SignIn signIn() {
            return signIn;
        }

        @Override
        public Session session() {
            return session;
        }

        @Override
        public void report(Finding finding) {
            findings.add(finding);
        }

        @Override
        public void report(SpaceResult space) {
            throw new AssertionError("no spaces here");
        }

        Optional<Finding> of(String capability) {
            return findings.stream()
                    .filter(finding -> finding.capability().id().equals(capability))
                    .findFirst();
        }

        List<Finding> all() {
            return findings;
        }
    }
}
