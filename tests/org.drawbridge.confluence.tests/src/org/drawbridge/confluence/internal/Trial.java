package org.drawbridge.confluence.internal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drawbridge.core.ConfluenceSite;
import org.drawbridge.core.Connection;
import org.drawbridge.core.Target;
import org.drawbridge.core.auth.AuthMethod;
import org.drawbridge.core.auth.AuthMethods;
import org.drawbridge.core.auth.CancellableProgress;
import org.drawbridge.core.auth.Interaction;
import org.drawbridge.core.auth.MemorySecretStore;
import org.drawbridge.core.auth.MethodInfo;
import org.drawbridge.core.auth.Progress;
import org.drawbridge.core.auth.Secret;
import org.drawbridge.core.auth.Secrets;
import org.drawbridge.core.auth.Session;
import org.drawbridge.core.auth.SignIn;
import org.drawbridge.core.check.Capability;
import org.drawbridge.core.check.Check;
import org.drawbridge.core.check.CheckRun;
import org.drawbridge.core.check.Finding;
import org.drawbridge.core.check.SpaceResult;
import org.drawbridge.core.failure.AuthFailure;
import org.drawbridge.core.failure.CoreFailures;
import org.drawbridge.core.http.Http;
import org.drawbridge.core.probe.ConnectionTester;
import org.drawbridge.core.probe.TestResult;

/** Drives the connector as the product does: by the connection tester and the checks. */
final class Trial {

    static final AuthMethods METHODS = new AuthMethods() {
        private final Map<String, AuthMethod> methods = Map.of(
                "confluence.token",
                new TokenMethod(),
                "confluence.anonymous",
                new AnonymousMethod(),
                "confluence.cookies",
                new CookiesMethod());

        @Override
        public List<MethodInfo> all() {
            return methods.keySet().stream()
                    .sorted()
                    .map(id -> new MethodInfo(id, id, Target.Kind.CONFLUENCE, 1, false, "test"))
                    .toList();
        }

        @Override
        public AuthMethod load(String id) throws AuthFailure {
            if (!methods.containsKey(id)) {
                throw CoreFailures.problem("method.unknown")
                        .evidence("method", id)
                        .failure();
            }
            return methods.get(id);
        }
    };

    private final Http http;
    private final Connection connection;
    private final Secrets secrets;
    private Progress progress = new CancellableProgress();

    Trial(Http http, Connection connection, Secrets secrets) {
        this.http = http;
        this.connection = connection;
        this.secrets = secrets;
    }

    static Trial token(Http http, String address, String token, String... settings) throws AuthFailure {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            given.put(settings[i], settings[i + 1]);
        }
        Secrets secrets = new MemorySecretStore().of("wiki");
        secrets.put("token", Secret.of(token));
        return new Trial(
                http, new Connection("wiki", "Wiki", new ConfluenceSite(address), "confluence.token", given), secrets);
    }

    static Trial anonymous(Http http, String address) {
        return new Trial(
                http,
                new Connection("wiki", "Wiki", new ConfluenceSite(address), "confluence.anonymous", Map.of()),
                new MemorySecretStore().of("wiki"));
    }

    Trial at(String address) {
        return new Trial(
                http,
                new Connection(
                        connection.id(),
                        connection.name(),
                        new ConfluenceSite(address),
                        connection.method(),
                        connection.settings()),
                secrets);
    }

    Trial with(Progress other) {
        progress = other;
        return this;
    }

    Trial setting(String key, String value) {
        Map<String, String> settings = new LinkedHashMap<>(connection.settings());
        settings.put(key, value);
        return new Trial(http, connection.withSettings(settings), secrets).with(progress);
    }

    SignIn signIn() {
        return new SignIn(connection, secrets, http, Interaction.none(), progress, Clock.systemUTC());
    }

    TestResult test() {
        return new ConnectionTester(METHODS, () -> List.of(new ConfluenceProbe())).test(signIn(), stage -> {});
    }

    /** What the checks found. */
    static final class Report implements CheckRun {
        private final SignIn signIn;
        private final Session session;
        final List<Finding> findings = new ArrayList<>();
        final List<SpaceResult> spaces = new ArrayList<>();

        Report(SignIn signIn, Session session) {
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
        public synchronized void report(Finding finding) {
            findings.add(finding);
        }

        @Override
        public synchronized void report(SpaceResult space) {
            spaces.add(space);
        }

        Finding of(Capability capability) {
            return findings.stream()
                    .filter(finding -> finding.capability().equals(capability))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing about " + capability.id()));
        }

        Optional<SpaceResult> space(String key) {
            return spaces.stream().filter(space -> space.key().equals(key)).findFirst();
        }
    }

    Report check() throws AuthFailure {
        SignIn signIn = signIn();
        try (Session session = METHODS.load(connection.method()).open(signIn)) {
            Report report = new Report(signIn, session);
            for (Check check : List.of(new SpacesCheck(), new PeopleCheck(), new LimitsCheck())) {
                check.run(report);
            }
            return report;
        }
    }
}
